package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Verdict says of one stateful step whether the watermark bounds its state.
type Verdict struct {
	Node    operator.Node
	Bounded bool
	Text    string // one sentence
}

// Verdicts judges every stateful step of a resolved streaming plan in an output mode, nearest the
// sink first.
func Verdicts(n operator.Node, mode operator.OutputMode) []Verdict {
	var out []Verdict
	if Streaming(n) {
		if v, ok := judge(n, mode); ok {
			out = append(out, v)
		}
	}
	for _, c := range n.Children() {
		out = append(out, Verdicts(c, mode)...)
	}
	return out
}

func judge(n operator.Node, mode operator.OutputMode) (Verdict, bool) {
	switch n := n.(type) {
	case *operator.Aggregate:
		return judgeAggregate(n, mode), true
	case *operator.Dedup:
		return judgeDedup(n), true
	case *operator.Limit:
		return Verdict{n, true, "One counter: how many rows have passed."}, true
	case *operator.Join:
		if Streaming(n.Left) && Streaming(n.Right) {
			return judgeJoin(n), true
		}
	case *operator.GroupState:
		return judgeFunction(n), true
	case *operator.TransformWithState:
		return judgeFunction(n), true
	}
	return Verdict{}, false
}

// judgeFunction takes the word of a node that runs a user's function.
func judgeFunction(n operator.Stateful) Verdict {
	if why := n.Bound(); why != "" {
		return Verdict{n, true, "Bounded: " + why + "."}
	}
	return never(n, "a key stays until the function removes it.")
}

func never(n operator.Node, why string) Verdict {
	return Verdict{Node: n, Text: "Never evicted: " + why}
}

func judgeAggregate(n *operator.Aggregate, mode operator.OutputMode) Verdict {
	if mode == operator.Complete {
		return never(n, "complete mode keeps every group.")
	}
	k := groupTime(n)
	if k < 0 {
		return never(n, "no grouping column carries a watermark, so no group is ever final.")
	}
	f := n.Out.Fields[k]
	return Verdict{n, true, "Bounded: a group leaves when the watermark passes its " + judged(f) + "."}
}

// judged is what the watermark is compared with: the column, or the end of a window.
func judged(f data.Field) string {
	if f.Type.Kind == data.KindStruct {
		return f.Name + ".end"
	}
	return f.Name
}

func judgeDedup(n *operator.Dedup) Verdict {
	s := n.Child.Schema()
	if n.Within {
		if k := s.EventTime(); k >= 0 {
			return Verdict{n, true, "Bounded: a key leaves when the watermark passes the " + judged(s.Fields[k]) + " of its first row plus the delay."}
		}
		return never(n, "no watermark is declared.")
	}
	if k := keyTime(n); k >= 0 {
		return Verdict{n, true, "Bounded: a key leaves when the watermark passes its " + judged(s.Fields[k]) + "."}
	}
	return never(n, "the event-time column is not among the keys, so a duplicate may come at any time.")
}

func judgeJoin(n *operator.Join) Verdict {
	l, r := n.LeftBound.Set, n.RightBound.Set
	switch {
	case l && r:
		return Verdict{n, true, "Bounded: rows of both sides leave when the watermark passes the last time they can match."}
	case l:
		return never(n, "rows of the right side are kept; bound its event time in the join condition.")
	case r:
		return never(n, "rows of the left side are kept; bound its event time in the join condition.")
	}
	return never(n, "nothing in the join condition ties the event times of the two sides.")
}

// Lint is a remark on a plan that runs but may not do what was meant.
type Lint struct {
	Node operator.Node
	Text string
}

// Lints remarks on watermarks that reach no stateful step.
func Lints(n operator.Node) []Lint { return lints(n, false) }

// lints walks down; used tells whether a stateful step stands above.
func lints(n operator.Node, used bool) []Lint {
	var out []Lint
	if w, ok := n.(*operator.Watermark); ok && !used {
		out = append(out, Lint{n, "watermark on " + w.Out.Fields[w.Col].Name + " reaches no stateful operator: no effect"})
	}
	if _, stateful := judge(n, operator.Append); stateful && Streaming(n) {
		if _, limit := n.(*operator.Limit); !limit {
			used = true
		}
	}
	for _, c := range n.Children() {
		out = append(out, lints(c, used)...)
	}
	return out
}
