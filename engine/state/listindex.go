package state

import (
	"bytes"
	"slices"
)

// listIndex finds the rows of a key where many rows may have one, oldest first. It is made of what
// stands in the rows and has no history of its own: rows go into their lists by their ages.
//
//	hash ─> first row ─next─> row ─next─> last row      prev of the first is the last
type listIndex struct {
	heads      hashIndex
	next, prev []int32 // NoRow ends a list
}

func (x *listIndex) grow(n int) { x.next, x.prev = grown(x.next, n), grown(x.prev, n) }

func (x *listIndex) bytes() int64 { return x.heads.bytes() + 4*int64(cap(x.next)+cap(x.prev)) }

// listed tells that the table is indexed by lists.
func (t *Table) listed() bool { return t.layout.Index >= ListInt }

// ages is the word that orders the rows of a list; it is the last of the fixed ones.
func (t *Table) ages() []int64 { return t.Ints[len(t.Ints)-1] }

// key is a row's key where it is bytes: so much of the blob as the first word says.
func (t *Table) key(row int32) []byte { return t.blobs.at(row)[:t.Ints[0][row]] }

func (t *Table) listHash(row int32) uint32 {
	switch t.layout.Index {
	case ListInt:
		return hashPair(t.Ints[0][row], 0, t.flags[row]&pairNulls)
	case ListPair:
		return t.pairHash(row)
	}
	return hashBytes(t.key(row))
}

// sameKey tells whether two rows have one key.
func (t *Table) sameKey(a, b int32) bool {
	switch t.layout.Index {
	case ListInt:
		first := t.Ints[0][a]
		return first == t.Ints[0][b] && (first != 0 || t.flags[a]&pairNulls == t.flags[b]&pairNulls) // the word of null is 0
	case ListPair:
		return t.Ints[0][a] == t.Ints[0][b] && t.Ints[1][a] == t.Ints[1][b] && t.flags[a]&pairNulls == t.flags[b]&pairNulls
	}
	return bytes.Equal(t.key(a), t.key(b))
}

// link puts a row into the list of its key, by its age: mostly at an end. The youngest of all is known to
// belong to the end.
func (t *Table) link(row int32, hash uint32, youngest bool) {
	x := &t.lists
	x.heads.reserve(1)
	mask := len(x.heads.slots) - 1
	i := int(hash) & mask
	for ; x.heads.slots[i].row != 0; i = (i + 1) & mask {
		s := &x.heads.slots[i]
		if s.hash != hash || !t.sameKey(s.row-1, row) {
			continue
		}
		if youngest {
			x.append(s.row-1, row)
		} else if x.place(s.row-1, row, t.ages()) {
			s.row = row + 1
		}
		return
	}
	x.heads.fill(&x.heads.slots[i], hash, row)
	x.next[row], x.prev[row] = NoRow, row
}

// append puts a row at the end of the list that begins with first.
func (x *listIndex) append(first, row int32) {
	last := x.prev[first]
	x.next[last], x.next[row] = row, NoRow
	x.prev[row], x.prev[first] = last, row
}

// place puts a row into the list that begins with first; true says that it is the first now.
func (x *listIndex) place(first, row int32, ages []int64) bool {
	last, age := x.prev[first], ages[row]
	switch {
	case age > ages[last]:
		x.append(first, row)
		return false
	case age < ages[first]:
		x.next[row], x.prev[row], x.prev[first] = first, last, row
		return true
	}
	before := first
	for ages[x.next[before]] < age {
		before = x.next[before]
	}
	after := x.next[before]
	x.next[before], x.next[row] = row, after
	x.prev[after], x.prev[row] = row, before
	return false
}

// unlink takes a row out of its list. What followed it can still be reached from it.
func (t *Table) unlink(row int32, hash uint32) {
	x := &t.lists
	next, prev := x.next[row], x.prev[row]
	isFirst := x.next[prev] != row
	if !isFirst && next != NoRow {
		x.next[prev], x.prev[next] = next, prev
		return
	}
	mask := len(x.heads.slots) - 1
	i := int(hash) & mask
	if !isFirst { // the last: its list is the one whose first row knows it
		for x.heads.slots[i].row == 0 || x.prev[x.heads.slots[i].row-1] != row {
			i = (i + 1) & mask
		}
		x.next[prev], x.prev[x.heads.slots[i].row-1] = NoRow, prev
		return
	}
	for x.heads.slots[i].row != row+1 {
		i = (i + 1) & mask
	}
	if next == NoRow {
		x.heads.unslot(i)
		return
	}
	x.heads.slots[i].row = next + 1
	x.prev[next] = prev
}

// unlinkAll takes rows out of their lists: of a block of them first those that are alone in their list, and so
// on, so that it can be foretold what is to be done.
func (t *Table) unlinkAll(rows []int32) {
	if n := len(rows) * sweptPart; n > t.live+len(rows) && n > len(t.lists.heads.slots) {
		t.sweepLists()
		return
	}
	var room [block]uint32
	var where [block]uint8
	var order [block]uint8
	x := &t.lists
	for len(rows) > 0 {
		n := min(len(rows), block)
		part, hashes := rows[:n], room[:n]
		t.listHashes(part, hashes)
		x.heads.warm(hashes)
		var at [4]uint8
		for i, r := range part {
			next := x.next[r]
			last := next >> 31 & 2           // NoRow is -1
			isFirst := x.next[x.prev[r]] ^ r // 0 where the one before it is followed by it
			w := uint8(last) | uint8((isFirst|-isFirst)>>31&1)
			where[i] = w
			at[w]++
		}
		at[1], at[2], at[3] = at[0], at[0]+at[1], at[0]+at[1]+at[2]
		at[0] = 0
		for i, w := range where[:n] {
			order[at[w&3]] = uint8(i)
			at[w&3]++
		}
		for _, i := range order[:n] {
			t.unlink(part[i], hashes[i])
		}
		rows = rows[n:]
	}
}

// sweptPart is which part of all rows and slots has to be rows that go for all lists to be gone through.
const sweptPart = 4

// sweepLists takes all rows that are not live out of their lists, in the order of the index: nothing is looked for
// then. A list goes back to a slot that is no later than its old one: all those between were emptied before.
func (t *Table) sweepLists() {
	x := &t.lists.heads
	mask := len(x.slots) - 1
	from := 0
	for x.slots[from].row != 0 {
		from++
	}
	x.used = 0
	var room [block]hashSlot
	n := 0
	for k := range x.slots {
		s := &x.slots[(from+k)&mask]
		room[n&(block-1)] = *s
		n += int(uint32(-s.row) >> 31) // used or not cannot be foretold
		*s = hashSlot{}
		if n == block {
			t.sweep(room[:])
			n = 0
		}
	}
	t.sweep(room[:n])
	x.shrink()
}

// sweep puts those of some lists back that have live rows, without the others. The lists are gone through abreast.
func (t *Table) sweep(heads []hashSlot) {
	x, flags := &t.lists, t.flags
	next, prev := x.next, x.prev
	var going [block]uint8
	n := 0
	for i, s := range heads {
		going[n] = uint8(i)
		n += int(^flags[s.row-1] & flagLive)
	}
	for n > 0 { // to the first live row of each
		still := 0
		for _, i := range going[:n] {
			s := &heads[i&(block-1)]
			row := next[s.row-1]
			s.row = row + 1
			going[still] = i
			still += int(^flags[row&^(row>>31)]&flagLive) &^ int(row>>31)
		}
		n = still
	}
	lists := 0
	for _, s := range heads {
		heads[lists] = s
		lists += int(uint32(-s.row) >> 31)
	}
	var last, after [block]int32
	for i, s := range heads[:lists] {
		x.heads.put(s.hash, s.row-1)
		last[i], after[i] = s.row-1, next[s.row-1]
		going[n] = uint8(i)
		n += int(^after[i]>>31) & 1
	}
	for n > 0 { // each live row behind the one before it
		still := 0
		for _, i := range going[:n] {
			i := i & (block - 1)
			before, row := last[i], after[i]
			next[before], prev[row] = row, before
			last[i] = before ^ (before^row)&-int32(flags[row]&flagLive)
			after[i] = next[row]
			going[still] = i
			still += int(^after[i]>>31) & 1
		}
		n = still
	}
	for i, s := range heads[:lists] {
		next[last[i]], prev[s.row-1] = NoRow, last[i]
	}
}

// LinkBorn puts rows just added, the youngest there are, into the lists of their keys, once their fixed words and
// blobs are set.
func (t *Table) LinkBorn(k *Keys, which, rows []int32) {
	x := &t.lists
	x.heads.reserve(len(rows))
	var room [block]uint32
	var first [block]int32
	for len(rows) > 0 {
		n := min(len(rows), block)
		x.heads.fetch(k, which)
		hashes := room[:n]
		for i, w := range which[:n] {
			hashes[i] = k.hashes[w]
		}
		x.heads.likely(hashes, first[:n])
		t.linkBorn(rows[:n], hashes, first[:n])
		which, rows = which[n:], rows[n:]
	}
}

// linkBorn is LinkBorn for a block of rows, each with the first row that has its hash: those that have one go
// first, then those that may begin a list, so that it can be foretold where each goes.
func (t *Table) linkBorn(rows []int32, hashes []uint32, first []int32) {
	var order [block]uint8
	old, fresh := 0, len(rows)
	for i := range rows {
		// Both places are written; one of them is kept.
		order[old], order[fresh-1] = uint8(i), uint8(i)
		is := int(^first[i] >> 31 & 1)
		old, fresh = old+is, fresh-1+is
	}
	words, one := t.Ints[0], t.layout.Index == ListInt
	for _, i := range order[:old] {
		f, r := first[i], rows[i]
		if key := words[r]; one && key != 0 && key == words[f] || t.sameKey(f, r) {
			t.lists.append(f, r)
		} else {
			t.link(r, hashes[i], true)
		}
	}
	for k := len(rows) - 1; k >= old; k-- {
		i := order[k]
		t.link(rows[i], hashes[i], true)
	}
}

// Link is LinkBorn for rows of any age.
func (t *Table) Link(rows []int32) {
	t.lists.heads.reserve(len(rows))
	t.hashed(rows, func(r int32, h uint32) { t.link(r, h, false) })
}

// relink puts rows that are live again into their lists. The youngest go first: older ones then
// find their place at the beginning.
func (t *Table) relink(rows []int32) {
	ages := t.ages()
	rows = cloned(rows)
	slices.SortFunc(rows, func(a, b int32) int { return int(ages[b] - ages[a]) })
	t.Link(rows)
}

// hashed calls do for each row and the hash of its key, many at a time.
func (t *Table) hashed(rows []int32, do func(r int32, hash uint32)) {
	var room [block]uint32
	for len(rows) > 0 {
		n := min(len(rows), block)
		hashes := room[:n]
		t.listHashes(rows[:n], hashes)
		t.lists.heads.warm(hashes)
		for i, r := range rows[:n] {
			do(r, hashes[i])
		}
		rows = rows[n:]
	}
}

// listHashes fills out with the hash of each row's key.
func (t *Table) listHashes(rows []int32, out []uint32) {
	if t.layout.Index == ListInt {
		first, flags := t.Ints[0], t.flags
		for i, r := range rows {
			out[i] = hashPair(first[r], 0, flags[r]&pairNulls)
		}
		return
	}
	for i, r := range rows {
		out[i] = t.listHash(r)
	}
}
