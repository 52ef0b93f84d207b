package state

// Index is how a table finds its rows.
type Index uint8

// The indexes.
const (
	NoIndex  Index = iota
	ByInt          // by Ints[0]
	ByBytes        // by the blob
	ByWindow       // by window and a row number of a key table; see [Table.InternWindows]
	ByPair         // by Ints[0] and Ints[1], each of which may be null
	// Tables of lists: many rows may have one key; see [Keys].
	ListInt   // by Ints[0], which may be null
	ListPair  // as ByPair
	ListBytes // by the first Ints[0] bytes of the blob
)

// Layout is the shape of a table's rows.
type Layout struct {
	Name  string
	Index Index
	// Ints and Blob are fixed when a row is added; the vectors may change.
	Ints               int
	Blob               bool
	I64, F64, Dec, Any int
	// Times, 1 or 2, says which word of a pair is a time, after which the row leaves; 0 for none.
	Times int
	// Expires gives each row a time at which it leaves. Rows found by window leave with it.
	Expires bool
	// Plain and Revive translate values in Any for saving and back, where the operator keeps
	// some that [AppendAny] does not know; nil leaves them as they are.
	Plain, Revive func(any) any
	// Counted rows are state rows in Spark's metrics.
	Counted bool
}

// Never is the expiry of a row that stays.
const Never = int64(1<<63 - 1)

// NoRow stands for "not found".
const NoRow = int32(-1)

const (
	flagLive  uint8 = 1 << iota
	flagNull        // the row of the null key
	_               // NullFirst
	_               // NullSecond
	flagHoles       // see MarkNull
)

// NullKey marks the row of the null key, for [Table.ValidKeys].
const NullKey = flagNull

// Table is rows of typed vectors found by key. Rows have numbers that are dense and used again.
// Writes between two commits are one version; see [Store].
type Table struct {
	layout Layout
	Ints   [][]int64
	Vec    Vectors
	until  []int64
	flags  []uint8
	blobs  arena

	ints    intIndex
	bytes   bytesIndex
	windows windowIndex
	homes   homes
	pairs   pairIndex
	lists   listIndex
	nullRow int32 // row of the null key, NoRow
	due     expiry
	cohorts cohorts
	overdue []int32 // what Overdue gave; its room is used again

	store *Store // its owner, which knows the budget

	free  freeRows
	holes uint64 // see Holes
	next  int32  // row numbers below were used at some time
	live  int
	born  int64 // the age of the next row of a list

	stamp []uint32
	now   uint32
	open  batch
	fresh []int32 // scratch of findFew
	// numbers is scratch of KeyNumbers.
	numbers []int32
	// rowsByKey is scratch of WindowInts, doubles and longs are its tallies.
	rowsByKey []int32
	doubles   Tallies[float64]
	longs     Tallies[int64]
	spent     version // one that was forgotten: its large arrays are used again
}

// NewTable returns an empty table.
func NewTable(l Layout) *Table {
	t := &Table{layout: l, Ints: make([][]int64, l.Ints), Vec: newVectors(l.I64, l.F64, l.Dec, l.Any), nullRow: NoRow, now: 1}
	t.pairs.times = l.Times
	t.open.vec = newVectors(l.I64, l.F64, l.Dec, l.Any)
	return t
}

// Len is the number of live rows.
func (t *Table) Len() int { return t.live }

// Cap is one more than the largest row number ever used.
func (t *Table) Cap() int32 { return t.next }

// Live tells whether a row number is in use.
func (t *Table) Live(row int32) bool { return t.flags[row]&flagLive != 0 }

// Blob is the byte string of a row; it must not be changed and is valid until the next commit.
func (t *Table) Blob(row int32) []byte { return t.blobs.at(row) }

// IsNull tells whether the row is that of the null key.
func (t *Table) IsNull(row int32) bool { return t.flags[row]&flagNull != 0 }

// Until is the row's expiry.
func (t *Table) Until(row int32) int64 {
	if t.layout.Index == ByWindow {
		return windowUntil(t.windows.bounds[t.homes.window[row]].end)
	}
	return t.until[row]
}

// timed tells that rows have a time of their own to leave at.
func (t *Table) timed() bool { return t.layout.Expires && t.layout.Index != ByWindow }

// Touched lists the rows changed in this batch: those that were there, in order of first
// change, then the added ones; also such that were removed later. It is valid until the next write.
func (t *Table) Touched() []int32 {
	if len(t.open.births) == 0 {
		return t.open.rows
	}
	return append(t.open.rows[:len(t.open.rows):len(t.open.rows)], t.open.births...)
}

// Changed is the number of rows that Touched lists.
func (t *Table) Changed() int { return len(t.open.rows) + len(t.open.births) }

// Born lists the rows added in this batch, in order. It is valid until the next write.
func (t *Table) Born() []int32 { return t.open.births }

// Rows lists all live rows in order of their numbers.
func (t *Table) Rows() []int32 {
	out := make([]int32, 0, t.live)
	for r, f := range t.flags[:t.next] {
		if f&flagLive != 0 {
			out = append(out, int32(r))
		}
	}
	return out
}

// Touch saves the values of rows before they are changed. Rows may repeat.
func (t *Table) Touch(rows []int32) {
	from := len(t.open.rows)
	now, stamp := t.now, t.stamp
	var room [block]int32
	for len(rows) > 0 {
		part, n := rows[:min(block, len(rows))], 0
		for _, r := range part { // whether a row is touched for the first time cannot be foretold
			room[n&(block-1)] = r
			first := 0
			if stamp[r] != now {
				first = 1
			}
			n += first
			stamp[r] = now
		}
		t.open.rows = append(t.open.rows, room[:n]...)
		rows = rows[len(part):]
	}
	if fresh := t.open.rows[from:]; len(fresh) > 0 {
		t.open.vec.save(&t.Vec, fresh)
		t.saveUntil(fresh)
	}
}

// TouchOne is Touch for one row.
func (t *Table) TouchOne(row int32) {
	if t.stamp[row] != t.now {
		t.stamp[row] = t.now
		t.open.rows = append(t.open.rows, row)
		t.open.vec.saveOne(&t.Vec, row)
		if t.timed() {
			t.open.until = append(t.open.until, t.until[row])
		}
	}
}

func (t *Table) saveUntil(rows []int32) {
	if t.timed() {
		for _, r := range rows {
			t.open.until = append(t.open.until, t.until[r])
		}
	}
}

// add takes a row number and makes it live, with zero values; the caller sets what is fixed
// and puts it into the index. New rows have no old values to save.
func (t *Table) add() int32 {
	row, used := t.number()
	if used {
		t.clear(row)
	} else {
		t.grow(int(t.next))
	}
	t.stamp[row] = t.now
	if t.timed() {
		t.until[row] = Never
	}
	t.flags[row] = flagLive
	t.live++
	t.open.births = append(t.open.births, row)
	return row
}

// number gives a row number that is not in use, and whether it was at some time.
func (t *Table) number() (row int32, used bool) {
	if t.free.len() > 0 {
		return t.free.take(), true
	}
	t.next++
	return t.next - 1, false
}

// clear makes the values of a row zero.
func (t *Table) clear(row int32) {
	t.Vec.zero(row)
	for _, c := range t.Ints {
		c[row] = 0
	}
}

func (t *Table) grow(n int) {
	if n <= len(t.flags) {
		return
	}
	t.flags = grown(t.flags, n)
	n = cap(t.flags)
	t.flags = t.flags[:n]
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
	if t.listed() {
		t.lists.grow(n)
	}
}

// Add adds a row without an index; blob may be nil.
func (t *Table) Add(blob []byte, ints ...int64) int32 {
	row := t.add()
	for i, v := range ints {
		t.Ints[i][row] = v
	}
	if t.layout.Blob {
		t.blobs.set(row, blob)
	}
	return row
}

// Remove takes a row out; its number is used again after the commit. Its values stay until then.
func (t *Table) Remove(row int32) {
	t.unindex(row)
	t.flags[row] &^= flagLive
	t.live--
	t.open.deaths = append(t.open.deaths, row)
}

// SetUntil sets the time at which a row leaves.
func (t *Table) SetUntil(row int32, at int64) {
	t.TouchOne(row)
	t.until[row] = at
	if at != Never {
		t.due.push(due{at, row})
	}
}

// Expired appends the rows whose time is at or before limit, soonest first. The caller must
// remove each of them or give it another time.
func (t *Table) Expired(limit int64, out []int32) []int32 {
	if t.layout.Index == ByWindow {
		return t.windows.expired(t, limit, out)
	}
	t.inLine(limit)
	return t.drawn(t.due.take(limit), out)
}

func (t *Table) index(row int32) {
	if t.flags[row]&flagNull != 0 {
		t.nullRow = row
		return
	}
	switch t.layout.Index {
	case ByInt:
		t.ints.insert(t.Ints[0][row], row)
	case ByBytes:
		t.bytes.insert(hashBytes(t.blobs.at(row)), row)
	case ByPair:
		t.pairPart(row).insert(t.pairHash(row), row)
	case ListInt, ListPair, ListBytes:
		t.link(row, t.listHash(row), false)
	case ByWindow:
		t.windows.insert(t.span(row), t.homes.key[row], row)
	}
}

func (t *Table) unindex(row int32) {
	if t.flags[row]&flagNull != 0 {
		if t.nullRow == row {
			t.nullRow = NoRow
		}
		return
	}
	switch t.layout.Index {
	case ByInt:
		t.ints.remove(t.Ints[0][row], row)
	case ByBytes:
		t.bytes.remove(hashBytes(t.blobs.at(row)), row)
	case ByPair:
		t.unpair(row)
	case ListInt, ListPair, ListBytes:
		t.unlink(row, t.listHash(row))
	case ByWindow:
		t.windows.remove(t.span(row), t.homes.key[row], row)
	}
}

// null returns the row of the null key, adding it.
func (t *Table) null() int32 {
	if t.nullRow == NoRow {
		row := t.Add(nil)
		t.flags[row] |= flagNull
		t.nullRow = row
	}
	return t.nullRow
}
