package state

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// homes say for each row of a table indexed by window which window it is in, by the window's
// number, and which key number it has.
type homes struct{ window, key []int32 }

func (h *homes) grow(n int) { h.window, h.key = grown(h.window, n), grown(h.key, n) }

// set is for rows that follow each other, from a number on.
func (h *homes) set(from int, w *span, keys []int32) {
	to := from + len(keys)
	copy(h.key[from:to], keys)
	window := h.window[from:to]
	for i := range window {
		window[i] = w.number
	}
}

// run is how many of the first rows are in one window; rows has one at least.
func (h *homes) run(rows []int32) int {
	n, first := 1, h.window[rows[0]]
	for n < len(rows) && h.window[rows[n]] == first {
		n++
	}
	return n
}

// span is the window of a live row.
func (t *Table) span(row int32) *span { return t.windows.spans[t.homes.window[row]] }

// KeyNumbers gives the key numbers of rows of a table indexed by window; they are valid until the next
// call.
func (t *Table) KeyNumbers(rows []int32) []int32 {
	if cap(t.numbers) < len(rows) {
		t.numbers = make([]int32, len(rows)+len(rows)/8)
	}
	out := t.numbers[:len(rows)]
	data.Gather(out, t.homes.key, rows)
	return out
}

// WindowBounds gives the windows of rows of a table indexed by window.
func (t *Table) WindowBounds(rows []int32) (starts, ends []int64) {
	starts, ends = make([]int64, len(rows)), make([]int64, len(rows))
	for from := 0; from < len(rows); {
		to := from + t.homes.run(rows[from:])
		b := t.windows.bounds[t.homes.window[rows[from]]]
		fill(starts[from:to], b.start)
		fill(ends[from:to], b.end)
		from = to
	}
	return starts, ends
}

func fill(s []int64, v int64) {
	for i := range s {
		s[i] = v
	}
}

// stay is a run of rows in one window, of rows that are not live.
type stay struct {
	bounds
	n int
}

// leave takes down the homes of rows that are no longer live.
func (t *Table) leave(rows []int32, room *[]int32) (stays []stay, keys []int32) {
	keys = roomOf(room, len(rows), len(rows))[:len(rows)]
	data.Gather(keys, t.homes.key, rows)
	for len(rows) > 0 {
		n := t.homes.run(rows)
		stays = append(stays, stay{t.windows.bounds[t.homes.window[rows[0]]], n})
		rows = rows[n:]
	}
	return stays, keys
}

// comeBack gives rows back their homes.
func (t *Table) comeBack(rows []int32, stays []stay, keys []int32) {
	for _, s := range stays {
		w := t.windows.window(s.start, s.end, t.now)
		for i, r := range rows[:s.n] {
			t.homes.window[r], t.homes.key[r] = w.number, keys[i]
		}
		rows, keys = rows[s.n:], keys[s.n:]
	}
}

// moveIn gives the live rows the homes that they have in the table they were copied from.
func (t *Table) moveIn(from *Table) {
	t.homes = homes{window: make([]int32, len(t.flags)), key: cloned(from.homes.key)}
	for r, f := range t.flags {
		if f&flagLive != 0 {
			b := from.windows.bounds[from.homes.window[r]]
			t.homes.window[r] = t.windows.window(b.start, b.end, t.now).number
		}
	}
}

// homes writes the homes of rows: starts and ends of their windows, and key numbers.
func (b *writer) homes(t *Table, rows []int32) {
	starts, ends := t.WindowBounds(rows)
	for _, c := range [][]int64{starts, ends} {
		for len(c) > 0 {
			n := copy(b.words[:], c)
			b.pack(n)
			c = c[n:]
		}
	}
	column(b, rows, t.homes.key)
}

// homes reads what [writer.homes] wrote.
func (b *reader) homes(t *Table, rows []int32) {
	windows := make([]bounds, 0, len(rows))
	b.each(rows, func(_ int32, w int64) { windows = append(windows, bounds{start: w}) })
	i := 0
	b.each(rows, func(_ int32, w int64) { windows[i].end, i = w, i+1 })
	i = 0
	b.each(rows, func(r int32, w int64) {
		if w < 0 || w > math.MaxInt32 {
			b.err = errShape
			return
		}
		t.homes.window[r], t.homes.key[r] = t.windows.window(windows[i].start, windows[i].end, t.now).number, int32(w)
		i++
	})
}
