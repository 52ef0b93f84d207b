package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func conditionalFunctions() []*Function {
	g := "conditional_funcs"
	return []*Function{
		def(g, "if", "if(expr1, expr2, expr3)", "expr2 where expr1 is true, else expr3.", "if(1 < 2, 'a', 'b') -- a", 3, 3, bindIf),
		def(g, "coalesce", "coalesce(expr1, expr2, ...)", "The first value that is not null.", "coalesce(NULL, 1, NULL) -- 1", 1, -1, bindCoalesce),
		def(g, "nvl", "nvl(expr1, expr2)", "expr2 where expr1 is null.", "nvl(NULL, 2) -- 2", 2, 2, bindCoalesce).also("ifnull"),
		def(g, "nvl2", "nvl2(expr1, expr2, expr3)", "expr2 where expr1 is not null, else expr3.", "nvl2(NULL, 2, 1) -- 1", 3, 3, bindNvl2),
		def(g, "nullif", "nullif(expr1, expr2)", "Null where both are equal, else expr1.", "nullif(2, 2) -- NULL", 2, 2, bindNullif),
		def(g, "nullifzero", "nullifzero(expr)", "Null where the value is 0.", "nullifzero(0) -- NULL", 1, 1, bindNullifzero),
		def(g, "zeroifnull", "zeroifnull(expr)", "0 where the value is null.", "zeroifnull(NULL) -- 0", 1, 1, bindZeroifnull),
		def(g, "nanvl", "nanvl(expr1, expr2)", "expr2 where expr1 is NaN.", "nanvl(cast('NaN' as double), 123) -- 123.0", 2, 2, bindNanvl),
		def(g, "greatest", "greatest(expr, ...)", "The largest value that is not null.", "greatest(10, 9, 2, 4, 3) -- 10", 2, -1, bindGreatest(1)),
		def(g, "least", "least(expr, ...)", "The smallest value that is not null.", "least(10, 9, 2, 4, 3) -- 2", 2, -1, bindGreatest(-1)),
	}
}

// bindIf binds if(c, a, b), which is a CASE with Spark's other spelling.
func bindIf(b *Binding) (Expr, error) {
	text := "(IF(" + join(b.Args) + "))"
	b.Args = append([]Expr{}, b.Args...)
	t := widerAll(b.Ctx, true, b.Args[1:])
	if b.typ(0).Kind == data.KindNull && t != nil {
		b.Args[0] = b.cast(b.Args[0], data.Boolean)
	}
	if t := b.typ(0); t.Kind != data.KindBoolean {
		return nil, mismatch("UNEXPECTED_INPUT_TYPE", text, b.at(), "The first parameter requires the \"BOOLEAN\" type, however \"%s\" has the type %s.", b.Args[0], quoteType(t))
	}
	if t == nil {
		return nil, mismatch("DATA_DIFF_TYPES", text, b.at(), "Input to `if` should all be the same type, but it's %s.", typeList("[", b.Args[1:], "]"))
	}
	return lazyCase(b, text, t, b.Args[:1], b.cast(b.Args[1], t), b.cast(b.Args[2], t)), nil
}

// lazyCase is a CASE that shows another text.
func lazyCase(b *Binding, text string, t *data.Type, conds []Expr, values ...Expr) Expr {
	a := b.lazily(t, func(ctx *Context, a *Apply, f *frame) (data.Column, error) {
		k := len(conds)
		return evalCase(ctx, &Case{Conds: a.Args[:k], Values: a.Args[k:]}, f)
	})
	a.Args = append(append([]Expr{}, conds...), values...)
	f := *b.Fn
	f.text = func([]string) string { return text }
	f.safe = true
	a.Fn = &f
	return a
}

func bindCoalesce(b *Binding) (Expr, error) {
	text := b.text()
	t, ok := b.unify(0, true)
	if !ok {
		text = "coalesce" + strings.TrimPrefix(text, b.Called) // what nvl and ifnull stand for
		return nil, mismatch("DATA_DIFF_TYPES", text, b.at(), "Input to `coalesce` should all be the same type, but it's %s.", strings.ReplaceAll(typeList("(", b.Args, ")"), `", "`, `" or "`))
	}
	a := b.lazily(t, evalCoalesce)
	for _, e := range b.Args {
		if !e.Nullable() {
			a.Null = false
		}
	}
	return a, nil
}

// evalCoalesce evaluates each argument only where those before are null.
func evalCoalesce(ctx *Context, a *Apply, f *frame) (data.Column, error) {
	out := pieces{typ: a.Typ}
	var rest []int32 // nil: all rows
	for k, e := range a.Args {
		sub := f
		if rest != nil {
			sub = f.narrow(rest)
		}
		c, err := eval(ctx, e, sub)
		if err != nil {
			return nil, err
		}
		valid := c.Valid()
		if k == len(a.Args)-1 || valid == nil {
			if rest == nil {
				return c, nil
			}
			out.add(expand(c), rest)
			break
		}
		var has, hasNot []int32
		for i := int32(0); i < int32(sub.n); i++ {
			if valid.Get(int(i)) {
				has = append(has, i)
			} else {
				hasNot = append(hasNot, i)
			}
		}
		out.add(data.Take(expand(c), has), through(rest, has))
		if len(hasNot) == 0 {
			break
		}
		rest = through(rest, hasNot)
	}
	return out.whole(f.n), nil
}

func bindNvl2(b *Binding) (Expr, error) {
	text := b.text()
	has, err := b.call("isnotnull", b.Args[0])
	if err != nil {
		return nil, err
	}
	t, ok := b.unify(1, true)
	if !ok {
		return nil, mismatch("DATA_DIFF_TYPES", "(IF("+has.String()+", "+join(b.Args[1:])+"))", b.at(), "Input to `if` should all be the same type, but it's %s.", typeList("[", b.Args[1:], "]"))
	}
	return lazyCase(b, text, t, []Expr{has}, b.Args[1], b.Args[2]), nil
}

func bindNullif(b *Binding) (Expr, error) {
	same, err := b.call("=", b.Args[0], b.Args[1])
	if err != nil {
		return nil, b.once(err)
	}
	t := b.typ(0)
	return lazyCase(b, b.text(), t, []Expr{same}, &Literal{Typ: t}, b.Args[0]), nil
}

func bindNullifzero(b *Binding) (Expr, error) {
	same, err := b.call("=", b.Args[0], &Literal{Value: int32(0), Typ: data.Int})
	if err != nil {
		return nil, err
	}
	t := b.typ(0)
	return lazyCase(b, b.text(), t, []Expr{same}, &Literal{Typ: t}, b.Args[0]), nil
}

func bindZeroifnull(b *Binding) (Expr, error) {
	e, err := b.call("coalesce", b.Args[0], &Literal{Value: int32(0), Typ: data.Int})
	if err != nil {
		return nil, err
	}
	return shown(e, b), nil
}

func bindNanvl(b *Binding) (Expr, error) {
	w := either(aDouble, is(data.Float))
	if err := b.acceptAll(w); err != nil {
		return nil, err
	}
	t := tightest(false, b.typ(0), b.typ(1))
	b.Args[0], b.Args[1] = b.cast(b.Args[0], t), b.cast(b.Args[1], t)
	nan, err := b.call("isnan", b.Args[0])
	if err != nil {
		return nil, err
	}
	return lazyCase(b, b.text(), t, []Expr{nan}, b.Args[1], b.Args[0]), nil
}

// bindGreatest binds greatest (1) and least (-1).
func bindGreatest(sign int) bindFn {
	return func(b *Binding) (Expr, error) {
		text := b.text()
		t, ok := b.unify(0, false)
		if !ok {
			return nil, mismatch("DATA_DIFF_TYPES", text, b.at(), "Input to `%s` should all be the same type, but it's %s.", b.Fn.Name, typeList("[", b.Args, "]"))
		}
		if !orderable(t) {
			return nil, unordered(b, b.Fn.Name, t)
		}
		return b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
			return extremeOf(t, cols, n, sign), nil
		}), nil
	}
}

func extremeOf(t *data.Type, cols []data.Column, n, sign int) data.Column {
	best := make([]int, n) // which column, by row
	sides := make([]side, len(cols))
	for k, c := range cols {
		sides[k] = sideOf(c)
	}
	parts := make([]data.Column, len(cols))
	for k, c := range cols {
		parts[k] = expand(c)
	}
	index := make([]int32, n)
	for i := range best {
		for k := 1; k < len(cols); k++ {
			s, old := sides[k], sides[best[i]]
			switch {
			case data.IsNull(s.col, s.row(i)):
			case data.IsNull(old.col, old.row(i)), data.Compare(s.col, s.row(i), old.col, old.row(i)) == sign:
				best[i] = k
			}
		}
		index[i] = int32(best[i]*n + i)
	}
	return data.Take(data.ConcatColumns(t, parts), index)
}
