package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// propagateEmpty replaces static parts that can give no row by an empty relation. Streams are left
// alone: a source must be read for its offsets and its watermark even when nothing comes of it. Below
// LIMIT 0 nothing is read, as under Spark's OptimizeLimitZero, and what keeps state above it keeps it.
func (o *optimizer) propagateEmpty(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		l, limited := n.(*operator.Limit)
		if isEmpty(n) || Streaming(n) && !(limited && l.N == 0) || !givesNothing(n) {
			return n
		}
		return &operator.Local{Rows: data.Empty(n.Schema()), Streaming: Streaming(n)}
	})
}

func isEmpty(n operator.Node) bool {
	l, ok := n.(*operator.Local)
	return ok && l.Rows.N == 0 && l.Failure == nil
}

func givesNothing(n operator.Node) bool {
	switch n := n.(type) {
	case *operator.Filter:
		return isBool(n.Cond, false) || isEmpty(n.Child)
	case *operator.Project, *operator.Sort, *operator.Dedup, *operator.Sample, *operator.TimeWindow,
		*operator.Expand, *operator.WindowFunction, *operator.Generate:
		return isEmpty(n.Children()[0])
	case *operator.Limit:
		return n.N == 0 || isEmpty(n.Child)
	case *operator.Aggregate:
		return len(n.Keys) > 0 && isEmpty(n.Child)
	case *operator.Union:
		for _, c := range n.Inputs {
			if !isEmpty(c) {
				return false
			}
		}
		return true
	case *operator.Join:
		return joinGivesNothing(n)
	}
	return false
}

func joinGivesNothing(n *operator.Join) bool {
	l, r := isEmpty(n.Left), isEmpty(n.Right)
	if n.Cond != nil && isBool(n.Cond, false) && (n.How == operator.Inner || n.How == operator.LeftSemi) {
		return true
	}
	switch n.How {
	case operator.Inner, operator.Cross, operator.LeftSemi:
		return l || r
	case operator.LeftOuter, operator.LeftAnti, operator.Existence:
		return l
	case operator.RightOuter:
		return r
	}
	return l && r
}
