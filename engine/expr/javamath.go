package expr

import (
	"math"
	"math/bits"
)

// javaExact are the methods of java.lang.Math over whole numbers.
func javaExact() []javaMethod {
	return append(append(exactMethods[int32](), exactMethods[int64]()...),
		tried1("toIntExact", func(v int64) (int32, error) { return overflown(int32(v), int64(int32(v)) == v) }),
		tried2("multiplyExact", func(a int64, b int32) (int64, error) { return timesExact(a, int64(b)) }),
		method2("multiplyFull", func(a, b int32) int64 { return int64(a) * int64(b) }),
		method2("multiplyHigh", func(a, b int64) int64 {
			high, _ := bits.Mul64(uint64(a), uint64(b))
			return int64(high) - a>>63&b - b>>63&a
		}),
		tried2("floorDiv", func(a int64, b int32) (int64, error) { return floorQuotient(a, int64(b)) }),
		tried2("floorMod", func(a int64, b int32) (int32, error) {
			v, err := floorRest(a, int64(b))
			return int32(v), err
		}),
	)
}

// exactMethods are those that int and long both have.
func exactMethods[T whole]() []javaMethod {
	neg := func(v T) (T, error) { return overflown(-v, v == 0 || v != -v) }
	return []javaMethod{
		tried2("addExact", plusExact[T]), tried2("subtractExact", minusExact[T]), tried2("multiplyExact", timesExact[T]), tried1("negateExact", neg),
		tried1("incrementExact", func(v T) (T, error) { return plusExact(v, 1) }), tried1("decrementExact", func(v T) (T, error) { return minusExact(v, 1) }),
		tried2("floorDiv", floorQuotient[T]), tried2("floorMod", floorRest[T]),
		method1("abs", func(v T) T { return max(v, -v) }),
		tried1("absExact", func(v T) (T, error) {
			if v != 0 && v == -v {
				return 0, javaf("java.lang.ArithmeticException: Overflow to represent absolute value of %s.MIN_VALUE", map[string]string{"integer": "Integer", "long": "Long"}[javaName[T]()])
			}
			return max(v, -v), nil
		}),
		method2("max", func(a, b T) T { return max(a, b) }), method2("min", func(a, b T) T { return min(a, b) }),
	}
}

func plusExact[T whole](a, b T) (T, error) {
	s := a + b
	return overflown(s, (s > a) == (b > 0) || b == 0)
}
func minusExact[T whole](a, b T) (T, error) {
	d := a - b
	return overflown(d, (d < a) == (b > 0) || b == 0)
}

func timesExact[T whole](a, b T) (T, error) {
	p := a * b
	return overflown(p, a == 0 || p/a == b && !(a == -1 && b == -b && b != 0))
}

func floorQuotient[T whole](a, b T) (T, error) {
	if b == 0 {
		return 0, javaf("java.lang.ArithmeticException: / by zero")
	}
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q, nil
}

func floorRest[T whole](a, b T) (T, error) {
	q, err := floorQuotient(a, b)
	return a - q*b, err
}

// javaReal are the methods of java.lang.Math over float and double.
func javaReal() []javaMethod {
	out := []javaMethod{
		method1("abs", func(v float32) float32 { return float32(math.Abs(float64(v))) }), method1("abs", math.Abs),
		method2("max", func(a, b float32) float32 { return max(a, b) }), method2("max", func(a, b float64) float64 { return max(a, b) }),
		method2("min", func(a, b float32) float32 { return min(a, b) }), method2("min", func(a, b float64) float64 { return min(a, b) }),
		method1("round", func(v float64) int64 { return roundHalfUp(v, math.MinInt64, math.MaxInt64) }),
		method1("round", func(v float32) int32 { return int32(roundHalfUp(float64(v), math.MinInt32, math.MaxInt32)) }),
		method1("signum", signum[float32]), method1("signum", signum[float64]),
		method2("copySign", math.Copysign), method2("copySign", func(a, b float32) float32 { return float32(math.Copysign(float64(a), float64(b))) }),
		method2("IEEEremainder", math.Remainder), method2("atan2", math.Atan2), method2("pow", math.Pow), method2("hypot", math.Hypot), method2("nextAfter", math.Nextafter),
		method1("nextUp", func(v float64) float64 { return math.Nextafter(v, math.Inf(1)) }), method1("nextDown", func(v float64) float64 { return math.Nextafter(v, math.Inf(-1)) }),
		method2("scalb", func(v float64, by int32) float64 { return math.Ldexp(v, int(by)) }),
		method1("toRadians", func(v float64) float64 { return v * (math.Pi / 180) }), method1("toDegrees", func(v float64) float64 { return v * (180 / math.Pi) }),
	}
	for _, f := range []struct {
		name string
		f    func(float64) float64
	}{
		{"sin", math.Sin}, {"cos", math.Cos}, {"tan", math.Tan}, {"asin", math.Asin}, {"acos", math.Acos}, {"atan", math.Atan}, {"sinh", math.Sinh}, {"cosh", math.Cosh}, {"tanh", math.Tanh},
		{"exp", math.Exp}, {"expm1", math.Expm1}, {"log", math.Log}, {"log10", math.Log10}, {"log1p", math.Log1p}, {"sqrt", math.Sqrt}, {"cbrt", math.Cbrt},
		{"ceil", math.Ceil}, {"floor", math.Floor}, {"rint", math.RoundToEven},
	} {
		out = append(out, method1(f.name, f.f))
	}
	return out
}

// roundHalfUp is Math.round: the nearest whole number, the greater of two, within bounds; 0 for NaN.
func roundHalfUp(v float64, low, high int64) int64 {
	r := math.Floor(v)
	if v-r >= 0.5 {
		r++
	}
	switch {
	case math.IsNaN(v):
		return 0
	case r <= float64(low):
		return low
	case r >= float64(high):
		return high
	}
	return int64(r)
}
