package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// pushSemiJoins moves the joins that stand for IN and EXISTS of a WHERE clause down where a filter
// in their place would go. In a stream this is not only faster: rows that such a condition drops
// below a watermark do not move it, as in Spark.
func (o *optimizer) pushSemiJoins(n operator.Node) operator.Node {
	return transformDown(n, func(n operator.Node) operator.Node {
		j, ok := n.(*operator.Join)
		if !ok || !j.Predicate || j.How != operator.LeftSemi && j.How != operator.LeftAnti {
			return n
		}
		return o.pushSemiJoin(j)
	})
}

func (o *optimizer) pushSemiJoin(j *operator.Join) operator.Node {
	width := j.Left.Schema().Len()
	switch c := j.Left.(type) {
	case *operator.Project:
		if !allDeterministic(c.Exprs) {
			return j
		}
		inner := c.Child.Schema().Len()
		cond, _ := rewrite(j.Cond, func(x expr.Expr) (expr.Expr, error) {
			r, ok := x.(*expr.Ref)
			switch {
			case !ok:
				return nil, nil
			case r.Index < width:
				return bare(c.Exprs[r.Index]), nil
			}
			return mapRefs(r, func(i int) int { return i - width + inner }), nil
		})
		return c.With([]operator.Node{o.semiOver(j, c.Child, cond)})
	case *operator.Watermark:
		if reads(j.Cond, c.Col) {
			return j
		}
		return c.With([]operator.Node{o.semiOver(j, c.Child, j.Cond)})
	case *operator.TimeWindow:
		if reads(j.Cond, width-1) {
			return j
		}
		cond := mapRefs(j.Cond, func(i int) int {
			if i >= width {
				return i - 1
			}
			return i
		})
		return c.With([]operator.Node{o.semiOver(j, c.Child, cond)})
	}
	return j
}

// semiOver is the join over another left side.
func (o *optimizer) semiOver(j *operator.Join, left operator.Node, cond expr.Expr) operator.Node {
	out := o.rejoin(j, left, j.Right, cond)
	out.Out = joinSchema(out)
	return out
}

// NullAwareKey is what a join stands for that is value NOT IN (query) and nothing else: the column of
// the query, over its rows; nil for any other join. One null in it, and no row passes.
func NullAwareKey(j *operator.Join) expr.Expr {
	if j.How != operator.LeftAnti || j.Streams || j.Cond == nil {
		return nil
	}
	eq, unknown, ok := binary(j.Cond, "or")
	width := j.Left.Schema().Len()
	if !ok {
		return nil
	}
	_, key, safe, equal := equality(eq, width)
	if !equal || safe {
		return nil
	}
	if a, ok := unknown.(*expr.Apply); !ok || a.Fn == nil || a.Fn.Name != "isnull" || !same(a.Args[0], eq) {
		return nil
	}
	return mapRefs(key, func(i int) int { return i - width })
}
