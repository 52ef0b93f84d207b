package state

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// bytesIndex finds rows by the byte string that an arena keeps for them.
type bytesIndex struct{ hashIndex }

// hashBytes mixes eight bytes at a time by 128-bit products.
func hashBytes(b []byte) uint32 {
	h := uint64(len(b)) ^ 0xA0761D6478BD642F
	for len(b) >= 8 {
		hi, lo := bits.Mul64(h^binary.LittleEndian.Uint64(b), 0xE7037ED1A0B428DB)
		h = hi ^ lo
		b = b[8:]
	}
	if len(b) > 0 {
		var tail uint64
		if len(b) >= 4 {
			tail = uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))<<32
		} else {
			tail = uint64(b[0]) | uint64(b[len(b)>>1])<<8 | uint64(b[len(b)-1])<<16
		}
		hi, lo := bits.Mul64(h^tail, 0x8EBC6AF09C88C6E3)
		h = hi ^ lo
	}
	return uint32(h ^ h>>32)
}

func (x *bytesIndex) find(a *arena, key []byte, hash uint32) int32 {
	if x.used == 0 {
		return -1
	}
	mask := len(x.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		s := x.slots[i]
		if s.row == 0 {
			return -1
		}
		if s.hash == hash && bytes.Equal(a.at(s.row-1), key) {
			return s.row - 1
		}
	}
}
