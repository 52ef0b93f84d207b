package state

import (
	"math"
	"math/bits"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// addRows is add for n rows, whose fixed words the caller sets; they are valid until the next row is added.
func (t *Table) addRows(n int) []int32 {
	from, used := len(t.open.births), min(n, t.free.len())
	births := append(slices.Grow(t.open.births, n), t.free.rows()[:used]...)
	t.free.skip(used)
	for range n - used {
		births = append(births, t.next)
		t.next++
	}
	t.grow(int(t.next))
	t.open.births = births
	rows := births[from:]
	for _, r := range rows {
		t.flags[r] = flagLive
	}
	t.settle(rows, len(t.Ints))
	return rows
}

// settle completes added rows, whose numbers and flags are set, and of whose fixed words the first
// few are: the other words and the values are zero.
func (t *Table) settle(rows []int32, words int) {
	t.live += len(rows)
	for len(rows) > 0 {
		n := data.Stretch(rows)
		from := int(rows[0])
		to := from + n
		t.Vec.zeroRange(from, to)
		zeroRange(t.Ints[words:], from, to)
		for i := range t.stamp[from:to] {
			t.stamp[from+i] = t.now
		}
		if t.timed() {
			for i := range t.until[from:to] {
				t.until[from+i] = Never
			}
		}
		rows = rows[n:]
	}
}

// SetUntils sets the times at which rows leave that were added in this batch: at has that of each, or of
// each of which at the place that which says.
func (t *Table) SetUntils(rows []int32, at []int64, which []int32) {
	until := t.until
	first, last := Never, int64(math.MinInt64)
	for from := 0; from < len(rows); {
		n, together := run(rows[from:])
		part := rows[from : from+n]
		switch {
		case which == nil:
			for i, r := range part {
				v := at[from+i]
				until[r], first, last = v, min(first, v), max(last, v)
			}
		case together:
			to := until[part[0]:][:n]
			for i, w := range which[from : from+n] {
				v := at[w]
				to[i], first, last = v, min(first, v), max(last, v)
			}
		default:
			for i, r := range part {
				v := at[which[from+i]]
				until[r], first, last = v, min(first, v), max(last, v)
			}
		}
		from += n
	}
	if len(rows) < manyRows || last == Never {
		t.due.pushRows(rows, until)
	} else {
		t.cohorts.add(rows, first)
	}
}

// Place sets the words of rows to values, that of each to the one at the place that which says. Rows just added mostly
// follow each other.
func Place(words []int64, rows []int32, values []int64, which []int32) {
	for len(rows) > 0 {
		n, together := run(rows)
		if together {
			data.Gather(words[rows[0]:][:n], values, which[:n])
		} else {
			for i, r := range rows[:n] {
				words[r] = values[which[i]]
			}
		}
		rows, which = rows[n:], which[n:]
	}
}

// PlaceDoubles is [Place] for the words that doubles stand in.
func PlaceDoubles(words []int64, rows []int32, values []float64, which []int32) {
	for len(rows) > 0 {
		n, together := run(rows)
		if together {
			to := words[rows[0]:][:n]
			for i, w := range which[:n] {
				to[i] = int64(math.Float64bits(values[w]))
			}
		} else {
			for i, r := range rows[:n] {
				words[r] = int64(math.Float64bits(values[which[i]]))
			}
		}
		rows, which = rows[n:], which[n:]
	}
}

// run is how many of the first rows are to be gone through at once, and whether they follow each other.
func run(rows []int32) (n int, together bool) {
	const few = 16
	if n = data.Stretch(rows[:min(len(rows), manyRows)]); n >= few {
		return n, true
	}
	return min(len(rows), few), false
}

// MarkNull notes that a word of an added row stands for null, the one that the caller numbers bit, below 64.
func (t *Table) MarkNull(row int32, bit int) {
	t.flags[row] |= flagHoles
	t.holes |= 1 << bit
}

// Holed lists the places of those rows of which MarkNull was told.
func (t *Table) Holed(rows []int32) (places []int32) {
	flags := t.flags
	for i, r := range rows {
		if flags[r]&flagHoles != 0 {
			places = append(places, int32(i))
		}
	}
	return places
}

// holed notes the flags of a row that comes from elsewhere.
func (t *Table) holed(flags uint8) {
	if flags&flagHoles != 0 {
		t.holes = ^uint64(0)
	}
}

// Holes has the bits of all words that may stand for null in some row: those that MarkNull was told, or all.
func (t *Table) Holes() uint64 { return t.holes }

// Overdue is [Table.Expired] in order of the rows' numbers. Rows that leave so give numbers back
// that follow each other. The list is valid until the next call.
func (t *Table) Overdue(limit int64) []int32 {
	if t.layout.Index == ByWindow {
		return t.Expired(limit, nil)
	}
	rows := t.overdueTogether(limit, t.overdue[:0])
	t.due.drain(limit, func(list []due) { rows = t.drawn(list, rows) })
	if t.overdue = rows; len(rows) == 0 {
		return rows
	}
	if cap(rows) > 1<<12 && cap(rows) > 2*len(rows) {
		t.overdue = nil
	}
	if len(rows)*64 < int(t.next) {
		slices.Sort(rows)
		return slices.Compact(rows)
	}
	set := make([]uint64, (t.next+63)/64)
	for _, r := range rows {
		set[r>>6] |= 1 << (r & 63)
	}
	rows = rows[:0]
	for i, w := range set {
		for ; w != 0; w &= w - 1 {
			rows = append(rows, int32(i<<6+bits.TrailingZeros64(w)))
		}
	}
	return rows
}

// drawn appends the rows of entries that still count. Entries of one row and time that follow
// each other are one.
func (t *Table) drawn(list []due, out []int32) []int32 {
	out = slices.Grow(out, len(list))
	last := NoRow
	for _, d := range list {
		if d.row != last && t.flags[d.row]&flagLive != 0 && t.until[d.row] == d.at {
			out = append(out, d.row)
			last = d.row
		}
	}
	return out
}

// RemoveRows takes rows out, each once; their numbers are used again after the commit. Their values
// stay until then and go with them: they need not be touched.
func (t *Table) RemoveRows(rows []int32) {
	for _, r := range rows {
		t.flags[r] &^= flagLive
	}
	t.live -= len(rows)
	t.open.deaths = append(t.open.deaths, rows...)
	t.unindexAll(rows)
}

// unindexAll takes rows that are no longer live out of the index.
func (t *Table) unindexAll(rows []int32) {
	switch {
	case t.layout.Index == ByWindow:
		t.removeWindows(rows)
	case t.listed():
		t.unlinkAll(rows)
	case t.layout.Index == ByPair:
		t.unpairAll(rows)
	case t.layout.Index == ByInt && t.nullRow == NoRow:
		t.ints.removeAll(t.Ints[0], t.flags, rows)
	default:
		for _, r := range rows {
			t.unindex(r)
		}
	}
}

// removeWindows takes rows out of the index, a run of rows in one window at a time: a window
// that loses all its rows goes at once.
func (t *Table) removeWindows(rows []int32) {
	for len(rows) > 0 {
		n := t.homes.run(rows)
		if w := t.span(rows[0]); w.live == n {
			t.removeFar(w, rows[:n])
			t.windows.drop(w)
		} else {
			for _, r := range rows[:n] {
				t.windows.remove(w, t.homes.key[r], r)
			}
		}
		rows = rows[n:]
	}
}

// removeFar takes those rows out that no array of their window has.
func (t *Table) removeFar(w *span, rows []int32) {
	if t.windows.far.used+t.windows.far.small == 0 {
		return
	}
	for _, r := range rows {
		if key := t.homes.key[r]; key >= pagedKeys {
			t.windows.far.remove(farKey(w, key), r)
		}
	}
}
