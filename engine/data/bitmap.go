package data

import "math/bits"

// Bitmap is an Arrow validity bitmap: bit i set means row i holds a value. A nil
// bitmap means that every row does.
type Bitmap []uint64

// NewBitmap returns a bitmap of n rows, all valid or all null.
func NewBitmap(n int, valid bool) Bitmap {
	b := make(Bitmap, (n+63)/64)
	if valid {
		for i := range b {
			b[i] = ^uint64(0)
		}
	}
	return b
}

// Get tells whether row i holds a value.
func (b Bitmap) Get(i int) bool { return b == nil || b[i>>6]&(1<<(uint(i)&63)) != 0 }

// Set marks row i as holding a value. Only a bitmap under construction may be set.
func (b Bitmap) Set(i int) { b[i>>6] |= 1 << (uint(i) & 63) }

// Clear marks row i as null. Only a bitmap under construction may be cleared.
func (b Bitmap) Clear(i int) { b[i>>6] &^= 1 << (uint(i) & 63) }

// Run is where the run of rows like row i ends, among the first n, and whether they hold values.
func (b Bitmap) Run(i, n int) (to int, valid bool) {
	flip := uint64(0) // makes what goes on zeros
	if valid = b.Get(i); valid {
		flip = ^flip
	}
	for to = i; to < n; to = (to | 63) + 1 {
		if w := (b[to>>6] ^ flip) >> (to & 63); w != 0 {
			return min(to+bits.TrailingZeros64(w), n), valid
		}
	}
	return n, valid
}

// CountNull counts the null rows among the first n.
func (b Bitmap) CountNull(n int) int {
	if b == nil {
		return 0
	}
	valid := 0
	for i := 0; i < n>>6; i++ {
		valid += bits.OnesCount64(b[i])
	}
	if r := uint(n) & 63; r != 0 {
		valid += bits.OnesCount64(b[n>>6] & (1<<r - 1))
	}
	return n - valid
}

// And returns the rows valid in both; nil stands for all valid and costs nothing.
func (b Bitmap) And(o Bitmap) Bitmap {
	if b == nil {
		return o
	}
	if o == nil {
		return b
	}
	out := make(Bitmap, len(b))
	for i := range b {
		out[i] = b[i] & o[i]
	}
	return out
}

// Slice returns rows [from, to) as a bitmap that starts at bit 0.
func (b Bitmap) Slice(from, to int) Bitmap {
	if b == nil {
		return nil
	}
	out := make(Bitmap, (to-from+63)/64)
	word, shift := from>>6, uint(from)&63
	for i := range out {
		w := b[word+i] >> shift
		if shift != 0 && word+i+1 < len(b) {
			w |= b[word+i+1] << (64 - shift)
		}
		out[i] = w
	}
	return out
}

// Take returns the bits at the rows of sel; nil when all of them are valid.
func (b Bitmap) Take(sel []int32) Bitmap {
	if b == nil {
		return nil
	}
	out := NewBitmap(len(sel), true)
	any := false
	for i, r := range sel {
		if !b.Get(int(r)) {
			out.Clear(i)
			any = true
		}
	}
	if !any {
		return nil
	}
	return out
}
