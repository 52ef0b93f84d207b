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
	case t.layout.Index != ByPair:
		for _, r := range rows {
			t.unindex(r)
		}
	case len(rows) > t.pairs.used/8:
		t.pairs.sweep(t.flags)
	default:
		t.unindexPairs(rows)
	}
}

func (t *Table) unindexPairs(rows []int32) {
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
