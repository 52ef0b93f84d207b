package data

import (
	"math/big"
	"math/bits"
)

// Small tells whether d fits 64 bits; then Int64 is its value.
func (d Dec) Small() bool { return d.Hi == int64(d.Lo)>>63 }

// Int64 is the low half as a signed number: the value when [Dec.Small].
func (d Dec) Int64() int64 { return int64(d.Lo) }

// Sign is -1, 0 or 1.
func (d Dec) Sign() int {
	switch {
	case d.Hi < 0:
		return -1
	case d.Hi == 0 && d.Lo == 0:
		return 0
	}
	return 1
}

// Neg is -d.
func (d Dec) Neg() Dec {
	lo, borrow := bits.Sub64(0, d.Lo, 0)
	return Dec{Hi: -d.Hi - int64(borrow), Lo: lo}
}

// Add is d + o; ok is false when it leaves 128 bits.
func (d Dec) Add(o Dec) (sum Dec, ok bool) {
	lo, carry := bits.Add64(d.Lo, o.Lo, 0)
	hi := d.Hi + o.Hi + int64(carry)
	sum = Dec{Hi: hi, Lo: lo}
	return sum, (d.Hi < 0) != (o.Hi < 0) || (hi < 0) == (d.Hi < 0)
}

// Mul is d * o; ok is false when it leaves 127 bits.
func (d Dec) Mul(o Dec) (Dec, bool) {
	if d.Small() && o.Small() {
		return mul64(d.Int64(), o.Int64()), true
	}
	return DecBig(new(big.Int).Mul(d.Big(), o.Big()))
}

func mul64(a, b int64) Dec {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if a < 0 {
		hi -= uint64(b)
	}
	if b < 0 {
		hi -= uint64(a)
	}
	return Dec{Hi: int64(hi), Lo: lo}
}

var tens = func() (t [19]int64) {
	t[0] = 1
	for i := 1; i < len(t); i++ {
		t[i] = t[i-1] * 10
	}
	return t
}()

var bigTens = func() (t [80]*big.Int) {
	t[0] = big.NewInt(1)
	for i := 1; i < len(t); i++ {
		t[i] = new(big.Int).Mul(t[i-1], big.NewInt(10))
	}
	return t
}()

// PowerOf10 is 10^n; it must not be changed.
func PowerOf10(n int) *big.Int {
	if n < len(bigTens) {
		return bigTens[n]
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// Fits tells whether d has at most precision digits.
func (d Dec) Fits(precision int) bool {
	if d.Small() && precision < len(tens) {
		v := d.Int64()
		return v < tens[precision] && v > -tens[precision]
	}
	if d.Small() {
		return true
	}
	return d.Big().CmpAbs(PowerOf10(precision)) < 0
}

// Rescale moves from one scale to another, rounding halves away from zero; ok is false when
// the result has over precision digits.
func (d Dec) Rescale(from, to, precision int) (Dec, bool) {
	switch {
	case from == to:
		return d, d.Fits(precision)
	case to > from && to-from < len(tens):
		out, ok := d.Mul(DecOf(tens[to-from]))
		return out, ok && out.Fits(precision)
	case to < from && from-to < len(tens) && d.Small():
		v, p := d.Int64(), tens[from-to]
		q, r := v/p, v%p
		if r >= p-r && r > 0 {
			q++
		} else if r < 0 && -r >= p+r {
			q--
		}
		out := DecOf(q)
		return out, out.Fits(precision)
	}
	out, ok := DecBig(RescaleBig(d.Big(), from, to))
	return out, ok && out.Fits(precision)
}

// RescaleBig moves an unscaled value between scales, rounding halves away from zero. It may
// change v.
func RescaleBig(v *big.Int, from, to int) *big.Int {
	if to >= from {
		return v.Mul(v, PowerOf10(to-from))
	}
	return DivRound(v, PowerOf10(from-to))
}

// DivRound is v / by, rounding halves away from zero, as a new number.
func DivRound(v, by *big.Int) *big.Int {
	q, r := new(big.Int).QuoRem(v, by, new(big.Int))
	if r.Lsh(r, 1).CmpAbs(by) >= 0 {
		q.Add(q, big.NewInt(int64(v.Sign()*by.Sign())))
	}
	return q
}
