package state

import (
	"math/rand"
	"slices"
	"testing"
)

// TestExpiryTake takes entries at rising and falling limits, few and many, beside a sorted list.
func TestExpiryTake(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	order := func(a, b due) int {
		if a.before(b) {
			return -1
		}
		if b.before(a) {
			return 1
		}
		return 0
	}
	for range 50 {
		var x expiry
		var want []due
		span := int64(1) << (1 + r.Intn(60))
		base := r.Int63n(span) - span
		for range 8 {
			for range r.Intn(3000) {
				d := due{base + r.Int63n(span), int32(r.Intn(500))}
				x.push(d)
				want = append(want, d)
			}
			slices.SortFunc(want, order)
			limit := base + r.Int63n(span)
			n := 0
			for n < len(want) && want[n].at <= limit {
				n++
			}
			if got := x.take(limit); !slices.Equal(got, want[:n]) {
				t.Fatalf("limit %d of a span of %d: %d entries, want %d, or another order", limit, span, len(got), n)
			}
			want = want[n:]
		}
		if got := x.take(base + span); !slices.Equal(got, want) {
			t.Fatalf("the rest: %d entries, want %d", len(got), len(want))
		}
	}
}
