package present

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/viz"
)

// historyBatches is how far back the history of a key looks.
const historyBatches = 500

// change is one batch that changed a key.
type change struct {
	batch      int
	names      []string
	value, was []string // nil: the key was not there
	what       string
}

// History shows the batches that changed one key of a state: row is an ID of the State table.
func History(s *Subject, row string, a Ask) (*viz.Figure, error) {
	list, key, err := history(s, row)
	if err != nil {
		return nil, err
	}
	slices.Reverse(list) // the newest first
	columns := historyColumns(s, list)
	r := &Rows{
		Columns: make([]viz.Column, len(columns)),
		N:       len(list),
		ID:      func(i int) string { return s.batch(list[i].batch) },
		Cell:    func(i, col int) viz.Cell { return columns[col].cell(list[i]) },
		Empty:   "no batch up to here changed this key",
	}
	for i, c := range columns {
		r.Columns[i] = c.Column
	}
	return &viz.Figure{Title: "History of " + key, Table: r.Table(a, s.Orders, fmt.Sprintf("history-%s-%d", row, s.Timeline.At()))}, nil
}

// historyColumn is a column of the history of a key.
type historyColumn struct {
	viz.Column
	cell func(change) viz.Cell
}

// historyColumns are the batch, each value with what it was before, and what the batch did.
func historyColumns(s *Subject, list []change) []historyColumn {
	out := []historyColumn{{viz.Column{Name: "batch", Right: true}, func(c change) viz.Cell { return viz.Cell{Text: strconv.Itoa(s.First + c.batch)} }}}
	at := func(values []string, i int) viz.Cell {
		if values == nil {
			return viz.Cell{Text: "-", Style: viz.Dim}
		}
		return viz.Cell{Text: values[i]}
	}
	var names []string
	for _, c := range list {
		if len(c.names) > len(names) { // an evicted key names none
			names = c.names
		}
	}
	for i, name := range names {
		shown := s.shownName(name)
		right := !slices.ContainsFunc(list, func(c change) bool { return !isNumber(orNull(c.value, i)) })
		out = append(out, historyColumn{viz.Column{Name: shown, Right: right, Float: true}, func(c change) viz.Cell { return at(c.value, i) }},
			historyColumn{viz.Column{Name: shown + " was", Short: "was", Right: right, Float: true, Less: 1}, func(c change) viz.Cell { return at(c.was, i) }})
	}
	return append(out, historyColumn{viz.Column{Name: "change"}, func(c change) viz.Cell { return viz.Cell{Text: c.what} }})
}

// LastChange is the number of batches done before the newest change of a key behind the
// cursor; -1 when there is none.
func LastChange(s *Subject, row string) (int, error) {
	list, _, err := history(s, row)
	if err != nil {
		return -1, err
	}
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].batch < s.Timeline.At()-1 {
			return list[i].batch + 1, nil
		}
	}
	return -1, nil
}

// history walks the versions behind the cursor, oldest first.
func history(s *Subject, row string) ([]change, string, error) {
	parts := strings.SplitN(row, ":", 3)
	if len(parts) != 3 || parts[0] != "key" {
		return nil, "", fmt.Errorf("put the cursor on a key of the State tab first")
	}
	node, err := strconv.Atoi(parts[1])
	if err != nil || node >= len(s.Timeline.Nodes()) || s.Timeline.State(engine.NodeID(node)) == nil {
		return nil, "", fmt.Errorf("that key belongs to a plan that is no longer there")
	}
	key := parts[2]
	from := max(0, s.Timeline.At()-historyBatches)
	var list []change
	var last []string
	for n := from; n <= s.Timeline.At(); n++ {
		snap, err := s.at(n, engine.NodeID(node), -1)
		if err != nil {
			continue // this version is thinned out: its change shows at the next one kept
		}
		names, value := find(s, snap, key)
		if n > from || from == 0 {
			c := change{batch: n - 1, names: names, value: value, was: last}
			switch {
			case value != nil && last == nil:
				c.what = "+ new"
			case value != nil && !slices.Equal(value, last):
				c.what = "~ changed"
			case value == nil && last != nil:
				c.what = "- evicted"
			}
			if c.what != "" {
				list = append(list, c)
			}
		}
		last = value
	}
	return list, key, nil
}

// find gives the values of a key, nil where it does not stand in the state.
func find(s *Subject, snap snapshot, key string) (names, values []string) {
	for _, v := range snap.views {
		for r := range v.Rows.N {
			if stateKey(s, v, r) == key {
				return stateValues(s, v, r)
			}
		}
	}
	return nil, nil
}

// KeyAt is the value of a key of the state with n batches done, "-" when it was not there.
func KeyAt(s *Subject, row string, n int) (string, error) {
	parts := strings.SplitN(row, ":", 3)
	if len(parts) != 3 {
		return "", fmt.Errorf("%q names no key", row)
	}
	node, err := strconv.Atoi(parts[1])
	if err != nil || node >= len(s.Timeline.Nodes()) || s.Timeline.State(engine.NodeID(node)) == nil {
		return "", fmt.Errorf("that key belongs to a plan that is no longer there")
	}
	snap, err := s.at(n, engine.NodeID(node), -1)
	if err != nil {
		return "", err
	}
	names, values := find(s, snap, parts[2])
	if values == nil {
		return "-", nil
	}
	shown := make([]string, len(names))
	for i, name := range names {
		shown[i] = s.shownName(name)
	}
	return valuesText(shown, values), nil
}
