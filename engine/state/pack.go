package state

import (
	"encoding/binary"
	"math/bits"
)

// packed is how many words are packed together.
const packed = 256

// appendPacked writes up to [packed] words in few bits each: what they lie above the least of
// them, or above the least step from word to word, whichever is smaller. Times in order, rows in
// runs and doubles with few digits become a bit or two.
//
//	width, 128 added for steps · zero bits left out · [first word] · least · bits
func appendPacked(b []byte, words []int64) []byte {
	if step, even := evenSteps(words); even && step == 0 {
		return binary.AppendVarint(append(b, 0, 0), words[0])
	} else if even {
		return binary.AppendVarint(binary.AppendVarint(append(b, 0x80, 0), words[0]), step)
	}
	least, most := words[0], words[0]
	low, high := int64(0), int64(0)
	if len(words) > 1 {
		low, high = words[1]-words[0], words[1]-words[0]
	}
	last := words[0]
	for _, w := range words[1:] {
		least, most = min(least, w), max(most, w)
		low, high = min(low, w-last), max(high, w-last)
		last = w
	}
	steps := bits.Len64(uint64(high-low)) < bits.Len64(uint64(most-least))
	var room [packed]uint64
	over, any := room[:len(words)], uint64(0)
	if steps {
		last = words[0]
		for i, w := range words[1:] {
			v := uint64(w - last - low)
			over[i], last = v, w
			any |= v
		}
		over = over[:len(words)-1]
	} else {
		low = least
		for i, w := range words {
			v := uint64(w - least)
			over[i] = v
			any |= v
		}
	}
	zeros := bits.TrailingZeros64(any) & 63
	width := bits.Len64(any >> zeros)
	head := byte(width)
	if steps {
		head |= 0x80
	}
	b = append(b, head, byte(zeros))
	if steps {
		b = binary.AppendVarint(b, words[0])
	}
	b = binary.AppendVarint(b, low)
	return appendBits(b, over, uint(zeros), uint(width))
}

// evenSteps tells whether each word is one step above the one before: alike words, and rows in a run.
func evenSteps(words []int64) (step int64, even bool) {
	if len(words) < 2 {
		return 0, true
	}
	step = words[1] - words[0]
	for i := 2; i < len(words); i++ {
		if words[i]-words[i-1] != step {
			return 0, false
		}
	}
	return step, true
}

// appendBits writes width bits of each value, without its lowest zeros.
func appendBits(b []byte, values []uint64, zeros, width uint) []byte {
	if width == 0 {
		return b
	}
	acc, fill := uint64(0), uint(0)
	for _, v := range values {
		v >>= zeros
		acc |= v << fill
		if fill += width; fill >= 64 {
			b = binary.LittleEndian.AppendUint64(b, acc)
			fill -= 64
			acc = v >> (width - fill)
		}
	}
	for ; fill > 0; fill -= min(fill, 8) {
		b = append(b, byte(acc))
		acc >>= 8
	}
	return b
}

// unpack turns the bits of appendBits into values again; b has eight bytes more than they take.
func unpack(b []byte, values []int64, zeros, width uint) {
	mask := ^uint64(0) >> (64 - width)
	at := uint(0)
	for i := range values {
		from := at >> 3
		v := binary.LittleEndian.Uint64(b[from:]) >> (at & 7)
		if at&7+width > 64 {
			v |= uint64(b[from+8]) << (64 - at&7)
		}
		values[i] = int64(v & mask << zeros)
		at += width
	}
}
