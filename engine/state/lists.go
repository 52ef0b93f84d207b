package state

import (
	"bytes"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// A table of lists ([ListInt], [ListPair], [ListBytes]) keeps rows of which many may have one key.
// Its fixed words are those of the key (of bytes: how much of the blob is the key), then others,
// last the row's age, which the table sets.

// Keys are the keys of many rows, in the form in which a table of lists is asked for them.
type Keys struct {
	First, Second []int64 // words; Second with ListPair
	Nulls         []uint8 // [NullFirst] and [NullSecond] of each key; nil for none
	Bytes         []byte  // with ListBytes: the keys, one behind the other
	Ends          []int32 // and where each ends

	hashes   []uint32
	order    []int32 // what Together gave
	together bool    // it put them in another order
}

// Reset forgets the keys, and keeps room for others.
func (k *Keys) Reset() { *k = Keys{hashes: k.hashes, order: k.order} }

// Hash takes down the hashes of n keys, for tables with the index that is given. It comes first.
func (k *Keys) Hash(by Index, n int) {
	k.hashes = slices.Grow(k.hashes[:0], n)[:n]
	switch {
	case by == ListBytes:
		for i := range k.hashes {
			k.hashes[i] = hashBytes(k.At(i))
		}
	case by == ListPair:
		for i, first := range k.First {
			k.hashes[i] = hashPair(first, k.Second[i], k.nulls(i))
		}
	case k.Nulls == nil:
		for i, first := range k.First {
			k.hashes[i] = hashPair(first, 0, 0)
		}
	default:
		for i, first := range k.First {
			k.hashes[i] = hashPair(first, 0, k.Nulls[i])
		}
	}
}

// At is key i where keys are bytes.
func (k *Keys) At(i int) []byte {
	from := int32(0)
	if i > 0 {
		from = k.Ends[i-1]
	}
	return k.Bytes[from:k.Ends[i]]
}

func (k *Keys) nulls(i int) uint8 {
	if k.Nulls == nil {
		return 0
	}
	return k.Nulls[i]
}

// Keys of many rows are looked for in so many parts, by four bits of their hashes.
const (
	manyKeys  = 1 << 14
	keyParts  = 16
	partShift = 14
)

// Together lists many rows anew, those whose keys lie near each other in the index one behind the other and
// else in the order that they had. Rows that are looked up and added in that order find in the cache what the
// rows of their part left there, in this batch and in others. The list is valid until the next call.
func (k *Keys) Together(which []int32) []int32 {
	if len(which) < manyKeys {
		return which
	}
	k.together = true
	var at [keyParts]int32
	for _, w := range which {
		at[k.part(w)]++
	}
	sum := int32(0)
	for i, n := range at {
		at[i], sum = sum, sum+n
	}
	k.order = slices.Grow(k.order[:0], len(which))
	out := k.order[:len(which)]
	for _, w := range which {
		p := k.part(w)
		out[at[p]] = w
		at[p]++
	}
	return out
}

func (k *Keys) part(i int32) uint32 { return k.hashes[i] >> partShift % keyParts }

// Firsts fills out with the oldest row of each listed key, NoRow where there is none.
func (t *Table) Firsts(k *Keys, which, out []int32) {
	x := &t.lists.heads
	if x.used == 0 {
		for i := range out {
			out[i] = NoRow
		}
		return
	}
	var room [block]uint32
	for len(which) > 0 {
		n := min(len(which), block)
		x.fetch(k, which)
		hashes, found := room[:n], out[:n]
		for i, w := range which[:n] {
			hashes[i] = k.hashes[w]
		}
		x.likely(hashes, found)
		t.check(k, which[:n], hashes, found)
		which, out = which[n:], out[n:]
	}
}

// check looks on where a row that was found has the hash of the key and not the key. With keys of one word
// that is rare; whether a row was found is not, and is no branch.
func (t *Table) check(k *Keys, which []int32, hashes []uint32, found []int32) {
	first, one := t.Ints[0], t.layout.Index == ListInt
	for i, w := range which {
		row := found[i]
		if one {
			key := k.First[w]
			if is := int64(^row >> 31); key != 0 && (key^first[row&^(row>>31)])&is == 0 {
				continue
			}
		}
		if row != NoRow && !t.hasKey(row, k, int(w)) {
			found[i] = t.findList(k, int(w), hashes[i])
		}
	}
}

func (t *Table) findList(k *Keys, i int, hash uint32) int32 {
	slots := t.lists.heads.slots
	mask := len(slots) - 1
	for at := int(hash) & mask; ; at = (at + 1) & mask {
		s := slots[at]
		if s.row == 0 {
			return NoRow
		}
		if s.hash == hash && t.hasKey(s.row-1, k, i) {
			return s.row - 1
		}
	}
}

func (t *Table) hasKey(row int32, k *Keys, i int) bool {
	switch t.layout.Index {
	case ListBytes:
		return bytes.Equal(t.key(row), k.At(i))
	case ListPair:
		if t.Ints[1][row] != k.Second[i] {
			return false
		}
	}
	first := t.Ints[0][row]
	return first == k.First[i] && (first != 0 && t.layout.Index == ListInt || t.flags[row]&pairNulls == k.nulls(i)) // the word of null is 0
}

// Nexts gives the row that follows each row in the list of its key, NoRow for none. It is valid
// until rows are added.
func (t *Table) Nexts() []int32 { return t.lists.next }

// AddKeyed adds a row for each of the listed keys and sets the words of the keys. The caller sets
// all other words, and blobs that begin with the key, then calls [Table.LinkBorn].
func (t *Table) AddKeyed(k *Keys, which []int32) []int32 {
	t.room(len(which))
	rows := t.addRows(len(which))
	ages := t.ages()
	for list := rows; len(list) > 0; {
		n := data.Stretch(list)
		of := ages[list[0]:][:n]
		for i := range of {
			of[i] = t.born + int64(i)
		}
		t.born += int64(n)
		list = list[n:]
	}
	t.setKeys(k, which, rows)
	return rows
}

// setKeys sets the words of the keys of added rows.
func (t *Table) setKeys(k *Keys, which, rows []int32) {
	first := t.Ints[0]
	if t.layout.Index == ListBytes {
		for i, r := range rows {
			first[r] = int64(len(k.At(int(which[i]))))
		}
		return
	}
	Place(first, rows, k.First, which)
	if t.layout.Index == ListPair {
		Place(t.Ints[1], rows, k.Second, which)
	}
	if k.Nulls != nil {
		for i, r := range rows {
			t.flags[r] |= k.Nulls[which[i]]
		}
	}
}

// SetBlob gives an added row its byte string.
func (t *Table) SetBlob(row int32, blob []byte) { t.blobs.set(row, blob) }
