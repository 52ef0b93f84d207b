package plan

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// sparkText spells a resolved expression as Spark's plans do, where the text of a column differs: types
// of casts stand in small letters, a time plus an interval is cast back to a time.
func sparkText(e expr.Expr) string {
	switch x := e.(type) {
	case *expr.Cast:
		return "cast(" + sparkText(x.Child) + " as " + strings.ToLower(x.To.String()) + ")"
	case *expr.Ref:
		return x.Name
	case *expr.Apply:
		if of, isNull, ok := nullTest(x); ok {
			return map[bool]string{true: "isnull(", false: "isnotnull("}[isNull] + sparkText(of) + ")"
		}
		for _, op := range []string{"and", "or", "=", "<=>", "<", "<=", ">", ">=", "+", "-"} {
			l, r, ok := binary(x, op)
			switch {
			case !ok:
			case len(op) == 1 && strings.Contains("+-", op) && x.Type().Kind == data.KindTimestamp:
				return fmt.Sprintf("cast(%s %s %s as timestamp)", sparkText(l), op, sparkText(r))
			default:
				return fmt.Sprintf("(%s %s %s)", sparkText(l), strings.ToUpper(op), sparkText(r))
			}
		}
		if x.Fn.Name == "not" && len(x.Args) == 1 {
			return "NOT " + sparkText(x.Args[0])
		}
		c := *x
		c.Args = spelled(x.Args)
		return c.String()
	case *expr.Case:
		c := *x
		c.Conds, c.Values = spelled(x.Conds), spelled(x.Values)
		return c.String()
	}
	return e.String()
}

// spelled are columns with the texts of expressions for names.
func spelled(list []expr.Expr) []expr.Expr {
	out := make([]expr.Expr, len(list))
	for i, e := range list {
		out[i] = &expr.Ref{Name: sparkText(e), Typ: e.Type()}
	}
	return out
}

// windowedText spells a join's condition that calls window(), as Spark reads it before it gives up.
func (a *analyzer) windowedText(left, right operator.Node, cond expr.Expr) string {
	b := &block{a: a, sel: &operator.Select{}, scope: a.joinScope(left, right), cols: map[int]int{}}
	var text func(expr.Expr) string
	text = func(e expr.Expr) string {
		c, call := e.(*expr.Call)
		switch {
		case call && len(c.Args) == 2 && (c.Func == "and" || c.Func == "or"):
			return fmt.Sprintf("(%s %s %s)", text(c.Args[0]), strings.ToUpper(c.Func), text(c.Args[1]))
		case call && c.Func == "between" && len(c.Args) == 3:
			return "between(" + text(c.Args[0]) + ", " + text(c.Args[1]) + ", " + text(c.Args[2]) + ")"
		case !callsWindow(e):
			if r, err := b.bind(b.scope, e); err == nil {
				return sparkText(bare(r))
			}
		case call && strings.EqualFold(c.Func, "window") && len(c.Args) > 1:
			if w, err := b.windowSpec(c); err == nil {
				return fmt.Sprintf("window(%s, %d, %d, %d)", sparkText(w.time), w.spec[0], w.spec[1], w.spec[2])
			}
		case call && len(c.Args) == 2 && strings.Trim(c.Func, "<=>") == "":
			return fmt.Sprintf("(%s %s %s)", text(c.Args[0]), strings.ToUpper(c.Func), text(c.Args[1]))
		}
		return e.String()
	}
	return text(cond)
}

// windowSpec reads the arguments of a window(time, size[, slide[, start]]) call.
func (b *block) windowSpec(c *expr.Call) (foundWindow, error) {
	time, err := b.windowInput(c)
	if err != nil {
		return foundWindow{}, err
	}
	w := foundWindow{time: time}
	w.spec, err = b.durations(c)
	return w, err
}

// durations reads size, slide and start of a window call in microseconds.
func (b *block) durations(c *expr.Call) (spec [3]int64, err error) {
	for i, arg := range c.Args[1:min(len(c.Args), 4)] {
		if spec[i], err = b.a.micros(b.scope, arg, c.At); err != nil {
			return spec, err
		}
	}
	if len(c.Args) == 2 {
		spec[1] = spec[0]
	}
	return spec, nil
}
