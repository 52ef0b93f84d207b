package text

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// appendInt is strconv.AppendInt in base ten, quicker for numbers of up to eight digits.
func appendInt(out []byte, v int64) []byte {
	if v < 0 || v >= 100_000_000 {
		return strconv.AppendInt(out, v, 10)
	}
	// Eight digits side by side: of four each, then of two, then of one, the first in the lowest byte.
	x := uint64(v)/10_000 | uint64(v)%10_000<<32
	q := x * 10_486 >> 20 & 0x0000007f_0000007f // hundreds
	x = q | (x-q*100)<<16
	q = x * 103 >> 10 & 0x000f000f_000f000f // tens
	x = q | (x-q*10)<<8
	zeros := bits.TrailingZeros64(x|1<<63) &^ 7
	out = binary.LittleEndian.AppendUint64(out, (x|0x30303030_30303030)>>zeros)
	return out[:len(out)-zeros/8]
}

// appendHundredths writes a number of at most two decimals; ok is false for others. No other decimal of as
// few digits stands for the same double, so this is the shortest.
func appendHundredths(out []byte, v float64) (_ []byte, ok bool) {
	n := int64(v * 100)
	if float64(n)/100 != v || n == 0 {
		return out, false
	}
	if n < 0 {
		out, n = append(out, '-'), -n
	}
	out = appendInt(out, n/100)
	tens, ones := byte(n/10%10), byte(n%10)
	if out = append(out, '.', '0'+tens); ones > 0 {
		out = append(out, '0'+ones)
	}
	return out, true
}

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
		if bits == 64 {
			if out, ok := appendHundredths(out, v); ok {
				return out
			}
		}
		n := len(out)
		out = strconv.AppendFloat(out, v, 'f', -1, bits)
		if bytes.IndexByte(out[n:], '.') < 0 {
			out = append(out, ".0"...)
		}
		return out
	}
	if a := math.Abs(v); !shortest(a, bits) {
		if v < 0 {
			out = append(out, '-')
		}
		return appendJavaFloat(out, a, bits)
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

// shortest tells whether Java writes the fewest digits that stand for a number of that size.
func shortest(a float64, bits int) bool {
	if bits == 32 {
		return a >= 1e-20 && a < 1e7
	}
	return a >= 1e-20 && a < 1e16
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
