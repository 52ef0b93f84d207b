package present

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/viz"
)

// closedShown is over how many batches back closed windows are still listed.
const closedShown = 3

// span is a window in microseconds.
type span struct{ from, to int64 }

// windowRow is one window and key of the state.
type windowRow struct {
	span
	key, was string
	values   []string // one a column of the state, under names
	names    []string
	until    int64
	node     engine.NodeID
	stateKey string
	closedIn int // batch, for windows that are gone
	keys     int // how many keys a closed window had
}

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
	list = append(closed, list...)
	now := fmt.Sprintf("+b%d", s.Timeline.At()-1)
	if s.Timeline.At() == 0 {
		now = "+"
	}
	names := valueNames(list)
	r := &Rows{
		Columns: windowColumns(list, names, now),
		N:       len(list),
		Cell:    func(row, col int) viz.Cell { return windowCell(s, list[row], names, col) },
		ID: func(row int) string {
			if list[row].closedIn >= 0 {
				return fmt.Sprintf("closed:%d:%d", list[row].from, list[row].to)
			}
			return fmt.Sprintf("key:%d:%s", list[row].node, list[row].stateKey)
		},
		Empty: "no window is open: no row has come yet, or the query groups by no window",
	}
	return r, fmt.Sprintf("windows-%d", s.Timeline.At()), nil
}

// valueNames are the columns that all windows hold; nil when they hold different ones (two
// aggregations in a chain).
func valueNames(list []windowRow) []string {
	var names []string
	for _, w := range list {
		if w.closedIn >= 0 {
			continue
		}
		if names != nil && !slices.Equal(names, w.names) {
			return nil
		}
		names = w.names
	}
	return names
}

// windowColumns are the columns of the tab: a value column each, or one for all.
func windowColumns(list []windowRow, names []string, now string) []viz.Column {
	out := []viz.Column{{Name: "window", Min: 11}, {Name: "key"}}
	for i, name := range names {
		right := true
		for _, w := range list {
			if w.closedIn < 0 {
				_, err := strconv.ParseFloat(w.values[i], 64)
				right = right && (err == nil || w.values[i] == "NULL")
			}
		}
		out = append(out, viz.Column{Name: name, Right: right, Float: true})
	}
	if names == nil {
		out = append(out, viz.Column{Name: "value", Float: true})
	}
	return append(out, viz.Column{Name: now, Right: true}, viz.Column{Name: "state"}, viz.Column{Name: "fires when the watermark passes its end", Min: 18})
}

// openWindows lists the windows in the states of the timeline's cursor, by time, then key.
func openWindows(s *Subject) ([]windowRow, error) {
	var out []windowRow
	for _, id := range s.stateful() {
		if s.Timeline.State(id).Metrics().Rows > diffLimit {
			return nil, fmt.Errorf("%d keys are too many to list window by window; see the State tab", s.Timeline.State(id).Metrics().Rows)
		}
		now, err := s.at(s.Timeline.At(), id, -1)
		if err != nil {
			return nil, err
		}
		old, err := s.at(max(0, s.Timeline.At()-1), id, -1)
		if err != nil {
			return nil, err
		}
		for i, v := range now.views {
			w := windowKey(v)
			if w < 0 {
				continue
			}
			before := map[string]string{}
			if i < len(old.views) {
				before, _ = textOfState(s, old.views[i])
			}
			for r := range v.Rows.N {
				from, to, ok := windowAt(v.Rows.Cols[w], r)
				if !ok {
					continue
				}
				key := stateKey(s, v, r)
				rest := slices.Delete(slices.Clone(keyColumns(v)), w, w+1)
				names, values := stateValues(s, v, r)
				out = append(out, windowRow{span: span{from, to}, key: keyText(s.Expr, s.Clock(), rest, r), names: names, values: values,
					was: before[key], until: untilOf(v, r), node: id, stateKey: key, closedIn: -1})
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].to != out[j].to {
			return out[i].to < out[j].to
		}
		return out[i].from < out[j].from || out[i].from == out[j].from && out[i].key < out[j].key
	})
	return out, nil
}

// windowKey is the key column that is a window; -1 when there is none.
func windowKey(v operator.StateView) int {
	for i := range v.Keys {
		if isWindow(v.Rows.Schema.Fields[i].Type) {
			return i
		}
	}
	return -1
}

// spans counts the keys of each window of the states with n batches done.
func spans(s *Subject, n int) (map[span]int, error) {
	out := map[span]int{}
	for _, id := range s.stateful() {
		if s.Timeline.State(id).Metrics().Rows > diffLimit {
			continue
		}
		snap, err := s.at(n, id, -1)
		if err != nil {
			return nil, err
		}
		for _, v := range snap.views {
			w := windowKey(v)
			if w < 0 {
				continue
			}
			for r := range v.Rows.N {
				if from, to, ok := windowAt(v.Rows.Cols[w], r); ok {
					out[span{from, to}]++
				}
			}
		}
	}
	return out, nil
}

// closedWindows lists the windows that left the state in the last batches, newest batch last.
func closedWindows(s *Subject) ([]windowRow, error) {
	at := s.Timeline.At()
	var out []windowRow
	now, err := spans(s, at)
	if err != nil {
		return nil, err
	}
	for n := at - 1; n >= max(0, at-closedShown); n-- {
		before, err := spans(s, n)
		if err != nil {
			break // older versions are thinned out
		}
		for w, keys := range before {
			if _, open := now[w]; !open {
				out = append(out, windowRow{span: w, key: "(all)", closedIn: n, keys: keys, until: operator.NoWatermark})
			}
		}
		now = before
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].to < out[j].to || out[i].to == out[j].to && out[i].from < out[j].from
	})
	return out, nil
}

func windowCell(s *Subject, w windowRow, names []string, col int) viz.Cell {
	clock := s.Clock()
	width := max(len(names), 1)
	if w.closedIn >= 0 {
		switch col - width {
		case -width:
			return viz.Cell{Text: clock.Span(w.from, w.to), Style: viz.Dim}
		case 1 - width:
			if w.keys == 1 {
				return viz.Cell{Text: "(1 key)", Style: viz.Dim}
			}
			return viz.Cell{Text: fmt.Sprintf("(%d keys)", w.keys), Style: viz.Dim}
		case 3:
			return viz.Cell{Text: "closed", Style: viz.Dim}
		case 4:
			return viz.Cell{Text: fmt.Sprintf("fired in b%d; rows for it are late now", w.closedIn), Style: viz.Dim}
		}
		return viz.Cell{Text: "-", Style: viz.Dim}
	}
	switch {
	case col == 0:
		return viz.Cell{Text: clock.Span(w.from, w.to)}
	case col == 1:
		return viz.Cell{Text: w.key}
	case col < 2+width && names != nil:
		return viz.Cell{Text: w.values[col-2]}
	case col < 2+width:
		return viz.Cell{Text: w.value()}
	case col == 2+width:
		return added(w)
	case col == 3+width:
		return viz.Cell{Text: "open", Style: viz.Good}
	}
	return viz.Cell{Text: toGo(s, w)}
}

// value is all values as one text, the form in which was is kept.
func (w windowRow) value() string { return valuesText(w.names, w.values) }

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
		return text + fmt.Sprintf(": fires in b%d", s.Timeline.At())
	}
	return text
}
