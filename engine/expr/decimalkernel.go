package expr

import (
	"math/big"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// decimalResult is the type of an operator over two decimals, by Spark's rules.
func decimalResult(op string, l, r *data.Type) *data.Type {
	p1, s1, p2, s2 := l.Precision, l.Scale, r.Precision, r.Scale
	scale := max(s1, s2)
	switch op {
	case "+", "-":
		return adjusted(max(p1-s1, p2-s2)+scale+1, scale)
	case "*":
		return adjusted(p1+p2+1, s1+s2)
	case "/":
		scale = max(6, s1+p2+1)
		return adjusted(p1-s1+s2+scale, scale)
	}
	return adjusted(min(p1-s1, p2-s2)+scale, scale)
}

// adjusted gives up digits behind the point, but not below 6, when a type is too wide.
func adjusted(p, s int) *data.Type {
	if p > data.MaxPrecision {
		s = max(data.MaxPrecision-(p-s), min(s, 6))
		p = data.MaxPrecision
	}
	return data.DecimalOf(p, s)
}

// decimalKernel computes an operator over decimals of scales s1 and s2 exactly and rounds to t.
func decimalKernel(op string, s1, s2 int, t *data.Type, mode CastMode) Kernel {
	exact := exactDecimal(op, s1, s2)
	return rows(t, func(_ *Context, a args) func(i int) (data.Dec, error) {
		x, y := a.decs(0), a.decs(1)
		return func(i int) (data.Dec, error) {
			v, w := x.at(i), y.at(i)
			if d, ok := fastDecimal(op, v, w, s1, s2, t); ok {
				return d, nil
			}
			if w.Sign() == 0 {
				switch op {
				case "/", "div":
					return data.Dec{}, failOr(mode, divideByZero)
				case "%", "pmod":
					return data.Dec{}, failOr(mode, remainderByZero)
				}
			}
			u, scale := exact(v.Big(), w.Big())
			full := new(big.Int).Set(u)
			d, ok := data.DecBig(data.RescaleBig(u, scale, t.Scale))
			if !ok || !d.Fits(t.Precision) {
				return d, failOr(mode, func() *Error { return decimalOverflow(bigText(full, scale), t.Precision, t.Scale) })
			}
			return d, nil
		}
	})
}

// fastDecimal adds and multiplies 64-bit values whose scales fit the result as they are.
func fastDecimal(op string, v, w data.Dec, s1, s2 int, t *data.Type) (data.Dec, bool) {
	if !v.Small() || !w.Small() {
		return data.Dec{}, false
	}
	switch {
	case op == "*" && s1+s2 == t.Scale:
		d, _ := v.Mul(w)
		return d, d.Fits(t.Precision)
	case (op == "+" || op == "-") && s1 == s2 && s1 == t.Scale:
		if op == "-" {
			w = w.Neg()
		}
		d, _ := v.Add(w)
		return d, d.Fits(t.Precision)
	}
	return data.Dec{}, false
}

// exactDecimal gives the unscaled result and its scale.
func exactDecimal(op string, s1, s2 int) func(v, w *big.Int) (*big.Int, int) {
	s := max(s1, s2)
	align := func(v, w *big.Int) {
		data.RescaleBig(v, s1, s)
		data.RescaleBig(w, s2, s)
	}
	switch op {
	case "+":
		return func(v, w *big.Int) (*big.Int, int) { align(v, w); return v.Add(v, w), s }
	case "-":
		return func(v, w *big.Int) (*big.Int, int) { align(v, w); return v.Sub(v, w), s }
	case "*":
		return func(v, w *big.Int) (*big.Int, int) { return v.Mul(v, w), s1 + s2 }
	case "/":
		// Spark divides to scale 39 first and rounds that again.
		return func(v, w *big.Int) (*big.Int, int) {
			const wide = data.MaxPrecision + 1
			v.Mul(v, data.PowerOf10(wide+s2))
			return data.DivRound(v, w.Mul(w, data.PowerOf10(s1))), wide
		}
	case "div":
		return func(v, w *big.Int) (*big.Int, int) { align(v, w); return v.Quo(v, w), 0 }
	case "pmod":
		return func(v, w *big.Int) (*big.Int, int) {
			align(v, w)
			v.Rem(v, w)
			if v.Sign() < 0 {
				v.Add(v, w)
				v.Rem(v, w)
			}
			return v, s
		}
	}
	return func(v, w *big.Int) (*big.Int, int) { align(v, w); return v.Rem(v, w), s }
}

func bigText(u *big.Int, scale int) string {
	neg := u.Sign() < 0
	s := new(big.Int).Abs(u).String()
	for len(s) <= scale {
		s = "0" + s
	}
	if scale > 0 {
		s = s[:len(s)-scale] + "." + s[len(s)-scale:]
	}
	if neg {
		s = "-" + s
	}
	return s
}
