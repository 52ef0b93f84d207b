package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func logicFunctions() []*Function {
	return []*Function{
		def("predicate_funcs", "and", "expr1 and expr2", "Logical AND with three values: false and null is false.", "true and false -- false", 2, 2, bindLogic).spelled(infix("AND")),
		def("predicate_funcs", "or", "expr1 or expr2", "Logical OR with three values: true or null is true.", "true or false -- true", 2, 2, bindLogic).spelled(infix("OR")),
		def("predicate_funcs", "not", "not expr", "Logical NOT.", "not true -- false", 1, 1, sig(data.Boolean, notKernel, aBoolean)).spelled(func(a []string) string { return "(NOT " + a[0] + ")" }).harmless().also("!"),
		def("predicate_funcs", "isnull", "isnull(expr)", "True where the value is null.", "isnull(1) -- false", 1, 1, bindNullTest(true)).spelled(suffix("IS NULL")).harmless().also("is null"),
		def("predicate_funcs", "isnotnull", "isnotnull(expr)", "True where the value is not null.", "isnotnull(1) -- true", 1, 1, bindNullTest(false)).spelled(suffix("IS NOT NULL")).harmless().also("is not null"),
		def("predicate_funcs", "is unknown", "expr IS UNKNOWN", "True where a BOOLEAN is null.", "(NULL > 0) is unknown -- true", 1, 1, bindUnknown(true)).spelled(suffix("IS NULL")).harmless(),
		def("predicate_funcs", "is not unknown", "expr IS NOT UNKNOWN", "True where a BOOLEAN is not null.", "(1 > 0) is not unknown -- true", 1, 1, bindUnknown(false)).spelled(suffix("IS NOT NULL")).harmless(),
		def("predicate_funcs", "is true", "expr IS TRUE", "True where the value is true; never null.", "(1 > 0) is true -- true", 1, 1, bindTruth(true, false)),
		def("predicate_funcs", "is not true", "expr IS NOT TRUE", "True where the value is false or null.", "(1 > 0) is not true -- false", 1, 1, bindTruth(true, true)),
		def("predicate_funcs", "is false", "expr IS FALSE", "True where the value is false; never null.", "(1 > 0) is false -- false", 1, 1, bindTruth(false, false)),
		def("predicate_funcs", "is not false", "expr IS NOT FALSE", "True where the value is true or null.", "(1 > 0) is not false -- true", 1, 1, bindTruth(false, true)),
	}
}

// harmless marks functions that never fail on a row.
func (f *Function) harmless() *Function {
	f.safe = true
	return f
}

func infix(symbol string) func(a []string) string {
	return func(a []string) string { return "(" + a[0] + " " + symbol + " " + a[1] + ")" }
}

func suffix(words string) func(a []string) string {
	return func(a []string) string { return "(" + a[0] + " " + words + ")" }
}

func bindLogic(b *Binding) (Expr, error) {
	shown := b
	b = b.frozen()
	b.spelled = shown.text()
	for i := range b.Args {
		if t := logicType(b.Ctx.Ansi, b.typ(i), shown.typ(1-i)); t != nil {
			b.Args[i] = b.cast(b.Args[i], t)
		}
	}
	if !b.typ(0).Equal(b.typ(1)) {
		return nil, differ(b)
	}
	if b.typ(0).Kind != data.KindBoolean {
		return nil, mismatch("BINARY_OP_WRONG_TYPE", b.text(), b.at(), "the binary operator requires the input type \"BOOLEAN\", not %s.", quoteType(b.typ(0)))
	}
	or := b.Fn.Name == "or"
	b.spelled = ""
	return b.lazily(data.Boolean, func(ctx *Context, a *Apply, f *frame) (data.Column, error) { return evalLogic(ctx, a, f, or) }), nil
}

// logicType is what an operand of AND and OR becomes beside another: a null that other's type where
// it is BOOLEAN or STRING, and under ANSI a text what it is compared as; nil: what it is.
func logicType(ansi bool, t, other *data.Type) *data.Type {
	null, text := t.Kind == data.KindNull, t.Kind == data.KindString
	switch {
	case null && (other.Kind == data.KindBoolean || other.Kind == data.KindNull):
		return data.Boolean
	case null && other.Kind == data.KindString:
		return data.String
	case !ansi || null || other.Kind == data.KindNull || text == (other.Kind == data.KindString):
		return nil
	}
	if text {
		t = other
	}
	switch {
	case t.Integral():
		return data.Long
	case t.Numeric():
		return data.Double
	case text && !t.Nested():
		return t
	}
	return nil
}

func differ(b *Binding) error {
	return mismatch("BINARY_OP_DIFF_TYPES", b.text(), b.at(), "the left and right operands of the binary operator have incompatible types (%s and %s).",
		quoteType(b.typ(0)), quoteType(b.typ(1)))
}

// evalLogic computes AND and OR. The right side is not evaluated where the left decides, if
// it could fail there.
func evalLogic(ctx *Context, a *Apply, f *frame, or bool) (data.Column, error) {
	left, err := eval(ctx, a.Args[0], f)
	if err != nil {
		return nil, err
	}
	left = expand(left)
	if canFail(a.Args[1]) {
		decided := trueRows(left, f.n)
		if !or {
			if decided, err = falseRows(left, f.n); err != nil {
				return nil, err
			}
		}
		if decided == nil {
			return left, nil
		}
		if len(decided) > 0 {
			rest := others(decided, f.n)
			right, err := eval(ctx, a.Args[1], f.narrow(rest))
			if err != nil {
				return nil, err
			}
			p := pieces{typ: data.Boolean}
			p.add(data.Take(left, decided), decided)
			p.add(combine(data.Take(left, rest).(*data.Bools), expand(right).(*data.Bools), or), rest)
			return p.whole(f.n), nil
		}
	}
	right, err := eval(ctx, a.Args[1], f)
	if err != nil {
		return nil, err
	}
	return combine(left.(*data.Bools), expand(right).(*data.Bools), or), nil
}

// falseRows lists the rows that are false; nil means all.
func falseRows(c data.Column, n int) ([]int32, error) {
	not, err := notKernel(nil, []data.Column{c}, n)
	if err != nil {
		return nil, err
	}
	return trueRows(not, n), nil
}

// combine is three-valued logic over whole columns.
func combine(l, r *data.Bools, or bool) data.Column {
	n := len(l.Values)
	out := make([]bool, n)
	if l.Nulls == nil && r.Nulls == nil {
		for i, v := range l.Values {
			if or {
				out[i] = v || r.Values[i]
			} else {
				out[i] = v && r.Values[i]
			}
		}
		return &data.Bools{T: data.Boolean, Values: out}
	}
	valid := data.NewBitmap(n, true)
	for i := range out {
		lv, rv := l.Nulls.Get(i), r.Nulls.Get(i)
		switch {
		case lv && l.Values[i] == or, rv && r.Values[i] == or:
			out[i] = or
		case lv && rv:
			out[i] = !or
		default:
			valid.Clear(i)
		}
	}
	return &data.Bools{T: data.Boolean, Values: out, Nulls: valid}
}

// canFail tells whether an expression may raise an error on some row.
func canFail(e Expr) bool {
	fails := false
	Walk(e, func(x Expr) bool {
		switch x := x.(type) {
		case *Apply:
			fails = fails || !x.Fn.safe
		case *Cast:
			fails = fails || x.Mode == CastAnsi && !widening(x.Child.Type(), x.To)
		}
		return !fails
	})
	return fails
}

// widening tells whether a cast always succeeds.
func widening(from, to *data.Type) bool {
	return from.Numeric() && to.Numeric() && from.Kind < to.Kind && to.Kind != data.KindDecimal ||
		to.Kind == data.KindString || instant(from) && instant(to) || from.Kind == data.KindNull
}

func notKernel(_ *Context, cols []data.Column, n int) (data.Column, error) {
	valid, never := strict(cols)
	if never {
		return nulls(data.Boolean, n), nil
	}
	v := vecOf[bool](cols[0])
	out := make([]bool, n)
	for i := range out {
		out[i] = !v.at(i)
	}
	return &data.Bools{T: data.Boolean, Values: out, Nulls: valid}, nil
}

func bindNullTest(null bool) bindFn {
	return func(b *Binding) (Expr, error) {
		a := b.apply(data.Boolean, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
			return nullTest(cols[0], n, null), nil
		})
		a.Null = false
		return a, nil
	}
}

func bindUnknown(null bool) bindFn {
	return func(b *Binding) (Expr, error) {
		l, literal := b.Args[0].(*Literal) // Spark looks at nothing else
		if literal && l.Typ.Kind != data.KindBoolean && l.Typ.Kind != data.KindNull {
			if !l.Typ.Numeric() && l.Typ.Kind != data.KindString {
				b = b.frozen()
				b.spelled = "(" + l.String() + " " + strings.ToUpper(b.Fn.Name) + ")"
			}
			return nil, b.unexpected(0, `"BOOLEAN"`)
		}
		return bindNullTest(null)(b)
	}
}

func nullTest(c data.Column, n int, null bool) data.Column {
	out := make([]bool, n)
	valid := c.Valid()
	if valid == nil {
		for i := range out {
			out[i] = !null
		}
		return &data.Bools{T: data.Boolean, Values: out}
	}
	for i := range out {
		out[i] = valid.Get(i) != null
	}
	return &data.Bools{T: data.Boolean, Values: out}
}

func bindTruth(want, not bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aBoolean); err != nil {
			return nil, err
		}
		a := b.apply(data.Boolean, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
			s := sideOf(cols[0])
			out := make([]bool, n)
			for i := range out {
				r := s.row(i)
				out[i] = (!data.IsNull(s.col, r) && s.col.(*data.Bools).Values[r] == want) != not
			}
			return &data.Bools{T: data.Boolean, Values: out}, nil
		})
		a.Null = false
		return a, nil
	}
}
