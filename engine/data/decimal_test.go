package data

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// TestDecArithmetic holds 128-bit arithmetic against big integers.
func TestDecArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) Dec {
			return Dec{Hi: rapid.SampledFrom([]int64{0, -1, 1, -5, 1 << 40}).Draw(t, name+"hi"), Lo: rapid.Uint64().Draw(t, name+"lo")}
		}
		a, b := draw("a"), draw("b")
		if s, ok := a.Add(b); ok && s.Big().Cmp(new(big.Int).Add(a.Big(), b.Big())) != 0 {
			t.Fatalf("%v + %v = %v", a.Big(), b.Big(), s.Big())
		}
		if p, ok := a.Mul(b); ok && p.Big().Cmp(new(big.Int).Mul(a.Big(), b.Big())) != 0 {
			t.Fatalf("%v * %v = %v", a.Big(), b.Big(), p.Big())
		}
		if a.Neg().Big().Cmp(new(big.Int).Neg(a.Big())) != 0 {
			t.Fatalf("-%v = %v", a.Big(), a.Neg().Big())
		}
		from, to := rapid.IntRange(0, 10).Draw(t, "from"), rapid.IntRange(0, 10).Draw(t, "to")
		if r, ok := a.Rescale(from, to, MaxPrecision); ok && r.Big().Cmp(RescaleBig(a.Big(), from, to)) != 0 {
			t.Fatalf("%v from scale %d to %d: %v", a.Big(), from, to, r.Big())
		}
	})
}
