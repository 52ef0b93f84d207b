package expr

import (
	"encoding/binary"
	"math"
)

// xorShift is Spark's generator of random numbers (Marsaglia's xorshift over 64 bits), from a seed that it hashes.
type xorShift struct {
	seed  uint64
	spare float64 // the second of a pair of normal numbers
	has   bool
}

func newXorShift(seed uint64) *xorShift {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], seed)
	low := murmurPlain(b[:], 0x3c074a61)
	return &xorShift{seed: uint64(murmurPlain(b[:], low))<<32 | uint64(low)}
}

// murmurPlain is Murmur3 of whole words, as Scala has it.
func murmurPlain(b []byte, seed uint32) uint32 {
	h := seed
	for i := 0; i < len(b); i += 4 {
		h = murmurMix(h, binary.LittleEndian.Uint32(b[i:]))
	}
	return murmurEnd(h, uint32(len(b)))
}

func (r *xorShift) next(bits int) uint64 {
	x := r.seed
	x ^= x << 21
	x ^= x >> 35
	x ^= x << 4
	r.seed = x
	return x & (1<<bits - 1)
}

// uniform is the next number from 0 to 1, which is not among them.
func (r *xorShift) uniform() float64 {
	high := r.next(26) << 27
	return float64(high+r.next(27)) / (1 << 53)
}

// normal is the next number of the standard normal distribution, by Marsaglia's polar method.
func (r *xorShift) normal() float64 {
	if r.has {
		r.has = false
		return r.spare
	}
	for {
		x, y := 2*r.uniform()-1, 2*r.uniform()-1
		if s := x*x + y*y; s < 1 && s != 0 {
			scale := math.Sqrt(-2 * math.Log(s) / s)
			r.spare, r.has = y*scale, true
			return x * scale
		}
	}
}

// letter is the next of the digits and letters.
func (r *xorShift) letter() byte {
	v := int32(uint32(r.next(32))) % 62
	return randomLetters[max(v, -v)]
}
