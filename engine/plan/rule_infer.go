package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// inferFilters derives filters for the inputs of a join: what an equality carries over from the
// other side, and that a column which a comparison reads is not null.
func (o *optimizer) inferFilters(n operator.Node) operator.Node {
	return transformUp(n, func(n operator.Node) operator.Node {
		j, ok := n.(*operator.Join)
		if !ok || j.Cond == nil || j.Predicate {
			return n
		}
		width := j.Left.Schema().Len()
		first := firstTwins(j, width)
		var known []expr.Expr
		for _, c := range conjuncts(j.Cond) {
			known = append(known, mapRefs(c, first))
		}
		known = append(known, o.constraintsOf(j.Left)...)
		for _, c := range o.constraintsOf(j.Right) {
			known = append(known, mapRefs(c, func(i int) int { return i + width }))
		}
		known = o.closed(known)
		left, right := j.Left, j.Right
		if filtersLeft(j.How) {
			left = o.filtered(left, known, func(i int) int { return i }, leftSide, width)
		}
		if filtersRight(j.How) {
			right = o.filtered(right, known, func(i int) int { return i - width }, rightSide, width)
		}
		left, right = o.inferIns(j, left, right)
		if left == j.Left && right == j.Right {
			return n
		}
		return o.rejoin(j, left, right, j.Cond)
	})
}

// firstTwins leads columns of the sides of a join that are the same column of what lies below to the first of them.
func firstTwins(j *operator.Join, width int) func(int) int {
	first := map[int]int{}
	from := 0
	for _, in := range []operator.Node{j.Left, j.Right} {
		if p, ok := in.(*operator.Project); ok {
			seen := map[int]int{}
			for i, e := range p.Exprs {
				r, ok := bare(e).(*expr.Ref)
				if !ok {
					continue
				}
				if k, twin := seen[r.Index]; twin {
					first[from+i] = from + k
				} else {
					seen[r.Index] = i
				}
			}
		}
		from += width
	}
	return func(i int) int {
		if k, twin := first[i]; twin {
			return k
		}
		return i
	}
}

// closed adds what equalities between columns imply, and that compared columns are not null.
func (o *optimizer) closed(known []expr.Expr) []expr.Expr {
	out := append([]expr.Expr{}, known...)
	for _, e := range known {
		l, r, ok := binary(e, "=")
		if !ok {
			continue
		}
		lr, lok := l.(*expr.Ref)
		rr, rok := r.(*expr.Ref)
		for _, c := range known {
			if c == e {
				continue
			}
			if lok && (rok || castColumn(r)) {
				out = addNew(out, renameRef(c, lr, r))
			}
			if rok && (lok || castColumn(l)) {
				out = addNew(out, renameRef(c, rr, l))
			}
		}
	}
	for _, c := range out {
		for _, r := range notNull(c) {
			out = addNew(out, call(o.ctx, "isnotnull", r))
		}
	}
	return out
}

// addNew appends the conditions that are not there yet.
func addNew(list []expr.Expr, more ...expr.Expr) []expr.Expr {
	for _, e := range more {
		if e != nil && !holds(list, e) {
			list = append(list, e)
		}
	}
	return list
}

func holds(list []expr.Expr, e expr.Expr) bool {
	for _, x := range list {
		if same(x, e) {
			return true
		}
	}
	return false
}

func castColumn(e expr.Expr) bool {
	c, ok := e.(*expr.Cast)
	if ok {
		_, ok = c.Child.(*expr.Ref)
	}
	return ok
}

// renameRef is the condition about to, a column or the cast of one, in place of from; nil when it does
// not read from.
func renameRef(e expr.Expr, from *expr.Ref, to expr.Expr) expr.Expr {
	if !reads(e, from.Index) || !from.Typ.Equal(to.Type()) {
		return nil
	}
	out, _ := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		if r, ok := x.(*expr.Ref); ok && r.Index == from.Index {
			return to, nil
		}
		return nil, nil
	})
	return out
}

// filtered puts the conditions on an input that read only it and that it does not hold yet.
func (o *optimizer) filtered(n operator.Node, known []expr.Expr, to func(int) int, which joinSide, width int) operator.Node {
	if refusesAll(n) {
		return n
	}
	have := o.closed(o.constraintsOf(n))
	var add []expr.Expr
	for _, c := range known {
		if side(c, width) != which || !deterministic(c) {
			continue
		}
		own := mapRefs(c, to)
		if !holds(have, own) && !trivial(n, own) {
			add = addNew(add, own)
		}
	}
	return o.over(n, add)
}

// trivial tells whether a condition is IS NOT NULL of a column that is never null, or a column's
// equality with itself.
func trivial(n operator.Node, c expr.Expr) bool {
	if l, r, ok := binary(c, "="); ok && same(l, r) {
		return true
	}
	a, ok := c.(*expr.Apply)
	if !ok || a.Fn == nil || a.Fn.Name != "isnotnull" {
		return false
	}
	r, ok := a.Args[0].(*expr.Ref)
	return ok && !n.Schema().Fields[r.Index].Nullable
}
