package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// replaceSetOps lowers INTERSECT and EXCEPT without ALL; with ALL they count copies and stay.
func (o *optimizer) replaceSetOps(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		s, ok := n.(*operator.SetOp)
		if !ok || s.All || s.Op == operator.UnionOp {
			return n
		}
		how := operator.LeftSemi
		if s.Op == operator.ExceptOp {
			how = operator.LeftAnti
		}
		width := s.Left.Schema().Len()
		left, _ := passAll(s.Left, width)
		right, _ := passAll(s.Right, width)
		var conds []expr.Expr
		for i := range left {
			r := mapRefs(right[i], func(k int) int { return k + width })
			same, err := expr.Resolve(o.ctx, nil, &expr.Call{Func: "<=>", Args: []expr.Expr{left[i], r}})
			if err != nil {
				return n // no equality of this type: the set operation compares rows itself
			}
			conds = append(conds, same)
		}
		a := &analyzer{ctx: o.ctx}
		j := a.buildJoin(s.Left, s.Right, how, and(o.ctx, conds...), s.At)
		return distinct(j)
	})
}
