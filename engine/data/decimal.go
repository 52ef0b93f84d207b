package data

import (
	"math"
	"math/big"
)

// Dec is the unscaled value of a DECIMAL as a 128-bit two's complement integer; the
// scale stands in the type.
type Dec struct {
	Hi int64
	Lo uint64
}

// DecOf returns an unscaled value from 64 bits.
func DecOf(v int64) Dec { return Dec{Hi: v >> 63, Lo: uint64(v)} }

// DecBig returns the unscaled value of b, and false when it has over 127 bits.
func DecBig(b *big.Int) (Dec, bool) {
	if b.BitLen() > 127 {
		return Dec{}, false
	}
	var t big.Int
	t.Set(b)
	if b.Sign() < 0 {
		t.Add(&t, two128)
	}
	lo := new(big.Int).And(&t, maskLo).Uint64()
	hi := new(big.Int).Rsh(&t, 64).Uint64()
	return Dec{Hi: int64(hi), Lo: lo}, true
}

var (
	two128 = new(big.Int).Lsh(big.NewInt(1), 128)
	maskLo = new(big.Int).SetUint64(^uint64(0))
)

// Big returns the unscaled value as a big integer.
func (d Dec) Big() *big.Int {
	b := new(big.Int).Lsh(big.NewInt(d.Hi), 64)
	return b.Add(b, new(big.Int).SetUint64(d.Lo))
}

// Cmp orders two unscaled values of one scale: -1, 0 or 1.
func (d Dec) Cmp(o Dec) int {
	switch {
	case d.Hi < o.Hi || d.Hi == o.Hi && d.Lo < o.Lo:
		return -1
	case d == o:
		return 0
	}
	return 1
}

// Text gives the value with scale digits behind the point, as plain text.
func (d Dec) Text(scale int) string {
	b := d.Big()
	neg := b.Sign() < 0
	s := b.Abs(b).String()
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

// Interval is a value of the legacy calendar INTERVAL type.
type Interval struct {
	Months, Days int32
	Micros       int64
}

// Length is the interval in microseconds with months of so many days; false when no int64 holds it.
func (v Interval) Length(daysOfMonth int64) (int64, bool) {
	const day = 86_400_000_000
	days := int64(v.Months)*daysOfMonth + int64(v.Days)
	if days > math.MaxInt64/day || days < math.MinInt64/day {
		return 0, false
	}
	sum := days*day + v.Micros
	return sum, (sum < days*day) == (v.Micros < 0)
}
