package state

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Save implements [Versioned].
func (s *Store) Save(w io.Writer) error {
	b := newWriter(w)
	b.uint(uint64(s.Version()))
	b.uint(uint64(len(s.Tables)))
	for _, t := range s.Tables {
		b.uint(uint64(t.next))
		b.uint(uint64(t.born))
		b.rows(t.free.rows())
		b.rowValues(t, t.Rows())
	}
	return b.flush()
}

// Load implements [Versioned]: the store has that one version and no history.
func (s *Store) Load(r io.Reader) error {
	b := &reader{r: bufio.NewReaderSize(r, 1<<16)}
	n := int64(b.uint())
	if k := b.uint(); b.err == nil && k != uint64(len(s.Tables)) {
		return fmt.Errorf("state: the saved state has %d tables, the operator %d", k, len(s.Tables))
	}
	for i, old := range s.Tables {
		t := NewTable(old.layout)
		next := int32(b.count())
		t.born = int64(b.uint())
		t.free.add(b.rows())
		if b.err != nil {
			return b.failed()
		}
		t.next = next
		rows := b.rowValues(t, t.free.len())
		if b.err != nil {
			return b.failed()
		}
		if t.listed() {
			t.relink(rows)
		}
		t.renew()
		s.Tables[i].replace(t)
	}
	s.cut(0)
	s.first, s.at, s.kept = n, 0, 0
	return nil
}

// replace puts the content of another table of the same layout in the place of t, which
// operators hold.
func (t *Table) replace(o *Table) {
	o.store = t.store
	*t = *o
}

// SaveDelta implements [Versioned].
func (s *Store) SaveDelta(w io.Writer) error {
	if s.at == 0 {
		return errors.New("state: nothing was committed that a delta could hold")
	}
	b := newWriter(w)
	b.uint(uint64(s.Version()))
	for i, t := range s.Tables {
		v := s.log[s.at-1].tables[i]
		b.uint(uint64(t.next))
		b.uint(uint64(t.born))
		b.rows(v.births)
		b.rows(v.deaths)
		live := make([]int32, 0, len(v.rows)+len(v.births))
		for _, list := range [2][]int32{v.rows, v.births} {
			for _, r := range list {
				if t.Live(r) {
					live = append(live, r)
				}
			}
		}
		b.rowValues(t, live)
	}
	return b.flush()
}

// LoadDelta implements [Versioned].
func (s *Store) LoadDelta(r io.Reader) error {
	b := &reader{r: bufio.NewReaderSize(r, 1<<14)}
	if n := int64(b.uint()); b.err == nil && n != s.Version()+1 {
		return fmt.Errorf("state: a delta to version %d does not follow version %d", n, s.Version())
	}
	for _, t := range s.Tables {
		next := int32(b.count())
		t.born = int64(b.uint())
		births, deaths := b.rows(), b.rows()
		if b.err != nil {
			return b.failed()
		}
		t.apply(b, next, births, deaths)
		if b.err != nil {
			return b.failed()
		}
	}
	s.cut(0)
	s.first, s.at, s.kept = s.Version()+1, 0, 0
	return nil
}

func (t *Table) apply(b *reader, next int32, births, deaths []int32) {
	reused := 0
	for _, r := range births {
		if r < t.next {
			reused++
		}
	}
	if reused > t.free.len() {
		b.err = errShape
		return
	}
	t.free.skip(reused)
	for _, r := range deaths {
		if r < 0 || r >= next {
			b.err = errShape
			return
		}
		if r < t.next && t.Live(r) {
			t.lower([]int32{r})
			if t.layout.Blob {
				t.blobs.drop(r)
			}
		}
	}
	t.free.add(deaths)
	before := int(t.next) + len(births)
	t.next = max(next, t.next)
	if rows := b.rowValues(t, before); t.listed() {
		t.Link(rows)
	}
	t.blobs.tidy()
	t.renew()
}

// Shape names how the tables lie in saved state: what was saved by a store of one shape cannot be
// loaded by one of another.
func (s *Store) Shape() string {
	var out []byte
	for _, t := range s.Tables {
		l := t.layout
		if l.Index == ByWindow {
			l.Ints = 3 // what homes are written as
		}
		out = fmt.Appendf(out, "%s:%d/%d/%t/%d,%d,%d,%d/%t;", l.Name, l.Index, l.Ints, l.Blob, l.I64, l.F64, l.Dec, l.Any, t.timed())
	}
	return string(out)
}
