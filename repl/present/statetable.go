package present

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/viz"
)

// stateColumn is a column of the State tab.
type stateColumn struct {
	viz.Column
	cell func(stateRow) viz.Cell
}

func stateTable(s *Subject, list []stateRow, head []viz.Line, several bool) *Rows {
	columns := stateColumns(s, list, several)
	r := &Rows{Columns: make([]viz.Column, len(columns)), N: len(list), Head: head, Empty: "the state is empty",
		Cell: func(row, col int) viz.Cell { return columns[col].cell(list[row]) },
		ID:   func(row int) string { return fmt.Sprintf("key:%d:%s", list[row].node, list[row].key) }}
	for i, c := range columns {
		r.Columns[i] = c.Column
	}
	return r
}

// stateColumns are the key, every value now and at the base of the difference, what became of the
// key, and when it leaves. One value has the two batches as names, as have states that hold
// different ones: there all values stand in one text.
func stateColumns(s *Subject, list []stateRow, several bool) []stateColumn {
	if len(list) > 0 && !slices.ContainsFunc(list, func(x stateRow) bool { return x.whole == nil }) {
		return wholeColumns(s, list)
	}
	out := []stateColumn{{viz.Column{Name: "key"}, func(x stateRow) viz.Cell {
		if several {
			return viz.Cell{Text: shortName(s.Timeline.Nodes()[x.node]) + " " + x.shown}
		}
		return viz.Cell{Text: x.shown}
	}}}
	now, base := "start", baseName(s)
	if at := s.Timeline.At(); at > 0 {
		now = s.batch(at - 1)
	}
	names := sameNames(list)
	switch {
	case len(list) > 0 && names != nil && len(names) == 0: // keys alone
	case len(names) > 1:
		for i, name := range names {
			shown := s.shownName(name)
			right := !slices.ContainsFunc(list, func(x stateRow) bool { return !isNumber(orNull(x.now, i)) || !isNumber(orNull(x.base, i)) })
			lead := s.dayOf(list, i)
			out = append(out, stateColumn{viz.Column{Name: shown, Right: right, Float: true, Lead: lead}, func(x stateRow) viz.Cell { return valueAt(x.now, i, x) }},
				stateColumn{viz.Column{Name: shown + " " + base, Short: base, Right: right, Float: true, Lead: lead, Less: 1}, func(x stateRow) viz.Cell { return wasAt(x, i) }})
		}
	default:
		text := func(x stateRow, values []string) viz.Cell {
			if values == nil {
				return viz.Cell{Text: "-", Style: viz.Dim}
			}
			return viz.Cell{Text: valuesText(x.names, values)}
		}
		right := len(names) == 1 && !slices.ContainsFunc(list, func(x stateRow) bool { return !isNumber(orNull(x.now, 0)) || !isNumber(orNull(x.base, 0)) })
		out = append(out, stateColumn{viz.Column{Name: base, Float: true, Right: right}, func(x stateRow) viz.Cell { return text(x, x.base) }},
			stateColumn{viz.Column{Name: now, Float: true, Right: right}, func(x stateRow) viz.Cell { return text(x, x.now) }})
	}
	return append(out, stateColumn{viz.Column{Name: "change"}, s.changeCell}, s.leaves(2))
}

// dayOf is the day one looks at, where all values of a column begin with it.
func (s *Subject) dayOf(list []stateRow, i int) string {
	lead := s.Clock().lead()
	for _, x := range list {
		for _, values := range [][]string{x.now, x.base} {
			if values != nil && !strings.HasPrefix(values[i], lead) {
				return ""
			}
		}
	}
	return lead
}

// leaves is the column that says when a key goes.
func (s *Subject) leaves(less int) stateColumn {
	clock := s.Clock()
	return stateColumn{viz.Column{Name: "leaves at watermark", Short: "leaves", Less: less}, func(x stateRow) viz.Cell {
		if x.until == operator.NoWatermark {
			return viz.Cell{Text: "-", Style: viz.Dim}
		}
		return viz.Cell{Text: clock.Text(x.until)}
	}}
}

// wholeColumns are the columns of states that hold rows as they came: which state, the columns of
// all of them, and what became of the row.
func wholeColumns(s *Subject, list []stateRow) []stateColumn {
	out := []stateColumn{{viz.Column{Name: "state"}, func(x stateRow) viz.Cell { return viz.Cell{Text: x.whole[""]} }}}
	out = append(out, stateColumn{viz.Column{Name: "change"}, s.changeCell}, s.leaves(0))
	for _, f := range s.wholeFields() {
		c := viz.Column{Name: f.Name, Right: f.Type.Numeric(), Float: holdsFraction(f.Type), Less: 1}
		if isTime(f.Type) {
			c.Lead = s.Clock().lead()
		}
		out = append(out, stateColumn{c, func(x stateRow) viz.Cell { return viz.Cell{Text: x.whole[f.Name]} }})
	}
	return out
}

// wholeFields are the columns of the states that hold whole rows, each name once.
func (s *Subject) wholeFields() []data.Field {
	var out []data.Field
	for _, id := range s.stateful() {
		snap, err := s.at(s.Timeline.At(), id, 1)
		if err != nil {
			continue // the rows are here: only their columns are asked for
		}
		for _, v := range snap.views {
			for _, f := range v.Rows.Schema.Fields {
				if wholeRows(v) && !slices.ContainsFunc(out, func(g data.Field) bool { return g.Name == f.Name }) {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// sameNames are the value columns that all keys have; nil when they have different ones.
func sameNames(list []stateRow) []string {
	for _, x := range list {
		if !slices.Equal(x.names, list[0].names) {
			return nil
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list[0].names
}

func orNull(values []string, i int) string {
	if values == nil {
		return "null"
	}
	return values[i]
}

func valueAt(values []string, i int, x stateRow) viz.Cell {
	if values == nil {
		return viz.Cell{Text: "-", Style: viz.Dim}
	}
	if x.base != nil && x.now != nil && x.base[i] != x.now[i] {
		return viz.Cell{Text: values[i], Style: viz.Changed}
	}
	return viz.Cell{Text: values[i]}
}

// wasAt is a value at the base; where it is the same now it stays in the background.
func wasAt(x stateRow, i int) viz.Cell {
	switch {
	case x.base == nil:
		return viz.Cell{Text: "-", Style: viz.Dim}
	case x.now != nil && x.base[i] == x.now[i]:
		return viz.Cell{Text: x.base[i], Style: viz.Dim}
	}
	return viz.Cell{Text: x.base[i]}
}

// changeCell says what became of a key from the base to now, and where the base is a later batch, what
// becomes of it until there.
func (s *Subject) changeCell(x stateRow) viz.Cell {
	words := map[string]string{"=": "=", "~": "~ changed", "+": "+ new", "-": "- evicted"}
	styles := map[string]viz.Style{"~": viz.Changed, "+": viz.Added, "-": viz.Removed}
	if s.base() > s.Timeline.At() {
		words["+"], words["-"] = "- gone by "+baseName(s), "+ new by "+baseName(s)
		styles["+"], styles["-"] = styles["-"], styles["+"]
	}
	return viz.Cell{Text: words[x.change], Style: styles[x.change]}
}
