package plan

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// groupingMark is a call of grouping(key) or grouping_id(keys...): a value made of the number of
// the grouping set, known once the keys are.
type groupingMark struct {
	id   bool // grouping_id
	args []expr.Expr
	raw  []expr.Expr // the arguments as they were written
	at   expr.Span
}

// hiveGroupingID is another name of grouping_id().
const hiveGroupingID = "grouping__id"

// hidesColumn tells whether a name is no column, so that it may be another thing.
func (b *block) hidesColumn(sc *scope, n *expr.Name) bool {
	hits, _ := sc.matches(n.Parts)
	return b.groups() || len(hits) == 0
}

// groupingMark puts a reference in place of the call.
func (b *block) groupingMark(sc *scope, c *expr.Call, name string) (expr.Expr, error) {
	if err := checkMark(c, name); err != nil {
		return nil, err
	}
	args, err := b.a.resolveAll(sc, c.Args)
	if err != nil {
		return nil, err
	}
	b.marks = append(b.marks, groupingMark{id: name != "grouping", args: args, raw: c.Args, at: c.At})
	if name == hiveGroupingID {
		return &expr.Ref{Index: groupBase + len(b.marks) - 1, Name: name, Typ: data.Long}, nil
	}
	texts := make([]string, len(args))
	for i, x := range args {
		texts[i] = x.String()
	}
	typ := data.Byte
	if name == "grouping_id" {
		typ = data.Long
	}
	return &expr.Ref{Index: groupBase + len(b.marks) - 1, Name: name + "(" + strings.Join(texts, ", ") + ")", Typ: typ}, nil
}

// checkMark refuses a call that is wrong whatever it is grouped by.
func checkMark(c *expr.Call, name string) error {
	what := ""
	switch {
	case name == "grouping" && len(c.Args) != 1:
		return expr.WrongCount(name, "1", len(c.Args), c.At)
	case c.Distinct:
		what = "DISTINCT"
	case c.Filter != nil:
		what = "FILTER CLAUSE"
	default:
		return nil
	}
	return expr.Errorf("INVALID_SQL_SYNTAX.FUNCTION_WITH_UNSUPPORTED_SYNTAX", "42000", c.At, "Invalid SQL syntax: The function `%s` does not support %s.", name, what)
}

// refuseMarks refuses grouping() where nothing is grouped by sets.
func (b *block) refuseMarks() error {
	if len(b.marks) == 0 {
		return nil
	}
	err := expr.Errorf("UNSUPPORTED_GROUPING_EXPRESSION", "42K0E", b.marks[0].at,
		"grouping()/grouping_id() can only be used with GroupingSets/Cube/Rollup.")
	err.Planned = true
	return err
}

// setNumber computes a mark from spark_grouping_id: bit i from the right is 1 where key i from the
// right is not part of the set. It stands in a column.
func (g *grouping) setNumber(m groupingMark, column int) (expr.Expr, error) {
	if len(g.sets) == 0 {
		return nil, g.b.refuseMarks()
	}
	ctx := g.b.a.ctx
	id := expr.Expr(&expr.Ref{Index: column, Name: "spark_grouping_id", Typ: data.Long})
	bit := func(k int) expr.Expr {
		weight := &expr.Literal{Value: int64(1) << (len(g.keys) - 1 - k), Typ: data.Long}
		return call(ctx, "%", call(ctx, "div", id, weight), &expr.Literal{Value: int64(2), Typ: data.Long})
	}
	if !m.id {
		k, err := g.keyNumber(m.args[0])
		if err != nil {
			return nil, err
		}
		one := &expr.Literal{Value: int64(1), Typ: data.Long}
		return &expr.Case{Conds: []expr.Expr{call(ctx, "=", bit(k), one)},
			Values: []expr.Expr{&expr.Literal{Value: int8(1), Typ: data.Byte}, &expr.Literal{Value: int8(0), Typ: data.Byte}}}, nil
	}
	if len(m.args) == 0 || len(m.args) == len(g.keys) {
		for i, a := range m.args {
			if k, err := g.keyNumber(a); err != nil || k != i {
				return nil, g.idMismatch(m)
			}
		}
		return id, nil
	}
	return nil, g.idMismatch(m)
}

// marksBelow computes the grouping() calls in the arguments of an aggregate, from the columns of Expand.
func (g *grouping) marksBelow(x *expr.Agg) (*expr.Agg, error) {
	out, err := rewrite(x, func(e expr.Expr) (expr.Expr, error) {
		if r, ok := e.(*expr.Ref); ok && r.Index >= groupBase && r.Index < sessionBase {
			n, err := g.setNumber(g.b.marks[r.Index-groupBase], g.b.node.Schema().Len()-g.marks)
			if err != nil {
				return nil, err
			}
			return &expr.Alias{Child: n, Name: r.Name}, nil
		}
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	return out.(*expr.Agg), nil
}

// checkHavingMarks holds the grouping() calls of HAVING, from the first-th mark, to columns that are
// in the output.
func (b *block) checkHavingMarks(first int) error {
	for i := range b.marks[first:] {
		m := &b.marks[first+i]
		m.at = expr.Span{} // Spark names no place here
		for k, a := range m.args {
			r, column := a.(*expr.Ref)
			name, named := m.raw[k].(*expr.Name)
			if column && named && b.visibleAs(a) != r.Name {
				names := b.outputs()
				sortByName(names)
				return unresolvedAmong(name.Parts, names, name.At)
			}
		}
	}
	return nil
}

// visibleAs is the name of the output column that an expression is, "" when there is none.
func (b *block) visibleAs(e expr.Expr) string {
	for _, it := range b.items {
		if !it.hidden && same(it.e, e) {
			return it.name
		}
	}
	return ""
}

// checkOrderMarks holds the grouping() calls of ORDER BY against the keys:
// there a key goes by the name of its output column.
func (g *grouping) checkOrderMarks() error {
	for _, m := range g.b.marks[g.b.orderMarks[0]:g.b.orderMarks[1]] {
		named := m
		named.args = make([]expr.Expr, len(m.args))
		wrong := -1
		for i, a := range m.args {
			named.args[i] = a
			r, column := a.(*expr.Ref)
			as := g.b.visibleAs(a)
			if !column || as != "" && as != r.Name {
				wrong = i
			}
			if column && as != "" {
				named.args[i] = &expr.Ref{Name: as}
			}
		}
		switch {
		case wrong < 0:
		case m.id:
			return g.idMismatch(named)
		default:
			return g.keyMismatch(named.args[wrong])
		}
	}
	return nil
}

func (g *grouping) keyMismatch(a expr.Expr) error {
	return expr.Errorf("GROUPING_COLUMN_MISMATCH", "42803", expr.Span{}, "Column of grouping (%s) can't be found in grouping columns %s.", a, listed(g.keys))
}

func (g *grouping) keyNumber(a expr.Expr) (int, error) {
	for i, k := range g.keys {
		if same(a, k) {
			return i, nil
		}
	}
	return 0, g.keyMismatch(a)
}

func (g *grouping) idMismatch(m groupingMark) error {
	return expr.Errorf("GROUPING_ID_COLUMN_MISMATCH", "42803", expr.Span{}, "Columns of grouping_id (%s) does not match grouping columns (%s).", listed(m.args), listed(g.keys))
}

// listed lists expressions as some messages do: a,b + 1.
func listed(list []expr.Expr) string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = sparkText(e)
	}
	return strings.Join(out, ",")
}

// quoted lists expressions as messages do: "a", "b + 1".
func quoted(list []expr.Expr) string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = `"` + e.String() + `"`
	}
	return strings.Join(out, ", ")
}
