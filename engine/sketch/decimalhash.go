package sketch

import (
	"math"
	"math/big"
	"math/bits"
	"strconv"
)

// HashDecimal is hashCode() of Scala's BigDecimal, which makes whole numbers and those that are doubles hash as such.
func HashDecimal(v *big.Int, scale int) int32 {
	whole, rest := new(big.Int).QuoRem(v, power10(scale), new(big.Int))
	if rest.Sign() == 0 {
		if whole.IsInt64() {
			return hashWhole(whole.Int64())
		}
		return hashBig(whole)
	}
	r := new(big.Rat).SetFrac(v, power10(scale))
	if f, _ := r.Float64(); decimalDouble(f, r) {
		return hashDouble(f)
	}
	for ten := big.NewInt(10); ; scale-- {
		q, m := new(big.Int).QuoRem(v, ten, new(big.Int))
		if m.Sign() != 0 {
			break
		}
		v = q
	}
	k := bits.RotateLeft32(uint32(scale)*0xcc9e2d51, 15) * 0x1b873593
	return hashBig(v) ^ int32(k)
}

func power10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// decimalDouble tells whether a number is what its nearest double is written as.
func decimalDouble(f float64, r *big.Rat) bool {
	back, ok := new(big.Rat).SetString(strconv.FormatFloat(f, 'g', -1, 64))
	return ok && back.Cmp(r) == 0
}

func hashWhole(v int64) int32 {
	if v == int64(int32(v)) {
		return int32(v)
	}
	return int32(uint64(v) ^ uint64(v)>>32)
}

func hashDouble(f float64) int32 {
	if g := float32(f); float64(g) == f {
		return int32(math.Float32bits(g))
	}
	v := math.Float64bits(f)
	return int32(v ^ v>>32)
}

// hashBig is hashCode() of Java's BigInteger.
func hashBig(v *big.Int) int32 {
	b := new(big.Int).Abs(v).Bytes()
	for len(b)%4 != 0 {
		b = append([]byte{0}, b...)
	}
	var h int32
	for ; len(b) > 0; b = b[4:] {
		h = 31*h + int32(uint32(b[0])<<24|uint32(b[1])<<16|uint32(b[2])<<8|uint32(b[3]))
	}
	return h * int32(v.Sign())
}
