package expr

import (
	"math"
	"math/bits"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func integerFunctions() []*Function {
	return []*Function{
		def(mathFuncs, "factorial", "factorial(expr)", "Factorial of 0 to 20; null outside.", "factorial(5) -- 120", 1, 1, sig(data.Long, rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
			x := a.ints(0)
			return func(i int) (int64, error) {
				n := x.at(i)
				if n < 0 || n > 20 {
					return 0, isNull
				}
				f := int64(1)
				for k := int64(2); k <= int64(n); k++ {
					f *= k
				}
				return f, nil
			}
		}), anInt)),
		def(mathFuncs, "bin", "bin(expr)", "A whole number in binary digits.", "bin(13) -- 1101", 1, 1, sig(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			x := a.longs(0)
			return func(dst []byte, i int) ([]byte, error) { return strconv.AppendUint(dst, uint64(x.at(i)), 2), nil }
		}), aLong)),
		def(mathFuncs, "conv", "conv(num, from_base, to_base)", "A number in another base.", "conv('100', 2, 10) -- 4", 3, 3, sig(data.String, convKernel, aString, anInt, anInt)),
		def("bitwise_funcs", "&", "expr1 & expr2", "Bitwise AND.", "3 & 5 -- 1", 2, 2, bindBitwise(func(x, y int64) int64 { return x & y })).spelled(infix("&")),
		def("bitwise_funcs", "|", "expr1 | expr2", "Bitwise OR.", "3 | 5 -- 7", 2, 2, bindBitwise(func(x, y int64) int64 { return x | y })).spelled(infix("|")),
		def("bitwise_funcs", "^", "expr1 ^ expr2", "Bitwise XOR.", "3 ^ 5 -- 6", 2, 2, bindBitwise(func(x, y int64) int64 { return x ^ y })).spelled(infix("^")),
		def("bitwise_funcs", "~", "~ expr", "Bitwise NOT.", "~ 0 -- -1", 1, 1, bindBitNot).spelled(func(a []string) string { return "~" + a[0] }),
		def("bitwise_funcs", "bit_count", "bit_count(expr)", "Number of set bits.", "bit_count(7) -- 3", 1, 1, bindBitCount),
		def("bitwise_funcs", "getbit", "getbit(expr, pos)", "The bit at pos.", "getbit(11, 0) -- 1", 2, 2, bindGetBit).also("bit_get"),
		def("bitwise_funcs", "shiftleft", "shiftleft(base, expr)", "Bits moved to the left.", "shiftleft(2, 1) -- 4", 2, 2, bindShift("<<")).also("<<"),
		def("bitwise_funcs", "shiftright", "shiftright(base, expr)", "Bits moved to the right, with the sign.", "shiftright(4, 1) -- 2", 2, 2, bindShift(">>")).also(">>"),
		def("bitwise_funcs", "shiftrightunsigned", "shiftrightunsigned(base, expr)", "Bits moved to the right, without the sign.", "shiftrightunsigned(4, 1) -- 2", 2, 2, bindShift(">>>")).also(">>>"),
		def(mathFuncs, "width_bucket", "width_bucket(value, min_value, max_value, num_bucket)", "The bucket of a histogram of equal widths.", "width_bucket(5.3, 0.2, 10.6, 5) -- 3", 4, 4, bindBucket),
	}
}

func convKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(ctx *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, from, to := a.text(0), a.ints(1), a.ints(2)
		return func(dst []byte, i int) ([]byte, error) {
			return conv(dst, strings.TrimSpace(s.str(i)), int(from.at(i)), int(to.at(i)), ctx.Ansi)
		}
	})(ctx, cols, n)
}

func conv(dst []byte, s string, from, to int, ansi bool) ([]byte, error) {
	if from < 2 || from > 36 || max(to, -to) < 2 || max(to, -to) > 36 || s == "" {
		return nil, isNull
	}
	neg := s[0] == '-'
	if neg {
		s = s[1:]
	}
	v := uint64(0)
	for _, c := range []byte(strings.ToLower(s)) {
		d := 99
		switch {
		case c >= '0' && c <= '9':
			d = int(c - '0')
		case c >= 'a' && c <= 'z':
			d = int(c-'a') + 10
		}
		if d >= from {
			break
		}
		hi, lo := bits.Mul64(v, uint64(from))
		sum, carry := bits.Add64(lo, uint64(d), 0)
		if hi != 0 || carry != 0 {
			if ansi {
				return nil, failf("ARITHMETIC_OVERFLOW", "22003", "Overflow in function conv(). %s.", ansiOff)
			}
			v = math.MaxUint64
			break
		}
		v = sum
	}
	if neg && to > 0 {
		v = -v
	}
	if to < 0 {
		if neg || int64(v) < 0 {
			dst = append(dst, '-')
			if !neg {
				v = -v
			}
		}
		to = -to
	}
	return append(dst, strings.ToUpper(strconv.FormatUint(v, to))...), nil
}

func bindBitwise(f func(x, y int64) int64) bindFn {
	return func(b *Binding) (Expr, error) {
		given := b.frozen()
		if given.typ(0).Kind == data.KindNull && given.typ(1).Kind == data.KindNull {
			given.Args = []Expr{given.cast(given.Args[0], data.Int), given.cast(given.Args[1], data.Int)}
			b.Args = given.Args
		}
		promote(b)
		decimals(b)
		l, r := b.typ(0), b.typ(1)
		if !l.Integral() || !r.Integral() {
			for i := range 2 { // no whole number: NULL stays what it is
				if given.typ(i).Kind == data.KindNull && b.typ(i).Kind != data.KindString {
					b.Args[i] = given.Args[i]
				}
			}
			if !b.typ(0).Equal(b.typ(1)) {
				return nil, differ(b)
			}
			return nil, mismatch("BINARY_OP_WRONG_TYPE", b.text(), b.at(), "the binary operator requires the input type \"INTEGRAL\", not %s.", quoteType(l))
		}
		t := tightest(b.Ctx.Ansi, l, r)
		b.Args[0], b.Args[1] = b.cast(b.Args[0], t), b.cast(b.Args[1], t)
		return b.apply(t, integral2(t, f)), nil
	}
}

// integral2 computes over any whole type in 64 bits.
func integral2(t *data.Type, f func(x, y int64) int64) Kernel {
	switch t.Kind {
	case data.KindByte:
		return bit2[int8](t, f)
	case data.KindShort:
		return bit2[int16](t, f)
	case data.KindInt:
		return bit2[int32](t, f)
	}
	return bit2[int64](t, f)
}

func bit2[T integer](t *data.Type, f func(x, y int64) int64) Kernel {
	return rows(t, func(_ *Context, a args) func(i int) (T, error) {
		x, y := vecOf[T](a[0]), vecOf[T](a[len(a)-1])
		return func(i int) (T, error) { return T(f(int64(x.at(i)), int64(y.at(i)))), nil }
	})
}

func bindBitNot(b *Binding) (Expr, error) {
	if err := b.acceptAll(anIntegral); err != nil {
		return nil, err
	}
	return b.apply(b.typ(0), integral2(b.typ(0), func(x, _ int64) int64 { return ^x })), nil
}

func bindBitCount(b *Binding) (Expr, error) {
	if err := b.acceptAll(either(anIntegral.strictly(), aBoolean.strictly())); err != nil {
		return nil, err
	}
	return b.apply(data.Int, rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
		s := sideOf(a[0])
		return func(i int) (int32, error) {
			v := data.ValueAt(s.col, s.row(i))
			if t, ok := v.(bool); ok {
				return map[bool]int32{true: 1}[t], nil
			}
			return int32(bits.OnesCount64(uint64(toInt(v)))), nil
		}
	})), nil
}

func bindGetBit(b *Binding) (Expr, error) {
	if err := b.acceptAll(anIntegral, anInt); err != nil {
		return nil, err
	}
	called := b.Called
	size := map[data.Kind]int32{data.KindByte: 8, data.KindShort: 16, data.KindInt: 32, data.KindLong: 64}[b.typ(0).Kind]
	return b.apply(data.Byte, rows(data.Byte, func(_ *Context, a args) func(i int) (int8, error) {
		s, pos := sideOf(a[0]), a.ints(1)
		return func(i int) (int8, error) {
			p := pos.at(i)
			if p < 0 || p >= size {
				return 0, invalidParameter("BIT_POSITION_RANGE", called, "pos", "expects an integer value in [0, %d), but got %d.", size, p)
			}
			return int8(toInt(data.ValueAt(s.col, s.row(i))) >> p & 1), nil
		}
	})), nil
}

func bindShift(symbol string) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(either(anInt, aLong), anInt); err != nil {
			return nil, err
		}
		t := b.typ(0)
		long := t.Kind == data.KindLong
		a := b.apply(t, nil)
		shift := func(x int64, n int32) int64 {
			k := uint(n) & 31
			if long {
				k = uint(n) & 63
			}
			switch {
			case symbol == "<<":
				return x << k
			case symbol == ">>":
				return x >> k
			case long:
				return int64(uint64(x) >> k)
			}
			return int64(uint32(x) >> k)
		}
		if long {
			a.Kernel = rows(t, func(_ *Context, a args) func(i int) (int64, error) {
				x, n := a.longs(0), a.ints(1)
				return func(i int) (int64, error) { return shift(x.at(i), n.at(i)), nil }
			})
		} else {
			a.Kernel = rows(t, func(_ *Context, a args) func(i int) (int32, error) {
				x, n := a.ints(0), a.ints(1)
				return func(i int) (int32, error) { return int32(shift(int64(x.at(i)), n.at(i))), nil }
			})
		}
		return a, nil
	}
}

func bindBucket(b *Binding) (Expr, error) {
	text := b.text()
	if err := b.acceptAll(aDoubleOrInterval, aDoubleOrInterval, aDoubleOrInterval, aLong); err != nil {
		return nil, err
	}
	kind := b.typ(0).Kind
	if b.typ(1).Kind != kind || b.typ(2).Kind != kind {
		return nil, mismatch("DATA_DIFF_TYPES", text, b.at(), "Input to `width_bucket` should all be the same type, but it's %s.", orList(b.Args[:3]))
	}
	for i := range 3 {
		if ansiInterval(b.typ(i)) {
			b.Args[i] = b.cast(b.Args[i], map[data.Kind]*data.Type{data.KindDayTimeInterval: data.DayTime, data.KindYearMonthInterval: data.YearMonth}[kind])
		}
	}
	return b.apply(data.Long, rows(data.Long, func(_ *Context, a args) func(i int) (int64, error) {
		v, low, high, n := a.measure(0), a.measure(1), a.measure(2), a.longs(3)
		return func(i int) (int64, error) { return bucket(v(i), low(i), high(i), n.at(i)) }
	})), nil
}

// measure gives a double, or how long an interval is in its smallest unit.
func (a args) measure(k int) func(i int) float64 {
	switch a[k].Type().Kind {
	case data.KindDayTimeInterval:
		v := a.longs(k)
		return func(i int) float64 { return float64(v.at(i)) }
	case data.KindYearMonthInterval:
		v := a.ints(k)
		return func(i int) float64 { return float64(v.at(i)) }
	}
	return a.doubles(k).at
}

func bucket(v, low, high float64, n int64) (int64, error) {
	if n <= 0 || n == math.MaxInt64 || v != v || low == high || low != low || high != high || math.IsInf(low, 0) || math.IsInf(high, 0) {
		return 0, isNull
	}
	lower, upper := math.Min(low, high), math.Max(low, high)
	switch {
	case low < high && v < lower, low > high && v > upper:
		return 0, nil
	case low < high && v >= upper, low > high && v <= lower:
		return n + 1, nil
	case low < high:
		return int64(float64(n)*(v-lower)/(upper-lower)) + 1, nil
	}
	return int64(float64(n)*(upper-v)/(upper-lower)) + 1, nil
}
