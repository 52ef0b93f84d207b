package expr

import "fmt"

// mersenne is the generator that Spark's identifiers and shuffles draw from: MT19937, seeded with the two halves of a
// number.
type mersenne struct {
	state [624]uint32
	at    int
}

func newMersenne(seed uint64) *mersenne {
	r := &mersenne{at: 624}
	s := r.state[:]
	s[0] = 19650218
	for i := 1; i < len(s); i++ {
		s[i] = 1812433253*(s[i-1]^s[i-1]>>30) + uint32(i)
	}
	halves := [2]uint32{uint32(seed >> 32), uint32(seed)}
	i := 1
	step := func() {
		if i++; i == len(s) {
			s[0], i = s[len(s)-1], 1
		}
	}
	for k := range len(s) {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1664525) + halves[k%2] + uint32(k%2)
		step()
	}
	for range len(s) - 1 {
		s[i] = (s[i] ^ (s[i-1]^s[i-1]>>30)*1566083941) - uint32(i)
		step()
	}
	s[0] = 1 << 31
	return r
}

// word is the next number of 32 bits.
func (r *mersenne) word() uint32 {
	if r.at == len(r.state) {
		r.turn()
	}
	y := r.state[r.at]
	r.at++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// turn makes the next 624 words.
func (r *mersenne) turn() {
	s := &r.state
	for k := range s {
		y := s[k]&(1<<31) | s[(k+1)%len(s)]&(1<<31-1)
		s[k] = s[(k+397)%len(s)] ^ y>>1 ^ y&1*0x9908b0df
	}
	r.at = 0
}

// long is the next number of 64 bits.
func (r *mersenne) long() uint64 {
	high := uint64(r.word()) << 32
	return high | uint64(r.word())
}

// below is the next number from 0 to n, which is not among them.
func (r *mersenne) below(n int) int {
	if n&(n-1) == 0 {
		return int(uint64(n) * uint64(r.word()>>1) >> 31)
	}
	for {
		bits := int(r.word() >> 1)
		if v := bits % n; bits-v+n-1 < 1<<31 {
			return v
		}
	}
}

// uuid is the next identifier, of version 4.
func (r *mersenne) uuid() string {
	hi, lo := r.long()&^0xf000|0x4000, r.long()&^(3<<62)|2<<62
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", hi>>32, hi>>16&0xffff, hi&0xffff, lo>>48, lo&(1<<48-1))
}

// shuffle puts a list into the next order.
func (r *mersenne) shuffle(list []int32) {
	for i := range list {
		j := r.below(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}
