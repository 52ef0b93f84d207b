package data

import (
	"bytes"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestKeyAgreesWithEqual holds that bytes, hashes and comparison tell the same story.
func TestKeyAgreesWithEqual(t *testing.T) {
	inner := StructOf(Field{Name: "f", Type: Double, Nullable: true}, Field{Name: "s", Type: String, Nullable: true})
	typ := ArrayOf(inner, true)
	rapid.Check(t, func(t *rapid.T) {
		b := NewBuilder(typ, 2)
		for range 2 {
			var list []any
			for range rapid.IntRange(0, 2).Draw(t, "len") {
				f := rapid.SampledFrom([]any{nil, 0.0, math.Copysign(0, -1), math.NaN(), 1.5}).Draw(t, "f")
				s := rapid.SampledFrom([]any{nil, "", "a", "ab"}).Draw(t, "s")
				list = append(list, []any{f, s})
			}
			b.Append(list)
		}
		c := b.Finish()
		same := bytes.Equal(AppendKey(nil, c, 0), AppendKey(nil, c, 1))
		if same != Equal(c, 0, c, 1) {
			t.Fatalf("keys equal %v, values %v and %v", same, ValueAt(c, 0), ValueAt(c, 1))
		}
		if same && Hash(c, 0, 7) != Hash(c, 1, 7) {
			t.Fatal("equal values, other hashes")
		}
		if Compare(c, 0, c, 1) != -Compare(c, 1, c, 0) {
			t.Fatal("order is not antisymmetric")
		}
	})
}
