package script

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// caughtBatch is a batch as it ran.
type caughtBatch struct {
	batch kernel.BatchEvent
	late  []kernel.LateRow
}

func catch(e kernel.BatchEvent) caughtBatch {
	c := caughtBatch{batch: e, late: e.LateRows()}
	c.batch.Shown, c.batch.LateRows = true, func() []kernel.LateRow { return c.late }
	return c
}

// paneEvent is a row of a pane, as the screen shows it.
type paneEvent struct {
	head
	Pane string          `json:"pane"`
	Row  json.RawMessage `json:"row"`
}

// whyEvent is an explanation.
type whyEvent struct {
	head
	Text string `json:"text"`
}

// events writes the batch as run --json does, and a line for each row of the panes that Show names
// besides.
func (s *Step) events(ask func(kernel.Request) (kernel.Response, error), c caughtBatch) error {
	e := newEvents(s.Out)
	if !slices.Contains(s.Show, "out") {
		c.batch.Shown = false
	}
	if !slices.Contains(s.Show, "late") {
		c.batch.LateRows = func() []kernel.LateRow { return nil }
	}
	e.batch(c.batch)
	for _, name := range s.Show {
		switch name {
		case "out", "late":
			continue
		case "why":
			a, err := ask(kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "why"}, Query: s.Query})
			if err != nil {
				return err
			}
			e.put(whyEvent{head{1, "why"}, figureText(a.Figure)})
			continue
		}
		a, err := ask(kernel.Request{Op: kernel.OpCopy, Kind: "json", Pane: &kernel.Pane{Name: panes[name]}, Query: s.Query})
		if err != nil {
			return err
		}
		for line := range strings.Lines(a.Text) {
			e.put(paneEvent{head{1, "pane"}, name, json.RawMessage(strings.TrimSpace(line))})
		}
	}
	return nil
}
