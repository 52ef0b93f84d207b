package state

import "github.com/sparkrepl/sparkrepl/engine/data"

// runBlock is how many rows of one window are found together.
const runBlock = 256

// internRun is InternWindows within one window.
func (t *Table) internRun(w *span, keys, rows []int32) {
	many := w.since == t.now && len(keys) >= runBlock/4
	for len(keys) > 0 {
		n := min(runBlock, len(keys))
		t.room(n)
		born, done := len(t.open.births), 0
		if many {
			done = t.findMany(w, keys[:n], rows[:n])
		} else {
			done = t.findFew(w, keys[:n], rows[:n])
		}
		for i := done; i < n; i++ {
			rows[i] = t.internIn(w, keys[i])
		}
		many = len(t.open.births)-born > n/16
		keys, rows = keys[n:], rows[n:]
	}
}

// findFew finds rows by the window's array where few of them are new, up to the first key number
// beyond the array; it tells how many.
func (t *Table) findFew(w *span, keys, rows []int32) int {
	near, fresh := w.near, t.fresh[:0]
	rows = rows[:len(keys)]
	done := len(keys)
	for i, k := range keys {
		if uint32(k) >= uint32(len(near)) {
			done = i
			break
		}
		r := near[k]
		if r == 0 {
			r, _ = t.number()
			t.open.births, fresh = append(t.open.births, r), append(fresh, k)
			r++
			near[k] = r
		}
		rows[i] = r - 1
	}
	t.fresh = fresh
	t.bear(w, fresh)
	return done
}

// findMany is findFew where many are new: it does not branch on which, as that would be guessed
// wrong.
func (t *Table) findMany(w *span, keys, rows []int32) int {
	var numbers, fresh [runBlock + 1]int32
	free := t.free.rows()
	have := copy(numbers[:len(keys)], free)
	for i := have; i < len(keys); i++ {
		numbers[i] = t.next + int32(i-have)
	}
	near := w.near
	rows = rows[:len(keys)]
	n, done := 0, len(keys)
	for i, k := range keys {
		if uint32(k) >= uint32(len(near)) {
			done = i
			break
		}
		r := near[k]
		next := numbers[n&(runBlock-1)] + 1
		fresh[n] = k
		isNew := 0
		if r == 0 {
			r = next
			isNew = 1
		}
		n += isNew
		near[k] = r
		rows[i] = r - 1
	}
	t.open.births = append(t.open.births, numbers[:n]...)
	have = min(have, n)
	t.free.skip(have)
	t.next += int32(n - have)
	t.bear(w, fresh[:n])
	return done
}

// bear makes the last births live: the rows of these key numbers in a window, whose array
// has them already.
func (t *Table) bear(w *span, keys []int32) {
	if len(keys) == 0 {
		return
	}
	rows := t.open.births[len(t.open.births)-len(keys):]
	t.grow(int(t.next))
	t.live += len(rows)
	w.live += len(rows)
	w.touched += len(rows)
	w.rows = append(w.rows, rows...)
	for len(rows) > 0 {
		n := data.Stretch(rows)
		t.bearStretch(w, int(rows[0]), keys[:n])
		rows, keys = rows[n:], keys[n:]
	}
}

// bearStretch makes the rows from one number on live.
func (t *Table) bearStretch(w *span, from int, keys []int32) {
	to := from + len(keys)
	t.Vec.zeroRange(from, to)
	t.homes.set(from, w, keys)
	stamps, flags := t.stamp[from:to], t.flags[from:to]
	for i := range stamps {
		stamps[i], flags[i] = t.now, flagLive
	}
}

// internIn finds or adds the row of a key number in a window.
func (t *Table) internIn(w *span, k int32) int32 {
	r := t.windows.find(w, k)
	if r < 0 {
		t.room(1)
		r = t.add()
		t.homes.window[r], t.homes.key[r] = w.number, k
		t.windows.insert(w, k, r)
		w.touched++
	}
	return r
}
