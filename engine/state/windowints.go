package state

import "slices"

// InternWindowInts is [InternInts] of keys into a table of their numbers, then [Table.InternWindow] of those:
// where a key and its row are there, which is mostly so, both are found in one go. room is scratch for numbers.
func InternWindowInts[T int8 | int16 | int32 | int64](t, numbers *Table, start, end int64, keys []T, room *[]int32, rows []int32) {
	w := t.windowNow(start, end)
	both, since := t.rowsByKey[:0], 0 // rows found since both was made
	for len(keys) > 0 {
		if n := keysTwice * len(numbers.ints.direct); len(keys) >= n && (len(both) == 0 || since >= n) {
			both, since = w.byKey(numbers.ints.direct, both), 0
			t.rowsByKey = both
		}
		n := min(len(keys), windowBlock)
		if internWindowBlock(t, numbers, w, both, keys[:n], room, rows[:n]) {
			since += n
		}
		keys, rows = keys[n:], rows[n:]
	}
}

// windowBlock is how many rows InternWindowInts looks for before it touches them. keysTwice times as many as there
// may be keys have to be looked for, lest it costs more to find the row of each key first.
const windowBlock, keysTwice = 1 << 13, 4

// internWindowBlock is InternWindowInts for a block. both has the row of each key where that is known, or is empty;
// it tells whether it lacks one.
func internWindowBlock[T int8 | int16 | int32 | int64](t, numbers *Table, w *span, both []int32, keys []T, room *[]int32, rows []int32) (lacks bool) {
	all, strange := rows, 0
	for len(keys) > 0 {
		done := 0
		if len(both) > 0 {
			done = findByKey(both, keys, rows)
		} else {
			done = findBoth(numbers.ints.direct, w.near, keys, rows)
		}
		keys, rows = keys[done:], rows[done:]
		if len(keys) == 0 {
			break
		}
		n := min(len(keys), strangeRows)
		if strange++; strange == mostStrange {
			n = len(keys)
		}
		*room = slices.Grow((*room)[:0], n)
		ids := (*room)[:n]
		InternInts(numbers, keys[:n], nil, ids)
		t.internRun(w, ids, rows[:n])
		keys, rows = keys[n:], rows[n:]
	}
	t.touchIn(w, all)
	return strange > 0
}

// Behind a key that has no row so many are looked for one after the other, and after so many of such keys all
// that are left.
const strangeRows, mostStrange = 32, 8

// byKey gives the window's row of each key of a plain array of key numbers, NoRow where there is none, in room.
func (w *span) byKey(direct, room []int32) []int32 {
	near, out := w.near, slices.Grow(room[:0], len(direct))[:len(direct)]
	for k, d := range direct {
		out[k] = NoRow
		if id := uint32(d - 1); uint64(id) < uint64(len(near)) {
			out[k] = near[id] - 1
		}
	}
	return out
}

// findByKey finds rows by those of keys, up to the first that has none; it tells how many.
//
//go:noinline
func findByKey[T int8 | int16 | int32 | int64](both []int32, keys []T, rows []int32) int {
	n, i := uint64(len(both)), 0
	rows = rows[:len(keys)]
	for ; i+4 <= len(keys); i += 4 {
		k, r := keys[i:i+4:i+4], rows[i:i+4:i+4]
		k0, k1, k2, k3 := uint64(k[0]), uint64(k[1]), uint64(k[2]), uint64(k[3])
		if k0 >= n || k1 >= n || k2 >= n || k3 >= n {
			break
		}
		r0, r1, r2, r3 := both[k0], both[k1], both[k2], both[k3]
		if r0|r1|r2|r3 < 0 {
			break
		}
		r[0], r[1], r[2], r[3] = r0, r1, r2, r3
	}
	for ; i < len(keys); i++ {
		if uint64(keys[i]) >= n || both[keys[i]] < 0 {
			break
		}
		rows[i] = both[keys[i]]
	}
	return i
}

// findBoth finds rows by the plain array of key numbers and that of a window, up to the first that is in
// neither; it tells how many. In its caller it would have to keep its place in memory.
//
//go:noinline
func findBoth[T int8 | int16 | int32 | int64](direct, near []int32, keys []T, rows []int32) int {
	rows = rows[:len(keys)]
	for i, k := range keys {
		if uint64(k) >= uint64(len(direct)) {
			return i
		}
		id := uint64(uint32(direct[k] - 1))
		if id >= uint64(len(near)) {
			return i
		}
		r := near[id]
		if r == 0 {
			return i
		}
		rows[i] = r - 1
	}
	return len(keys)
}
