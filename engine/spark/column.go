package spark

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// Column is an expression over the columns of a DataFrame. It is resolved where it is used.
type Column struct{ e expr.Expr }

// Unresolved gives the expression tree.
func (c Column) Unresolved() expr.Expr { return c.e }

// Col names a column: a, t.a, s.field, `odd name`.
func Col(name string) Column { return Column{nameExpr(name)} }

// Expr reads a Spark SQL expression: spark.Expr("amount * 2 AS double").
func Expr(text string) Column {
	e, err := sql.ParseExpr(text)
	fail("Expr", text, err)
	return Column{e}
}

// Lit is a constant.
func Lit(value any) Column { return Column{operand(value)} }

// nameExpr reads a column name as select() does: parts with dots, backquotes, * at the end.
func nameExpr(name string) expr.Expr {
	parts := nameParts(name)
	if last := len(parts) - 1; parts[last] == "*" {
		return &expr.Star{Qualifier: parts[:last]}
	}
	return &expr.Name{Parts: parts}
}

func nameParts(name string) []string {
	var parts []string
	var part strings.Builder
	quoted := false
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case c == '`' && quoted && i+1 < len(name) && name[i+1] == '`':
			part.WriteByte('`')
			i++
		case c == '`':
			quoted = !quoted
		case c == '.' && !quoted:
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteByte(c)
		}
	}
	return append(parts, part.String())
}

// columnArg reads an argument of Select, GroupBy and the like: a name or a Column.
func columnArg(op string, v any) expr.Expr {
	switch v := v.(type) {
	case string:
		return nameExpr(v)
	case Column:
		return v.e
	case *Column:
		return v.e
	}
	failf(op, "", `Give a column name or a Column such as spark.Expr("a + 1").`, "%s takes column names and Columns, not %T", op, v)
	return nil
}

func columnArgs(op string, list []any) []expr.Expr {
	var out []expr.Expr
	for _, v := range list {
		if names, ok := v.([]string); ok {
			for _, n := range names {
				out = append(out, nameExpr(n))
			}
			continue
		}
		out = append(out, columnArg(op, v))
	}
	return out
}

// exprArg reads an argument that may be the text of an expression.
func exprArg(op string, v any) expr.Expr {
	if text, ok := v.(string); ok {
		e, err := sql.ParseExpr(text)
		fail(op, text, err)
		return e
	}
	return columnArg(op, v)
}

// operand reads the other side of an operator: a Column, or a constant.
func operand(v any) expr.Expr {
	switch v := v.(type) {
	case Column:
		return v.e
	case *Column:
		return v.e
	}
	return literal(v)
}

// literal makes a constant of a Go value; an int is an INT where it fits, as in Spark.
func literal(v any) *expr.Literal {
	switch v := v.(type) {
	case nil:
		return &expr.Literal{Typ: data.Void}
	case int:
		if v == int(int32(v)) {
			return &expr.Literal{Value: int32(v), Typ: data.Int}
		}
		return &expr.Literal{Value: int64(v), Typ: data.Long}
	case time.Time:
		return &expr.Literal{Value: v.UnixMicro(), Typ: data.Timestamp}
	case *expr.Literal:
		return v
	}
	t, err := typeOf(reflect.TypeOf(v))
	if err != nil {
		failf("Lit", "", "", "%T is no constant of Spark: %v", v, err)
	}
	boxed, err := toPhysical(reflect.ValueOf(v), t, time.UTC)
	fail("Lit", fmt.Sprint(v), err)
	return &expr.Literal{Value: boxed, Typ: t}
}

func call(name string, args ...expr.Expr) Column { return Column{&expr.Call{Func: name, Args: args}} }

func (c Column) binary(op string, v any) Column { return call(op, c.e, operand(v)) }

// As names the column.
func (c Column) As(name string) Column { return Column{&expr.Alias{Child: c.e, Name: name}} }

// Alias is As.
func (c Column) Alias(name string) Column { return c.As(name) }

// Cast converts to a type in DDL text: "INT", "DECIMAL(10,2)".
func (c Column) Cast(to string) Column {
	t, err := data.ParseType(to)
	fail("Cast", to, err)
	return Column{&expr.Cast{Child: c.e, To: t, Mode: expr.CastAnsi}}
}

// The operators; the other side is a Column or a constant.

// Eq is c = v.
func (c Column) Eq(v any) Column { return c.binary("=", v) }

// EqNullSafe is c <=> v.
func (c Column) EqNullSafe(v any) Column { return c.binary("<=>", v) }

// Ne is NOT c = v.
func (c Column) Ne(v any) Column { return call("not", c.Eq(v).e) }

// Lt is c < v.
func (c Column) Lt(v any) Column { return c.binary("<", v) }

// Le is c <= v.
func (c Column) Le(v any) Column { return c.binary("<=", v) }

// Gt is c > v.
func (c Column) Gt(v any) Column { return c.binary(">", v) }

// Ge is c >= v.
func (c Column) Ge(v any) Column { return c.binary(">=", v) }

// Plus is c + v.
func (c Column) Plus(v any) Column { return c.binary("+", v) }

// Minus is c - v.
func (c Column) Minus(v any) Column { return c.binary("-", v) }

// Times is c * v.
func (c Column) Times(v any) Column { return c.binary("*", v) }

// Divide is c / v.
func (c Column) Divide(v any) Column { return c.binary("/", v) }

// Mod is c % v.
func (c Column) Mod(v any) Column { return c.binary("%", v) }

// And is c AND v.
func (c Column) And(v any) Column { return c.binary("and", v) }

// Or is c OR v.
func (c Column) Or(v any) Column { return c.binary("or", v) }

// Not is NOT c.
func (c Column) Not() Column { return call("not", c.e) }

// IsNull is c IS NULL.
func (c Column) IsNull() Column { return call("is null", c.e) }

// IsNotNull is c IS NOT NULL.
func (c Column) IsNotNull() Column { return call("is not null", c.e) }

// Like is c LIKE pattern.
func (c Column) Like(pattern string) Column { return c.binary("like", pattern) }

// RLike is c RLIKE regular expression.
func (c Column) RLike(pattern string) Column { return c.binary("rlike", pattern) }

// Between is low <= c AND c <= high.
func (c Column) Between(low, high any) Column {
	return call("between", c.e, operand(low), operand(high))
}

// IsIn is c IN (values...).
func (c Column) IsIn(values ...any) Column {
	args := []expr.Expr{c.e}
	for _, v := range values {
		args = append(args, operand(v))
	}
	return call("in", args...)
}

// GetField takes a field of a struct.
func (c Column) GetField(name string) Column { return call(".", c.e, literal(name)) }

// GetItem takes an element of an array or a value of a map.
func (c Column) GetItem(key any) Column { return call("[]", c.e, operand(key)) }

// Asc and Desc are for OrderBy.
func (c Column) Asc() Column { return Column{&sortColumn{Expr: c.e}} }

// Desc sorts downwards, nulls last.
func (c Column) Desc() Column { return Column{&sortColumn{Expr: c.e, desc: true}} }

// sortColumn carries a direction to OrderBy.
type sortColumn struct {
	expr.Expr
	desc bool
}
