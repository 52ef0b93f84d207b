package engine_test

import "testing"

// BenchmarkCore tells whether a core is one's own. Where a virtual one shares its units with that of somebody else, the
// additions, which do not wait for each other, take twice as long, and the products, each of which waits for the one
// before it, take hardly longer. Figures of other benchmarks are worth what this says while they run.
func BenchmarkCore(b *testing.B) {
	b.Run("products", func(b *testing.B) {
		for b.Loop() {
			products()
		}
	})
	b.Run("additions", func(b *testing.B) {
		for b.Loop() {
			additions()
		}
	})
}

const coreSteps = 10_000

func products() uint64 {
	x := uint64(3)
	for range coreSteps {
		x = x*0x9E3779B97F4A7C15 + 1
	}
	return x
}

func additions() uint64 {
	var u, v, w, x, y, z uint64
	for i := range uint64(coreSteps) {
		u += i
		v ^= u
		w += 3
		x ^= w
		y += i
		z ^= y
	}
	return u + v + w + x + y + z
}
