package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// pushPredicates moves conditions down: filters through the nodes below them, and the one-sided
// parts of join conditions into the join's inputs.
//
// In a stream the place of a filter matters. Spark moves the parts that do not read the
// event-time column below the watermark, so that rows they drop do not move it, and leaves the
// parts that do read it above. It moves nothing below a deduplication or a limit. The same is
// done here, neither more nor less.
func (o *optimizer) pushPredicates(n operator.Node) operator.Node {
	return transformDown(n, func(n operator.Node) operator.Node {
		switch n := n.(type) {
		case *operator.Filter:
			return o.pushFilter(n)
		case *operator.Join:
			return o.pushCondition(n)
		case *operator.TimeWindow:
			return o.pushNotNull(n)
		case *operator.Aggregate:
			return o.pushSession(n)
		}
		return n
	})
}

// pushConditions moves what join conditions say of one side alone, before they are simplified: a part
// that is false leaves the keys of the others to a join of streams, as in Spark. Under a filter Spark
// moves that first, and simplifies before it comes back to the condition.
func (o *optimizer) pushConditions(n operator.Node) operator.Node { return o.pushUnder(n, false) }

func (o *optimizer) pushUnder(n operator.Node, filtered bool) operator.Node {
	switch x := n.(type) {
	case *operator.Join:
		if !filtered {
			n = o.pushCondition(x)
		}
		filtered = false
	case *operator.Filter:
		filtered = true
	case *operator.Project, *operator.SubqueryAlias, *operator.Sort, *operator.Union:
	default:
		filtered = false
	}
	return overNodes(n, func(c operator.Node) operator.Node { return o.pushUnder(c, filtered) })
}

// pushNotNull moves what a window does with rows without a time, it drops them, below the nodes
// under it. In a stream those nodes then keep no state for such rows, as in Spark.
func (o *optimizer) pushNotNull(n *operator.TimeWindow) operator.Node {
	cond := call(o.ctx, "isnotnull", n.Time)
	if !overState(n.Child) || !deterministic(n.Time) || holds(o.constraintsOf(n.Child), cond) || trivial(n.Child, cond) {
		return n
	}
	f := &operator.Filter{Cond: cond, Child: n.Child}
	if child := o.pushFilter(f); child != f {
		return n.With([]operator.Node{child})
	}
	return n
}

// pushSession moves what a session window does with rows without a time, or with a gap that is not positive, below
// the nodes under it, like pushNotNull.
func (o *optimizer) pushSession(n *operator.Aggregate) operator.Node {
	if n.Session < 0 || !overState(n.Child) || !deterministic(n.Keys[n.Session]) || !deterministic(n.Gap) {
		return n
	}
	time := n.Keys[n.Session]
	conds := []expr.Expr{call(o.ctx, "isnotnull", time)}
	if l, ok := n.Gap.(*expr.Literal); !ok || l.Typ.Kind != data.KindLong || l.Value.(int64) <= 0 {
		conds = append(conds, call(o.ctx, ">", call(o.ctx, "+", time, gapInterval(n.Gap)), time))
	}
	out := operator.Node(n)
	for _, c := range conds {
		child := out.Children()[0]
		if holds(o.constraintsOf(child), c) || trivial(child, c) {
			continue
		}
		f := &operator.Filter{Cond: c, Child: child}
		if pushed := o.pushFilter(f); pushed != operator.Node(f) {
			out = out.With([]operator.Node{pushed})
		}
	}
	return out
}

// gapInterval is the gap of a session as what is added to a time.
func gapInterval(gap expr.Expr) expr.Expr {
	if l, ok := gap.(*expr.Literal); ok && l.Typ.Kind == data.KindLong {
		return &expr.Literal{Value: l.Value, Typ: data.DayTime}
	}
	return gap
}

// overState tells whether a filter on a node may spare something that groups or joins its work.
func overState(n operator.Node) bool {
	switch n := n.(type) {
	case *operator.Aggregate, *operator.Join:
		return true
	case *operator.Project, *operator.Filter, *operator.Sort, *operator.Generate:
		return overState(n.Children()[0])
	case *operator.Union:
		for _, in := range n.Inputs {
			if overState(in) {
				return true
			}
		}
	}
	return false
}

// over puts a filter of conditions on a node, but for those that hold there already.
func (o *optimizer) over(n operator.Node, conds []expr.Expr) operator.Node {
	have := o.constraintsOf(n)
	var list []expr.Expr
	for _, c := range conds {
		if !deterministic(c) || !holds(have, c) {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return n
	}
	return &operator.Filter{Cond: and(o.ctx, list...), Child: n}
}

func (o *optimizer) pushFilter(f *operator.Filter) operator.Node {
	switch c := f.Child.(type) {
	case *operator.Project:
		if !allDeterministic(c.Exprs) {
			return f
		}
		return c.With([]operator.Node{&operator.Filter{Cond: substitute(f.Cond, c.Exprs), Child: c.Child}})
	case *operator.Sort:
		return c.With([]operator.Node{&operator.Filter{Cond: f.Cond, Child: c.Child}})
	case *operator.Union:
		if !deterministic(f.Cond) {
			return f
		}
		inputs := make([]operator.Node, len(c.Inputs))
		for i, in := range c.Inputs {
			inputs[i] = &operator.Filter{Cond: f.Cond, Child: in}
		}
		return c.With(inputs)
	case *operator.Join:
		return o.filterOverJoin(f, c)
	}
	return o.pushParts(f)
}

// pushParts moves the parts of a condition that a node lets through.
func (o *optimizer) pushParts(f *operator.Filter) operator.Node {
	passes := o.passes(f.Child)
	if passes == nil {
		return f
	}
	var down, stay []expr.Expr
	for _, c := range conjuncts(f.Cond) {
		if len(stay) == 0 || deterministic(c) {
			if moved, ok := passes(c); ok && deterministic(c) {
				down = append(down, moved)
				continue
			}
		}
		stay = append(stay, c)
	}
	if len(down) == 0 {
		return f
	}
	child := f.Child.With([]operator.Node{o.over(f.Child.Children()[0], down)})
	return o.over(child, stay)
}

// passes tells how a node lets a condition through: said over its input, or not at all. nil means
// that nothing passes.
func (o *optimizer) passes(n operator.Node) func(expr.Expr) (expr.Expr, bool) {
	switch n := n.(type) {
	case *operator.Watermark:
		return func(e expr.Expr) (expr.Expr, bool) { return e, !reads(e, n.Col) }
	case *operator.TimeWindow:
		return below(n.Child.Schema().Len())
	case *operator.WindowFunction:
		return overPartition(n)
	case *operator.Generate:
		if n.KeepChild && allDeterministic(n.Gen.Children()) {
			return below(n.Child.Schema().Len())
		}
	case *operator.Aggregate:
		return overKeys(n)
	}
	return nil
}

// reads tells whether an expression reads a column; no expression reads none.
func reads(e expr.Expr, col int) bool {
	return e != nil && has(e, func(x expr.Expr) bool { r, ok := x.(*expr.Ref); return ok && r.Index == col })
}

// below lets conditions through that read only the first width columns, and at least one.
func below(width int) func(expr.Expr) (expr.Expr, bool) {
	return func(e expr.Expr) (expr.Expr, bool) {
		return e, side(e, width) == leftSide
	}
}

// overPartition lets conditions through that read only the columns a window is partitioned by.
func overPartition(n *operator.WindowFunction) func(expr.Expr) (expr.Expr, bool) {
	keys := map[int]bool{}
	for _, p := range n.PartitionBy {
		if r, ok := p.(*expr.Ref); ok {
			keys[r.Index] = true
		}
	}
	return func(e expr.Expr) (expr.Expr, bool) {
		refs := map[int]bool{}
		refsOf(e, refs)
		for i := range refs {
			if !keys[i] {
				return nil, false
			}
		}
		return e, len(refs) > 0
	}
}

// overKeys lets conditions on grouping keys through. A session window is no column of the input,
// and without keys there is one group whatever comes in.
func overKeys(n *operator.Aggregate) func(expr.Expr) (expr.Expr, bool) {
	return func(e expr.Expr) (expr.Expr, bool) {
		refs := map[int]bool{}
		refsOf(e, refs)
		for i := range refs {
			if i >= len(n.Keys) || i == n.Session || !deterministic(n.Keys[i]) {
				return nil, false
			}
		}
		if len(refs) == 0 {
			return nil, false
		}
		return substitute(e, n.Keys), true
	}
}

// filterOverJoin moves the parts of a filter that read one side into that side, where a missing
// match cannot have made the row.
func (o *optimizer) filterOverJoin(f *operator.Filter, j *operator.Join) operator.Node {
	width := j.Left.Schema().Len()
	var left, right, stay []expr.Expr
	for _, c := range conjuncts(f.Cond) {
		s := side(c, width)
		switch {
		case !deterministic(c):
			stay = append(stay, c)
		case (s == leftSide || s == noSide) && keepsLeft(j.How): // what reads neither side goes left, as in Spark
			left = append(left, c)
		case s == rightSide && keepsRight(j.How):
			right = append(right, mapRefs(c, func(i int) int { return i - width }))
		default:
			stay = append(stay, c)
		}
	}
	if j.How == operator.Inner && len(stay) > 0 && allDeterministic(stay) || j.How == operator.Cross && len(stay) > 0 {
		return o.rejoin(j, o.over(j.Left, left), o.over(j.Right, right), and(o.ctx, append(stay, j.Cond)...))
	}
	if len(left)+len(right) == 0 {
		return f
	}
	return o.over(o.rejoin(j, o.over(j.Left, left), o.over(j.Right, right), j.Cond), stay)
}

// keepsLeft tells whether every output row holds a real left row.
func keepsLeft(how operator.JoinType) bool {
	return how != operator.RightOuter && how != operator.FullOuter
}

func keepsRight(how operator.JoinType) bool {
	return how == operator.Inner || how == operator.Cross || how == operator.RightOuter
}

// rejoin is the join over other inputs of the same columns and another condition.
func (o *optimizer) rejoin(j *operator.Join, left, right operator.Node, cond expr.Expr) *operator.Join {
	c := *j
	c.Left, c.Right, c.Cond = left, right, cond
	if c.How == operator.Cross && cond != nil {
		c.How = operator.Inner
	}
	splitCondition(o.ctx, &c)
	if c.Streams {
		boundState(&c)
	}
	return &c
}

// pushCondition filters an input by the parts of the join condition that read only it, where a row
// that fails them cannot come out: not the preserved side of an outer join.
func (o *optimizer) pushCondition(j *operator.Join) operator.Node {
	width := j.Left.Schema().Len()
	var left, right, stay []expr.Expr
	for _, c := range conjuncts(j.Cond) {
		s := side(c, width)
		switch {
		case !deterministic(c):
			stay = append(stay, c)
		case (s == leftSide || s == noSide) && filtersLeft(j.How):
			left = append(left, c)
		case s == rightSide && filtersRight(j.How):
			right = append(right, mapRefs(c, func(i int) int { return i - width }))
		default:
			stay = append(stay, c)
		}
	}
	if len(left)+len(right) == 0 {
		return j
	}
	return o.rejoin(j, o.over(j.Left, left), o.over(j.Right, right), and(o.ctx, stay...))
}

func filtersLeft(how operator.JoinType) bool {
	return how == operator.Inner || how == operator.Cross || how == operator.LeftSemi || how == operator.RightOuter
}

func filtersRight(how operator.JoinType) bool {
	return how != operator.RightOuter && how != operator.FullOuter
}
