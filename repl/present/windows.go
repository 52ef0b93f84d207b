package present

import (
	"fmt"
	"slices"
	"sort"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// closedShown is over how many batches back closed windows are still listed.
const closedShown = 3

// mostClosed is how many of them are listed.
const mostClosed = 3

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
				before = textOfState(s, old.views[i])
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
			if _, open := now[w]; !open && s.passed(n, w) {
				out = append(out, windowRow{span: w, key: "(all)", closedIn: n, keys: keys, until: operator.NoWatermark})
			}
		}
		now = before
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i].to < out[j].to || out[i].to == out[j].to && out[i].from < out[j].from
	})
	return out[max(0, len(out)-mostClosed):], nil
}

// passed tells whether step n ended a window: a session that grew is another one now, and no
// watermark has reached its end.
func (s *Subject) passed(n int, w span) bool { return w.to <= s.Timeline.Step(n).Watermark }

// value is all values as one text, the form in which was is kept.
func (w windowRow) value() string { return valuesText(w.names, w.values) }
