package state

import "github.com/sparkrepl/sparkrepl/engine/data"

// batch collects what changed since the last commit, in room that is used again.
type batch struct {
	rows           []int32 // touched, in order
	vec            Vectors // their values before
	until          []int64
	births, deaths []int32
	next           int32 // Table.next before
}

func (b *batch) reset(next int32) {
	b.rows, b.until, b.births, b.deaths = b.rows[:0], b.until[:0], b.births[:0], b.deaths[:0]
	b.vec.reset()
	b.next = next
}

// version is the log of one committed batch. It holds old values while its batch is applied
// and new ones while it is undone: applying and undoing are the same exchange.
type version struct {
	rows           []int32
	vec            Vectors
	until          []int64
	births, deaths []int32
	next           int32
	gone           fixed // of deaths while applied, of births while undone
}

// fixed is what rows that are not live had when they went, or before they were undone: what they have
// from birth, and their values.
type fixed struct {
	flags []uint8
	ints  [][]int64
	stays []stay // of a table indexed by window
	keys  []int32
	size  []int32
	blob  []byte
	vec   Vectors
	until []int64
}

func (v *version) bytes() int64 {
	return 240 + int64(len(v.rows))*(4+v.vec.width()) + 8*int64(len(v.until)) + 4*int64(len(v.births)+len(v.deaths)) +
		int64(len(v.gone.flags))*(1+v.gone.vec.width()) + 8*int64(len(v.gone.until)) + 8*int64(len(v.gone.flags)*len(v.gone.ints)) + 24*int64(len(v.gone.stays)) + 4*int64(len(v.gone.keys)) + 4*int64(len(v.gone.size)) + int64(len(v.gone.blob))
}

// commit closes the batch into a version.
func (t *Table) commit() *version {
	b := &t.open
	s := &t.spent
	v := &version{rows: kept(&b.rows, &s.rows), vec: b.vec.handOver(&s.vec), until: kept(&b.until, &s.until), births: kept(&b.births, &s.births), deaths: kept(&b.deaths, &s.deaths), next: b.next}
	v.gone = t.bury(v.deaths)
	t.free.add(v.deaths)
	t.blobs.tidy()
	t.renew()
	return v
}

// kept takes what was collected for keeping: small slices are copied to size and their room is
// used again, large ones are handed over for those of a version that was forgotten.
func kept[T any](s, spent *[]T) []T {
	n := len(*s)
	if n < manyRows || cap(*s) > n+n/4 {
		return cloned(*s)
	}
	out := *s
	*s = roomOf(spent, n, n+n/8)
	return out
}

// manyRows is from how many rows on the arrays of a version are used again.
const manyRows = 1 << 12

// roomOf takes the room of a forgotten slice if n elements fit, and not much more; else new room.
func roomOf[T any](spent *[]T, n, room int) []T {
	old := (*spent)[:0]
	if *spent = nil; cap(old) < n || cap(old) > 2*n {
		return make([]T, 0, room)
	}
	return old
}

// reuse takes the large arrays of a version that is forgotten.
func (t *Table) reuse(v *version) {
	if max(len(v.rows), len(v.births), len(v.deaths)) >= manyRows {
		t.spent = version{rows: v.rows, vec: Vectors{I64: v.vec.I64, F64: v.vec.F64, Dec: v.vec.Dec}, until: v.until, births: v.births, deaths: v.deaths, gone: v.gone}
		t.spent.gone.vec.Any = nil
	}
}

// renew starts the next batch.
func (t *Table) renew() {
	t.open.reset(t.next)
	t.windows.renew()
	t.now++
	if t.now == 0 {
		clear(t.stamp)
		t.now = 1
		for _, w := range t.windows.order {
			w.since, w.seen = 0, 0
		}
	}
	if n := t.due.n + t.cohorts.n; n > 1<<12 && n > 4*t.live {
		t.redue()
	}
}

// redue builds the order of expiry again from the live rows.
func (t *Table) redue() {
	t.due.clear()
	t.cohorts = cohorts{}
	for _, r := range t.Rows() {
		if t.until[r] != Never {
			t.due.push(due{t.until[r], r})
		}
	}
}

// bury takes out what rows that are no longer live have.
func (t *Table) bury(rows []int32) fixed {
	if len(rows) == 0 {
		return fixed{}
	}
	n, old := len(rows), &t.spent.gone
	f := fixed{flags: roomOf(&old.flags, n, n)[:n], ints: roomsOf(old.ints, len(t.Ints), n)}
	if t.timed() {
		f.until = roomOf(&old.until, n, n)[:n]
	}
	f.take(t, rows)
	f.vec = Vectors{roomsOf(old.vec.I64, len(t.Vec.I64), n), roomsOf(old.vec.F64, len(t.Vec.F64), n), roomsOf(old.vec.Dec, len(t.Vec.Dec), n), make([][]any, len(t.Vec.Any))}
	f.vec.save(&t.Vec, rows)
	if t.layout.Index == ByWindow {
		f.stays, f.keys = t.leave(rows, &old.keys)
	}
	if t.layout.Blob {
		f.size = make([]int32, 0, n)
		for _, r := range rows {
			v := t.blobs.at(r)
			f.size, f.blob = append(f.size, int32(len(v))), append(f.blob, v...)
			t.blobs.drop(r)
		}
	}
	return f
}

// take fills in flags, words and times of rows, some rows at a time: it is found out once whether they follow each
// other.
func (f *fixed) take(t *Table, rows []int32) {
	for at := 0; at < len(rows); at += data.DigestBlock {
		part := rows[at:min(at+data.DigestBlock, len(rows))]
		together := data.Stretch(part) == len(part)
		takePart(f.flags[at:], t.flags, part, together)
		for k, c := range t.Ints {
			takePart(f.ints[k][:len(rows)][at:], c, part, together)
		}
		if t.timed() {
			takePart(f.until[at:], t.until, part, together)
		}
	}
	for k := range f.ints {
		f.ints[k] = f.ints[k][:len(rows)]
	}
}

func takePart[T any](dst, src []T, rows []int32, together bool) {
	dst = dst[:len(rows)]
	if together {
		copy(dst, src[rows[0]:])
		return
	}
	for i, r := range rows {
		dst[i] = src[r]
	}
}

// roomsOf is roomOf for several slices of n elements each.
func roomsOf[T any](spent [][]T, count, n int) [][]T {
	out := make([][]T, count)
	for i := range out {
		var room []T
		if i < len(spent) {
			room, spent[i] = spent[i], nil
		}
		out[i] = roomOf(&room, n, n)
	}
	return out
}

// raise gives rows back what they had from birth and makes them live.
func (t *Table) raise(rows []int32, f *fixed) {
	blob := f.blob
	if t.layout.Index == ByWindow {
		t.comeBack(rows, f.stays, f.keys)
	}
	for i, r := range rows {
		t.flags[r] = f.flags[i] | flagLive
		t.holed(f.flags[i])
		for k, c := range t.Ints {
			c[r] = f.ints[k][i]
		}
		if t.layout.Blob {
			t.blobs.set(r, blob[:f.size[i]])
			blob = blob[f.size[i]:]
		}
		if t.timed() {
			t.until[r] = f.until[i]
			if t.until[r] != Never {
				t.due.push(due{t.until[r], r})
			}
		}
		if !t.listed() {
			t.index(r)
		}
	}
	t.Vec.swap(rows, &f.vec)
	t.live += len(rows)
	*f = fixed{}
}

// lower takes rows out of the index and out of life.
func (t *Table) lower(rows []int32) {
	for i := len(rows) - 1; i >= 0; i-- {
		t.unindex(rows[i])
		t.flags[rows[i]] &^= flagLive
	}
	t.live -= len(rows)
}

// reseat makes live rows be found by their window and key again where a row of the same key,
// which came and went in the same batch, took their place in between.
func (t *Table) reseat(rows []int32) {
	if t.layout.Index != ByWindow {
		return
	}
	for _, r := range rows {
		if key := t.homes.key[r]; t.flags[r]&flagLive != 0 && key < pagedKeys {
			*t.span(r).place(key) = r + 1
		}
	}
}

// undo exchanges the values of a version's batch: the table is as before it.
func (t *Table) undo(v *version) {
	t.free.unadd(len(v.deaths))
	t.raise(v.deaths, &v.gone)
	if t.listed() {
		t.relink(v.deaths)
		t.born -= int64(len(v.births))
	}
	t.lower(v.births)
	t.reseat(v.deaths)
	v.gone = t.bury(v.births)
	reused := v.reused(v.next)
	t.free.untake(v.births[:reused])
	for _, r := range v.births[reused:] {
		t.clear(r) // add takes numbers never used to be zero
	}
	v.next, t.next = t.next, v.next
	t.exchange(v)
	t.blobs.tidy()
	t.renew()
}

// reused counts the added rows whose numbers were free; they come first. The others are numbers
// from next on.
func (v *version) reused(next int32) int {
	n := 0
	for n < len(v.births) && v.births[n] < next {
		n++
	}
	return n
}

// redo is the inverse of undo.
func (t *Table) redo(v *version) {
	v.next, t.next = t.next, v.next
	t.free.skip(v.reused(v.next))
	t.raise(v.births, &v.gone)
	if t.listed() {
		t.Link(v.births)
		t.born += int64(len(v.births))
	}
	t.lower(v.deaths)
	t.reseat(v.births)
	t.exchange(v)
	v.gone = t.bury(v.deaths)
	t.free.add(v.deaths)
	t.blobs.tidy()
	t.renew()
}

// exchange swaps the values of rows that were changed with those in the log.
func (t *Table) exchange(v *version) {
	t.Vec.swap(v.rows, &v.vec)
	if !t.timed() {
		return
	}
	for i, r := range v.rows {
		t.until[r], v.until[i] = v.until[i], t.until[r]
		if t.until[r] != Never && t.flags[r]&flagLive != 0 {
			t.due.push(due{t.until[r], r})
		}
	}
}

// rollback undoes the open batch. What was taken out of the order of expiry may be a row that the batch got no
// further with.
func (t *Table) rollback() {
	t.undo(t.commit())
	if t.timed() {
		t.redue()
	}
}
