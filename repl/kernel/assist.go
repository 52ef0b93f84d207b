package kernel

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/repl/interp"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/sessions"
	"github.com/sparkrepl/sparkrepl/sources"
	"github.com/sparkrepl/sparkrepl/viz"
)

// completionsSent bounds the proposals that cross to the face.
const completionsSent = 200

// complete proposes what could stand at the cursor of a cell.
func (k *Kernel) complete(r Request) []Completion {
	cells, ok := k.asTyped(r)
	if !ok {
		return nil
	}
	var out []Completion
	for _, c := range k.rt.cells.Complete(cells, r.Cell, r.Index) {
		if len(out) == completionsSent {
			break
		}
		out = append(out, Completion{Text: c.Text, Label: c.Text, Kind: c.Kind, Detail: c.Detail, From: c.From})
	}
	return out
}

// hover is the signature and doc of what stands at the cursor; of OpCall, of the call around it.
func (k *Kernel) hover(r Request) string {
	cells, ok := k.asTyped(r)
	if !ok {
		return ""
	}
	if r.Op == OpCall {
		return k.rt.cells.Call(cells, r.Cell, r.Index)
	}
	return k.rt.cells.Hover(cells, r.Cell, r.Index)
}

// asTyped are the cells with the source a face is typing; false while a cell runs.
func (k *Kernel) asTyped(r Request) ([]interp.Cell, bool) {
	if !k.idleCells() {
		return nil, false
	}
	cells := k.live()
	for i := range cells {
		if cells[i].ID == r.Cell {
			cells[i].Source = r.Text
		}
	}
	return cells, true
}

func delayText(ms int64) string { return present.Interval(ms * 1000) }

// Explain shows the reference of a function or a format; nil when there is none.
func (k *Kernel) Explain(word string) *viz.Figure {
	word = strings.ToLower(strings.TrimSuffix(word, "()"))
	for _, w := range expr.Words() {
		if w.Called(word) {
			return reference(w.Usage, w.Help, w.Example)
		}
	}
	if kind, err := sources.Find(word); err == nil {
		return formatReference(kind)
	}
	return nil
}

func reference(usage, help, example string) *viz.Figure {
	t := &viz.Text{Wrap: true, Lines: []viz.Line{{{Text: usage, Style: viz.Strong}}, {{Text: help}}}}
	if example != "" {
		t.Lines = append(t.Lines, viz.Line{}, viz.Line{{Text: "  " + example, Style: viz.Key}})
	}
	return &viz.Figure{Title: usage, Text: t}
}

func formatReference(kind *source.Kind) *viz.Figure {
	t := &viz.Table{Columns: []viz.Column{{Name: "option"}, {Name: "type"}, {Name: "default"}, {Name: "meaning"}},
		Head: []viz.Line{{{Text: kind.Help}}, {{Text: kind.Example, Style: viz.Key}}}, Empty: "it has no options"}
	for _, o := range kind.Options {
		t.Rows = append(t.Rows, []viz.Cell{{Text: o.Name, Style: viz.Key}, {Text: o.Type}, {Text: o.Default}, {Text: o.Help}})
	}
	t.Total = len(t.Rows)
	return &viz.Figure{Title: "format " + kind.Name, Table: t}
}

// ranBefore are the cells that were run before in any notebook, newest first.
func (k *Kernel) ranBefore() []Completion {
	var out []Completion
	for _, r := range sessions.RanBefore(sessions.Paths{State: k.o.StateDir}) {
		first, _, more := strings.Cut(strings.TrimSpace(r.Text), "\n")
		if more {
			first += fmt.Sprintf("  (%d lines)", strings.Count(r.Text, "\n")+1)
		}
		out = append(out, Completion{Text: r.Text, Label: first, Kind: r.Kind})
	}
	return out
}
