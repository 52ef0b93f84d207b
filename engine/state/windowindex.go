package state

import (
	"slices"
	"sort"
)

// windowIndex finds rows by (window start, window end, key number). Each window has an array
// from key number to row as long as most of its places are used, and pages that exist only
// where keys are for the key numbers beyond.
type windowIndex struct {
	windows map[bounds]*span
	order   []*span   // by end, then start
	recent  [16]*span // found last, by start
	// far holds the rows of key numbers beyond pagedKeys, by window number and key number.
	far    intIndex
	serial int64
	// spans are the live windows and bounds those of all windows, by number. The numbers in free are
	// used again; those in left from the next commit on, as rows that went in this batch have them.
	spans      []*span
	bounds     []bounds
	free, left []int32
	// spare are windows that left and were well filled: new ones take over their arrays.
	spare []*span
}

// maxSpare is how many windows that left are kept.
const maxSpare = 8

const (
	pageBits  = 6
	pageSize  = 1 << pageBits
	pagedKeys = 1 << 20
)

// bounds are start and end of a window, in microseconds.
type bounds struct{ start, end int64 }

// span is one live window of a table indexed by window. Rows are row+1; 0: none.
type span struct {
	bounds
	number int32
	serial int64
	since  uint32 // the Table.now in which it opened
	// touched is how many of its live rows, at least, were touched or added in the batch of seen.
	touched int
	seen    uint32
	near    []int32
	pages   []*[pageSize]int32
	live    int
	// rows are the window's rows in the order in which they came. With gaps, rows that went
	// one by one still stand there.
	rows []int32
	gaps bool
}

// noEnd is the end of a window that never leaves: that of a null.
const noEnd = int64(-1 << 63)

func windowUntil(end int64) int64 {
	if end == noEnd {
		return Never
	}
	return end
}

// window finds or opens a window.
func (x *windowIndex) window(start, end int64, now uint32) *span {
	recent := &x.recent[uint64(start)*fib>>60]
	if w := *recent; w != nil && w.start == start && w.end == end {
		return w
	}
	w := x.windows[bounds{start, end}]
	if w == nil {
		w = x.open(bounds{start, end}, now)
	}
	*recent = w
	return w
}

// open adds a window.
func (x *windowIndex) open(b bounds, now uint32) *span {
	if x.windows == nil {
		x.windows = map[bounds]*span{}
	}
	x.serial++
	w := &span{}
	if n := len(x.spare); n > 0 {
		w, x.spare = x.spare[n-1], x.spare[:n-1]
	}
	w.bounds, w.serial, w.since, w.number = b, x.serial, now, int32(len(x.spans))
	if n := len(x.free); n > 0 {
		w.number, x.free = x.free[n-1], x.free[:n-1]
		x.spans[w.number], x.bounds[w.number] = w, b
	} else {
		x.spans, x.bounds = append(x.spans, w), append(x.bounds, b)
	}
	x.windows[b] = w
	x.order = slices.Insert(x.order, x.rank(w), w)
	return w
}

// renew begins a batch: the numbers of windows that left may be used again.
func (x *windowIndex) renew() {
	x.free = append(x.free, x.left...)
	x.left = x.left[:0]
}

// rank is the place of a window in order.
func (x *windowIndex) rank(w *span) int {
	return sort.Search(len(x.order), func(i int) bool {
		o := x.order[i]
		return windowUntil(o.end) > windowUntil(w.end) || windowUntil(o.end) == windowUntil(w.end) && o.start >= w.start
	})
}

// place is where the row of a key number below pagedKeys stands; nil when there is no page.
func (w *span) place(key int32) *int32 {
	if int(key) < len(w.near) {
		return &w.near[key]
	}
	if p := int(key >> pageBits); p < len(w.pages) && w.pages[p] != nil {
		return &w.pages[p][key&(pageSize-1)]
	}
	return nil
}

func (x *windowIndex) find(w *span, key int32) int32 {
	if key >= pagedKeys {
		return x.far.find(farKey(w, key))
	}
	if at := w.place(key); at != nil {
		return *at - 1
	}
	return -1
}

func farKey(w *span, key int32) int64 { return -1 - (w.serial<<32 | int64(key)) }

func (x *windowIndex) insert(w *span, key, row int32) {
	w.live++
	w.rows = append(w.rows, row)
	if key >= pagedKeys {
		x.far.insert(farKey(w, key), row)
		return
	}
	if n := len(w.near); int(key) >= n && int(key) < 4*w.live+pageSize {
		w.widen(key)
	}
	if w.place(key) == nil {
		p := int(key >> pageBits)
		w.pages = grown(w.pages, p+1)
		w.pages[p] = new([pageSize]int32)
	}
	*w.place(key) = row + 1
}

// widen makes the array reach a key and moves what pages hold of its range into it.
func (w *span) widen(key int32) {
	size := pageSize
	for size <= int(key) {
		size *= 2
	}
	near := make([]int32, size)
	copy(near, w.near)
	for p := len(w.near) >> pageBits; p < min(size>>pageBits, len(w.pages)); p++ {
		if w.pages[p] != nil {
			copy(near[p<<pageBits:], w.pages[p][:])
			w.pages[p] = nil
		}
	}
	w.near = near
}

func (x *windowIndex) remove(w *span, key, row int32) {
	w.live--
	w.touched--
	if key >= pagedKeys {
		x.far.remove(farKey(w, key), row)
	} else if at := w.place(key); *at == row+1 {
		*at = 0
	}
	if n := len(w.rows); w.rows[n-1] == row {
		w.rows = w.rows[:n-1]
	} else {
		w.gaps = true
	}
	if w.live == 0 {
		x.drop(w)
	}
}

// drop forgets a window with all its rows. Its arrays stay for the next one, unless they were
// much larger than it needed.
func (x *windowIndex) drop(w *span) {
	delete(x.windows, w.bounds)
	x.spans[w.number] = nil
	x.left = append(x.left, w.number)
	i := x.rank(w)
	x.order = slices.Delete(x.order, i, i+1)
	x.recent = [16]*span{}
	if len(x.spare) < maxSpare && 8*len(w.rows) >= len(w.near) {
		clear(w.near)
		x.spare = append(x.spare, &span{near: w.near, rows: w.rows[:0]})
	}
}

// expired appends the rows of the windows that end at or before limit.
func (x *windowIndex) expired(t *Table, limit int64, out []int32) []int32 {
	n := 0
	for _, w := range x.order {
		if windowUntil(w.end) > limit {
			break
		}
		if w.gaps {
			w.close(t)
		}
		n += len(w.rows)
	}
	out = slices.Grow(out, n)
	for _, w := range x.order {
		if windowUntil(w.end) > limit {
			break
		}
		out = append(out, w.rows...)
	}
	return out
}

// close takes rows that are gone, or stand there twice, out of the list.
func (w *span) close(t *Table) {
	slices.Sort(w.rows)
	w.rows = slices.DeleteFunc(slices.Compact(w.rows), func(r int32) bool {
		return t.flags[r]&flagLive == 0 || t.homes.window[r] != w.number
	})
	w.gaps = false
}

func (x *windowIndex) bytes() int64 {
	n := x.far.bytes() + 24*int64(cap(x.bounds))
	for _, w := range x.spare {
		n += 160 + 4*int64(len(w.near)+cap(w.rows))
	}
	for _, w := range x.order {
		n += 160 + 4*int64(len(w.near)+cap(w.rows)) + int64(len(w.pages))*8
		for _, p := range w.pages {
			if p != nil {
				n += 4 * pageSize
			}
		}
	}
	return n
}
