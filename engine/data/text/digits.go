package text

import (
	"encoding/binary"
	"math/bits"
)

// leading reads the digits that eight characters begin with, the first of them in the lowest byte: how many there
// are, and the number that they are. Nothing is asked of the single digits, so that no length is foreseen wrongly.
func leading(eight uint64) (n int, v uint64) {
	x := eight ^ '0'*ones
	// A byte above 9 gets its highest bit; the lowest marked one is exact, those above it may be carries.
	n = bits.TrailingZeros64((x|(x+0x76*ones))&highs) >> 3
	x <<= 64 - 8*uint(n)
	x = x*10 + x>>8 // two digits in every other byte
	const pairs = 0x000000ff000000ff
	return n, (x&pairs*(100+1_000_000<<32) + x>>16&pairs*(1+10_000<<32)) >> 32
}

// shortNumber is the length of the number that eight characters begin with: digits without a needless zero in
// front, and a point between digits or none. It is 0 where they begin with none, or may not hold all of it.
func shortNumber(eight uint64) int {
	x := eight ^ '0'*ones
	stops := (x&^highs + 0x76*ones | x) & highs // the characters that are no digits
	whole := bits.TrailingZeros64(stops) >> 3
	if whole == 0 || whole > 1 && byte(x) == 0 {
		return 0
	}
	end := whole
	if eight>>(8*whole)&0xff == '.' {
		stops &= stops - 1
		if end = bits.TrailingZeros64(stops) >> 3; end == whole+1 {
			return 0
		}
	}
	return end & 7 // eight digits may go on
}

// digitsAt is leading of b[p:]; n is 8 where there may be more digits, or fewer characters.
func digitsAt(b []byte, p int) (n int, v uint64) {
	if len(b)-p < 8 {
		return 8, 0
	}
	return leading(binary.LittleEndian.Uint64(b[p:]))
}
