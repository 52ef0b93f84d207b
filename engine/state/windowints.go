package state

import "slices"

// WindowInts finds the groups of 64-bit keys in windows: [InternInts] of keys into a table of their numbers, then
// [Table.InternWindow] of those. Where a key and its row are there, which is mostly so, both are found in one go.
// One is good for a batch.
type WindowInts struct {
	table, numbers *Table
	w              *span
	byKey          []int32 // row of each key in the window, once that is worth while
	since          int     // rows found since byKey was made while it lacked some
	ids            []int32 // scratch
}

// NewWindowInts finds rows of a table indexed by window by keys that another one numbers.
func NewWindowInts(table, numbers *Table) *WindowInts {
	return &WindowInts{table: table, numbers: numbers}
}

// Intern fills rows with the row of each key in a window, adding the rows that are new, and saves their old values.
func (x *WindowInts) Intern(start, end int64, keys []int64, rows []int32) {
	if w := x.table.windowNow(start, end); w != x.w {
		x.w, x.byKey = w, x.byKey[:0]
	}
	for len(keys) > 0 {
		direct := x.numbers.ints.direct
		enough := x.Enough()
		if len(keys) >= enough && (len(x.byKey) == 0 || x.since >= enough) {
			x.byKey, x.since = x.w.byKey(direct, x.table.rowsByKey), 0
			x.table.rowsByKey = x.byKey
		}
		n := min(len(keys), enough, windowBlock)
		if x.find(keys[:n], rows[:n]) {
			x.since += n
		}
		x.table.touchIn(x.w, rows[:n])
		keys, rows = keys[n:], rows[n:]
	}
}

// windowBlock is how many rows are looked for before they are touched, fewKeys the least of them. keysTwice times as
// many as there may be keys have to be looked for, lest it costs more to find the row of each key first.
const windowBlock, fewKeys, keysTwice = 1 << 13, 1 << 10, 4

// find fills rows; it tells whether byKey lacks one.
func (x *WindowInts) find(keys []int64, rows []int32) (lacks bool) {
	strange := 0
	for len(keys) > 0 {
		done := 0
		if len(x.byKey) > 0 {
			done = findByKey(x.byKey, keys, rows)
		} else {
			done = findBoth(x.numbers.ints.direct, x.w.near, keys, rows)
		}
		keys, rows = keys[done:], rows[done:]
		if len(keys) == 0 {
			break
		}
		n := min(len(keys), strangeRows)
		if strange++; strange == mostStrange {
			n = len(keys)
		}
		x.ids = slices.Grow(x.ids[:0], n)[:n]
		InternInts(x.numbers, keys[:n], nil, x.ids)
		x.table.internRun(x.w, x.ids, rows[:n])
		keys, rows = keys[n:], rows[n:]
	}
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
func findByKey(both []int32, keys []int64, rows []int32) int {
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
func findBoth(direct, near []int32, keys []int64, rows []int32) int {
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
