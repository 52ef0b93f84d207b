package text

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

// The text of a double in Java before release 19, which is not always the shortest: Spark's
// recorded answers have it (2.0E23 reads 1.9999999999999998E23).

// appendJavaFloat appends Double.toString of a positive number (width 64) or Float.toString (32).
func appendJavaFloat(dst []byte, v float64, width int) []byte {
	if width == 32 {
		raw := math.Float32bits(float32(v))
		digits, point := javaDigits(spread(int(raw>>23), uint64(raw&(1<<23-1))<<29, 127, 24))
		return appendJava(dst, digits, point)
	}
	raw := math.Float64bits(v)
	digits, point := javaDigits(spread(int(raw>>52), raw&(1<<52-1), 1023, 53))
	return appendJava(dst, digits, point)
}

// spread gives the exponent, the fraction with its highest bit set at 52 and how many bits count, out
// of a number's parts with the fraction's highest bit at 51.
func spread(exp int, fract uint64, bias, width int) (int, uint64, int) {
	if exp > 0 {
		return exp - bias, fract | 1<<52, width
	}
	zeros := bits.LeadingZeros64(fract) - 11
	return 1 - zeros - bias, fract << zeros, width - zeros
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
		if shift > 0 && rest >= pow10>>1 {
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
