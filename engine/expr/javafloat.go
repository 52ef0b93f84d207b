package expr

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

// The text of a double in Java before release 19, which is not always the shortest: Spark's
// recorded answers have it (2.0E23 reads 1.9999999999999998E23).

// appendDouble appends Double.toString(v).
func appendDouble(dst []byte, v float64) []byte {
	if out, done := appendSpecial(dst, v); done {
		return out
	}
	if v == math.Trunc(v) && math.Abs(v) < 1e7 {
		return append(strconv.AppendInt(dst, int64(v), 10), ".0"...)
	}
	if v < 0 {
		dst = append(dst, '-')
	}
	raw := math.Float64bits(v) &^ (1 << 63)
	exp, fract := int(raw>>52), raw&(1<<52-1)
	significant := 53
	if exp == 0 {
		zeros := bits.LeadingZeros64(fract)
		fract <<= zeros - 11
		exp = 1 - (zeros - 11)
		significant = 64 - zeros
	} else {
		fract |= 1 << 52
	}
	digits, point := javaDigits(exp-1023, fract, significant)
	return appendJava(dst, digits, point)
}

// DoubleText is Double.toString(v).
func DoubleText(v float64) string { return string(appendDouble(nil, v)) }

// appendFloat appends Float.toString(v).
func appendFloat(dst []byte, v float32) []byte {
	if out, done := appendSpecial(dst, float64(v)); done {
		return out
	}
	if v < 0 {
		dst = append(dst, '-')
	}
	raw := math.Float32bits(v) &^ (1 << 31)
	exp, fract := int(raw>>23), raw&(1<<23-1)
	significant := 24
	if exp == 0 {
		zeros := bits.LeadingZeros32(fract)
		fract <<= zeros - 8
		exp = 1 - (zeros - 8)
		significant = 32 - zeros
	} else {
		fract |= 1 << 23
	}
	digits, point := javaDigits(exp-127, uint64(fract)<<29, significant)
	return appendJava(dst, digits, point)
}

func appendSpecial(dst []byte, v float64) ([]byte, bool) {
	switch {
	case v != v:
		return append(dst, "NaN"...), true
	case math.IsInf(v, 1):
		return append(dst, "Infinity"...), true
	case math.IsInf(v, -1):
		return append(dst, "-Infinity"...), true
	case v == 0 && math.Signbit(v):
		return append(dst, "-0.0"...), true
	case v == 0:
		return append(dst, "0.0"...), true
	}
	return dst, false
}

// appendJava writes digits with the point behind the first point ones: plain from 0.001 to
// 10^7, else with an exponent; always a digit on both sides of the point.
func appendJava(dst, digits []byte, point int) []byte {
	n := len(digits)
	switch {
	case point > 0 && point < 8:
		for i := 0; i < point; i++ {
			if i < n {
				dst = append(dst, digits[i])
			} else {
				dst = append(dst, '0')
			}
		}
		dst = append(dst, '.')
		if n > point {
			return append(dst, digits[point:]...)
		}
		return append(dst, '0')
	case point > -3 && point <= 0:
		dst = append(dst, '0', '.')
		for i := point; i < 0; i++ {
			dst = append(dst, '0')
		}
		return append(dst, digits...)
	}
	dst = append(dst, digits[0], '.')
	if n > 1 {
		dst = append(dst, digits[1:]...)
	} else {
		dst = append(dst, '0')
	}
	return strconv.AppendInt(append(dst, 'E'), int64(point-1), 10)
}

// javaDigits develops the decimal digits of fract (53 bits, the highest set) times 2^(exp-52),
// of which significant bits count.
func javaDigits(exp int, fract uint64, significant int) (digits []byte, point int) {
	tail := bits.TrailingZeros64(fract)
	nBits := 53 - tail
	tiny := max(0, nBits-exp-1)
	if tiny == 0 && exp <= 62 && exp >= -21 {
		return integralDigits(exp, fract, significant)
	}
	return fractionDigits(exp, fract>>tail, nBits, tiny, significant, estimate(exp, fract))
}

func integralDigits(exp int, fract uint64, significant int) ([]byte, int) {
	if exp >= 52 {
		fract <<= exp - 52
	} else {
		fract >>= 52 - exp
	}
	shift := 0
	if p := exp - significant - 1; exp > significant && p > 1 {
		for pow := uint64(1) << p; pow >= 10; pow /= 10 {
			shift++
		}
		pow10 := uint64(math.Pow10(shift))
		rest := fract % pow10
		fract /= pow10
		if rest >= pow10>>1 {
			fract++
		}
	}
	digits := strconv.AppendUint(nil, fract, 10)
	point := len(digits) + shift
	for len(digits) > 1 && digits[len(digits)-1] == '0' {
		digits = digits[:len(digits)-1]
	}
	return digits, point
}

// estimate guesses the decimal exponent; it may be one too high.
func estimate(exp int, fract uint64) int {
	d2 := math.Float64frombits(1023<<52 | fract&(1<<52-1))
	return int(math.Floor((d2-1.5)*0.289529654 + 0.176091259 + float64(exp)*0.301029995663981))
}

func fractionDigits(exp int, fract uint64, nBits, tiny, significant, dec int) ([]byte, int) {
	b5 := max(0, -dec)
	b2 := b5 + tiny + exp
	s5 := max(0, dec)
	s2 := s5 + tiny
	m2 := b2 - significant
	b2 -= nBits - 1
	common := min(b2, s2)
	b2, s2, m2 = b2-common, s2-common, m2-common
	if nBits == 1 {
		m2--
	}
	if m2 < 0 {
		b2, s2, m2 = b2-m2, s2-m2, 0
	}
	small := nBits+b2+fiveBits(b5) < 64 && s2+1+fiveBits(s5+1) < 64
	s := pow52(s5, s2)
	b := new(big.Int).Mul(new(big.Int).SetUint64(fract), pow52(b5, b2))
	m := pow52(b5, m2)
	ten := big.NewInt(10)
	tens := new(big.Int).Mul(s, ten)
	q, sum := new(big.Int), new(big.Int)
	low, high := false, false
	next := func() byte {
		q.QuoRem(b, s, b)
		b.Mul(b, ten)
		m.Mul(m, ten)
		low = b.Cmp(m) < 0
		c := sum.Add(b, m).Cmp(tens)
		high = c > 0 || c == 0 && !small
		return byte(q.Uint64())
	}
	var digits []byte
	if d := next(); d == 0 && !high {
		dec--
	} else {
		digits = append(digits, '0'+d)
	}
	if dec < -3 || dec >= 8 {
		low, high = false, false
	}
	for !low && !high {
		digits = append(digits, '0'+next())
	}
	if high && (!low || roundsUp(b, tens, digits)) {
		return roundUp(digits, dec+1)
	}
	return digits, dec + 1
}

func roundsUp(b, tens *big.Int, digits []byte) bool {
	c := new(big.Int).Lsh(b, 1).Cmp(tens)
	return c > 0 || c == 0 && digits[len(digits)-1]&1 != 0
}

func roundUp(digits []byte, point int) ([]byte, int) {
	i := len(digits) - 1
	for i >= 0 && digits[i] == '9' {
		digits[i] = '0'
		i--
	}
	if i < 0 {
		digits[0] = '1'
		return digits, point + 1
	}
	digits[i]++
	return digits, point
}

func fiveBits(n int) int {
	if n == 0 {
		return 0
	}
	if n < 28 {
		return int(math.Ceil(float64(n) * 2.321928094887362))
	}
	return n * 3
}

func pow52(p5, p2 int) *big.Int {
	x := new(big.Int).Exp(big.NewInt(5), big.NewInt(int64(p5)), nil)
	return x.Lsh(x, uint(p2))
}

// javaBits64 is Double.doubleToLongBits of a value whose zero has no sign: one pattern for all NaN.
func javaBits64(v float64) uint64 {
	if v != v {
		return 0x7ff8000000000000
	}
	return math.Float64bits(v + 0)
}

// javaBits32 is [javaBits64] for floats.
func javaBits32(v float32) uint32 {
	if v != v {
		return 0x7fc00000
	}
	return math.Float32bits(v + 0)
}
