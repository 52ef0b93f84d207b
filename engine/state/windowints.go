package state

import "slices"

// InternWindowInts is [InternInts] of keys into a table of their numbers, then [Table.InternWindow] of those:
// where a key and its row are there, which is mostly so, both are found in one go. room is scratch for numbers.
func InternWindowInts[T int8 | int16 | int32 | int64](t, numbers *Table, start, end int64, keys []T, room *[]int32, rows []int32) {
	w := t.windowNow(start, end)
	all, strange := rows, 0
	for len(keys) > 0 {
		done := findBoth(numbers.ints.direct, w.near, keys, rows)
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
}

// Behind a key that has no row so many are looked for one after the other, and after so many of such keys all
// that are left.
const strangeRows, mostStrange = 32, 8

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
