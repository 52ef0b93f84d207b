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
	if n := len(b); n >= 8 && n <= 16 {
		hi, lo := bits.Mul64(binary.LittleEndian.Uint64(b)^0xE7037ED1A0B428DB, binary.LittleEndian.Uint64(b[n-8:])^0xA0761D6478BD642F^uint64(n))
		return uint32(hi ^ lo ^ (hi^lo)>>32)
	}
	return hashLong(b)
}

// hashLong is hashBytes for strings of any length.
func hashLong(b []byte) uint32 {
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
		if s.hash == hash && sameBytes(a.at(s.row-1), key) {
			return s.row - 1
		}
	}
}

// guess fills rows with the first row that has the hash of a key, -1 where none does. The reads wait
// for memory together, as in warm; so do those of the strings.
func (x *bytesIndex) guess(a *arena, hashes []uint32, rows []int32) {
	if x.used == 0 {
		for i := range rows {
			rows[i] = -1
		}
		return
	}
	mask := len(x.slots) - 1
	for i, h := range hashes {
		s, next := x.slots[int(h)&mask], x.slots[int(h+1)&mask]
		free := s.row == 0
		if s.hash != h {
			s = next
		}
		for at := h + 2; s.hash != h && s.row != 0 && !free; at++ {
			s = x.slots[int(at)&mask]
		}
		if s.hash != h {
			s.row = 0
		}
		rows[i] = s.row - 1
	}
	if mask > 1<<12 {
		sum := int32(0)
		for _, r := range rows {
			sum += int32(a.data[a.off[max(r, 0)]])
		}
		x.read = sum
	}
}

// sameBytes tells whether two byte strings are equal.
func sameBytes(a, b []byte) bool {
	n := len(a)
	if n != len(b) {
		return false
	}
	if n >= 8 && n <= 16 {
		return binary.LittleEndian.Uint64(a) == binary.LittleEndian.Uint64(b) && binary.LittleEndian.Uint64(a[n-8:]) == binary.LittleEndian.Uint64(b[n-8:])
	}
	return bytes.Equal(a, b)
}
