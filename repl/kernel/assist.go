package kernel

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/sources"
	"github.com/sparkrepl/sparkrepl/viz"
)

func (k *Kernel) complete(r Request) []Completion { return nil }
func (k *Kernel) hover(r Request) string          { return "" }

func delayText(ms int64) string { return present.Interval(ms * 1000) }

// Explain shows the reference of a function or a format; nil when there is none.
func (k *Kernel) Explain(word string) *viz.Figure {
	word = strings.ToLower(strings.TrimSuffix(word, "()"))
	for _, f := range expr.Functions() {
		if named(f.Name, f.Aliases, word) {
			return reference(f.Usage, f.Help, f.Example)
		}
	}
	for _, f := range expr.Aggregates() {
		if named(f.Name, f.Aliases, word) {
			return reference(f.Usage, f.Help, f.Example)
		}
	}
	if kind, err := sources.Find(word); err == nil {
		return formatReference(kind)
	}
	return nil
}

func named(name string, aliases []string, word string) bool {
	if strings.EqualFold(name, word) {
		return true
	}
	for _, a := range aliases {
		if strings.EqualFold(a, word) {
			return true
		}
	}
	return false
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
