package state

// SetUntils sets the times at which rows leave.
func (t *Table) SetUntils(rows []int32, at []int64) {
	t.Touch(rows)
	for i, r := range rows {
		t.until[r] = at[i]
		if at[i] != Never {
			t.due.push(due{at[i], r})
		}
	}
}

// RemoveRows takes rows out, each once; their numbers are used again after the commit.
func (t *Table) RemoveRows(rows []int32) {
	t.Touch(rows)
	t.unindexAll(rows)
	for _, r := range rows {
		t.flags[r] &^= flagLive
	}
	t.live -= len(rows)
	t.open.deaths = append(t.open.deaths, rows...)
}

// unindexAll takes rows out of the index.
func (t *Table) unindexAll(rows []int32) {
	if t.layout.Index != ByPair {
		for _, r := range rows {
			t.unindex(r)
		}
		return
	}
	var room [block]uint32
	for len(rows) > 0 {
		n := min(len(rows), block)
		hashes := room[:n]
		for i, r := range rows[:n] {
			hashes[i] = t.pairHash(r)
		}
		t.pairs.warm(hashes)
		for i, r := range rows[:n] {
			t.pairs.remove(hashes[i], r)
		}
		rows = rows[n:]
	}
}
