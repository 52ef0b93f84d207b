package state

import "fmt"

// Store is the state of one operator: tables that share versions. It implements [Versioned].
type Store struct {
	Tables []*Table
	budget Budget
	// first is the number of the version before log[0]; at counts the applied entries of log.
	first int64
	at    int
	log   []entry
	kept  int64 // bytes of log

	// Scratch is room that the operator uses again in the next batch. It belongs to no version, and no clone has it.
	Scratch any
}

type entry struct {
	tables []*version
	bytes  int64
	digest uint64
}

// NewStore returns an empty store of the tables.
func NewStore(b Budget, tables ...*Table) *Store {
	s := &Store{Tables: tables, budget: b}
	for _, t := range tables {
		t.store = s
	}
	return s
}

// Commit implements [Versioned].
func (s *Store) Commit() {
	s.cut(s.at)
	e := entry{tables: make([]*version, len(s.Tables))}
	for i, t := range s.Tables {
		e.digest = e.digest*31 + t.digest()
		v := t.commit()
		e.tables[i] = v
		e.bytes += v.bytes()
	}
	s.log = append(s.log, e)
	s.kept += e.bytes
	s.at++
	for len(s.log) > 1 && (len(s.log) > s.budget.history() || s.kept > s.budget.historyBytes()) {
		s.Forget(s.first + 1)
	}
}

// cut forgets the log entries from i on.
func (s *Store) cut(i int) {
	for k := i; k < len(s.log); k++ {
		s.kept -= s.log[k].bytes
		s.log[k] = entry{}
	}
	s.log = s.log[:i]
}

// Rollback implements [Versioned].
func (s *Store) Rollback() {
	for _, t := range s.Tables {
		t.rollback()
	}
}

// Version implements [Versioned].
func (s *Store) Version() int64 { return s.first + int64(s.at) }

// Oldest implements [Versioned].
func (s *Store) Oldest() int64 { return s.first }

// Newest is the newest version: Version itself, unless SeekTo went back.
func (s *Store) Newest() int64 { return s.first + int64(len(s.log)) }

// SeekTo implements [Versioned].
func (s *Store) SeekTo(n int64) error {
	if n < s.first || n > s.first+int64(len(s.log)) {
		return fmt.Errorf("state: version %d is not kept; %d to %d are", n, s.first, s.first+int64(len(s.log)))
	}
	for s.Version() > n {
		s.at--
		for i, t := range s.Tables {
			t.undo(s.log[s.at].tables[i])
		}
	}
	for s.Version() < n {
		for i, t := range s.Tables {
			t.redo(s.log[s.at].tables[i])
		}
		s.at++
	}
	return nil
}

// Forget implements [Versioned]. The current version is always kept.
func (s *Store) Forget(n int64) {
	k := min(int(n-s.first), s.at)
	if k <= 0 {
		return
	}
	for i := range k {
		s.kept -= s.log[i].bytes
		for n, v := range s.log[i].tables {
			s.Tables[n].reuse(v)
		}
		s.log[i] = entry{}
	}
	s.log = s.log[k:]
	s.first += int64(k)
	s.at -= k
}

// Metrics implements [Versioned].
func (s *Store) Metrics() Metrics {
	m := Metrics{HistoryBytes: s.kept}
	for _, t := range s.Tables {
		if t.layout.Counted {
			m.Rows += int64(t.live)
		}
		m.Bytes += t.size()
	}
	return m
}

// Digest covers what the batch before the current version changed; 0 where that is not kept.
func (s *Store) Digest() uint64 {
	if s.at == 0 {
		return 0
	}
	return s.log[s.at-1].digest
}

// Clone implements [Versioned].
func (s *Store) Clone() Versioned {
	c := &Store{budget: s.budget, first: s.Version()}
	for _, t := range s.Tables {
		copied := t.clone()
		copied.store = c
		c.Tables = append(c.Tables, copied)
	}
	return c
}
