package expr

import (
	"errors"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

const numericOrInterval = `("NUMERIC" or "INTERVAL DAY TO SECOND" or "INTERVAL YEAR TO MONTH" or "INTERVAL")`

func arithmeticFunctions() []*Function {
	g := "math_funcs"
	return []*Function{
		def(g, "+", "expr1 + expr2", "Sum of numbers; moves dates and timestamps by intervals.", "1 + 2 -- 3", 1, 2, bindPlus(CastAnsi)).spelled(signed("+")),
		def(g, "-", "expr1 - expr2", "Difference of numbers, dates or timestamps.", "2 - 1 -- 1", 1, 2, bindMinus(CastAnsi)).spelled(signed("-")),
		def(g, "*", "expr1 * expr2", "Product.", "2 * 3 -- 6", 2, 2, bindTimes(CastAnsi)).spelled(infix("*")),
		def(g, "/", "expr1 / expr2", "Quotient, always fractional.", "3 / 2 -- 1.5", 2, 2, bindDivide(CastAnsi)).spelled(infix("/")),
		def(g, "%", "expr1 % expr2", "Remainder with the sign of the dividend.", "2 % 1.8 -- 0.2", 2, 2, bindRemainder(CastAnsi, "%")).spelled(infix("%")),
		def(g, "mod", "mod(expr1, expr2)", "Remainder with the sign of the dividend.", "mod(2, 1.8) -- 0.2", 2, 2, bindRemainder(CastAnsi, "%")),
		def(g, "div", "expr1 div expr2", "Whole part of a quotient.", "3 div 2 -- 1", 2, 2, bindWhole).spelled(infix("div")),
		def(g, "pmod", "pmod(expr1, expr2)", "Positive remainder.", "pmod(-10, 3) -- 2", 2, 2, bindRemainder(CastAnsi, "pmod")),
		def(g, "negative", "negative(expr)", "The number with the other sign.", "negative(1) -- -1", 1, 1, bindNegative),
		def(g, "positive", "positive(expr)", "The number itself.", "positive(1) -- 1", 1, 1, bindPositive).spelled(func(a []string) string { return "(+ " + a[0] + ")" }),
		def(g, "abs", "abs(expr)", "Absolute value of a number or interval.", "abs(-1) -- 1", 1, 1, bindAbs),
		def(g, "try_add", "try_add(expr1, expr2)", "expr1 + expr2, null on overflow.", "try_add(1, 2) -- 3", 2, 2, tryBind("+", bindPlus(CastTry))),
		def(g, "try_subtract", "try_subtract(expr1, expr2)", "expr1 - expr2, null on overflow.", "try_subtract(2, 1) -- 1", 2, 2, tryBind("-", bindMinus(CastTry))),
		def(g, "try_multiply", "try_multiply(expr1, expr2)", "expr1 * expr2, null on overflow.", "try_multiply(2, 3) -- 6", 2, 2, tryBind("*", bindTimes(CastTry))),
		def(g, "try_divide", "try_divide(dividend, divisor)", "dividend / divisor, null where the divisor is 0.", "try_divide(3, 2) -- 1.5", 2, 2, tryBind("/", bindDivide(CastTry))),
		def(g, "try_mod", "try_mod(dividend, divisor)", "Remainder, null where the divisor is 0.", "try_mod(3, 2) -- 1", 2, 2, tryBind("%", bindRemainder(CastTry, "%"))),
	}
}

func signed(symbol string) func(a []string) string {
	return func(a []string) string {
		if len(a) == 1 {
			return "(" + symbol + " " + a[0] + ")"
		}
		return "(" + a[0] + " " + symbol + " " + a[1] + ")"
	}
}

// tryBind binds an operator whose failing rows are null, whatever it resolved to. Refusals spell the
// operator.
func tryBind(op string, bind bindFn) bindFn {
	whole := within(op, bind)
	return func(b *Binding) (Expr, error) {
		e, err := whole(b)
		if err != nil {
			return nil, err
		}
		if !b.typ(0).Numeric() || !b.typ(1).Numeric() {
			return b.tryEval(e), nil
		}
		if a, ok := e.(*Apply); ok && a.Kernel != nil {
			n := *a
			n.Kernel = tried(a.Typ, a.Kernel)
			return &n, nil
		}
		return e, nil
	}
}

// triedBind binds a function whose own failures are null; refusals spell the function it tries.
func triedBind(name string, bind bindFn) bindFn {
	return within(name, func(b *Binding) (Expr, error) {
		e, err := bind(b)
		if a, ok := e.(*Apply); ok && err == nil {
			n := *a
			n.Kernel = tried(a.Typ, a.Kernel)
			return &n, nil
		}
		return e, err
	})
}

// tryEval is e, spelled as the call, with null where anything in it fails: Spark's TryEval.
func (b *Binding) tryEval(e Expr) Expr {
	text := b.text()
	f := *b.Fn
	f.text = func([]string) string { return text }
	return &Apply{Fn: &f, Called: b.Called, Args: []Expr{e}, Typ: e.Type(), Null: true, Consts: true, At: b.at(), lazy: evalTried}
}

func evalTried(ctx *Context, a *Apply, f *frame) (data.Column, error) {
	c, err := eval(ctx, a.Args[0], f)
	var failed *Error
	if err == nil || !errors.As(err, &failed) {
		return c, err
	}
	parts := make([]data.Column, f.n)
	for i := range parts {
		c, err := eval(ctx, a.Args[0], f.narrow([]int32{int32(i)}))
		switch {
		case err == nil:
			parts[i] = expand(c)
		case errors.As(err, &failed):
			parts[i] = nulls(a.Typ, 1)
		default:
			return nil, err
		}
	}
	return data.ConcatColumns(a.Typ, parts), nil
}

// within binds a function that Spark replaces by another: refusals spell that one, names of columns
// the call as written.
func within(name string, bind bindFn) bindFn {
	return func(b *Binding) (Expr, error) {
		inner := b.frozen()
		inner.Fn, inner.Called = LookupFunction(&Context{}, name), name
		e, err := bind(inner)
		if a, ok := e.(*Apply); ok && err == nil {
			return b.as(a), nil
		}
		return e, err
	}
}

func bindPlus(mode CastMode) bindFn {
	return func(b *Binding) (Expr, error) {
		if len(b.Args) == 1 {
			return bindPositive(b)
		}
		if e, done, err := plusTime(b); done || err != nil {
			return e, err
		}
		return bindNumbers(b, "+", mode, numericOrInterval)
	}
}

func bindMinus(mode CastMode) bindFn {
	return func(b *Binding) (Expr, error) {
		if len(b.Args) == 1 {
			return bindNegative(b)
		}
		if e, done, err := minusTime(b); done || err != nil {
			return e, err
		}
		return bindNumbers(b, "-", mode, numericOrInterval)
	}
}

func bindTimes(mode CastMode) bindFn {
	return func(b *Binding) (Expr, error) {
		if e, done, err := scaleInterval(b, "*"); done || err != nil {
			return e, err
		}
		return bindNumbers(b, "*", mode, `"NUMERIC"`)
	}
}

// promote brings the operands of a binary operator to types of one family: strings become
// numbers, NULL the other type. It leaves decimals apart.
func promote(b *Binding) {
	b.Args = append([]Expr{}, b.Args...)
	l, r := b.typ(0), b.typ(1)
	switch {
	case l.Kind == data.KindNull && r.Kind == data.KindNull:
		b.Args[0], b.Args[1] = b.cast(b.Args[0], data.Double), b.cast(b.Args[1], data.Double)
	case l.Kind == data.KindNull:
		b.Args[0] = b.cast(b.Args[0], r)
	case r.Kind == data.KindNull:
		b.Args[1] = b.cast(b.Args[1], l)
	}
	for i := range 2 {
		if b.typ(i).Kind != data.KindString {
			continue
		}
		other := b.typ(1 - i)
		switch {
		case b.Ctx.Ansi && other.Kind == data.KindString: // neither tells what number is meant
		case other.Kind == data.KindString:
			b.Args[0], b.Args[1] = b.cast(b.Args[0], data.Double), b.cast(b.Args[1], data.Double)
		case !b.Ctx.Ansi:
			if !spanning(other) {
				b.Args[i] = b.cast(b.Args[i], data.Double)
			}
		case widerString(true, data.String, other) != nil:
			b.Args[i] = b.cast(b.Args[i], widerString(true, data.String, other))
		}
	}
}

// decimals brings a decimal operand and its partner together: whole literals take as many
// digits as they have, floats make both DOUBLE.
func decimals(b *Binding) {
	for i := range 2 {
		if b.typ(i).Kind != data.KindDecimal {
			continue
		}
		switch other := b.typ(1 - i); {
		case other.Integral():
			b.Args[1-i] = b.cast(b.Args[1-i], literalDecimal(b.Args[1-i]))
		case other.Kind == data.KindFloat || other.Kind == data.KindDouble:
			b.Args[i] = b.cast(b.Args[i], data.Double)
			b.Args[1-i] = b.cast(b.Args[1-i], data.Double)
			return
		}
	}
}

func literalDecimal(e Expr) *data.Type {
	l, ok := e.(*Literal)
	if !ok || l.Value == nil || l.Typ.Kind == data.KindByte {
		return decimalFor(e.Type())
	}
	digits := len(trimSign(l.String()))
	return data.DecimalOf(digits, 0)
}

func trimSign(s string) string {
	if len(s) > 1 && s[0] == '-' {
		return s[1:]
	}
	return s
}

// operands brings both sides of arithmetic to one type, or two decimals.
func operands(b *Binding, wanted string) error {
	promote(b)
	decimals(b)
	l, r := b.typ(0), b.typ(1)
	if l.Kind == data.KindDecimal && r.Kind == data.KindDecimal {
		return nil
	}
	if !l.Equal(r) {
		t := tightest(b.Ctx.Ansi, l, r)
		if t == nil || !t.Numeric() && !(spanning(t) && wanted == numericOrInterval) {
			return differ(b)
		}
		b.Args[0], b.Args[1] = b.cast(b.Args[0], t), b.cast(b.Args[1], t)
		l = t
	}
	interval := ansiInterval(l) || l.Kind == data.KindCalendarInterval
	if l.Numeric() || interval && wanted == numericOrInterval {
		return nil
	}
	return mismatch("BINARY_OP_WRONG_TYPE", b.text(), b.at(), "the binary operator requires the input type %s, not %s.", wanted, quoteType(l))
}

// bindNumbers binds + - * over operands of one kind.
func bindNumbers(b *Binding, op string, mode CastMode, wanted string) (Expr, error) {
	if err := operands(b, wanted); err != nil {
		return nil, err
	}
	if mode == CastAnsi && !b.Ctx.Ansi {
		mode = CastLegacy
	}
	l, r := b.typ(0), b.typ(1)
	switch l.Kind {
	case data.KindByte:
		return b.apply(l, integerKernel[int8](l, op, mode)), nil
	case data.KindShort:
		return b.apply(l, integerKernel[int16](l, op, mode)), nil
	case data.KindInt, data.KindYearMonthInterval:
		return b.apply(l, integerKernel[int32](l, op, mode)), nil
	case data.KindLong, data.KindDayTimeInterval:
		return b.apply(l, integerKernel[int64](l, op, mode)), nil
	case data.KindFloat:
		return b.apply(l, floatKernel[float32](l, op)), nil
	case data.KindDouble:
		return b.apply(l, floatKernel[float64](l, op)), nil
	case data.KindCalendarInterval:
		return b.apply(l, calendarKernel(op)), nil
	}
	t := decimalResult(op, l, r)
	return b.apply(t, decimalKernel(op, l.Scale, r.Scale, t, mode)), nil
}

func bindDivide(mode CastMode) bindFn {
	return func(b *Binding) (Expr, error) {
		if e, done, err := scaleInterval(b, "/"); done || err != nil {
			return e, err
		}
		if !b.Ctx.Ansi && b.typ(0).Kind == data.KindNull && b.typ(1).Kind == data.KindDecimal {
			b.Args = []Expr{b.cast(b.Args[0], data.Double), b.cast(b.Args[1], data.Double)} // NULL tells no type there
		}
		if err := operands(b, `("DOUBLE" or "DECIMAL")`); err != nil {
			return nil, err
		}
		m := mode // the table's closure serves all sessions
		if m == CastAnsi && !b.Ctx.Ansi {
			m = CastLegacy
		}
		if l, r := b.typ(0), b.typ(1); l.Kind == data.KindDecimal {
			t := decimalResult("/", l, r)
			return b.apply(t, decimalKernel("/", l.Scale, r.Scale, t, m)), nil
		}
		b.Args[0], b.Args[1] = b.cast(b.Args[0], data.Double), b.cast(b.Args[1], data.Double)
		return b.apply(data.Double, divideKernel(m)), nil
	}
}

func divideKernel(mode CastMode) Kernel {
	return rows(data.Double, func(_ *Context, a args) func(i int) (float64, error) {
		x, y := a.doubles(0), a.doubles(1)
		return func(i int) (float64, error) {
			d := y.at(i)
			if d == 0 {
				return 0, failOr(mode, divideByZero)
			}
			return x.at(i) / d, nil
		}
	})
}

// failOr is the error of a row under ANSI, and null otherwise.
func failOr(mode CastMode, fail func() *Error) error {
	if mode == CastAnsi {
		return fail()
	}
	return isNull
}
