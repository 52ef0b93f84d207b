package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// join hands the domain to the sides of a join that need it.
func (d *decorrelation) join(n *operator.Join, need outers, in above) (*standalone, bool) {
	var own, lifted, stay []expr.Expr
	for _, c := range conjuncts(n.Cond) {
		if isOuter(c) {
			stay = append(stay, c)
		} else {
			own = append(own, c)
		}
	}
	tied := stay
	same := map[int]int{}
	if n.How == operator.Inner || n.How == operator.Cross {
		same = equivalents(tied, in)
		lifted, stay = liftable(tied, in)
	}
	need = need.read(tied...).without(same)
	toLeft := n.How == operator.LeftOuter || n.How == operator.LeftSemi || n.How == operator.LeftAnti || n.How == operator.FullOuter || correlated(n.Left)
	toRight := n.How == operator.RightOuter || n.How == operator.FullOuter || correlated(n.Right)
	if n.How == operator.Existence || n.Lateral {
		return nil, false
	}
	if !toLeft && !toRight && len(need) > 0 {
		toLeft = true
	}
	l, r, ok := d.sides(n, toLeft, toRight, need, in)
	if !ok {
		return nil, false
	}
	return d.joined(n, l, r, joinConds{own, lifted, stay, same}), true
}

func (d *decorrelation) sides(n *operator.Join, toLeft, toRight bool, need outers, in above) (l, r *standalone, ok bool) {
	l, r, ok = &standalone{node: n.Left}, &standalone{node: n.Right}, true
	if toLeft {
		if l, ok = d.part(n.Left, need, in); !ok {
			return nil, nil, false
		}
	}
	if toRight {
		r, ok = d.part(n.Right, need, in)
	}
	return l, r, ok
}

// joinConds are the conditions of a join inside a subquery.
type joinConds struct {
	own, lifted, stay []expr.Expr
	// same are columns of the join as it was.
	same map[int]int
}

// joined is the join of two parts, its own columns in front.
func (d *decorrelation) joined(n *operator.Join, l, r *standalone, on joinConds) *standalone {
	lw, rw := n.Left.Schema().Len(), n.Right.Schema().Len()
	wide := l.node.Schema().Len()
	to := func(i int) int {
		if i >= lw {
			return i - lw + wide
		}
		return i
	}
	s := &standalone{same: map[int]int{}}
	s.know(l.same)
	for o, i := range r.same {
		s.same[o] = i + wide
	}
	for o, i := range on.same {
		s.same[o] = to(i)
	}
	conds := make([]expr.Expr, 0, len(on.own)+len(on.stay))
	for _, c := range on.own {
		conds = append(conds, mapRefs(c, to))
	}
	for _, c := range on.stay {
		conds = append(conds, s.inside(mapRefs(c, to)))
	}
	conds = append(conds, d.sameDomain(l, r, wide)...)
	s.conds = append(s.conds, l.conds...)
	for _, c := range r.conds {
		s.conds = append(s.conds, mapRefs(c, func(i int) int {
			if i >= innerBase {
				return i + wide
			}
			return i
		}))
	}
	for _, c := range on.lifted {
		s.conds = append(s.conds, pulled(mapRefs(c, to)))
	}
	j := d.a.buildJoin(l.node, r.node, n.How, and(d.a.ctx, conds...), n.At)
	s.node = j
	exprs, names := passAll(j, j.Out.Len())
	if j.Out.Len() == wide { // a semi or anti join
		s.over(exprs[:lw], names[:lw])
		return s
	}
	s.over(append(slices.Clone(exprs[:lw]), exprs[wide:wide+rw]...), append(slices.Clone(names[:lw]), names[wide:wide+rw]...))
	return s
}

// sameDomain ties the domains of both sides of a join to each other.
func (d *decorrelation) sameDomain(l, r *standalone, wide int) []expr.Expr {
	var out []expr.Expr
	for _, o := range (outers{}).of(l.same).sorted() {
		i, both := r.same[o]
		if !both {
			continue
		}
		lf, rf := l.node.Schema().Fields[l.same[o]], r.node.Schema().Fields[i]
		out = append(out, call(d.a.ctx, "<=>", &expr.Ref{Index: l.same[o], Name: lf.Name, Typ: lf.Type, Null: lf.Nullable},
			&expr.Ref{Index: wide + i, Name: rf.Name, Typ: rf.Type, Null: rf.Nullable}))
	}
	return out
}

func (o outers) of(same map[int]int) outers {
	for i := range same {
		o[i] = nil
	}
	return o
}

// inputs hands a domain of all that any input reads to each input of a set operation.
func (d *decorrelation) inputs(n operator.Node, need outers, in above) (*standalone, bool) {
	need = need.readAlso(n)
	in.setOp = true
	width := n.Schema().Len()
	var parts []*standalone
	for _, c := range n.Children() {
		s, ok := d.part(c, need, in)
		if !ok {
			return nil, false
		}
		exprs, names := passAll(s.node, s.node.Schema().Len())
		to := map[int]int{}
		list, called := slices.Clone(exprs[:width]), slices.Clone(names[:width])
		for _, o := range need.sorted() {
			at, known := s.same[o]
			if !known {
				return nil, false
			}
			to[at] = len(list)
			list, called = append(list, exprs[at]), append(called, names[at])
		}
		s.node = project(s.node, list, called)
		s.moved(to)
		parts = append(parts, s)
	}
	first := parts[0]
	first.node = withInputs(n, parts)
	return first, true
}

// withInputs is a set operation over other inputs.
func withInputs(n operator.Node, parts []*standalone) operator.Node {
	nodes := make([]operator.Node, len(parts))
	for i, p := range parts {
		nodes[i] = p.node
	}
	fields := slices.Clone(nodes[0].Schema().Fields)
	copy(fields, n.Schema().Fields)
	out := data.NewSchema(fields...)
	switch n := n.With(nodes).(type) {
	case *operator.Union:
		n.Out = out
		return n
	case *operator.SetOp:
		n.Out = out
		return n
	}
	panic("plan: no set operation")
}

// sortsOutput tells whether an order is said by the names of the columns that go out. By others Spark sorts below the
// projection, and LIMIT does not see the order.
func sortsOutput(n *operator.Sort) bool {
	for _, k := range n.Keys {
		if r, ok := k.Expr.(*expr.Ref); ok && r.Name != n.Child.Schema().Fields[r.Index].Name {
			return false
		}
	}
	return true
}

// limit numbers the rows of each outer row, for LIMIT counts them.
func (d *decorrelation) limit(n *operator.Limit, need outers, in above) (*standalone, bool) {
	child := n.Child
	var order []expr.SortKey
	if sort, ok := child.(*operator.Sort); ok && sortsOutput(sort) {
		child, order = sort.Child, sort.Keys
	}
	if n.Offset > 0 || n.N < 0 || anyOuter(keyExprs(order)) {
		return nil, false
	}
	s, ok := d.part(child, need, above{aggregated: true, setOp: in.setOp})
	if !ok {
		return nil, false
	}
	var by []expr.Expr
	read := outers{}.readAlso(child)
	all, names := passAll(s.node, s.node.Schema().Len())
	for _, o := range read.sorted() {
		// What is tied in another way does not part the rows, as in Spark.
		if at, known := s.same[o]; known {
			by = append(by, all[at])
		}
	}
	number, typ, err := expr.BindWindowCall(d.a.ctx, nil, &expr.Call{Func: "row_number"})
	if err != nil {
		return nil, false
	}
	fields := append(slices.Clone(s.node.Schema().Fields), data.Field{Name: "rn", Type: typ})
	numbered := &operator.WindowFunction{Calls: []expr.Expr{number}, PartitionBy: by, OrderBy: order, At: n.At, Out: data.NewSchema(fields...), Child: s.node}
	few := call(d.a.ctx, "<=", &expr.Ref{Index: len(all), Name: "rn", Typ: typ}, &expr.Literal{Value: n.N, Typ: data.Long})
	s.node = project(&operator.Filter{Cond: few, Child: numbered}, all, names)
	return s, true
}
