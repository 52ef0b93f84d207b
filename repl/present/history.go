package present

import (
	"fmt"
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
	value, was string
	what       string
}

// History shows the batches that changed one key of a state: row is an ID of the State table.
func History(s *Subject, row string, a Ask) (*viz.Figure, error) {
	list, key, err := history(s, row)
	if err != nil {
		return nil, err
	}
	r := &Rows{
		Columns: []viz.Column{{Name: "batch", Right: true}, {Name: "value", Float: true}, {Name: "was", Float: true}, {Name: "change"}},
		N:       len(list),
		ID:      func(i int) string { return fmt.Sprintf("b%d", list[i].batch) },
		Cell: func(i, col int) viz.Cell {
			c := list[i]
			return viz.Cell{Text: []string{strconv.Itoa(c.batch), c.value, c.was, c.what}[col]}
		},
		Empty: "no batch up to here changed this key",
	}
	return &viz.Figure{Title: "History of " + key, Table: r.Table(a, s.Orders, fmt.Sprintf("history-%s-%d", row, s.Timeline.At()))}, nil
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
	last, had := "", false
	for n := from; n <= s.Timeline.At(); n++ {
		snap, err := s.at(n, engine.NodeID(node), -1)
		if err != nil {
			continue // this version is thinned out: its change shows at the next one kept
		}
		value, has := find(s, snap, key)
		if n > from || from == 0 {
			switch {
			case has && !had:
				list = append(list, change{n - 1, value, "-", "+ new"})
			case has && value != last:
				list = append(list, change{n - 1, value, last, "~ changed"})
			case had && !has:
				list = append(list, change{n - 1, "-", last, "- evicted"})
			}
		}
		last, had = value, has
	}
	return list, key, nil
}

func find(s *Subject, snap snapshot, key string) (string, bool) {
	for _, v := range snap.views {
		for r := range v.Rows.N {
			if stateKey(s, v, r) == key {
				return stateValue(s, v, r), true
			}
		}
	}
	return "", false
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
	if value, has := find(s, snap, parts[2]); has {
		return value, nil
	}
	return "-", nil
}
