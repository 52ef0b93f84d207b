package kernel

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

// logKept is how many lines the log keeps.
const logKept = 1000

// note adds a line to the log: what ran, what was written and what was said.
func (k *Kernel) note(format string, args ...any) {
	k.log = append(k.log, fmt.Sprintf(format, args...))
	k.logged++
	if len(k.log) >= 2*logKept {
		k.log = append([]string{}, k.log[logKept:]...)
	}
}

// noteBatch tells of a batch that was computed.
func (k *Kernel) noteBatch(t *track, step *engine.Step, c present.Counts) {
	if k.o.Forgetful {
		return // nobody looks at the log of a run
	}
	late := ""
	if c.Late > 0 {
		late = fmt.Sprintf(", late %d", c.Late)
	}
	k.note("%s b%d: in %d, out %d%s", t.name, step.Tick.Batch, c.In, c.Out, late)
}

// noteAnswer tells what a request was answered with, once.
func (k *Kernel) noteAnswer(a Response) {
	for _, text := range []string{k.message, k.failureText(a.Err)} {
		if n := len(k.log); text != "" && (n == 0 || !strings.HasSuffix(k.log[n-1], text)) {
			k.note("%s", text)
		}
	}
}

// failureText is a failure with the cell it belongs to.
func (k *Kernel) failureText(f *Failure) string {
	if f == nil {
		return ""
	}
	if _, i := k.book.Cell(f.Cell); i >= 0 {
		return fmt.Sprintf("cell %d: %s", i+1, f.Message)
	}
	return f.Message
}

func (k *Kernel) logFigure(a present.Ask) *viz.Figure {
	r := &present.Rows{Columns: []viz.Column{{Name: "newest first"}}, N: len(k.log), Empty: "nothing has happened yet",
		Cell: func(row, _ int) viz.Cell { return viz.Cell{Text: k.log[len(k.log)-1-row]} }}
	return &viz.Figure{Title: "Log", Table: r.Table(a, &k.orders, fmt.Sprintf("log-%d", k.logged))}
}
