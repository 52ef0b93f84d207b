package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// bindRemainder binds % and pmod.
func bindRemainder(mode CastMode, op string) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := operands(b, `"NUMERIC"`); err != nil {
			return nil, err
		}
		m := mode
		if m == CastAnsi && !b.Ctx.Ansi {
			m = CastLegacy
		}
		l, r := b.typ(0), b.typ(1)
		switch l.Kind {
		case data.KindByte:
			return b.apply(l, remainderKernel[int8](l, op, m)), nil
		case data.KindShort:
			return b.apply(l, remainderKernel[int16](l, op, m)), nil
		case data.KindInt:
			return b.apply(l, remainderKernel[int32](l, op, m)), nil
		case data.KindLong:
			return b.apply(l, remainderKernel[int64](l, op, m)), nil
		case data.KindFloat:
			return b.apply(l, floatRemainder[float32](l, op, m)), nil
		case data.KindDouble:
			return b.apply(l, floatRemainder[float64](l, op, m)), nil
		}
		t := decimalResult("%", l, r)
		return b.apply(t, decimalKernel(op, l.Scale, r.Scale, t, m)), nil
	}
}

func remainderKernel[T integer](t *data.Type, op string, mode CastMode) Kernel {
	return rows(t, func(_ *Context, a args) func(i int) (T, error) {
		x, y := vecOf[T](a[0]), vecOf[T](a[1])
		return func(i int) (T, error) {
			d := y.at(i)
			if d == 0 {
				return 0, failOr(mode, remainderByZero)
			}
			r := T(int64(x.at(i)) % int64(d))
			if op == "pmod" && r < 0 {
				r = (r + d) % d
			}
			return r, nil
		}
	})
}

func floatRemainder[T float32 | float64](t *data.Type, op string, mode CastMode) Kernel {
	return rows(t, func(_ *Context, a args) func(i int) (T, error) {
		x, y := vecOf[T](a[0]), vecOf[T](a[1])
		return func(i int) (T, error) {
			d := y.at(i)
			if d == 0 {
				return 0, failOr(mode, remainderByZero)
			}
			r := T(math.Mod(float64(x.at(i)), float64(d)))
			if op == "pmod" && r < 0 {
				r = T(math.Mod(float64(r+d), float64(d)))
			}
			return r, nil
		}
	})
}

// bindWhole binds div: BIGINT out of whole numbers, decimals or intervals of one family.
func bindWhole(b *Binding) (Expr, error) {
	for i := range 2 {
		other := b.typ(1 - i)
		if b.Ctx.Ansi || b.typ(i).Kind != data.KindString || !other.Integral() && other.Kind != data.KindNull {
			continue
		}
		b.Args[i] = b.cast(b.Args[i], data.Double) // a text is a DOUBLE here, and meets a BIGINT
		if other.Integral() {
			b.Args[1-i] = b.cast(b.Args[1-i], data.Long)
		}
		return nil, differ(b)
	}
	promote(b)
	for i := range 2 {
		if b.typ(i).Kind == data.KindDecimal && b.typ(1-i).Kind == data.KindFloat {
			b.Args[i] = b.cast(b.Args[i], data.Double)
			return nil, differ(b)
		}
	}
	decimals(b)
	for i := range 2 {
		if b.typ(i).Integral() {
			b.Args[i] = b.cast(b.Args[i], data.Long) // before the types are compared
		}
	}
	mode := CastLegacy
	if b.Ctx.Ansi {
		mode = CastAnsi
	}
	l, r := b.typ(0), b.typ(1)
	switch {
	case l.Integral() && r.Integral():
		b.Args[0], b.Args[1] = b.cast(b.Args[0], data.Long), b.cast(b.Args[1], data.Long)
		return b.apply(data.Long, wholeKernel[int64](mode)), nil
	case l.Kind == data.KindDecimal && r.Kind == data.KindDecimal:
		wide := data.DecimalOf(data.MaxPrecision, 0)
		q := b.apply(wide, decimalKernel("div", l.Scale, r.Scale, wide, mode))
		return &Cast{Child: q, To: data.Long, Mode: mode, Implicit: true, At: b.at()}, nil
	case ansiInterval(l) && l.Kind == r.Kind:
		if l.Kind == data.KindYearMonthInterval {
			return b.apply(data.Long, wholeKernel[int32](mode)), nil
		}
		return b.apply(data.Long, wholeKernel[int64](mode)), nil
	}
	if !l.Equal(r) {
		return nil, differ(b)
	}
	return nil, mismatch("BINARY_OP_WRONG_TYPE", b.text(), b.at(), `the binary operator requires the input type ("BIGINT" or "DECIMAL" or "INTERVAL YEAR TO MONTH" or "INTERVAL DAY TO SECOND"), not %s.`, quoteType(l))
}

func wholeKernel[T int32 | int64](mode CastMode) Kernel {
	return rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
		x, y := vecOf[T](a[0]), vecOf[T](a[1])
		return func(i int) (int64, error) {
			v, d := int64(x.at(i)), int64(y.at(i))
			if d == 0 {
				return 0, failOr(mode, divideByZero)
			}
			if v == math.MinInt64 && d == -1 && mode == CastAnsi {
				return 0, failf("ARITHMETIC_OVERFLOW", "22003", "Overflow in integral divide. Use 'try_divide' to tolerate overflow and return NULL instead. %s.", ansiOff)
			}
			return v / d, nil
		}
	})
}

func bindPositive(b *Binding) (Expr, error) {
	if err := b.acceptAll(either(aNumeric, aDayTime, aYearMonth, is(data.CalendarInterval))); err != nil {
		return nil, err
	}
	return b.apply(b.typ(0), func(_ *Context, cols []data.Column, _ int) (data.Column, error) { return expand(cols[0]), nil }), nil
}

func bindNegative(b *Binding) (Expr, error) { return bindSign(b, true) }

func bindAbs(b *Binding) (Expr, error) { return bindSign(b, false) }

// bindSign binds -x (always) and abs(x) (only where negative).
func bindSign(b *Binding, always bool) (Expr, error) {
	w := either(aNumeric, aDayTime, aYearMonth)
	if always {
		w = either(aNumeric, aDayTime, aYearMonth, is(data.CalendarInterval))
	}
	if err := b.acceptAll(w); err != nil {
		return nil, err
	}
	t := b.typ(0)
	switch t.Kind {
	case data.KindByte:
		return b.apply(t, signKernel[int8](t, always, b.Ctx.Ansi)), nil
	case data.KindShort:
		return b.apply(t, signKernel[int16](t, always, b.Ctx.Ansi)), nil
	case data.KindInt, data.KindYearMonthInterval:
		return b.apply(t, signKernel[int32](t, always, b.Ctx.Ansi)), nil
	case data.KindLong, data.KindDayTimeInterval:
		return b.apply(t, signKernel[int64](t, always, b.Ctx.Ansi)), nil
	case data.KindFloat:
		return b.apply(t, floatSign[float32](t, always)), nil
	case data.KindDouble:
		return b.apply(t, floatSign[float64](t, always)), nil
	case data.KindDecimal:
		return b.apply(t, rows(t, func(_ *Context, a args) func(i int) (data.Dec, error) {
			x := a.decs(0)
			return func(i int) (data.Dec, error) {
				if v := x.at(i); always || v.Sign() < 0 {
					return v.Neg(), nil
				}
				return x.at(i), nil
			}
		})), nil
	}
	return b.apply(t, rows(t, func(_ *Context, a args) func(i int) (data.Interval, error) {
		x := a.spans(0)
		return func(i int) (data.Interval, error) {
			v := x.at(i)
			return data.Interval{Months: -v.Months, Days: -v.Days, Micros: -v.Micros}, nil
		}
	})), nil
}

func signKernel[T integer](t *data.Type, always, ansi bool) Kernel {
	ansi = ansi || ansiInterval(t)
	return rows(t, func(_ *Context, a args) func(i int) (T, error) {
		x := vecOf[T](a[0])
		return func(i int) (T, error) {
			v := x.at(i)
			if !always && v >= 0 {
				return v, nil
			}
			if v != 0 && -v == v && ansi {
				if ansiInterval(t) {
					return 0, intervalOverflow("")
				}
				return 0, overflow("")
			}
			return -v, nil
		}
	})
}

func floatSign[T float32 | float64](t *data.Type, always bool) Kernel {
	return rows(t, func(_ *Context, a args) func(i int) (T, error) {
		x := vecOf[T](a[0])
		return func(i int) (T, error) {
			if always {
				return -x.at(i), nil
			}
			return T(math.Abs(float64(x.at(i)))), nil
		}
	})
}
