package operator

// merger joins the rows of a batch, key by key, with the sessions the keys have.
type merger struct {
	s            *sessions
	starts, ends []int64
	keep, rows   []int32
	// from are sessions that went up in sessions to: their aggregates are merged, then they go.
	from, to []int32
	// updated and removed count as Spark does: all sessions of a key with rows are put again, and
	// state is keyed by the session's start, so that one whose start changed is removed.
	updated, removed int64
	old              []int32
}

// cluster is a run of sessions and rows that meet.
type cluster struct {
	start, end int64
	target     int32 // the session that takes the rest in, -1 for none yet
	rows       int   // how many rows
	any        bool
}

// key handles the rows of one key, given in order of time: old sessions and rows are swept
// together in order of start, and the key's list is linked anew.
func (m *merger) key(key int32, order []int32) {
	m.old = m.s.list(key, m.old[:0])
	old := m.old
	last := int32(-1)
	for len(old) > 0 || len(order) > 0 {
		c := cluster{target: -1}
		for m.next(&c, &old, order[c.rows:]) {
			c.any = true
		}
		if c.rows > 0 {
			m.put(key, &c, order[:c.rows])
			order = order[c.rows:]
		}
		m.updated++
		m.s.link(key, last, c.target)
		last = c.target
	}
	m.s.link(key, last, -1)
}

// next takes the old session or the row that starts first into the cluster, if it meets it.
func (m *merger) next(c *cluster, old *[]int32, order []int32) bool {
	start, end := m.s.table.Vec.I64[m.s.start], m.s.table.Vec.I64[m.s.end]
	if len(*old) > 0 && (len(order) == 0 || start[(*old)[0]] <= m.starts[m.keep[order[0]]]) {
		row := (*old)[0]
		if !c.take(start[row], end[row]) {
			return false
		}
		*old = (*old)[1:]
		if c.target < 0 {
			c.target = row
		} else {
			m.from, m.to = append(m.from, row), append(m.to, c.target)
		}
		if start[row] != c.start {
			m.removed++
		}
		return true
	}
	if len(order) == 0 {
		return false
	}
	k := m.keep[order[0]]
	if !c.take(m.starts[k], m.ends[k]) {
		return false
	}
	c.rows++
	return true
}

// take widens the cluster by a session that starts no earlier; false when it does not meet it.
func (c *cluster) take(start, end int64) bool {
	if !c.any {
		c.start, c.end = start, end
		return true
	}
	if start > c.end {
		return false
	}
	c.end = max(c.end, end)
	return true
}

// put writes a cluster that got rows.
func (m *merger) put(key int32, c *cluster, order []int32) {
	t := m.s.table
	if c.target < 0 {
		c.target = t.Add(nil, int64(key))
	}
	t.SetUntil(c.target, c.end)
	t.Vec.I64[m.s.start][c.target], t.Vec.I64[m.s.end][c.target] = c.start, c.end
	for _, i := range order {
		m.rows[i] = c.target
	}
}

// list appends the sessions of a key, earliest first.
func (s *sessions) list(key int32, out []int32) []int32 {
	next := s.table.Vec.I64[s.next]
	for row := int32(s.keyed.Vec.I64[firstSession][key]) - 1; row >= 0; row = int32(next[row]) - 1 {
		out = append(out, row)
	}
	return out
}

// link makes row follow the session before (-1: the key itself); row -1 ends the list.
func (s *sessions) link(key, before, row int32) {
	at, t := &s.keyed.Vec.I64[firstSession], s.keyed
	place := key
	if before >= 0 {
		at, t, place = &s.table.Vec.I64[s.next], s.table, before
	}
	if (*at)[place] != int64(row+1) {
		t.TouchOne(place)
		(*at)[place] = int64(row + 1)
	}
}
