package engine_test

import (
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/cockroachdb/datadriven"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// windows lists the windows in the state by time: how many groups each holds, and whether the
// next watermark has reached its end.
func (s *script) windows() (string, error) {
	type span struct{ from, to int64 }
	groups := map[span]int{}
	for i := range s.tl.Nodes() {
		if s.tl.State(engine.NodeID(i)) == nil {
			continue
		}
		views, err := s.tl.View(engine.NodeID(i), 0, -1)
		if err != nil {
			return "", err
		}
		for _, v := range views {
			for _, c := range v.Rows.Cols[:v.Keys] {
				st, ok := c.(*data.Struct)
				if !ok || len(st.Fields) != 2 {
					continue
				}
				for r := range v.Rows.N {
					groups[span{st.Fields[0].(*data.Longs).Values[r], st.Fields[1].(*data.Longs).Values[r]}]++
				}
			}
		}
	}
	list := make([]span, 0, len(groups))
	for w := range groups {
		list = append(list, w)
	}
	sort.Slice(list, func(i, j int) bool {
		return list[i].to < list[j].to || list[i].to == list[j].to && list[i].from < list[j].from
	})
	var b strings.Builder
	for _, w := range list {
		state := "open"
		if s.tl.NextWatermark() >= w.to {
			state = "leaves with the next batch"
		}
		fmt.Fprintf(&b, "%s-%s  %d groups  %s\n", clockOf(w.from), clockOf(w.to), groups[w], state)
	}
	if len(list) == 0 {
		return "no windows\n", nil
	}
	return b.String(), nil
}

// diff compares the state at the cursor with the state after as many steps as are named.
func (s *script) diff(d *datadriven.TestData) (string, error) {
	n, err := strconv.Atoi(first(d, "0"))
	if err != nil {
		return "", err
	}
	here := s.tl.At()
	now, err := s.stateLines()
	if err != nil {
		return "", err
	}
	if err := s.tl.SeekTo(n); err != nil {
		return "", err
	}
	old, err := s.stateLines()
	if err != nil {
		return "", err
	}
	if err := s.tl.SeekTo(here); err != nil {
		return "", err
	}
	var out []string
	for line := range old {
		if !now[line] {
			out = append(out, "- "+line)
		}
	}
	for line := range now {
		if !old[line] {
			out = append(out, "+ "+line)
		}
	}
	if len(out) == 0 {
		return "no difference\n", nil
	}
	sort.Slice(out, func(i, j int) bool { return out[i][2:] < out[j][2:] || out[i][2:] == out[j][2:] && out[i] < out[j] })
	return strings.Join(out, "\n") + "\n", nil
}

// stateLines is the set of rows in all states.
func (s *script) stateLines() (map[string]bool, error) {
	out := map[string]bool{}
	for i, n := range s.tl.Nodes() {
		if s.tl.State(engine.NodeID(i)) == nil {
			continue
		}
		views, err := s.tl.View(engine.NodeID(i), 0, -1)
		if err != nil {
			return nil, err
		}
		for _, v := range views {
			for r := range v.Rows.N {
				out[strings.TrimSpace(n.Describe().Spark+" "+v.Name+" "+rowText(v.Rows, r))] = true
			}
		}
	}
	return out, nil
}
