package kernel

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

// watch is one thing shown at every stop: an expression over the numbers of a batch, or a key
// of the state.
type watch struct {
	text string
	cond *condition // nil: key
	key  string     // ID of a row of the State tab
	cell string     // the cell that set it; "" a person did
}

// AddWatch watches an expression, or the key that a row of the State or Windows tab names.
func (k *Kernel) AddWatch(text string) error {
	if k.isWatched(text) {
		return nil
	}
	if strings.HasPrefix(text, "key:") {
		parts := strings.SplitN(text, ":", 3)
		k.watches = append(k.watches, watch{text: parts[len(parts)-1], key: text, cell: k.fence})
		k.keepMarks()
		return nil
	}
	e, err := k.later(text)
	if err != nil {
		return err
	}
	k.watches = append(k.watches, watch{text: text, cond: e, cell: k.fence})
	k.keepMarks()
	return nil
}

// ClearWatch removes watch n (from 1); 0 removes all.
func (k *Kernel) ClearWatch(n int) error {
	if n == 0 {
		k.watches = nil
		k.keepMarks()
		return nil
	}
	if n > len(k.watches) {
		return fmt.Errorf("there is no watch %d", n)
	}
	k.watches = append(k.watches[:n-1:n-1], k.watches[n:]...)
	k.keepMarks()
	return nil
}

// Watches is the table of watches: the batch before, this batch, and whether it changed.
func (k *Kernel) Watches() *viz.Figure {
	t := &viz.Table{Columns: []viz.Column{{Name: "#", Right: true}, {Name: "watch"}, {Name: "before"}, {Name: "now"}, {Name: ""}}, Total: len(k.watches),
		Empty: fmt.Sprintf("nothing is watched; %s on a row of an inspector tab, or :watch late", k.Key("watch"))}
	for i, w := range k.watches {
		before, now := k.watched(w, -1), k.watched(w, 0)
		mark := viz.Cell{Text: "=", Style: viz.Dim}
		if before != now {
			mark = viz.Cell{Text: "~", Style: viz.Changed}
		}
		t.Rows = append(t.Rows, []viz.Cell{{Text: fmt.Sprint(i + 1)}, {Text: w.text}, {Text: before, Style: viz.Dim}, {Text: now}, mark})
		t.IDs = append(t.IDs, fmt.Sprintf("watch:%d", i+1))
	}
	if tr := k.shown; tr != nil {
		for i, at := range []int{tr.timeline().At() - 2, tr.timeline().At() - 1} {
			if at >= 0 {
				t.Columns[2+i].Name = fmt.Sprintf("b%d", tr.first()+at)
			}
		}
	}
	return &viz.Figure{Title: "Watch", Table: t}
}

// watched is a watch's value at the cursor moved by shift batches.
func (k *Kernel) watched(w watch, shift int) string {
	t := k.shown
	if t == nil || t.timeline().At()+shift < 1 {
		return "-"
	}
	at := t.timeline().At() + shift
	if w.cond != nil {
		c, err := k.value(t, w.cond, at-1)
		if err != nil {
			return "? " + k.failure(err).Message
		}
		return present.ValueText(k.exprContext(), present.Clock{Zone: k.zone()}, c, 0)
	}
	value, err := present.KeyAt(t.subject(k), w.key, at)
	if err != nil {
		return "?"
	}
	return value
}

// Print evaluates an expression over the batch at the cursor, or runs a query of SQL.
func (k *Kernel) Print(text string) (Response, error) {
	first, _, _ := strings.Cut(strings.TrimSpace(strings.ToLower(text)), " ")
	switch first {
	case "select", "with", "from", "values", "table", "show", "describe", "set", "explain":
		rows, err := k.query(text)
		if err != nil {
			return Response{}, err
		}
		return Response{Figure: &viz.Figure{Title: text, Table: present.RowsOf(k.exprContext(), rows).Table(present.Ask{Limit: 500}, &k.orders, "")}}, nil
	}
	e, err := k.parseStop(text)
	if err != nil {
		return Response{}, err
	}
	if k.shown == nil {
		return Response{}, fmt.Errorf("no query is started yet")
	}
	c, err := k.value(k.shown, e, k.shown.timeline().At()-1)
	if err != nil {
		return Response{}, err
	}
	return Response{Text: text + " = " + present.ValueText(k.exprContext(), present.Clock{Zone: k.zone()}, c, 0)}, nil
}
