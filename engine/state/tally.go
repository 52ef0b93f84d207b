package state

import (
	"math"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Tally is what rows of a batch make of one group: the group's sum behind them, and how many they are, with marks.
type Tally[T int64 | float64] struct {
	N   int64
	Sum T
}

// What N of a tally holds beside the number of rows: how many of them had no value, and that the sum was zero behind
// a value.
const (
	aNull   = int64(1) << 31
	zeroSum = int64(1) << 62
)

// Moved is what rows did to groups beside their sums. It is valid as long as nothing else is flushed.
type Moved struct {
	Groups       []int32
	Rows, Values []int64
	// Zero are the groups whose sum was zero behind one of the values.
	Zero []int32
}

// Tallies count rows of one window by key and sum their values, where that is all that is wanted of them: which group
// a row goes to is not written down then, as its key and ByKey tell it. A table has one of each kind: their room is used again.
type Tallies[T int64 | float64] struct {
	// ByKey is the group of each key, NoRow where there is none. Opening makes a new one.
	ByKey []int32

	ints *WindowInts
	add  func(all []Tally[T], keys []int64, values []T) int
	sums func() []T // of groups; nil where nothing is summed up
	w    *span
	all  []Tally[T] // by key
	seen []uint8    // by key, in list
	// Scratch: the keys that moved, those of them without a group, and their groups.
	keys  []int32
	fresh []int64
	rows  []int32
	moved Moved
}

// SumDoubles makes tallies that sum values up as they come; sums gives the vector of the groups' sums.
func (x *WindowInts) SumDoubles(sums func() []float64) *Tallies[float64] {
	t := &x.table.doubles
	t.ints, t.add, t.sums = x, tallyDoubles, sums
	return t
}

// SumLongs makes tallies that sum values up as long as they do not run over.
func (x *WindowInts) SumLongs(sums func() []int64) *Tallies[int64] {
	t := &x.table.longs
	t.ints, t.add, t.sums = x, tallyLongs, sums
	return t
}

// CountRows makes tallies without sums.
func (x *WindowInts) CountRows() *Tallies[int64] {
	t := &x.table.longs
	t.ints, t.add, t.sums = x, nil, nil
	return t
}

// bytes is the room that they hold.
func (x *Tallies[T]) bytes() int64 {
	m := &x.moved
	return 16*int64(cap(x.all)) + int64(cap(x.seen)) + 4*int64(cap(x.keys)+cap(x.rows)+cap(m.Zero)) + 8*int64(cap(x.fresh)+cap(m.Rows)+cap(m.Values))
}

// Enough is how many rows there have to be in a window for it to be worth while to look at all keys first.
func (x *WindowInts) Enough() int { return max(keysTwice*len(x.numbers.ints.direct), fewKeys) }

// Open prepares for rows of a window. It is false where a group of the window may be elsewhere than in its plain array.
func (x *Tallies[T]) Open(start, end int64) bool {
	table, numbers := x.ints.table, x.ints.numbers
	w, direct := table.windowNow(start, end), numbers.ints.direct
	if len(w.near) < int(numbers.next) && w.live > 0 {
		return false
	}
	x.w, x.ByKey = w, w.byKey(direct, nil)
	x.all = slices.Grow(x.all[:0], len(direct))[:len(direct)]
	clear(x.all)
	if x.sums != nil {
		sums := x.sums()
		for k, row := range x.ByKey {
			if row >= 0 {
				x.all[k].Sum = sums[row]
			}
		}
	}
	return true
}

// Add takes rows up to one that it cannot take, as its key is far from the others or its sum runs over, and tells how
// many. The values stand behind from in valid, which is nil for all.
func (x *Tallies[T]) Add(keys []int64, values []T, valid data.Bitmap, from int) int {
	for i := 0; i < len(keys); {
		to, set := len(keys), true
		if valid != nil {
			to, set = valid.Run(from+i, from+to)
			to -= from
		}
		part, n := keys[i:to], 0
		switch {
		case !set:
			n = tallyRows(x.all, part, 1+aNull)
		case values == nil:
			n = tallyRows(x.all, part, 1)
		default:
			n = x.add(x.all, part, values[i:to])
		}
		if i += n; n < len(part) {
			return i
		}
	}
	return len(keys)
}

// Flush writes down the sums of the groups that moved, new ones among them, when it has saved what was, and tells what
// happened to them beside. It is given the keys that were taken, and gives groups in their order.
func (x *Tallies[T]) Flush(keys []int64) *Moved {
	x.list(keys)
	x.bear()
	x.rows = x.rows[:0]
	for _, k := range x.keys {
		x.rows = append(x.rows, x.ByKey[k])
	}
	x.ints.table.touchIn(x.w, x.rows)
	if x.sums != nil {
		sums := x.sums()
		for i, k := range x.keys {
			sums[x.rows[i]] = x.all[k].Sum
		}
	}
	m := &x.moved
	m.Groups, m.Rows, m.Values, m.Zero = x.rows, m.Rows[:0], m.Values[:0], m.Zero[:0]
	for i, k := range x.keys {
		n := x.all[k].N
		if n&zeroSum != 0 {
			m.Zero = append(m.Zero, x.rows[i])
		}
		rows := n & (aNull - 1)
		m.Rows = append(m.Rows, rows)
		m.Values = append(m.Values, rows-n&(zeroSum-1)/aNull)
	}
	return m
}

// list finds the keys that moved, in their order, and those of them without a group.
func (x *Tallies[T]) list(keys []int64) {
	moved := 0
	for k := range x.all {
		if x.all[k].N != 0 {
			moved++
		}
	}
	x.keys, x.fresh = slices.Grow(x.keys[:0], moved)[:moved], x.fresh[:0]
	x.seen = slices.Grow(x.seen[:0], len(x.all))[:len(x.all)]
	clear(x.seen)
	list, seen, n := x.keys, x.seen, 0
	for _, k := range keys { // whether a key comes for the first time cannot be foretold
		if n == moved {
			break
		}
		list[n] = int32(k)
		n += int(1 - seen[k])
		seen[k] = 1
	}
	x.keys = list[:n]
	for _, k := range x.keys {
		if x.ByKey[k] < 0 {
			x.fresh = append(x.fresh, int64(k))
		}
	}
}

// bear adds the groups of fresh keys.
func (x *Tallies[T]) bear() {
	x.rows = slices.Grow(x.rows[:0], len(x.fresh))[:len(x.fresh)]
	InternInts(x.ints.numbers, x.fresh, nil, x.rows)
	x.ints.table.internRun(x.w, x.rows, x.rows)
	for i, k := range x.fresh {
		x.ByKey[k] = x.rows[i]
	}
}

// tallyDoubles adds rows to the tallies of their keys, up to a key that has none, and tells how many. A sum that is
// zero has no sign, as it begins without one.
//
//go:noinline
func tallyDoubles(all []Tally[float64], keys []int64, values []float64) int {
	values = values[:len(keys)]
	for i, k := range keys {
		if uint64(k) >= uint64(len(all)) {
			return i
		}
		t := &all[k]
		s := t.Sum + values[i]
		t.N++
		t.Sum = s
		if math.Float64bits(s) == 0 {
			t.N |= zeroSum
		}
	}
	return len(keys)
}

// tallyLongs is [tallyDoubles] up to a sum that runs over.
//
//go:noinline
func tallyLongs(all []Tally[int64], keys, values []int64) int {
	values = values[:len(keys)]
	for i, k := range keys {
		if uint64(k) >= uint64(len(all)) {
			return i
		}
		t := &all[k]
		old, v := t.Sum, values[i]
		s := old + v
		if (old^s)&(v^s) < 0 {
			return i
		}
		t.N++
		t.Sum = s
		if s == 0 {
			t.N |= zeroSum
		}
	}
	return len(keys)
}

// tallyRows is [tallyDoubles] of rows without values: each adds by.
//
//go:noinline
func tallyRows[T int64 | float64](all []Tally[T], keys []int64, by int64) int {
	for i, k := range keys {
		if uint64(k) >= uint64(len(all)) {
			return i
		}
		all[k].N += by
	}
	return len(keys)
}
