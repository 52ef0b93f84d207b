package state

import (
	"bytes"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// clone copies the live rows, with their numbers and the order in which numbers are used again.
func (t *Table) clone() *Table {
	c := NewTable(t.layout)
	c.Ints, c.Vec, c.until = cloneAll(t.Ints), t.Vec.clone(), cloned(t.until)
	c.flags, c.blobs = cloned(t.flags), t.blobs.clone()
	c.stamp = make([]uint32, len(t.flags))
	c.free, c.next, c.live = t.free.clone(), t.next, t.live
	c.born, c.holes = t.born, t.holes
	if t.layout.Index == ByWindow {
		c.moveIn(t)
	}
	c.even()
	c.reindex()
	return c
}

// even gives all vectors the length of flags again: copies have no spare room.
func (t *Table) even() {
	n := len(t.flags)
	t.stamp = grown(t.stamp, n)
	growAll(t.Ints, n)
	t.Vec.grow(n)
	if t.layout.Index == ByWindow {
		t.homes.grow(n)
	}
	if t.timed() {
		t.until = grown(t.until, n)
	}
	if t.layout.Blob {
		t.blobs.grow(n)
	}
}

// reindex builds index and order of expiry from the live rows.
func (t *Table) reindex() {
	if t.listed() {
		t.lists.grow(len(t.flags))
		t.relink(t.Rows())
	} else {
		for _, r := range t.Rows() {
			t.index(r)
		}
	}
	if t.timed() {
		t.redue()
	}
	t.renew()
}

// size is the number of bytes that live rows take.
func (t *Table) size() int64 {
	row := 5 + int64(8*len(t.Ints)) + t.Vec.width()
	if t.layout.Index == ByWindow {
		row += 8
	}
	if t.timed() {
		row += 8
	}
	return t.Vec.held(int(t.next)) + int64(cap(t.flags))*row + 4*int64(cap(t.numbers)+cap(t.rowsByKey)) + t.doubles.bytes() + t.longs.bytes() + t.blobs.bytes() + t.ints.bytes() + t.bytes.bytes() + t.windows.bytes() + t.lists.bytes() + t.pairs.bytes() + t.due.bytes() + t.cohorts.bytes()
}

// digest covers the rows that the open batch changed, added or removed: their numbers, and the
// numeric values of those that are live.
func (t *Table) digest() uint64 {
	var d data.Digest
	for _, list := range [][]int32{t.open.rows, t.open.births, t.open.deaths} {
		d.Add(uint64(len(list)))
		for len(list) > 0 {
			n := min(len(list), data.DigestBlock)
			t.digestRows(&d, list[:n])
			list = list[n:]
		}
	}
	return d.Sum()
}

// digestRows adds a block of rows.
func (t *Table) digestRows(d *data.Digest, rows []int32) {
	if n := len(rows); data.Stretch(rows) == n {
		from := int(rows[0])
		flags := t.flags[from : from+n]
		d.Add(uint64(from)<<8 | uint64(flags[0]))
		if bytes.Count(flags, flags[:1]) == n {
			if flags[0]&flagLive != 0 {
				t.digestStretch(d, from, from+n)
			}
			return
		}
		d.Bytes(flags)
	} else {
		var words [data.DigestBlock]int64
		for i, r := range rows {
			words[i] = int64(r)<<8 | int64(t.flags[r])
		}
		d.Words(words[:n])
	}
	if t.Vec.width() > 0 {
		t.digestLive(d, rows)
	}
}

// digestLive adds the values of the live ones of a block of rows.
func (t *Table) digestLive(d *data.Digest, rows []int32) {
	var words [data.DigestBlock]int64
	var room [data.DigestBlock]int32
	live := room[:0]
	for _, r := range rows {
		if t.flags[r]&flagLive != 0 {
			live = append(live, r)
		}
	}
	if len(live) == 0 {
		return
	}
	w := words[:len(live)]
	for _, c := range t.Vec.I64 {
		for i, r := range live {
			w[i] = c[r]
		}
		d.Words(w)
	}
	for _, c := range t.Vec.F64 {
		for i, r := range live {
			w[i] = int64(math.Float64bits(c[r]))
		}
		d.Words(w)
	}
	for _, c := range t.Vec.Dec {
		for i, r := range live {
			w[i] = decWord(c[r])
		}
		d.Words(w)
	}
}

// digestStretch adds the values of a block of rows that follow each other.
func (t *Table) digestStretch(d *data.Digest, from, to int) {
	var words [data.DigestBlock]int64
	w := words[:to-from]
	for _, c := range t.Vec.I64 {
		d.Words(c[from:to])
	}
	for _, c := range t.Vec.F64 {
		for i, v := range c[from:to] {
			w[i] = int64(math.Float64bits(v))
		}
		d.Words(w)
	}
	for _, c := range t.Vec.Dec {
		for i, v := range c[from:to] {
			w[i] = decWord(v)
		}
		d.Words(w)
	}
}

func decWord(v data.Dec) int64 { return int64(v.Lo ^ uint64(v.Hi)*fib) }
