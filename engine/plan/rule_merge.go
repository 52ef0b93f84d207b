package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// combineFilters makes one filter of two that stand on each other. The lower condition comes
// first, so that the upper one still sees only rows that passed it.
func (o *optimizer) combineFilters(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		f, ok := n.(*operator.Filter)
		if !ok {
			return n
		}
		inner, ok := f.Child.(*operator.Filter)
		if !ok || !deterministic(f.Cond) || !deterministic(inner.Cond) {
			return n
		}
		list := addNew(conjuncts(inner.Cond), conjuncts(f.Cond)...)
		return &operator.Filter{Cond: and(o.ctx, list...), Child: inner.Child}
	})
}

// collapseProjects makes one projection of two, unless that would compute something twice, and
// drops projections that change nothing.
func (o *optimizer) collapseProjects(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		p, ok := n.(*operator.Project)
		if !ok {
			return n
		}
		if passesAll(p) {
			return p.Child
		}
		inner, ok := p.Child.(*operator.Project)
		if !ok || !mergeable(p, inner) {
			return n
		}
		exprs := make([]expr.Expr, len(p.Exprs))
		for i, e := range p.Exprs {
			exprs[i] = namedAs(bare(substitute(e, inner.Exprs)), p.Out.Fields[i].Name)
		}
		return &operator.Project{Exprs: exprs, Out: p.Out, Child: inner.Child}
	})
}

// passesAll tells whether a projection gives its input as it is, names and nullability included.
func passesAll(p *operator.Project) bool {
	in := p.Child.Schema()
	if len(p.Exprs) != in.Len() {
		return false
	}
	for i, e := range p.Exprs {
		r, ok := e.(*expr.Ref)
		f, g := p.Out.Fields[i], in.Fields[i]
		if !ok || r.Index != i || f.Name != g.Name || f.Nullable != g.Nullable || f.EventTime != g.EventTime {
			return false
		}
	}
	return true
}

// mergeable tells whether the inner projection's expressions may move into the outer one: each is
// cheap or used once, and none is random.
func mergeable(p, inner *operator.Project) bool {
	if !allDeterministic(inner.Exprs) {
		return false
	}
	uses := map[int]int{}
	for _, e := range p.Exprs {
		expr.Walk(e, func(x expr.Expr) bool {
			if r, ok := x.(*expr.Ref); ok {
				uses[r.Index]++
			}
			return true
		})
	}
	for i, e := range inner.Exprs {
		switch bare(e).(type) {
		case *expr.Ref, *expr.Literal:
		default:
			if uses[i] > 1 {
				return false
			}
		}
	}
	return true
}
