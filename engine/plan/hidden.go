package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// hiddenColumn looks for a name among the columns that the projections below dropped, and returns
// the plan with that column appended. using limits the search to what JOIN USING hides.
// The node is nil when the name is not there.
func (a *analyzer) hiddenColumn(n operator.Node, parts []string, at expr.Span, using bool) (operator.Node, *expr.Ref, int) {
	switch n := n.(type) {
	case *operator.Filter, *operator.Sort:
		child, ref, used := a.hiddenColumn(n.Children()[0], parts, at, using)
		if child == nil {
			return nil, nil, 0
		}
		return n.With([]operator.Node{child}), ref, used
	case *operator.Join:
		if n.Predicate && (n.How == operator.LeftSemi || n.How == operator.LeftAnti) {
			return a.hiddenLeft(n, parts, at, using)
		}
		exprs, names := passAll(n, n.Schema().Len())
		return a.hiddenSide(project(n, exprs, names), n, parts, at, true)
	case *operator.Generate:
		if n.KeepChild {
			return a.hiddenUnder(n, parts, at)
		}
	case *operator.Apply:
		return a.hiddenUnder(n, parts, at)
	case *operator.Project:
		if using && !n.Trims && !hidesUsing(n) {
			return nil, nil, 0
		}
		child := n.Child
		sc := &scope{a: a, cols: columnsOf(child)}
		e, used, err := sc.find(parts, at)
		ref, ok := e.(*expr.Ref)
		if j, joins := child.(*operator.Join); joins && (err != nil || !ok) {
			return a.hiddenSide(n, j, parts, at, using)
		}
		if err != nil || !ok {
			if child, ref, used = a.hiddenColumn(n.Child, parts, at, using); child == nil {
				return nil, nil, 0
			}
		}
		return widened(n, child, ref), &expr.Ref{Index: len(n.Exprs), Name: ref.Name, Qualifier: ref.Qualifier, Typ: ref.Typ, Null: ref.Null}, used
	}
	return nil, nil, 0
}

// hiddenLeft looks below the join that a subquery of WHERE became.
func (a *analyzer) hiddenLeft(j *operator.Join, parts []string, at expr.Span, using bool) (operator.Node, *expr.Ref, int) {
	left, ref, used := a.hiddenColumn(j.Left, parts, at, using)
	if left == nil {
		return nil, nil, 0
	}
	lw := j.Left.Schema().Len()
	wide := a.buildJoin(left, j.Right, j.How, mapRefs(j.Cond, func(i int) int {
		if i >= lw {
			return i + 1
		}
		return i
	}), j.At)
	wide.Predicate = true
	return wide, ref, used
}

// hiddenUnder looks below a node that puts columns behind those of its child.
func (a *analyzer) hiddenUnder(n operator.Node, parts []string, at expr.Span) (operator.Node, *expr.Ref, int) {
	below := n.Children()[0]
	child, ref, used := a.hiddenColumn(below, parts, at, true)
	if child == nil {
		return nil, nil, 0
	}
	width := below.Schema().Len()
	field := child.Schema().Fields[width]
	out := data.NewSchema(slices.Insert(slices.Clone(n.Schema().Fields), width, field)...)
	wide := n.With([]operator.Node{child})
	switch w := wide.(type) {
	case *operator.Generate:
		w.Out = out
	case *operator.Apply:
		w.Out = out
		w.Cond = mapRefs(w.Cond, func(i int) int {
			if i >= width {
				return i + 1
			}
			return i
		})
	}
	last := out.Len() - 1
	exprs, names := passAll(wide, out.Len())
	exprs = append(slices.Delete(slices.Clone(exprs), width, width+1), exprs[width])
	names = append(slices.Delete(slices.Clone(names), width, width+1), names[width])
	return project(wide, exprs, names), &expr.Ref{Index: last, Name: ref.Name, Qualifier: ref.Qualifier, Typ: field.Type, Null: field.Nullable}, used
}

// without drops the columns from one up to another.
func without(n operator.Node, from, to int) operator.Node {
	if from == to {
		return n
	}
	exprs, names := passAll(n, n.Schema().Len())
	out := project(n, slices.Delete(exprs, from, to), slices.Delete(names, from, to))
	out.Trims = true
	return out
}

// reachHidden lets a scope of a node find the columns that the projections below it dropped; they are
// appended to the node. using limits them to what JOIN USING hides.
func (a *analyzer) reachHidden(s *scope, n *operator.Node, using bool) {
	s.hidden = func(parts []string, at expr.Span) (*expr.Ref, int) {
		m, ref, used := a.hiddenColumn(*n, parts, at, using)
		if m == nil {
			return nil, 0
		}
		*n = m
		s.cols = columnsOf(m)
		return ref, used
	}
}

// hiddenSide looks on the sides of a join below a projection.
func (a *analyzer) hiddenSide(n *operator.Project, j *operator.Join, parts []string, at expr.Span, using bool) (operator.Node, *expr.Ref, int) {
	lw, rw := j.Left.Schema().Len(), j.Right.Schema().Len()
	left, right := j.Left, j.Right
	side, ref, used := a.hiddenColumn(left, parts, at, using)
	place := lw
	shift := func(i int) int {
		if i >= lw {
			return i + 1
		}
		return i
	}
	switch {
	case side != nil:
		left = side
	case j.How == operator.LeftSemi || j.How == operator.LeftAnti || j.How == operator.Existence:
		return nil, nil, 0
	default:
		if right, ref, used = a.hiddenColumn(right, parts, at, using); right == nil {
			return nil, nil, 0
		}
		place, shift = lw+rw, func(i int) int { return i }
	}
	wide := a.buildJoin(left, right, j.How, mapRefs(j.Cond, shift), j.At)
	wide.Using, wide.Natural = j.Using, j.Natural
	c := *n
	c.Exprs = make([]expr.Expr, len(n.Exprs))
	for i, e := range n.Exprs {
		c.Exprs[i] = mapRefs(e, shift)
	}
	f := wide.Out.Fields[place]
	col := &expr.Ref{Index: place, Name: ref.Name, Qualifier: ref.Qualifier, Typ: f.Type, Null: f.Nullable}
	return widened(&c, wide, col), &expr.Ref{Index: len(n.Exprs), Name: ref.Name, Qualifier: ref.Qualifier, Typ: f.Type, Null: f.Nullable}, used
}

// widened is the projection with one more column of its child.
func widened(n *operator.Project, child operator.Node, ref *expr.Ref) operator.Node {
	c := *n
	c.Child = child
	c.Exprs = append(append([]expr.Expr{}, n.Exprs...), ref)
	c.Out = data.NewSchema(append(append([]data.Field{}, n.Out.Fields...), fieldOf(child.Schema(), ref, ref.Name))...)
	return &c
}

// hidesUsing tells whether a projection merges the columns of JOIN USING.
func hidesUsing(n *operator.Project) bool {
	j, ok := n.Child.(*operator.Join)
	return ok && (len(j.Using) > 0 || j.Natural)
}

// usingColumn lets a SELECT read t.k behind JOIN USING (k), and its session window by name.
func (b *block) usingColumn(parts []string, at expr.Span) (*expr.Ref, int) {
	if b.session != nil && b.scope.same(parts[0], "session_window") {
		return b.session.ref(), 1
	}
	n, ref, used := b.a.hiddenColumn(b.node, parts, at, true)
	if n == nil {
		return nil, 0
	}
	b.node = n
	b.hidden = append(b.hidden, ref.Index)
	b.look()
	return ref, used
}

// look takes the columns of the node anew into the scope.
func (b *block) look() {
	b.scope.cols = columnsOf(b.node)
	for _, i := range b.hidden {
		b.scope.cols[i].hidden = true
	}
}
