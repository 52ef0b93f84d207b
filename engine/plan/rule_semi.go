package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// pushSemiJoins moves semi and anti joins down: those that stand for IN and EXISTS of a WHERE clause
// where a filter in their place would go, written ones as Spark's PushDownLeftSemiAntiJoin does. In a
// stream this is not only faster: rows that IN drops below a watermark do not move it, and a union
// of streams is joined input by input, each with a state of its own.
func (o *optimizer) pushSemiJoins(n operator.Node) operator.Node {
	return transformDown(n, func(n operator.Node) operator.Node {
		j, ok := n.(*operator.Join)
		if !ok || j.How != operator.LeftSemi && j.How != operator.LeftAnti {
			return n
		}
		return o.pushSemiJoin(j)
	})
}

func (o *optimizer) pushSemiJoin(j *operator.Join) operator.Node {
	for _, c := range j.Left.Children() {
		if !j.Predicate && sharesColumns(j, c) {
			return j
		}
	}
	width := j.Left.Schema().Len()
	switch c := j.Left.(type) {
	case *operator.Project:
		if allDeterministic(c.Exprs) {
			return c.With([]operator.Node{o.semiOver(j, c.Child, c.Exprs)})
		}
	case *operator.Union:
		inputs := make([]operator.Node, len(c.Inputs))
		for i, in := range c.Inputs {
			inputs[i] = o.semiOver(j, in, nil)
		}
		return c.With(inputs)
	case *operator.Aggregate:
		if !j.Streams && len(c.Keys) > 0 && onlyKeys(j.Cond, c, width) {
			return c.With([]operator.Node{o.semiOver(j, c.Child, c.Keys)})
		}
	case *operator.Watermark:
		if j.Predicate && !reads(j.Cond, c.Col) {
			return c.With([]operator.Node{o.semiOver(j, c.Child, nil)})
		}
	case *operator.Join:
		return o.semiThroughJoin(j, c)
	case *operator.Filter: // it stays above a watermark, which must not keep the join from going below
		if !j.Predicate || !deterministic(c.Cond) {
			return j
		}
		below := o.semiOver(j, c.Child, nil)
		if _, stays := c.Child.(*operator.Watermark); stays {
			return c.With([]operator.Node{below})
		}
		if moved := o.pushSemiJoin(below); moved != operator.Node(below) {
			return c.With([]operator.Node{moved})
		}
	case *operator.TimeWindow:
		if !reads(j.Cond, width-1) {
			return c.With([]operator.Node{o.semiOver(j, c.Child, nil)})
		}
	case *operator.Generate:
		if c.KeepChild && allDeterministic(c.Gen.Children()) && !readsFrom(j.Cond, c.Child.Schema().Len(), width) {
			return c.With([]operator.Node{o.semiOver(j, c.Child, nil)})
		}
	}
	return j
}

// readsFrom tells whether a condition reads a column from first on and before end.
func readsFrom(e expr.Expr, first, end int) bool {
	return e != nil && has(e, func(x expr.Expr) bool { r, ok := x.(*expr.Ref); return ok && r.Index >= first && r.Index < end })
}

// onlyKeys tells whether a condition reads of an aggregate's columns at least one and only keys that
// are columns of its input.
func onlyKeys(cond expr.Expr, n *operator.Aggregate, width int) bool {
	if cond == nil {
		return false
	}
	refs := map[int]bool{}
	refsOf(cond, refs)
	some := false
	for i := range refs {
		if i < width && (i >= len(n.Keys) || i == n.Session || !deterministic(n.Keys[i])) {
			return false
		}
		some = some || i < width
	}
	return some
}

// sharesColumns tells whether a node below the left side of a join gives a column that is one of the
// right side's: Spark does not tell the two apart there. Where the left side itself gives one, it has
// renamed those of the right.
func sharesColumns(j *operator.Join, below operator.Node) bool {
	right := leafColumns(j.Right)
	shares := func(n operator.Node) bool {
		for c := range leafColumns(n) {
			if right[c] {
				return true
			}
		}
		return false
	}
	return !shares(j.Left) && shares(below)
}

// leafColumn is a column of a leaf of a plan: of a source, whatever reads it, or of another leaf.
type leafColumn struct {
	leaf any
	col  int
}

// leafColumns are the columns of leaves that a node gives under their own names.
func leafColumns(n operator.Node) map[leafColumn]bool {
	out := map[leafColumn]bool{}
	for i, f := range n.Schema().Fields {
		if c, name := leafColumnOf(n, i); name == f.Name && c.leaf != nil {
			out[c] = true
		}
	}
	return out
}

// leafColumnOf is the column of a leaf that column i of a node passes on, and its name there.
func leafColumnOf(n operator.Node, i int) (leafColumn, string) {
	below := n.Children()
	var passes expr.Expr
	switch x := n.(type) {
	case *operator.Source:
		if x.Streaming {
			return leafColumn{x.Input, i}, x.Out.Fields[i].Name
		}
	case *operator.Project:
		passes = x.Exprs[i]
	case *operator.Aggregate:
		if i < len(x.Keys) {
			passes = x.Keys[i]
		}
	case *operator.Join:
		width := x.Left.Schema().Len()
		switch {
		case x.Columns != nil:
			return leafColumn{}, ""
		case i >= width && i < width+x.Right.Schema().Len():
			return leafColumnOf(x.Right, i-width)
		}
		passes = &expr.Ref{Index: i}
	default:
		passes = &expr.Ref{Index: i}
	}
	if len(below) == 0 {
		return leafColumn{n, i}, n.Schema().Fields[i].Name
	}
	if r, ok := passes.(*expr.Ref); ok && r.Index < below[0].Schema().Len() {
		return leafColumnOf(below[0], r.Index)
	}
	return leafColumn{}, ""
}

// semiOver is the join over the input of its left side, whose columns were computed by exprs; by nil
// where they are the input's.
func (o *optimizer) semiOver(j *operator.Join, left operator.Node, exprs []expr.Expr) *operator.Join {
	width, inner := j.Left.Schema().Len(), left.Schema().Len()
	cond, _ := rewrite(j.Cond, func(x expr.Expr) (expr.Expr, error) {
		r, ok := x.(*expr.Ref)
		switch {
		case !ok:
			return nil, nil
		case r.Index < width && exprs != nil:
			return bare(exprs[r.Index]), nil
		case r.Index < width:
			return r, nil
		}
		return mapRefs(r, func(i int) int { return i - width + inner }), nil
	})
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
