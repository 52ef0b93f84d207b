package sketch

// TupleUnion joins sets of values with summaries.
type TupleUnion[V Numeral] struct {
	table *TupleTable[V]
	theta uint64 // the least of the sets and the table
	empty bool
}

// NewTupleUnion is a union of nothing.
func NewTupleUnion[V Numeral](lgNom int, m Mode) *TupleUnion[V] {
	return &TupleUnion[V]{table: NewTupleTable[V](lgNom, m), theta: maxTheta, empty: true}
}

// Union adds a set.
func (u *TupleUnion[V]) Union(t *Tuple[V]) {
	if t.empty {
		return
	}
	u.empty, u.theta = false, min(u.theta, t.theta)
	for _, e := range t.Entries {
		u.table.merge(e)
	}
	u.theta = min(u.theta, u.table.theta)
}

// Compact is the set of all, of no more than 2^lgNom values.
func (u *TupleUnion[V]) Compact() *Tuple[V] {
	nominal := 1 << u.table.lgNom
	if u.empty || u.theta >= u.table.theta && u.table.count <= nominal {
		return u.table.Compact()
	}
	theta := min(u.theta, u.table.theta)
	list := u.table.entries(theta)
	if len(list) > nominal {
		theta = below(list, nominal)
		list = u.table.entries(theta)
	}
	return &Tuple[V]{theta: theta, Entries: list}
}

// TupleIntersection keeps the values that all sets have.
type TupleIntersection[V Numeral] struct {
	slots[V]
	mode   Mode
	theta  uint64
	empty  bool
	called bool // a set was given
}

// NewTupleIntersection keeps all so far.
func NewTupleIntersection[V Numeral](m Mode) *TupleIntersection[V] {
	return &TupleIntersection[V]{mode: m, theta: maxTheta}
}

// Intersect leaves out what a set has not.
func (x *TupleIntersection[V]) Intersect(t *Tuple[V]) {
	first := !x.called
	x.called = true
	if x.empty || t.empty {
		x.slots, x.theta, x.empty = slots[V]{}, maxTheta, true
		return
	}
	x.theta = min(x.theta, t.theta)
	switch {
	case len(t.Entries) == 0:
		x.slots = slots[V]{}
	case first:
		x.fill(t.Entries)
	case x.count > 0:
		var both []Entry[V]
		for _, e := range t.Entries {
			if e.hash == 0 || e.hash >= x.theta {
				continue
			}
			if slot, there := x.find(e.hash); there {
				both = append(both, Entry[V]{e.hash, combined(x.mode, slot.Summary, e.Summary)})
			}
		}
		x.fill(both)
	}
}

// fill makes a table of some values, a quarter of it free at least.
func (x *TupleIntersection[V]) fill(list []Entry[V]) {
	lg := MinTheta
	for 1<<lg*3 < 4*len(list) {
		lg++
	}
	x.slots = newSlots[V](lg)
	for _, e := range list {
		x.put(e)
	}
}

// Compact is the set of what all have; one set was given at least.
func (x *TupleIntersection[V]) Compact() *Tuple[V] {
	return &Tuple[V]{theta: x.theta, Entries: x.entries(x.theta + 1), empty: x.empty}
}

// Without is the set of the values of t that o has not, with the summaries of t. It fails where one of them is impossible: without
// values, and neither empty nor an estimate.
func (t *Tuple[V]) Without(o *Tuple[V]) (*Tuple[V], error) {
	if t.impossible() || o.impossible() {
		return nil, ErrShape
	}
	switch {
	case t.empty:
		return EmptyTuple[V](), nil
	case o.empty, len(t.Entries) == 0 && o.theta == maxTheta:
		return t, nil
	}
	theta := min(t.theta, o.theta)
	x := TupleIntersection[V]{}
	x.fill(o.Entries)
	out := &Tuple[V]{theta: theta}
	for _, e := range t.Entries {
		if e.hash >= theta {
			continue
		}
		if _, there := x.find(e.hash); !there {
			out.Entries = append(out.Entries, e)
		}
	}
	out.empty = len(out.Entries) == 0 && theta == maxTheta
	return out, nil
}

func (t *Tuple[V]) impossible() bool { return len(t.Entries) == 0 && !t.empty && t.theta == maxTheta }
