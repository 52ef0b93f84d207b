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

// pairIndex finds rows by two words. Where one of them is a time, rows of about the same time have
// a part of their own: they come and leave together, and the part in use is small.
type pairIndex struct {
	times int // which word is a time: 1, 2, or 0 for none
	parts map[int64]*pairPart
	near  [32]*pairPart // parts found last, by their numbers
	spare []*pairPart
}

// pairPart is a part of the index: the rows whose times have one number.
type pairPart struct {
	hashIndex
	number  int64
	leaving int  // rows that are being removed
	few     bool // so few that each is looked for
}

// partMicros is the length of a part as a power of two of microseconds: about a second.
const partMicros = 20

func (x *pairIndex) part(first, second int64) *pairPart {
	n := int64(0)
	switch x.times {
	case 1:
		n = first >> partMicros
	case 2:
		n = second >> partMicros
	}
	if p := x.near[n&31]; p != nil && p.number == n {
		return p
	}
	return x.far(n)
}

// far finds or adds a part.
func (x *pairIndex) far(n int64) *pairPart {
	p := x.parts[n]
	if p == nil {
		if k := len(x.spare); k > 0 {
			p, x.spare = x.spare[k-1], x.spare[:k-1]
		} else {
			p = new(pairPart)
		}
		if x.parts == nil {
			x.parts = map[int64]*pairPart{}
		}
		p.number = n
		x.parts[n] = p
	}
	x.near[n&31] = p
	return p
}

// drop takes a part out; its room is used again.
func (x *pairIndex) drop(p *pairPart) {
	delete(x.parts, p.number)
	if x.near[p.number&31] == p {
		x.near[p.number&31] = nil
	}
	if len(x.spare) < 32 {
		clear(p.slots)
		p.used = 0
		x.spare = append(x.spare, p)
	}
}

func (x *pairIndex) bytes() int64 {
	n := int64(0)
	for _, p := range x.parts {
		n += 64 + p.hashIndex.bytes()
	}
	for _, p := range x.spare {
		n += p.hashIndex.bytes()
	}
	return n
}

func hashPair(first, second int64, nulls uint8) uint32 {
	hi, lo := bits.Mul64(uint64(first)^0xA0761D6478BD642F, uint64(second)^0xE7037ED1A0B428DB^uint64(nulls))
	h := hi ^ lo
	return uint32(h ^ h>>32)
}

// pairHash is the hash of a row's key.
func (t *Table) pairHash(row int32) uint32 {
	return hashPair(t.Ints[0][row], t.Ints[1][row], t.flags[row]&pairNulls)
}

// pairPart is the part of the index in which a row is found.
func (t *Table) pairPart(row int32) *pairPart { return t.pairs.part(t.Ints[0][row], t.Ints[1][row]) }

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
		t.room(n)
		var p *pairPart
		if nulls == nil {
			p = t.pairs.mostly(first[:n], second[:n])
		}
		if p != nil {
			t.internPart(p, first[:n], second[:n], hashes, rows[:n])
		} else {
			parts := t.pairs.warm(first[:n], second[:n], hashes)
			t.internPairs(first, second, nulls, hashes, parts[:], rows)
		}
		first, second, rows = first[n:], second[n:], rows[n:]
		if nulls != nil {
			nulls = nulls[n:]
		}
	}
}

// warm finds the parts of keys and reads their slots. The reads wait for memory together; those of a
// search, which branches on what it finds, wait one after the other.
func (x *pairIndex) warm(first, second []int64, hashes []uint32) (parts [block]*pairPart) {
	sum := int32(0)
	for i, h := range hashes {
		p := x.part(first[i], second[i])
		parts[i] = p
		if len(p.slots) > 0 {
			sum += p.slots[int(h)&(len(p.slots)-1)].row
		}
	}
	parts[0].read = sum
	return parts
}

// internPairs is InternPairs for as many keys as there are hashes.
func (t *Table) internPairs(first, second []int64, nulls []uint8, hashes []uint32, parts []*pairPart, rows []int32) {
	null, from := uint8(0), len(t.open.births)
	t.grow(int(t.next) + len(hashes))
	for i, h := range hashes {
		if nulls != nil {
			null = nulls[i]
		}
		rows[i] = t.internPair(parts[i], first[i], second[i], null, h)
	}
	t.settle(t.open.births[from:], 2)
}

// internPair finds or adds the row of a key in its part. There is room for a row; it is not settled.
func (t *Table) internPair(p *pairPart, first, second int64, null uint8, hash uint32) int32 {
	p.reserve(1)
	slot := t.findPair(p, first, second, null, hash)
	if slot.row == 0 {
		r, _ := t.number()
		t.Ints[0][r], t.Ints[1][r] = first, second
		t.flags[r] = flagLive | null
		t.open.births = append(t.open.births, r)
		p.fill(slot, hash, r)
	}
	return slot.row - 1
}

// mostly is the part of nearly all of these keys, nil where they are of several.
func (x *pairIndex) mostly(first, second []int64) *pairPart {
	times := first
	switch x.times {
	case 0:
		return x.part(0, 0)
	case 2:
		times = second
	}
	number, others := times[len(times)/2]>>partMicros, 0
	for _, v := range times {
		if v>>partMicros != number {
			others++
		}
	}
	if others > len(times)/8 {
		return nil
	}
	return x.part(first[len(first)/2], second[len(second)/2])
}

// internPart is internPairs of keys without nulls, nearly all of one part.
func (t *Table) internPart(p *pairPart, first, second []int64, hashes []uint32, rows []int32) {
	from, n := len(t.open.births), len(hashes)
	t.grow(int(t.next) + n)
	p.reserve(n)
	slots, mask, sum := p.slots, uint32(len(p.slots)-1), int32(0)
	for _, h := range hashes {
		sum += slots[h&mask].row
	}
	p.read = sum
	timed, times := t.pairs.times > 0, first
	if t.pairs.times == 2 {
		times = second
	}
	as, bs, flags := t.Ints[0], t.Ints[1], t.flags
	for i, h := range hashes {
		a, b := first[i], second[i]
		if timed && times[i]>>partMicros != p.number {
			rows[i] = t.internPair(t.pairs.part(a, b), a, b, 0, h)
			continue
		}
		for at := h & mask; ; at = (at + 1) & mask {
			s := &slots[at]
			if s.row == 0 {
				r, _ := t.number()
				as[r], bs[r], flags[r] = a, b, flagLive
				t.open.births = append(t.open.births, r)
				*s = hashSlot{h, r + 1}
				p.used++
				rows[i] = r
				break
			}
			if r := s.row - 1; s.hash == h && as[r] == a && bs[r] == b && flags[r]&pairNulls == 0 {
				rows[i] = r
				break
			}
		}
	}
	t.settle(t.open.births[from:], 2)
}

// findPair returns the slot of a key, a free one when it is not there. The part has room.
func (t *Table) findPair(p *pairPart, first, second int64, nulls uint8, hash uint32) *hashSlot {
	mask := len(p.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		s := &p.slots[i]
		if s.row == 0 {
			return s
		}
		if r := s.row - 1; s.hash == hash && t.Ints[0][r] == first && t.Ints[1][r] == second && t.flags[r]&pairNulls == nulls {
			return s
		}
	}
}

// unpair takes a row out of the index.
func (t *Table) unpair(row int32) {
	p := t.pairPart(row)
	p.remove(t.pairHash(row), row)
	if p.used == 0 {
		t.pairs.drop(p)
	}
}

// pairRun is how many rows in front are in the part of the first.
func (t *Table) pairRun(rows []int32) int {
	if t.pairs.times == 0 {
		return len(rows)
	}
	times := t.Ints[t.pairs.times-1]
	number := times[rows[0]] >> partMicros
	for i, r := range rows {
		if times[r]>>partMicros != number {
			return i
		}
	}
	return len(rows)
}

// unpairAll takes rows that are no longer live out of the index: whole parts where all go, in one
// pass where many do.
func (t *Table) unpairAll(rows []int32) {
	var parts []*pairPart
	for rest := rows; len(rest) > 0; {
		p, n := t.pairPart(rest[0]), t.pairRun(rest)
		if p.leaving == 0 {
			parts = append(parts, p)
		}
		p.leaving += n
		rest = rest[n:]
	}
	each := false
	for _, p := range parts {
		p.few = p.leaving <= p.used/8
		each = each || p.few
	}
	for rest := rows; each && len(rest) > 0; {
		p, n := t.pairPart(rest[0]), t.pairRun(rest)
		if p.few {
			for _, r := range rest[:n] {
				p.remove(t.pairHash(r), r)
			}
		}
		rest = rest[n:]
	}
	for _, p := range parts {
		if !p.few {
			if p.leaving == p.used {
				t.pairs.drop(p)
			} else {
				p.sweep(t.flags)
			}
		}
		p.leaving, p.few = 0, false
	}
}
