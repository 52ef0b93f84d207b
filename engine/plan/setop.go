package plan

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// setOp resolves UNION, INTERSECT and EXCEPT: both sides get the same types, column by column.
func (a *analyzer) setOp(n *operator.SetOp) (operator.Node, error) {
	left, err := a.node(n.Left)
	if err != nil {
		return nil, a.sooner(err, n.Right)
	}
	right, err := a.node(n.Right)
	if err != nil {
		return nil, err
	}
	if n.Out != nil && left == n.Left && right == n.Right {
		return n, nil
	}
	if n.ByName {
		if left, right, err = a.byName(n, left, right); err != nil {
			return nil, err
		}
	}
	if left, right, err = a.widenSides(n, left, right); err != nil {
		return nil, err
	}
	out := setSchema(n, left, right)
	if n.Op != operator.UnionOp || !n.All {
		if err := CheckDistinct(out, n.At); err != nil {
			return nil, err
		}
	}
	if n.Op == operator.UnionOp {
		u := operator.Node(&operator.Union{Inputs: []operator.Node{left, right}, Out: out})
		if !n.All {
			u = distinct(u)
		}
		return u, nil
	}
	c := *n
	if n.All && out.Type().Collated() {
		c.Keys, _ = passAll(left, out.Len())
		for i, e := range c.Keys {
			if c.Keys[i], err = expr.CollationKey(e, setName{n}.String()); err != nil {
				return nil, err
			}
		}
	}
	c.Left, c.Right, c.Out = left, right, out
	return &c, nil
}

func (n setName) String() string {
	name := [...]string{"UNION", "INTERSECT", "EXCEPT"}[n.Op]
	if n.All && n.Op != operator.UnionOp {
		name += " ALL"
	}
	return name
}

type setName struct{ *operator.SetOp }

var ordinals = [...]string{"zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}

func ordinalWord(n int) string {
	if n < len(ordinals) {
		return ordinals[n]
	}
	return strconv.Itoa(n) + "th"
}

// widenSides casts both sides to their common types.
func (a *analyzer) widenSides(n *operator.SetOp, left, right operator.Node) (operator.Node, operator.Node, error) {
	l, r := left.Schema().Fields, right.Schema().Fields
	if len(l) != len(r) {
		return nil, nil, plannedf("NUM_COLUMNS_MISMATCH", "42826", n.At,
			"%s can only be performed on inputs with the same number of columns, but the first input has %d columns and the second input has %d columns.",
			setName{n}, len(l), len(r))
	}
	types := make([]*data.Type, len(l))
	for i := range l {
		if types[i] = expr.CommonType(l[i].Type, r[i].Type); types[i] == nil && l[i].Type.Alike(r[i].Type) {
			types[i] = l[i].Type
		}
		if types[i] == nil {
			return nil, nil, expr.Errorf("INCOMPATIBLE_COLUMN_TYPE", "42825", n.At,
				"%s can only be performed on tables with compatible column types. The %s column of the second table is %q type which is not compatible with %q at the same column of the first table..",
				setName{n}, ordinalWord(i+1), expr.TypeText(r[i].Type), expr.TypeText(l[i].Type))
		}
	}
	return a.castTo(left, types, n.At), a.castTo(right, types, n.At), nil
}

// castTo gives the columns of a plan the types, where they differ; a cast that fails does so at a place.
func (a *analyzer) castTo(n operator.Node, types []*data.Type, at expr.Span) operator.Node {
	exprs, names := passAll(n, n.Schema().Len())
	changed := false
	for i, t := range types {
		if !n.Schema().Fields[i].Type.Equal(t) {
			e := expr.ImplicitCast(a.ctx, exprs[i], t)
			if c, ok := e.(*expr.Cast); ok && c.Child == exprs[i] {
				c.At = at
			}
			exprs[i] = namedAs(e, names[i])
			changed = true
		}
	}
	if !changed {
		return n
	}
	return project(n, exprs, names)
}

// setSchema takes names and event time from the left side.
func setSchema(n *operator.SetOp, left, right operator.Node) *data.Schema {
	fields := append([]data.Field{}, left.Schema().Fields...)
	for i, r := range right.Schema().Fields {
		switch n.Op {
		case operator.UnionOp:
			fields[i].Nullable = fields[i].Nullable || r.Nullable
		case operator.IntersectOp:
			fields[i].Nullable = fields[i].Nullable && r.Nullable
		}
	}
	return data.NewSchema(fields...)
}

// byName puts the right side into the order of the left; with allowMissingColumns what one side
// lacks is null.
func (a *analyzer) byName(n *operator.SetOp, left, right operator.Node) (operator.Node, operator.Node, error) {
	find := func(s *data.Schema, name string) int {
		for i, f := range s.Fields {
			if f.Name == name || !a.ctx.CaseSensitive && strings.EqualFold(f.Name, name) {
				return i
			}
		}
		return -1
	}
	rexprs, rnames := passAll(right, right.Schema().Len())
	lexprs, lnames := passAll(left, left.Schema().Len())
	var exprs []expr.Expr
	used := map[int]bool{}
	for _, f := range left.Schema().Fields {
		i := find(right.Schema(), f.Name)
		switch {
		case i >= 0:
			used[i] = true
			exprs = append(exprs, namedAs(rexprs[i], f.Name))
		case n.AllowMissing:
			exprs = append(exprs, namedAs(&expr.Literal{Typ: f.Type}, f.Name))
		default:
			return nil, nil, (&scope{a: a, cols: columnsOf(right)}).unresolved([]string{f.Name}, n.At)
		}
	}
	for i, f := range right.Schema().Fields {
		if used[i] {
			continue
		}
		if !n.AllowMissing {
			return nil, nil, (&scope{a: a, cols: columnsOf(left)}).unresolved([]string{f.Name}, n.At)
		}
		lexprs, lnames = append(lexprs, namedAs(&expr.Literal{Typ: f.Type}, f.Name)), append(lnames, f.Name)
		exprs = append(exprs, rexprs[i])
	}
	if len(lexprs) > left.Schema().Len() {
		left = project(left, lexprs, lnames)
	}
	_ = rnames
	return left, project(right, exprs, lnames), nil
}
