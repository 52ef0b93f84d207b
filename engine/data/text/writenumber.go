package text

import (
	"bytes"
	"math"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// AppendFloat writes a floating point number as Java's Double.toString (bits 64) or
// Float.toString (32) does: 1.0, 1.0E7, NaN, -Infinity.
func AppendFloat(out []byte, v float64, bits int) []byte {
	switch a := math.Abs(v); {
	case math.IsNaN(v):
		return append(out, "NaN"...)
	case math.IsInf(v, 1):
		return append(out, "Infinity"...)
	case math.IsInf(v, -1):
		return append(out, "-Infinity"...)
	case a == 0 || a >= 1e-3 && a < 1e7:
		n := len(out)
		out = strconv.AppendFloat(out, v, 'f', -1, bits)
		if bytes.IndexByte(out[n:], '.') < 0 {
			out = append(out, ".0"...)
		}
		return out
	}
	var buf [32]byte
	m, e, _ := bytes.Cut(strconv.AppendFloat(buf[:0], v, 'E', -1, bits), []byte{'E'})
	out = append(out, m...)
	if bytes.IndexByte(m, '.') < 0 {
		out = append(out, ".0"...)
	}
	out = append(out, 'E')
	if e[0] == '-' {
		out = append(out, '-')
	}
	return append(out, bytes.TrimLeft(e[1:], "0")...)
}

// decimalText writes a decimal as BigDecimal.toString does: with an exponent when it is small.
func decimalText(d data.Dec, scale int) string {
	digits := d.Big()
	neg := digits.Sign() < 0
	s := digits.Abs(digits).String()
	adjusted := len(s) - 1 - scale
	if adjusted >= -6 {
		return d.Text(scale)
	}
	if len(s) > 1 {
		s = s[:1] + "." + s[1:]
	}
	s += "E" + strconv.Itoa(adjusted)
	if neg {
		s = "-" + s
	}
	return s
}
