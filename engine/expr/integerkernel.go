package expr

import (
	"fmt"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

var tryNames = map[string]string{"+": "try_add", "-": "try_subtract", "*": "try_multiply"}

// integerKernel is + - * over integers of one width. All rows are computed first, watching
// for overflow as one flag; only when it is up are the rows looked at one by one.
func integerKernel[T integer](t *data.Type, op string, mode CastMode) Kernel {
	return func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		valid, never := strict(cols)
		if never {
			return nulls(t, n), nil
		}
		x, y := vecOf[T](cols[0]), vecOf[T](cols[1])
		out := make([]T, n)
		if integerLoop(op, x, y, out) && mode != CastLegacy {
			var err error
			if valid, err = overflowRows(t, op, mode, x, y, valid, n); err != nil {
				return nil, err
			}
		}
		return &data.Fixed[T]{T: t, Values: out, Nulls: valid}, nil
	}
}

// integerLoop computes all rows and tells whether any of them overflowed.
func integerLoop[T integer](op string, x, y vec[T], out []T) bool {
	if op == "*" {
		return multiplyLoop(x, y, out)
	}
	if op == "+" && x.constant() {
		x, y = y, x
	}
	var over T
	switch {
	case op == "+" && y.constant():
		c := y.values[0]
		for i, v := range x.values[:len(out)] {
			r := v + c
			over |= (v ^ r) & (c ^ r)
			out[i] = r
		}
	case op == "+":
		xs, ys := x.values[:len(out)], y.values[:len(out)]
		for i, v := range xs {
			w := ys[i]
			r := v + w
			over |= (v ^ r) & (w ^ r)
			out[i] = r
		}
	default:
		for i := range out {
			v, w := x.at(i), y.at(i)
			r := v - w
			over |= (v ^ w) & (v ^ r)
			out[i] = r
		}
	}
	return over < 0
}

func multiplyLoop[T integer](x, y vec[T], out []T) bool {
	over := false
	for i := range out {
		v, w := x.at(i), y.at(i)
		r := v * w
		over = over || !fitsProduct(v, w, r)
		out[i] = r
	}
	return over
}

func fitsProduct[T integer](v, w, r T) bool {
	x, y := int64(v), int64(w)
	if x == int64(int32(x)) && y == int64(int32(y)) {
		return x*y == int64(r)
	}
	if x == 0 || y == 0 {
		return true
	}
	if x == -1 && y == math.MinInt64 || y == -1 && x == math.MinInt64 {
		return false
	}
	return int64(r)/y == x
}

func overflowed[T integer](op string, v, w T) bool {
	switch op {
	case "+":
		r := v + w
		return (v^r)&(w^r) < 0
	case "-":
		r := v - w
		return (v^w)&(v^r) < 0
	}
	return !fitsProduct(v, w, v*w)
}

func overflowRows[T integer](t *data.Type, op string, mode CastMode, x, y vec[T], valid data.Bitmap, n int) (data.Bitmap, error) {
	mine := false
	for i := 0; i < n; i++ {
		if !valid.Get(i) || !overflowed(op, x.at(i), y.at(i)) {
			continue
		}
		if mode == CastAnsi {
			return nil, integerOverflow(t, op, int64(x.at(i)), int64(y.at(i)))
		}
		valid, mine = voidRow(valid, mine, i, n)
	}
	return valid, nil
}

func integerOverflow(t *data.Type, op string, v, w int64) error {
	switch t.Kind {
	case data.KindByte, data.KindShort:
		return failf("BINARY_ARITHMETIC_OVERFLOW", "22003", "%dS %s %dS caused overflow. Use `%s` to ignore overflow problem and return NULL.", v, op, w, tryNames[op])
	case data.KindDayTimeInterval, data.KindYearMonthInterval:
		return intervalOverflow(tryNames[op])
	}
	return overflow(tryNames[op])
}

func intervalOverflow(try string) error {
	if try == "" {
		return failf("INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", "22015", "Integer overflow while operating with intervals. Try devising appropriate values for the interval parameters.")
	}
	return failf("INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION", "22015", "Integer overflow while operating with intervals. Use `%s` to tolerate overflow and return NULL instead.", try)
}

// floatKernel is + - * over floats.
func floatKernel[T float32 | float64](t *data.Type, op string) Kernel {
	return func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		valid, never := strict(cols)
		if never {
			return nulls(t, n), nil
		}
		x, y := vecOf[T](cols[0]), vecOf[T](cols[1])
		out := make([]T, n)
		switch op {
		case "+":
			for i := range out {
				out[i] = x.at(i) + y.at(i)
			}
		case "-":
			for i := range out {
				out[i] = x.at(i) - y.at(i)
			}
		case "*":
			for i := range out {
				out[i] = x.at(i) * y.at(i)
			}
		default:
			return nil, fmt.Errorf("expr: no float operator %s", op)
		}
		return &data.Fixed[T]{T: t, Values: out, Nulls: valid}, nil
	}
}
