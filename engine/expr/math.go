package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

const mathFuncs = "math_funcs"

// real1 is a function of one double.
func real1(name, help, example string, f func(x float64) float64) *Function {
	return def(mathFuncs, name, name+"(expr)", help, example, 1, 1, sig(data.Double, rows(data.Double, func(_ *Context, a args) func(i int) (float64, error) {
		x := a.doubles(0)
		return func(i int) (float64, error) { return f(x.at(i)), nil }
	}), aDouble)).harmless()
}

// log1 is a logarithm: null up to its asymptote.
func log1(name, help, example string, asymptote float64, f func(x float64) float64) *Function {
	return def(mathFuncs, name, name+"(expr)", help, example, 1, 1, sig(data.Double, rows(data.Double, func(_ *Context, a args) func(i int) (float64, error) {
		x := a.doubles(0)
		return func(i int) (float64, error) {
			if x.at(i) <= asymptote {
				return 0, isNull
			}
			return f(x.at(i)), nil
		}
	}), aDouble)).harmless()
}

// real2 is a function of two doubles.
func real2(name, help, example string, f func(x, y float64) float64) *Function {
	return def(mathFuncs, name, name+"(expr1, expr2)", help, example, 2, 2, sig(data.Double, rows(data.Double, func(_ *Context, a args) func(i int) (float64, error) {
		x, y := a.doubles(0), a.doubles(1)
		return func(i int) (float64, error) { return f(x.at(i), y.at(i)), nil }
	}), aDouble, aDouble)).harmless()
}

func realFunctions() []*Function {
	return []*Function{
		real1("sqrt", "Square root.", "sqrt(4) -- 2.0", math.Sqrt), real1("cbrt", "Cube root.", "cbrt(27.0) -- 3.0", math.Cbrt),
		real1("exp", "e to the power of the value.", "exp(0) -- 1.0", javaExp), real1("expm1", "exp(x) - 1.", "expm1(0) -- 0.0", math.Expm1),
		log1("ln", "Natural logarithm.", "ln(1) -- 0.0", 0, logarithm), log1("log10", "Logarithm to base 10.", "log10(10) -- 1.0", 0, func(x float64) float64 {
			if x < leastNormal {
				return logarithm(x) / math.Ln10
			}
			return math.Log10(x)
		}),
		log1("log2", "Logarithm to base 2.", "log2(2) -- 1.0", 0, func(x float64) float64 { return logarithm(x) / math.Ln2 }), log1("log1p", "ln(1 + x).", "log1p(0) -- 0.0", -1, math.Log1p),
		def(mathFuncs, "log", "log(base, expr) | log(expr)", "Logarithm.", "log(10, 100) -- 2.0", 1, 2, bindLog),
		real1("sin", "Sine.", "sin(0) -- 0.0", math.Sin), real1("cos", "Cosine.", "cos(0) -- 1.0", math.Cos), real1("tan", "Tangent.", "tan(0) -- 0.0", math.Tan),
		real1("asin", "Arc sine.", "asin(0) -- 0.0", math.Asin), real1("acos", "Arc cosine.", "acos(1) -- 0.0", math.Acos), real1("atan", "Arc tangent.", "atan(0) -- 0.0", math.Atan),
		real1("sinh", "Hyperbolic sine.", "sinh(0) -- 0.0", math.Sinh), real1("cosh", "Hyperbolic cosine.", "cosh(0) -- 1.0", math.Cosh), real1("tanh", "Hyperbolic tangent.", "tanh(0) -- 0.0", math.Tanh),
		real1("asinh", "Inverse hyperbolic sine.", "asinh(0) -- 0.0", math.Asinh), real1("acosh", "Inverse hyperbolic cosine.", "acosh(1) -- 0.0", math.Acosh),
		real1("atanh", "Inverse hyperbolic tangent.", "atanh(0) -- 0.0", func(x float64) float64 { return 0.5 * (math.Log1p(x) - math.Log1p(-x)) }),
		real1("cot", "Cotangent.", "cot(0.5) -- 1.830487721712452", func(x float64) float64 { return 1 / math.Tan(x) }), real1("sec", "Secant.", "sec(0) -- 1.0", func(x float64) float64 { return 1 / math.Cos(x) }),
		real1("csc", "Cosecant.", "csc(1) -- 1.1883951057781212", func(x float64) float64 { return 1 / math.Sin(x) }),
		real1("degrees", "Radians in degrees.", "degrees(3.141592653589793) -- 180.0", func(x float64) float64 { return x * (180 / math.Pi) }), real1("radians", "Degrees in radians.", "radians(180) -- 3.141592653589793", func(x float64) float64 { return x * (math.Pi / 180) }),
		real1("rint", "The nearest whole number, halves to even.", "rint(12.3456) -- 12.0", math.RoundToEven),
		real2("pow", "The first to the power of the second.", "pow(2, 3) -- 8.0", javaPow).also("power"), real2("atan2", "Angle of the point (expr2, expr1).", "atan2(0, 1) -- 0.0", func(y, x float64) float64 { return math.Atan2(y+0, x+0) }), real2("hypot", "sqrt(a² + b²).", "hypot(3, 4) -- 5.0", math.Hypot),
		def(mathFuncs, "e", "e()", "Euler's number.", "e() -- 2.718281828459045", 0, 0, bindNumber(math.E)), def(mathFuncs, "pi", "pi()", "Pi.", "pi() -- 3.141592653589793", 0, 0, bindNumber(math.Pi)),
		def(mathFuncs, "isnan", "isnan(expr)", "True where the value is NaN; false where it is null.", "isnan(cast('NaN' as double)) -- true", 1, 1, bindIsNaN),
		def(mathFuncs, "signum", "signum(expr)", "-1.0, 0.0 or 1.0 by the sign.", "signum(40) -- 1.0", 1, 1, bindSignum).also("sign"),
	}
}

// javaExp is the exponential function of FreeBSD's libm, which Java's StrictMath gives to the
// last bit; the machine's own may differ there (exp(1) reads 2.7182818284590455).
func javaExp(x float64) float64 {
	const ln2Hi, ln2Lo = 6.93147180369123816490e-01, 1.90821492927058770002e-10
	switch {
	case x != x || math.IsInf(x, 1) || x > 7.09782712893383973096e+02 || x < -7.45133219101941108420e+02 || math.Abs(x) < 1.0/(1<<28):
		return math.Exp(x)
	}
	k := 0
	if math.Abs(x) > 0.5*math.Ln2 {
		k = int(math.Copysign(0.5, x) + math.Log2E*x)
	}
	hi := x - float64(float64(k)*ln2Hi)
	lo := float64(k) * ln2Lo
	r := hi - lo
	t := r * r
	c := r - float64(t*(1.66666666666666019037e-01+t*(-2.77777777770155933842e-03+t*(6.61375632143793436117e-05+t*(-1.65339022054652515390e-06+t*4.13813679705723846039e-08)))))
	return math.Ldexp(1-((lo-float64(r*c)/(2-c))-hi), k)
}

// javaAsinh is Spark's formula, whose last digits differ from the exact function.
// leastNormal is the least double with all its digits.
const leastNormal = 0x1p-1022

// logarithm is the natural logarithm, of the least doubles too.
func logarithm(x float64) float64 {
	if x > 0 && x < leastNormal {
		return math.Log(x*0x1p54) - 54*math.Ln2
	}
	return math.Log(x)
}

func javaPow(x, y float64) float64 {
	if y != y || (x == 1 || x == -1) && math.IsInf(y, 0) {
		return math.NaN()
	}
	return math.Pow(x, y)
}

func bindNumber(v float64) bindFn {
	return func(b *Binding) (Expr, error) {
		return &Literal{Value: v, Typ: data.Double, Text: spelledName(b.Called) + "()", folded: true}, nil
	}
}

func bindLog(b *Binding) (Expr, error) {
	if len(b.Args) == 1 {
		e, err := b.call("e")
		if err != nil {
			return nil, err
		}
		b.Args = []Expr{e, b.Args[0]}
	}
	if err := b.acceptAll(aDouble); err != nil {
		return nil, err
	}
	return b.apply(data.Double, rows(data.Double, func(_ *Context, a args) func(i int) (float64, error) {
		base, x := a.doubles(0), a.doubles(1)
		return func(i int) (float64, error) {
			if base.at(i) <= 0 || x.at(i) <= 0 {
				return 0, isNull
			}
			return logarithm(x.at(i)) / logarithm(base.at(i)), nil
		}
	})), nil
}

func bindIsNaN(b *Binding) (Expr, error) {
	if err := b.acceptAll(either(aDouble, is(data.Float))); err != nil {
		return nil, err
	}
	a := b.apply(data.Boolean, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		s := sideOf(cols[0])
		out := make([]bool, n)
		for i := range out {
			switch v := data.ValueAt(s.col, s.row(i)).(type) {
			case float64:
				out[i] = v != v
			case float32:
				out[i] = v != v
			}
		}
		return &data.Bools{T: data.Boolean, Values: out}, nil
	})
	a.Null = false
	return a, nil
}

func bindSignum(b *Binding) (Expr, error) {
	if ansiInterval(b.typ(0)) {
		b.Args = []Expr{&Cast{Child: b.Args[0], To: data.Double, Mode: CastLegacy, Implicit: true}}
	}
	if err := b.acceptAll(aDoubleOrInterval); err != nil {
		return nil, err
	}
	return sig(data.Double, rows(data.Double, func(_ *Context, a args) func(i int) (float64, error) {
		x := a.doubles(0)
		return func(i int) (float64, error) {
			switch v := x.at(i); {
			case v > 0:
				return 1, nil
			case v < 0:
				return -1, nil
			default:
				return v, nil
			}
		}
	}), aDouble)(b)
}
