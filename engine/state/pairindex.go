package state

import "math/bits"

// Nulls of a key of two words, as they stand in a row's flags. A null word is 0.
const (
	NullFirst  uint8 = 1 << 2
	NullSecond uint8 = 1 << 3
	pairNulls        = NullFirst | NullSecond
)

// block is how many keys are looked for together.
const block = 128

func hashPair(first, second int64, nulls uint8) uint32 {
	hi, lo := bits.Mul64(uint64(first)^0xA0761D6478BD642F, uint64(second)^0xE7037ED1A0B428DB^uint64(nulls))
	h := hi ^ lo
	return uint32(h ^ h>>32)
}

// pairHash is the hash of a row's key.
func (t *Table) pairHash(row int32) uint32 {
	return hashPair(t.Ints[0][row], t.Ints[1][row], t.flags[row]&pairNulls)
}

// InternPairs fills rows with the row of each key of two words, adding new ones. nulls has
// [NullFirst] and [NullSecond] of each key, or is nil. The table is indexed ByPair.
func (t *Table) InternPairs(first, second []int64, nulls []uint8, rows []int32) {
	var room [block]uint32
	for len(rows) > 0 {
		n := min(len(rows), block)
		hashes := room[:n]
		for i := range hashes {
			hashes[i] = hashPair(first[i], second[i], 0)
		}
		for i, v := range nulls[:min(n, len(nulls))] {
			if v != 0 {
				hashes[i] = hashPair(first[i], second[i], v)
			}
		}
		t.pairs.reserve(n)
		t.pairs.warm(hashes)
		null := uint8(0)
		for i, h := range hashes {
			if nulls != nil {
				null = nulls[i]
			}
			slot := t.findPair(first[i], second[i], null, h)
			if slot.row == 0 {
				r := t.add()
				t.Ints[0][r], t.Ints[1][r] = first[i], second[i]
				t.flags[r] |= null
				t.pairs.fill(slot, h, r)
			}
			rows[i] = slot.row - 1
		}
		first, second, rows = first[n:], second[n:], rows[n:]
		if nulls != nil {
			nulls = nulls[n:]
		}
	}
}

// findPair returns the slot of a key, a free one when it is not there. The index has room.
func (t *Table) findPair(first, second int64, nulls uint8, hash uint32) *hashSlot {
	slots := t.pairs.slots
	mask := len(slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		s := &slots[i]
		if s.row == 0 {
			return s
		}
		if r := s.row - 1; s.hash == hash && t.Ints[0][r] == first && t.Ints[1][r] == second && t.flags[r]&pairNulls == nulls {
			return s
		}
	}
}
