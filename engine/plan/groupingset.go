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
	at   expr.Span
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
	b.marks = append(b.marks, groupingMark{id: name == "grouping_id", args: args, at: c.At})
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
// right is not part of the set.
func (g *grouping) setNumber(m groupingMark, x *expr.Ref) (expr.Expr, error) {
	if len(g.sets) == 0 {
		return nil, g.b.refuseMarks()
	}
	ctx := g.b.a.ctx
	id := expr.Expr(&expr.Ref{Index: len(g.keys), Name: "spark_grouping_id", Typ: data.Long})
	bit := func(k int) expr.Expr {
		weight := &expr.Literal{Value: int64(1) << (len(g.keys) - 1 - k), Typ: data.Long}
		return call(ctx, "%", call(ctx, "div", id, weight), &expr.Literal{Value: int64(2), Typ: data.Long})
	}
	if !m.id {
		k, err := g.keyNumber(m.args[0], m)
		if err != nil {
			return nil, err
		}
		one := &expr.Literal{Value: int64(1), Typ: data.Long}
		return &expr.Case{Conds: []expr.Expr{call(ctx, "=", bit(k), one)},
			Values: []expr.Expr{&expr.Literal{Value: int8(1), Typ: data.Byte}, &expr.Literal{Value: int8(0), Typ: data.Byte}}}, nil
	}
	if len(m.args) == 0 || len(m.args) == len(g.keys) {
		for i, a := range m.args {
			if k, err := g.keyNumber(a, m); err != nil || k != i {
				return nil, g.idMismatch(m)
			}
		}
		return id, nil
	}
	return nil, g.idMismatch(m)
}

func (g *grouping) keyNumber(a expr.Expr, m groupingMark) (int, error) {
	for i, k := range g.keys {
		if same(a, k) {
			return i, nil
		}
	}
	return 0, expr.Errorf("GROUPING_COLUMN_MISMATCH", "42803", m.at, "Column of grouping (%q) can't be found in grouping columns %s.", a, quoted(g.keys))
}

func (g *grouping) idMismatch(m groupingMark) error {
	return expr.Errorf("GROUPING_ID_COLUMN_MISMATCH", "42803", m.at, "Columns of grouping_id (%s) does not match grouping columns (%s).", quoted(m.args), quoted(g.keys))
}

// quoted lists expressions as messages do: "a", "b + 1".
func quoted(list []expr.Expr) string {
	out := make([]string, len(list))
	for i, e := range list {
		out[i] = `"` + e.String() + `"`
	}
	return strings.Join(out, ", ")
}
