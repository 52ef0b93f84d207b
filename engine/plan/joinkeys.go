package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// splitCondition takes the equality keys and the one-sided parts out of a join's condition.
func splitCondition(ctx *expr.Context, j *operator.Join) {
	width := j.Left.Schema().Len()
	j.LeftKeys, j.RightKeys, j.NullSafe = nil, nil, nil
	j.Rest, j.LeftOnly, j.RightOnly = nil, nil, nil
	toRight := func(i int) int { return i - width }
	for _, c := range conjuncts(j.Cond) {
		if l, r, safe, ok := equality(c, width); ok {
			j.LeftKeys = append(j.LeftKeys, l)
			j.RightKeys = append(j.RightKeys, mapRefs(r, toRight))
			// Stored rows are found by their key whatever is in it: what keeps null keys from meeting are the
			// inferred filters. A full outer join cannot have them, one that stands for IN or EXISTS is made too
			// late to get them, and of some expressions Spark concludes nothing.
			j.NullSafe = append(j.NullSafe, safe || j.Streams)
			continue
		}
		switch side(c, width) {
		case leftSide:
			j.LeftOnly = and(ctx, j.LeftOnly, c)
		case rightSide:
			j.RightOnly = and(ctx, j.RightOnly, mapRefs(c, toRight))
		default:
			j.Rest = and(ctx, j.Rest, c)
		}
	}
}

type joinSide uint8

const (
	noSide joinSide = iota
	leftSide
	rightSide
	bothSides
)

// side tells which inputs an expression over a join reads.
func side(e expr.Expr, width int) joinSide {
	refs := map[int]bool{}
	refsOf(e, refs)
	out := noSide
	for i := range refs {
		if i < width {
			out |= leftSide
		} else {
			out |= rightSide
		}
	}
	return out
}

// safeKeys tells which keys of a join are written with <=>.
func safeKeys(j *operator.Join) []bool {
	var out []bool
	for _, c := range conjuncts(j.Cond) {
		if _, _, safe, ok := equality(c, j.Left.Schema().Len()); ok {
			out = append(out, safe)
		}
	}
	return out
}

// equality recognises left = right and left <=> right, in either order.
func equality(c expr.Expr, width int) (l, r expr.Expr, safe, ok bool) {
	l, r, ok = binary(c, "=")
	if !ok {
		if l, r, ok = binary(c, "<=>"); !ok {
			return nil, nil, false, false
		}
		safe = true
	}
	switch {
	case side(l, width) == leftSide && side(r, width) == rightSide:
		return l, r, safe, true
	case side(l, width) == rightSide && side(r, width) == leftSide:
		return r, l, safe, true
	}
	return nil, nil, false, false
}
