package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// pushApplied moves the subqueries of a WHERE clause down before they become joins, as Spark does with
// the filter that they are part of: what stands below a watermark does not see it. Conditions without a
// subquery go first.
func (o *optimizer) pushApplied(n operator.Node) operator.Node {
	return transformDown(n, func(n operator.Node) operator.Node {
		switch n := n.(type) {
		case *operator.Apply:
			if filters(n) {
				return keepBelow(n)
			}
		case *operator.Project:
			return o.valueBelow(n)
		case *operator.Filter:
			if ap, ok := n.Child.(*operator.Apply); ok && filters(ap) && deterministic(n.Cond) {
				return appliedOver(ap, &operator.Filter{Cond: n.Cond, Child: ap.Child})
			}
		}
		return n
	})
}

func filters(ap *operator.Apply) bool {
	return (ap.How == operator.ApplySemi || ap.How == operator.ApplyAnti) && Streaming(ap.Child)
}

// keepBelow moves an Apply that keeps rows below its child, where that keeps the columns that it reads.
func keepBelow(ap *operator.Apply) operator.Node {
	if to := lets(ap.Child); to != nil {
		return appliedBelow(ap.Child, ap, to)
	}
	return ap
}

// valueBelow moves a filter by the value of a scalar subquery. Where the projection above wants the value too, it
// is computed again there, as in Spark.
func (o *optimizer) valueBelow(list *operator.Project) operator.Node {
	f, _ := list.Child.(*operator.Filter)
	if f == nil {
		return list
	}
	v := valueOf(f.Child)
	if v == nil {
		return list
	}
	var by, others []expr.Expr
	for _, c := range conjuncts(f.Cond) {
		if reads(c, v.at) || !deterministic(c) {
			by = append(by, c)
		} else {
			others = append(others, c)
		}
	}
	below := o.valueUnder(v, by)
	wanted := anyReads(list.Exprs, v.at)
	switch {
	case len(by) == 0, below == nil && !wanted:
		return list
	case below == nil:
		exprs, names := passAll(v.child, v.at)
		below = project(o.byValue(v, by), exprs, names)
	}
	if wanted {
		below = v.over(below)
	}
	if len(others) > 0 {
		below = &operator.Filter{Cond: and(o.ctx, others...), Child: below}
	}
	return list.With([]operator.Node{below})
}

// subqueryValue is the value of a scalar subquery behind the columns of a stream.
type subqueryValue struct {
	child operator.Node
	// at is the column of the value.
	at int
	// ap is the subquery; nil for one that reads nothing of the stream, which is joined: right.
	ap   *operator.Apply
	join *operator.Join
	// value says the value in terms of the Apply's, or the join's, columns.
	value expr.Expr
	name  string
}

// valueOf recognizes a node that adds the value of a subquery, nil for any other.
func valueOf(n operator.Node) *subqueryValue {
	fields := n.Schema().Fields
	at := len(fields) - 1
	if at < 0 {
		return nil
	}
	v := &subqueryValue{at: at, name: fields[at].Name, value: &expr.Ref{Index: at, Name: fields[at].Name, Typ: fields[at].Type, Null: true}}
	if p, ok := n.(*operator.Project); ok {
		if !passesFirst(p, at) {
			return nil
		}
		v.value, n = p.Exprs[at], p.Child
	}
	switch c := n.(type) {
	case *operator.Apply:
		if c.How == operator.ApplyScalar {
			v.child, v.ap = c.Child, c
		}
	case *operator.Join:
		if c.How == operator.LeftOuter && c.Cond == nil && atMostOneRow(c.Right) {
			v.child, v.join = c.Left, c
		}
	}
	if v.child == nil || !Streaming(v.child) || v.child.Schema().Len() != v.at {
		return nil
	}
	return v
}

// passesFirst tells whether a projection begins with the first columns of its input.
func passesFirst(p *operator.Project, n int) bool {
	for i, e := range p.Exprs[:n] {
		if r, ok := e.(*expr.Ref); !ok || r.Index != i {
			return false
		}
	}
	return true
}

// over is the value behind the columns of another plan.
func (v *subqueryValue) over(child operator.Node) operator.Node {
	width := child.Schema().Len()
	var n operator.Node
	if v.ap != nil {
		c := *v.ap
		c.Child = child
		c.Out = data.NewSchema(append(slices.Clone(child.Schema().Fields), v.ap.Out.Fields[v.at])...)
		n = &c
	} else {
		c := *v.join
		c.Left = child
		c.Out = joinSchema(&c)
		n = &c
	}
	exprs, names := passAll(n, width)
	value := mapRefs(v.value, func(i int) int { return i - v.at + width })
	return project(n, append(exprs, value), append(names, v.name))
}

// byValue is a filter by the value over its plan.
func (o *optimizer) byValue(v *subqueryValue, by []expr.Expr) operator.Node {
	return &operator.Filter{Cond: and(o.ctx, by...), Child: v.over(v.child)}
}

// valueUnder is the plan of a value over the filter by it, nil where the plan does not let it through.
func (o *optimizer) valueUnder(v *subqueryValue, by []expr.Expr) operator.Node {
	if u, ok := v.child.(*operator.Union); ok {
		inputs := make([]operator.Node, len(u.Inputs))
		for i, in := range u.Inputs {
			under := *v
			under.child = in
			exprs, names := passAll(in, v.at)
			inputs[i] = project(o.byValue(&under, by), exprs, names)
		}
		return u.With(inputs)
	}
	to := lets(v.child)
	if _, combined := v.child.(*operator.Filter); combined || to == nil {
		return nil // Spark combines the filters, and makes a join of the subquery before it moves them on
	}
	below := v.child.Children()[0]
	width := below.Schema().Len()
	ok := true
	moved := func(col int) int {
		at, through := to(col)
		ok = ok && through
		return at
	}
	under := *v
	under.child = below
	if v.ap != nil {
		c := *v.ap
		c.Params = slices.Clone(c.Params)
		for i, p := range c.Params {
			c.Params[i].Col = moved(p.Col)
		}
		under.ap = &c
	}
	conds := make([]expr.Expr, len(by))
	for i, e := range by {
		conds[i] = mapRefs(e, func(col int) int {
			if col == v.at {
				return width
			}
			return moved(col)
		})
	}
	_, groups := v.child.(*operator.Aggregate)
	if !ok || groups && (v.ap == nil || len(v.ap.Params) == 0) && !slices.ContainsFunc(by, func(e expr.Expr) bool { return readsFrom(e, 0, v.at) }) {
		return nil // Spark lets no condition without a key below an aggregation
	}
	exprs, names := passAll(below, width)
	return v.child.With([]operator.Node{project(o.byValue(&under, conds), exprs, names)})
}

// lets tells which column of its input a node has in a column, for those that a filter may read that moves below
// it; nil for a node that lets none through.
func lets(n operator.Node) func(col int) (int, bool) {
	switch c := n.(type) {
	case *operator.Watermark:
		return func(col int) (int, bool) { return col, col != c.Col }
	case *operator.Filter:
		if _, stays := c.Child.(*operator.Watermark); stays {
			return func(col int) (int, bool) { return col, true }
		}
	case *operator.Project:
		if allDeterministic(c.Exprs) {
			return func(col int) (int, bool) { return plainColumn(c.Exprs[col]) }
		}
	case *operator.Aggregate:
		return func(col int) (int, bool) {
			if col >= len(c.Keys) || col == c.Session {
				return 0, false
			}
			return plainColumn(c.Keys[col])
		}
	}
	return nil
}

// anyReads tells whether one of the expressions reads a column.
func anyReads(list []expr.Expr, col int) bool {
	return slices.ContainsFunc(list, func(e expr.Expr) bool { return reads(e, col) })
}

// plainColumn is the column that an expression passes on.
func plainColumn(e expr.Expr) (int, bool) {
	r, ok := bare(e).(*expr.Ref)
	if !ok {
		return 0, false
	}
	return r.Index, true
}

// appliedBelow is a node over the Apply that stood above it, and that node's input; the Apply itself where a
// column that it reads is not there.
func appliedBelow(over operator.Node, ap *operator.Apply, to func(int) (int, bool)) operator.Node {
	params := slices.Clone(ap.Params)
	for i, p := range params {
		col, ok := to(p.Col)
		if !ok {
			return ap
		}
		params[i].Col = col
	}
	c := *ap
	c.Params = params
	return over.With([]operator.Node{appliedOver(&c, over.Children()[0])})
}

// appliedOver is an Apply that keeps rows over another child.
func appliedOver(ap *operator.Apply, child operator.Node) operator.Node {
	c := *ap
	c.Child, c.Out = child, child.Schema()
	return &c
}
