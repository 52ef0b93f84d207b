package state

import "github.com/sparkrepl/sparkrepl/engine/data"

// InternInts fills rows with the row number of each key, adding the rows that are new; a null
// is a key of its own. The table is indexed ByInt.
func InternInts[T int8 | int16 | int32 | int64](t *Table, keys []T, valid data.Bitmap, rows []int32) {
	if valid != nil {
		for i, k := range keys {
			if valid.Get(i) {
				rows[i] = t.InternInt(int64(k))
			} else {
				rows[i] = t.null()
			}
		}
		return
	}
	rows = rows[:len(keys)]
	for len(keys) > 0 {
		n := min(len(keys), block)
		internInts(t, keys[:n], rows[:n])
		keys, rows = keys[n:], rows[n:]
	}
}

// internInts is InternInts for a block of keys without nulls.
func internInts[T int8 | int16 | int32 | int64](t *Table, keys []T, rows []int32) {
	rows = rows[:len(keys)]
	direct, warm := t.ints.direct, false
	for i, k := range keys {
		if uint64(k) < uint64(len(direct)) {
			if r := direct[k]; r != 0 {
				rows[i] = r - 1
				continue
			}
		} else if !warm {
			warmInts(&t.ints, keys[i:])
			warm = true
		}
		if r := t.ints.find(int64(k)); r >= 0 {
			rows[i] = r
			continue
		}
		rows[i] = t.addInt(int64(k))
		direct = t.ints.direct
	}
}

// InternInt is InternInts for one key.
func (t *Table) InternInt(key int64) int32 {
	if r := t.ints.find(key); r >= 0 {
		return r
	}
	return t.addInt(key)
}

// addInt adds a row of a key that is not there.
func (t *Table) addInt(key int64) int32 {
	t.room(1)
	row := t.add()
	t.Ints[0][row] = key
	t.ints.insert(key, row)
	return row
}

// InternColumn fills rows by the values of a BYTES column. The table is indexed ByBytes.
func (t *Table) InternColumn(c *data.Bytes, rows []int32) {
	var room [block]uint32
	for from := 0; from < len(rows); from += block {
		part := rows[from:min(from+block, len(rows))]
		hashes := room[:len(part)]
		for i := range part {
			hashes[i] = hashBytes(c.At(from + i))
		}
		t.bytes.guess(&t.blobs, hashes, part)
		for i, r := range part {
			key := c.At(from + i)
			switch {
			case c.Nulls != nil && !c.Nulls.Get(from+i):
				part[i] = t.null()
			case r < 0 || !sameBytes(t.blobs.at(r), key):
				part[i] = t.internHashed(key, hashes[i])
			}
		}
	}
}

// InternBytes finds or adds the row of one byte string.
func (t *Table) InternBytes(key []byte) int32 { return t.internHashed(key, hashBytes(key)) }

func (t *Table) internHashed(key []byte, hash uint32) int32 {
	if r := t.bytes.find(&t.blobs, key, hash); r >= 0 {
		return r
	}
	t.room(1)
	row := t.Add(key)
	t.bytes.insert(hash, row)
	return row
}

// FindBytes returns the row of a byte string, NoRow without one.
func (t *Table) FindBytes(key []byte) int32 { return t.bytes.find(&t.blobs, key, hashBytes(key)) }

// FindInt returns the row of a key, NoRow without one.
func (t *Table) FindInt(key int64) int32 { return t.ints.find(key) }

// FindNull returns the row of the null key, NoRow without one.
func (t *Table) FindNull() int32 { return t.nullRow }

// InternNull finds or adds the row of the null key.
func (t *Table) InternNull() int32 { return t.null() }

// InternWindows fills rows with the row of each (window, key number), adding new ones. Rows of
// one window that follow each other cost no search for it. The table is indexed ByWindow.
func (t *Table) InternWindows(starts, ends []int64, keys, rows []int32) {
	for i := 0; i < len(starts); {
		start, end := starts[i], ends[i]
		to := i + 1
		for to < len(starts) && starts[to] == start && ends[to] == end {
			to++
		}
		t.internRun(t.windows.window(start, end, t.now), keys[i:to], rows[i:to])
		i = to
	}
}

// InternWindow is InternWindows for rows of one window; it saves their old values, as
// [Table.Touch] does.
func (t *Table) InternWindow(start, end int64, keys, rows []int32) {
	w := t.windowNow(start, end)
	t.internRun(w, keys, rows)
	t.touchIn(w, rows)
}

// windowNow finds or opens a window and begins to count which of its rows this batch touched.
func (t *Table) windowNow(start, end int64) *span {
	w := t.windows.window(start, end, t.now)
	if w.seen != t.now {
		w.seen, w.touched = t.now, 0
	}
	return w
}

// touchIn is Touch for rows of a window; nothing where all its rows were touched already.
func (t *Table) touchIn(w *span, rows []int32) {
	if w.touched < w.live {
		before := len(t.open.rows)
		t.Touch(rows)
		w.touched += len(t.open.rows) - before
	}
}
