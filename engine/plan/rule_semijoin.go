package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// semiThroughJoin moves a semi or anti join to the one side of the join below that its condition reads, where rows
// that it drops there could not come out (Spark's PushLeftSemiLeftAntiThroughJoin). Of two streams, that side then
// keeps fewer rows as state.
func (o *optimizer) semiThroughJoin(j, c *operator.Join) operator.Node {
	if c.Columns != nil || c.How == operator.Existence || j.Predicate && j.Cond == nil {
		return j
	}
	lw, width := c.Left.Schema().Len(), c.Schema().Len()
	left := c.How == operator.Inner || c.How == operator.Cross || c.How == operator.LeftOuter ||
		j.Predicate && (c.How == operator.LeftSemi || c.How == operator.LeftAnti)
	right := c.How == operator.Inner || c.How == operator.Cross || c.How == operator.RightOuter
	switch {
	case j.Cond == nil && c.How == operator.RightOuter, onlyRight(j, lw, width):
		if !right || !movesBelow(j, c.Right) {
			return j
		}
		cond := mapRefs(j.Cond, func(i int) int { return i - lw })
		return o.rejoin(c, c.Left, o.semiOf(j, c.Right, cond), c.Cond)
	case readsFrom(j.Cond, lw, width), !left, !movesBelow(j, c.Left):
		return j
	}
	cond := mapRefs(j.Cond, func(i int) int {
		if i >= width {
			return i - width + lw
		}
		return i
	})
	return o.rejoin(c, o.semiOf(j, c.Left, cond), c.Right, c.Cond)
}

// onlyRight tells whether each part of a condition reads columns from lw on of the left side, and none before.
func onlyRight(j *operator.Join, lw, width int) bool {
	if j.Cond == nil || readsFrom(j.Cond, 0, lw) {
		return false
	}
	if j.Predicate {
		return readsFrom(j.Cond, lw, width)
	}
	return !slices.ContainsFunc(conjuncts(j.Cond), func(e expr.Expr) bool { return !readsFrom(e, lw, width) })
}

// movesBelow tells whether a side of the join below stays a stream or a table with the semi join in it.
func movesBelow(j *operator.Join, side operator.Node) bool {
	return Streaming(side) || !Streaming(j.Right)
}

func (o *optimizer) semiOf(j *operator.Join, left operator.Node, cond expr.Expr) *operator.Join {
	again := *j
	again.Streams = Streaming(left) && Streaming(j.Right)
	out := o.rejoin(&again, left, j.Right, cond)
	out.Out = joinSchema(out)
	return out
}
