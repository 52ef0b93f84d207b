package state

import "bytes"

// A table of lists ([ListInt], [ListPair], [ListBytes]) keeps rows of which many may have one key.
// Its fixed words are those of the key (of bytes: how much of the blob is the key), then others,
// last the row's age, which the table sets.

// Keys are the keys of many rows, in the form in which a table of lists is asked for them.
type Keys struct {
	First, Second []int64 // words; Second with ListPair
	Nulls         []uint8 // [NullFirst] and [NullSecond] of each key; nil for none
	Bytes         []byte  // with ListBytes: the keys, one behind the other
	Ends          []int32 // and where each ends
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

// hash is the hash of key i.
func (k *Keys) hash(by Index, i int) uint32 {
	switch by {
	case ListInt:
		return hashPair(k.First[i], 0, k.nulls(i))
	case ListPair:
		return hashPair(k.First[i], k.Second[i], k.nulls(i))
	}
	return hashBytes(k.At(i))
}

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
		hashes := room[:n]
		for i, w := range which[:n] {
			hashes[i] = k.hash(t.layout.Index, int(w))
		}
		x.warm(hashes)
		for i, h := range hashes {
			out[i] = t.findList(k, int(which[i]), h)
		}
		which, out = which[n:], out[n:]
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
	return t.Ints[0][row] == k.First[i] && t.flags[row]&pairNulls == k.nulls(i)
}

// Nexts gives the row that follows each row in the list of its key, NoRow for none. It is valid
// until rows are added.
func (t *Table) Nexts() []int32 { return t.lists.next }

// AddKeyed adds a row for each of the listed keys and sets the words of the keys. The caller sets
// the other words, and blobs that begin with the key, then calls [Table.LinkBorn].
func (t *Table) AddKeyed(k *Keys, which []int32) []int32 {
	t.room(len(which))
	rows := t.addRows(len(which))
	ages := t.ages()
	for i, r := range rows {
		ages[r] = t.born + int64(i)
		w := which[i]
		if t.layout.Index == ListBytes {
			t.Ints[0][r] = int64(len(k.At(int(w))))
			continue
		}
		t.Ints[0][r] = k.First[w]
		t.flags[r] |= k.nulls(int(w))
	}
	if t.layout.Index == ListPair {
		for i, r := range rows {
			t.Ints[1][r] = k.Second[which[i]]
		}
	}
	t.born += int64(len(rows))
	return rows
}

// SetBlob gives an added row its byte string.
func (t *Table) SetBlob(row int32, blob []byte) { t.blobs.set(row, blob) }
