package expr

import (
	"math"
	"math/big"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// roundMode is how a value between two steps moves.
type roundMode uint8

const (
	halfUp roundMode = iota
	halfEven
	toCeil
	toFloor
)

func roundingFunctions() []*Function {
	return []*Function{
		def(mathFuncs, "round", "round(expr[, d])", "Rounded to d digits, halves away from zero.", "round(2.5, 0) -- 3", 1, 2, bindRound(halfUp)),
		def(mathFuncs, "bround", "bround(expr[, d])", "Rounded to d digits, halves to even.", "bround(2.5, 0) -- 2", 1, 2, bindRound(halfEven)),
		def(mathFuncs, "ceil", "ceil(expr[, scale])", "The next number upwards.", "ceil(-0.1) -- 0", 1, 2, bindStep(toCeil)).needs("2").also("ceiling"),
		def(mathFuncs, "floor", "floor(expr[, scale])", "The next number downwards.", "floor(-0.1) -- -1", 1, 2, bindStep(toFloor)).needs("2"),
	}
}

// scaleArg reads the constant number of digits.
func (b *Binding) scaleArg() (int, bool, error) {
	if err := b.accept(1, anInt); err != nil {
		return 0, false, err
	}
	v, ok := b.literal(1)
	if !ok {
		return 0, false, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `scale` should be a foldable \"INT\" expression; however, got \"%s\".", b.Args[1])
	}
	n, ok := v.(int32)
	return int(n), ok, nil
}

func bindRound(mode roundMode) bindFn {
	return func(b *Binding) (Expr, error) {
		b.Args = append([]Expr{}, b.Args...)
		if len(b.Args) == 1 {
			b.Args = append(b.Args, &Literal{Value: int32(0), Typ: data.Int})
		}
		if err := b.accept(0, aNumeric); err != nil {
			return nil, err
		}
		d, ok, err := b.scaleArg()
		if err != nil {
			return nil, err
		}
		t := b.typ(0)
		if t.Kind == data.KindDecimal {
			t = roundedType(t, d)
		}
		if !ok {
			return b.apply(t, func(_ *Context, _ []data.Column, n int) (data.Column, error) { return nulls(t, n), nil }), nil
		}
		return b.apply(t, roundKernel(b.typ(0), t, d, mode, b.Ctx.Ansi)), nil
	}
}

// roundedType is the type of round(decimal, d).
func roundedType(t *data.Type, d int) *data.Type {
	whole := t.Precision - t.Scale + 1
	if d < 0 {
		return data.DecimalOf(min(data.MaxPrecision, max(whole, 1-d)), 0)
	}
	s := min(t.Scale, d)
	return data.DecimalOf(min(data.MaxPrecision, whole+s), s)
}

func roundKernel(from, t *data.Type, d int, mode roundMode, ansi bool) Kernel {
	switch from.Kind {
	case data.KindByte:
		return roundInteger[int8](t, d, mode, ansi)
	case data.KindShort:
		return roundInteger[int16](t, d, mode, ansi)
	case data.KindInt:
		return roundInteger[int32](t, d, mode, ansi)
	case data.KindLong:
		return roundInteger[int64](t, d, mode, ansi)
	case data.KindFloat:
		return rows(t, func(_ *Context, a args) func(i int) (float32, error) {
			x := vecOf[float32](a[0])
			return func(i int) (float32, error) {
				v, err := roundFloat(float64(x.at(i)), appendFloat(nil, x.at(i)), d, mode)
				return float32(v), err
			}
		})
	case data.KindDouble:
		return rows(t, func(_ *Context, a args) func(i int) (float64, error) {
			x := a.doubles(0)
			return func(i int) (float64, error) {
				return roundFloat(x.at(i), appendDouble(nil, x.at(i)), d, mode)
			}
		})
	}
	return rows(t, func(_ *Context, a args) func(i int) (data.Dec, error) {
		x := a.decs(0)
		return func(i int) (data.Dec, error) { return roundDec(x.at(i), from.Scale, d, t, mode, ansi) }
	})
}

// underflows tells whether BigDecimal cannot move a number from one scale to another.
func underflows(from, to int) bool { return from-to > math.MaxInt32 }

func underflow() error { return javaf("java.lang.ArithmeticException: Underflow") }

func roundDec(v data.Dec, scale, d int, t *data.Type, mode roundMode, ansi bool) (data.Dec, error) {
	if v.Big().Sign() == 0 {
		return v, nil
	}
	if underflows(scale, d) {
		return v, underflow()
	}
	digits := roundBig(v.Big(), scale, min(d, scale), mode)
	u := new(big.Int).Set(digits)
	if d < 0 && u.Sign() != 0 {
		u.Mul(u, data.PowerOf10(-d))
	} else if d < t.Scale {
		u.Mul(u, data.PowerOf10(t.Scale-d))
	}
	out, ok := data.DecBig(u)
	if !ok || !out.Fits(t.Precision) {
		if d < 0 { // whatever the mode: the decimal is made anew
			return out, failf("NUMERIC_VALUE_OUT_OF_RANGE.WITHOUT_SUGGESTION", "22003", " The %s rounded half up from %s cannot be represented as Decimal(%d, %d).",
				u, withExponent(digits, -d), t.Precision, t.Scale)
		}
		if ansi {
			return out, decimalOverflow(bigText(u, t.Scale), t.Precision, t.Scale)
		}
		return out, isNull
	}
	return out, nil
}

// withExponent is Java's text of u times ten to a positive power.
func withExponent(u *big.Int, power int) string {
	s := new(big.Int).Abs(u).String()
	exponent := strconv.Itoa(power + len(s) - 1)
	if len(s) > 1 {
		s = s[:1] + "." + s[1:]
	}
	if u.Sign() < 0 {
		s = "-" + s
	}
	return s + "E+" + exponent
}

// roundBig moves an unscaled value from one scale to a smaller one, which may be negative.
func roundBig(v *big.Int, from, to int, mode roundMode) *big.Int {
	if to >= from {
		return new(big.Int).Set(v)
	}
	if from-to > v.BitLen() { // all its digits go, and the result is nearer to none
		switch {
		case mode == toCeil && v.Sign() > 0, mode == toFloor && v.Sign() < 0:
			return big.NewInt(int64(v.Sign()))
		}
		return new(big.Int)
	}
	by := data.PowerOf10(from - to)
	q, r := new(big.Int).QuoRem(v, by, new(big.Int))
	if r.Sign() == 0 {
		return q
	}
	up := false
	switch mode {
	case toCeil:
		up = v.Sign() > 0
	case toFloor:
		up = v.Sign() < 0
	default:
		c := new(big.Int).Lsh(r, 1).CmpAbs(by)
		up = c > 0 || c == 0 && (mode == halfUp || q.Bit(0) == 1)
	}
	if up {
		q.Add(q, big.NewInt(int64(v.Sign())))
	}
	return q
}

func roundInteger[T integer](t *data.Type, d int, mode roundMode, ansi bool) Kernel {
	return rows(t, func(_ *Context, a args) func(i int) (T, error) {
		x := vecOf[T](a[0])
		return func(i int) (T, error) {
			v := x.at(i)
			if d >= 0 || v == 0 {
				return v, nil
			}
			if underflows(0, d) && ansi {
				return 0, failf("ARITHMETIC_OVERFLOW", "22003", "Underflow. %s.", ansiOff)
			} else if underflows(0, d) {
				return 0, underflow()
			}
			u := roundBig(big.NewInt(int64(v)), 0, d, mode)
			if u.Sign() != 0 {
				u.Mul(u, data.PowerOf10(-d))
			}
			out := T(u.Int64())
			if (!u.IsInt64() || int64(out) != u.Int64()) && ansi {
				return 0, failf("ARITHMETIC_OVERFLOW", "22003", "Overflow. %s.", ansiOff)
			}
			return out, nil
		}
	})
}

// roundFloat rounds the decimal text of a double, as Spark does by BigDecimal.
func roundFloat(v float64, text []byte, d int, mode roundMode) (float64, error) {
	if v != v || math.IsInf(v, 0) {
		return v, nil
	}
	u, scale, ok := parseDec(text)
	switch {
	case !ok || scale <= d:
		return v, nil
	case u.Sign() != 0 && underflows(scale, d):
		return v, underflow()
	}
	if u = roundBig(u, scale, d, mode); u.Sign() == 0 {
		return 0, nil
	}
	f, _ := parseDouble([]byte(bigScientific(u, -d)), 64)
	return f, nil
}

func bigScientific(u *big.Int, exp int) string {
	return u.String() + "e" + big.NewInt(int64(exp)).String()
}

// bindStep binds ceil and floor: BIGINT of doubles, decimals stay decimals.
func bindStep(mode roundMode) bindFn {
	return func(b *Binding) (Expr, error) {
		b.Args = append([]Expr{}, b.Args...)
		if len(b.Args) == 2 {
			return bindStepScale(b, mode)
		}
		if err := b.acceptAll(either(aDouble, aDecimal, aLong)); err != nil {
			return nil, err
		}
		switch t := b.typ(0); t.Kind {
		case data.KindLong:
			return b.apply(t, func(_ *Context, cols []data.Column, _ int) (data.Column, error) { return expand(cols[0]), nil }), nil
		case data.KindDecimal:
			out := data.DecimalOf(min(data.MaxPrecision, t.Precision-t.Scale+1), 0)
			if t.Scale == 0 {
				out = t
			}
			return b.apply(out, roundKernel(t, out, 0, mode, b.Ctx.Ansi)), nil
		}
		ansi := b.Ctx.Ansi
		return b.apply(data.Long, rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
			x := a.doubles(0)
			return func(i int) (int64, error) {
				v := math.Ceil(x.at(i))
				if mode == toFloor {
					v = math.Floor(x.at(i))
				}
				if ansi && (v < math.MinInt64 || v >= 1<<63) { // which NaN is not: it gives 0
					return 0, overflow("")
				}
				return clampLong(v), nil
			}
		})), nil
	}
}

func bindStepScale(b *Binding, mode roundMode) (Expr, error) {
	if v, known := b.literal(1); b.typ(1).Kind != data.KindInt || !fixed(b.Args[1]) || known && v == nil {
		return nil, Errorf("NON_FOLDABLE_ARGUMENT", "42K08", b.at(),
			"The function `%s` requires the parameter `scale` to be a foldable expression of the type \"INT\", but the actual argument is a non-foldable.", b.name())
	}
	t := b.typ(0)
	if t.Kind == data.KindNull {
		b.Args[0] = b.cast(b.Args[0], data.DecimalOf(38, 18))
		t = b.typ(0)
	}
	if t.Kind != data.KindDecimal {
		to := decimalFor(t)
		if t.Kind == data.KindFloat || t.Kind == data.KindDouble || t.Kind == data.KindString {
			to = data.DecimalOf(30, 15)
		} else if !t.Numeric() {
			return nil, b.unexpected(0, `"DECIMAL"`)
		}
		b.Args[0] = b.cast(b.Args[0], to)
		t = to
	}
	d, _, err := b.scaleArg()
	if err != nil {
		return nil, err
	}
	out := roundedType(t, d)
	return b.apply(out, roundKernel(t, out, d, mode, b.Ctx.Ansi)), nil
}
