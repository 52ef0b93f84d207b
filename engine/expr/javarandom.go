package expr

import "math"

// javaRandom is the generator of java.util.Random: its documentation gives the constants.
type javaRandom struct{ seed uint64 }

const (
	javaMultiplier = 0x5DEECE66D
	javaMask       = 1<<48 - 1
)

func newJavaRandom(seed uint64) *javaRandom { return &javaRandom{(seed ^ javaMultiplier) & javaMask} }

func (r *javaRandom) next(bits int) uint64 {
	r.seed = (r.seed*javaMultiplier + 0xB) & javaMask
	return r.seed >> (48 - bits)
}

// below is the next number from 0 to bound, which is not among them and no power of two.
func (r *javaRandom) below(bound int32) uint64 {
	for {
		u := r.next(31)
		if n := u % uint64(bound); u-n+uint64(bound)-1 <= math.MaxInt32 {
			return n
		}
	}
}

// float is the next number from 0 to 1, which is not among them.
func (r *javaRandom) float() float64 {
	high := r.next(26) << 27
	return float64(high+r.next(27)) / (1 << 53)
}
