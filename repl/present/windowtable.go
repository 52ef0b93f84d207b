package present

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Windows shows the windows in the state: what they hold, what this batch added, and when each
// is final.
func Windows(ctx context.Context, s *Subject, a Ask) (*viz.Figure, error) {
	rows, name, err := WindowRows(s)
	if err != nil {
		return nil, err
	}
	return &viz.Figure{Title: "Windows", Table: rows.Table(a, s.Orders, name)}, nil
}

// WindowRows is the table behind [Windows].
func WindowRows(s *Subject) (*Rows, string, error) {
	list, err := openWindows(s)
	if err != nil {
		return nil, "", err
	}
	closed, err := closedWindows(s)
	if err != nil {
		return nil, "", err
	}
	columns := windowColumns(s, list)
	list = append(closed, list...)
	r := &Rows{
		Columns: make([]viz.Column, len(columns)),
		N:       len(list),
		Cell: func(row, col int) viz.Cell {
			if w := list[row]; w.closedIn >= 0 {
				return viz.Cell{Text: columns[col].closed(w), Style: viz.Dim}
			}
			return columns[col].open(list[row])
		},
		ID: func(row int) string {
			if list[row].closedIn >= 0 {
				return fmt.Sprintf("closed:%d:%d", list[row].from, list[row].to)
			}
			return fmt.Sprintf("key:%d:%s", list[row].node, list[row].stateKey)
		},
		Empty: s.noWindows(),
	}
	for i, c := range columns {
		r.Columns[i] = c.Column
	}
	return r, fmt.Sprintf("windows-%d", s.Timeline.At()), nil
}

// Windowed tells whether the query groups by windows of time.
func (s *Subject) Windowed() bool {
	return slices.ContainsFunc(s.Timeline.Nodes(), func(n operator.Node) bool {
		_, slides := n.(*operator.TimeWindow)
		agg, ok := n.(*operator.Aggregate)
		return slides || ok && agg.Session >= 0
	})
}

// noWindows says why no window is listed.
func (s *Subject) noWindows() string {
	switch {
	case s.Windowed():
		return "no window is open yet: no row has come"
	case len(s.stateful()) == 0:
		return fmt.Sprintf("this query groups by no window; %s shows the rows of the batch", s.key("tab-batch"))
	}
	return fmt.Sprintf("this query groups by no window; %s shows its state, %s the rows of the batch", s.key("tab-state"), s.key("tab-batch"))
}

// windowColumn is a column of the tab: its cells for windows that are open, and for those that
// left the state.
type windowColumn struct {
	viz.Column
	open   func(windowRow) viz.Cell
	closed func(windowRow) string
}

// windowColumns are the columns that the open windows need: keys where they have some, a column
// for each value, or one for all where they hold different ones.
func windowColumns(s *Subject, open []windowRow) []windowColumn {
	clock := s.Clock()
	span := func(w windowRow) string { return clock.Span(w.from, w.to) }
	dash := func(windowRow) string { return "-" }
	plain := func(text func(windowRow) string) func(windowRow) viz.Cell {
		return func(w windowRow) viz.Cell { return viz.Cell{Text: text(w)} }
	}
	out := []windowColumn{{viz.Column{Name: "window", Min: 11}, plain(span), span}}
	if len(open) == 0 || slices.ContainsFunc(open, func(w windowRow) bool { return w.key != "" }) {
		out = append(out, windowColumn{viz.Column{Name: "key"}, plain(func(w windowRow) string { return w.key }), func(w windowRow) string { return counted(w.keys, "key") }})
	}
	names := valueNames(open)
	for i, name := range names {
		c := viz.Column{Name: s.shownName(name), Right: !slices.ContainsFunc(open, func(w windowRow) bool { return !isNumber(w.values[i]) }), Float: true}
		out = append(out, windowColumn{c, plain(func(w windowRow) string { return w.values[i] }), dash})
	}
	if names == nil {
		out = append(out, windowColumn{viz.Column{Name: "value", Float: true}, plain(windowRow.value), dash})
	}
	now := "+"
	if at := s.Timeline.At(); at > 0 {
		now = "+" + s.batch(at-1)
	}
	return append(out,
		windowColumn{viz.Column{Name: now, Right: true, Less: 1}, added, dash},
		windowColumn{viz.Column{Name: "state", Less: 2}, func(windowRow) viz.Cell { return viz.Cell{Text: "open", Style: viz.Good} }, func(windowRow) string { return "closed" }},
		windowColumn{viz.Column{Name: "fires when the watermark passes its end", Short: "until it fires", Min: 13},
			plain(func(w windowRow) string { return toGo(s, w) }),
			func(w windowRow) string { return "fired in " + s.batch(w.closedIn) }})
}

// valueNames are the columns that all windows hold; nil when they hold different ones (two
// aggregations in a chain).
func valueNames(list []windowRow) []string {
	var names []string
	for _, w := range list {
		if names != nil && !slices.Equal(names, w.names) {
			return nil
		}
		names = w.names
	}
	return names
}

func isNumber(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return err == nil || text == "null"
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%s %ss", viz.Count(n), what)
}

// added says what this batch did to the first value: its growth where it is a whole number.
func added(w windowRow) viz.Cell {
	switch {
	case w.was == "":
		return viz.Cell{Text: "new", Style: viz.Added}
	case w.was == w.value():
		return viz.Cell{Text: ".", Style: viz.Dim}
	}
	if len(w.values) > 0 {
		first := strings.TrimPrefix(strings.SplitN(w.was, " ", 2)[0], w.names[0]+"=")
		a, err1 := strconv.ParseInt(first, 10, 64)
		b, err2 := strconv.ParseInt(w.values[0], 10, 64)
		if err1 == nil && err2 == nil && a != b {
			return viz.Cell{Text: fmt.Sprintf("%+d", b-a), Style: viz.Changed}
		}
	}
	return viz.Cell{Text: "~", Style: viz.Changed}
}

// toGo says how far the watermark is from the end of a window, and whether the next batch
// reaches it.
func toGo(s *Subject, w windowRow) string {
	if w.until == operator.NoWatermark {
		return "never: no watermark bounds it"
	}
	wm, next := s.Timeline.Watermark(), s.Timeline.NextWatermark()
	if wm <= 0 && next <= 0 {
		return "no watermark yet"
	}
	text := Duration(w.until-max(wm, 0)) + " to go"
	if wm <= 0 {
		text = "the first watermark comes with the next batch"
	}
	if next >= w.until {
		return "fires in " + s.batch(s.Timeline.At()) + ": " + text
	}
	return text
}
