package text

import (
	"math"
	"math/big"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// infinity reads the words for NaN and the infinities that Spark takes in JSON.
func infinity(s string) (float64, bool) {
	switch s {
	case "NaN":
		return math.NaN(), true
	case "Infinity", "+Infinity", "+INF":
		return math.Inf(1), true
	case "-Infinity", "-INF":
		return math.Inf(-1), true
	}
	return 0, false
}

// decimalReader turns text into unscaled decimals.
type decimalReader struct{ buf []byte }

// read gives the unscaled value of a number, rounded half up to scale; false when it is no
// number or needs more than precision digits. Commas between digits are ignored.
func (d *decimalReader) read(s []byte, precision, scale int) (data.Dec, bool) {
	mantissa, exp, neg, ok := d.split(s)
	if !ok {
		return data.Dec{}, false
	}
	shift := exp + scale
	if len(mantissa) > 0 && len(mantissa)+shift > precision+1 {
		return data.Dec{}, false
	}
	v := new(big.Int)
	if len(mantissa) > 0 && len(mantissa)+shift >= 0 { // below half a unit otherwise
		v.SetString(string(mantissa), 10)
		if shift >= 0 {
			v.Mul(v, pow10(shift))
		} else {
			v = halfUp(v, pow10(-shift))
		}
	}
	if v.Cmp(pow10(precision)) >= 0 {
		return data.Dec{}, false
	}
	if neg {
		v.Neg(v)
	}
	return data.DecBig(v)
}

func halfUp(v, unit *big.Int) *big.Int {
	q, m := new(big.Int).QuoRem(v, unit, new(big.Int))
	if m.Lsh(m, 1).Cmp(unit) >= 0 {
		q.Add(q, big.NewInt(1))
	}
	return q
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// split gives the digits of a number without leading zeros, and its power of ten.
func (d *decimalReader) split(s []byte) (mantissa []byte, exp int, neg, ok bool) {
	d.buf = d.buf[:0]
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		neg, s = s[0] == '-', s[1:]
	}
	seen, point := false, false
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9':
			seen = true
			if len(d.buf) > 0 || c != '0' {
				d.buf = append(d.buf, c)
			}
			if point {
				exp--
			}
		case c == ',':
		case c == '.' && !point:
			point = true
		case (c == 'e' || c == 'E') && seen:
			e, good := exponent(s[i+1:])
			return d.buf, exp + e, neg, good
		default:
			return nil, 0, false, false
		}
	}
	return d.buf, exp, neg, seen
}

func exponent(s []byte) (int, bool) {
	neg := false
	if len(s) > 0 && (s[0] == '-' || s[0] == '+') {
		neg, s = s[0] == '-', s[1:]
	}
	v, n := digits(s, 9)
	if n == 0 || n < len(s) {
		return 0, false
	}
	if neg {
		v = -v
	}
	return v, true
}
