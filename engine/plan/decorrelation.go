package plan

import (
	"maps"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// decorrelation turns a subquery that reads the query around it into one that stands alone, as Spark's
// DecorrelateInnerQuery does: what equalities cannot carry over comes from a domain, the different values
// of the outer columns, which are the groups of a second copy of the query around. Over a stream the
// domain has a state, and so has the join with it.
type decorrelation struct {
	a *analyzer
	// outer is the query around, nil to find out only whether a domain is needed.
	outer operator.Node
	// cols are the columns of outer in which the columns that the subquery reads are found.
	cols map[int]int
	// count makes good here what an aggregate without keys gives over no rows.
	count bool
	// late: the rest of the query is optimized before.
	late bool
	// lost is why there is no domain where one is needed.
	lost error
	// domains is the number of those that were needed.
	domains int
}

// standalone is a part of a subquery that no longer reads the query around it. Columns that it needed
// come behind those it has.
type standalone struct {
	node operator.Node
	// conds tie it to the outer row: outer columns by their ordinal, its own from innerBase.
	conds []expr.Expr
	// same are the columns that hold what a column of the query around holds.
	same map[int]int
}

// above says where a part stands in the subquery.
type above struct {
	// aggregated: its rows will be aggregated, or numbered.
	aggregated bool
	// setOp: it is an input of a set operation.
	setOp bool
}

// outers are columns of the query around by their ordinals.
type outers map[int]*expr.Outer

func (o outers) read(list ...expr.Expr) outers {
	out := maps.Clone(o)
	if out == nil {
		out = outers{}
	}
	for _, e := range list {
		expr.Walk(e, func(x expr.Expr) bool {
			if c, ok := x.(*expr.Outer); ok {
				out[c.Index] = c
			}
			return true
		})
	}
	return out
}

func (o outers) without(same map[int]int) outers {
	maps.DeleteFunc(o, func(i int, _ *expr.Outer) bool { _, known := same[i]; return known })
	return o
}

func (o outers) sorted() []int { return slices.Sorted(maps.Keys(o)) }

// part makes a part of the subquery stand alone; need are the outer columns that the parts above it read.
// ok is false where Spark does not know how.
func (d *decorrelation) part(n operator.Node, need outers, in above) (s *standalone, ok bool) {
	if once, is := n.(*operator.Once); is {
		n = once.Child
	}
	if !correlated(n) {
		if !d.comparable(need) {
			return nil, false
		}
		return d.withDomain(n, need), true
	}
	switch n := n.(type) {
	case *operator.SubqueryAlias:
		return d.part(n.Child, need, in)
	case *operator.Filter:
		return d.filter(n, need, in)
	case *operator.Project:
		if agg, global := n.Child.(*operator.Aggregate); global && len(agg.Keys) == 0 && d.count {
			return d.global(agg, n, need, in)
		}
		return d.project(n, need, in)
	case *operator.Aggregate:
		if len(n.Keys) == 0 && d.count {
			exprs, names := passAll(n, n.Schema().Len())
			return d.global(n, project(n, exprs, names), need, in)
		}
		return d.aggregate(n, need, in)
	case *operator.Sort:
		if anyOuter(exprsOf(n)) {
			return nil, false
		}
		s, ok := d.part(n.Child, need, in)
		if ok {
			s.node = n.With([]operator.Node{s.node})
		}
		return s, ok
	case *operator.Generate:
		return d.generate(n, need, in)
	case *operator.Limit:
		return d.limit(n, need, in)
	case *operator.Join:
		return d.join(n, need, in)
	case *operator.Union:
		return d.inputs(n, need, in)
	case *operator.SetOp:
		return d.inputs(n, need, in)
	}
	return nil, false
}

// generate runs a generator over the domain that stands for the row of a SELECT without FROM.
func (d *decorrelation) generate(n *operator.Generate, need outers, in above) (*standalone, bool) {
	if n.Child.Schema().Len() > 0 {
		return nil, false
	}
	s, ok := d.part(n.Child, need.read(n.Gen), in)
	if !ok {
		return nil, false
	}
	c := *n
	c.Gen, c.Child, c.KeepChild = s.inside(n.Gen), s.node, true
	wide, own := s.node.Schema().Len(), n.Out.Len()
	c.Out = data.NewSchema(append(slices.Clone(s.node.Schema().Fields), n.Out.Fields...)...)
	s.node = &c
	all, names := passAll(&c, wide+own)
	s.over(all[wide:], names[wide:])
	return s, true
}

// filter takes the conditions that read the query around out of a filter, where they may become those of
// the join; the others stay, over the domain.
func (d *decorrelation) filter(n *operator.Filter, need outers, in above) (*standalone, bool) {
	var own, tied []expr.Expr
	for _, c := range conjuncts(n.Cond) {
		if isOuter(c) {
			tied = append(tied, c)
		} else {
			own = append(own, c)
		}
	}
	same := equivalents(tied, in)
	var stay []expr.Expr
	if in.aggregated || in.setOp {
		tied, stay = liftable(tied, in)
	}
	s, ok := d.part(n.Child, need.read(stay...).without(same), in)
	if !ok {
		return nil, false
	}
	s.know(same)
	for _, c := range stay {
		own = append(own, s.inside(c))
	}
	if len(own) > 0 {
		s.node = &operator.Filter{Cond: and(d.a.ctx, own...), Child: s.node}
	}
	for _, c := range tied {
		s.conds = append(s.conds, pulled(c))
	}
	return s, true
}

// equivalents are the columns that conditions set equal to a column of the query around.
func equivalents(conds []expr.Expr, in above) map[int]int {
	out := map[int]int{}
	for _, c := range conds {
		l, r, ok := binary(c, "=")
		if !ok {
			l, r, ok = binary(c, "<=>")
		}
		if !ok || in.setOp {
			continue
		}
		if _, first := l.(*expr.Outer); !first {
			l, r = r, l
		}
		o, isOuter := l.(*expr.Outer)
		if own, isOwn := r.(*expr.Ref); isOuter && isOwn {
			out[o.Index] = own.Index
		}
	}
	return out
}

// liftable parts the conditions that may be lifted over an aggregation from those that must stay below.
func liftable(conds []expr.Expr, in above) (lifted, stay []expr.Expr) {
	for _, c := range conds {
		if !in.setOp && liftsOverAggregate(c) {
			lifted = append(lifted, c)
		} else {
			stay = append(stay, c)
		}
	}
	return lifted, stay
}

// liftsOverAggregate: an equality of a column, or of a cast that keeps values apart, with what reads no
// column of the subquery, or a condition on the outer row alone (Spark: canPullUpOverAgg).
func liftsOverAggregate(c expr.Expr) bool {
	l, r, ok := binary(c, "=")
	if !ok {
		l, r, ok = binary(c, "<=>")
	}
	if ok {
		return keepsApart(l) && !readsOwn(r) || keepsApart(r) && !readsOwn(l)
	}
	return !readsOwn(c)
}

func keepsApart(e expr.Expr) bool {
	switch e := e.(type) {
	case *expr.Ref:
		return true
	case *expr.Cast:
		_, column := e.Child.(*expr.Ref)
		common := expr.CommonType(e.Child.Type(), e.Type())
		return column && (e.Type().Kind == data.KindString || common != nil && common.Equal(e.Type()))
	}
	return false
}

func readsOwn(e expr.Expr) bool {
	return has(e, func(x expr.Expr) bool { _, ok := x.(*expr.Ref); return ok })
}

// know adds columns that hold what columns of the query around hold.
func (s *standalone) know(same map[int]int) {
	if s.same == nil {
		s.same = map[int]int{}
	}
	maps.Copy(s.same, same)
}

// inside says an expression with the columns of the part in place of those of the query around.
func (s *standalone) inside(e expr.Expr) expr.Expr {
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		o, ok := x.(*expr.Outer)
		if !ok {
			return nil, nil
		}
		at, known := s.same[o.Index]
		if !known {
			return nil, nil
		}
		return &expr.Ref{Index: at, Name: o.Name, Qualifier: o.Qualifier, Typ: o.Typ, Null: o.Null}, nil
	})
	return out
}

// moved says the conditions and the known columns by new ordinals; what has none is forgotten.
func (s *standalone) moved(to map[int]int) {
	for i, c := range s.conds {
		s.conds[i] = mapRefs(c, func(k int) int {
			if k >= innerBase {
				return to[k-innerBase] + innerBase
			}
			return k
		})
	}
	same := map[int]int{}
	for o, i := range s.same {
		if at, kept := to[i]; kept {
			same[o] = at
		}
	}
	s.same = same
}

// needed are the columns that the conditions read.
func (s *standalone) needed() []int { return slices.Sorted(maps.Keys(innerRefs(s.conds))) }

// over puts a projection of the subquery over the part, with the columns that the conditions read behind.
func (s *standalone) over(exprs []expr.Expr, names []string) {
	exprs, names = slices.Clone(exprs), slices.Clone(names)
	to := map[int]int{}
	for _, i := range s.needed() {
		f := s.node.Schema().Fields[i]
		to[i] = len(exprs)
		exprs, names = append(exprs, &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable}), append(names, f.Name)
	}
	s.node = project(s.node, exprs, names)
	s.moved(to)
}

func (d *decorrelation) project(n *operator.Project, need outers, in above) (*standalone, bool) {
	s, ok := d.part(n.Child, need.read(n.Exprs...), in)
	if !ok {
		return nil, false
	}
	exprs := make([]expr.Expr, len(n.Exprs))
	for i, e := range n.Exprs {
		exprs[i] = s.inside(e)
	}
	s.over(exprs, n.Out.Names())
	return s, true
}
