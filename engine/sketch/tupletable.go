package sketch

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// slots are a hash table of values with summaries; hash 0 is a free slot. Its layout is the library's: it is the order of what is
// read from it.
type slots[V Numeral] struct {
	list  []Entry[V]
	count int
}

func newSlots[V Numeral](lg int) slots[V] { return slots[V]{list: make([]Entry[V], 1<<lg)} }

// find gives the slot of a hash, a free one where it is not there, and whether it is there.
func (s *slots[V]) find(h uint64) (*Entry[V], bool) {
	mask := uint64(len(s.list) - 1)
	stride := 2*(h>>bits.Len64(mask)&127) + 1
	for at := h & mask; ; at = (at + stride) & mask {
		if e := &s.list[at]; e.hash == h || e.hash == 0 {
			return e, e.hash == h
		}
	}
}

// put adds a value that is not there.
func (s *slots[V]) put(e Entry[V]) {
	slot, _ := s.find(e.hash)
	*slot = e
	s.count++
}

// entries are the values below theta, in the order of their slots.
func (s *slots[V]) entries(theta uint64) []Entry[V] {
	out := make([]Entry[V], 0, s.count)
	for _, e := range s.list {
		if e.hash != 0 && e.hash < theta {
			out = append(out, e)
		}
	}
	return out
}

// below is the least theta above the n lowest hashes; there are more.
func below[V Numeral](list []Entry[V], n int) uint64 {
	hashes := make([]uint64, len(list))
	for i, e := range list {
		hashes[i] = e.hash
	}
	slices.Sort(hashes)
	return hashes[n]
}

// TupleTable collects values with summaries. It keeps at least 2^lgNom before it leaves out any.
type TupleTable[V Numeral] struct {
	slots[V]
	lgNom int
	mode  Mode
	theta uint64
	empty bool
}

// The size a table starts with, and by how much it grows.
const (
	lgLeastTable = 5
	lgGrowth     = 3
)

// NewTupleTable is a table of nothing.
func NewTupleTable[V Numeral](lgNom int, m Mode) *TupleTable[V] {
	lg := lgLeastTable
	if lgNom+1 > lg {
		lg += (lgNom + 1 - lg) % lgGrowth
	}
	return &TupleTable[V]{slots: newSlots[V](lg), lgNom: lgNom, mode: m, theta: maxTheta, empty: true}
}

// Add shows it a number of a value; values of no bytes are left out.
func (t *TupleTable[V]) Add(b []byte, v V) {
	if len(b) == 0 {
		return
	}
	h, _ := hash128(b, updateSeed)
	t.empty = false
	if h >>= 1; h == 0 || h >= t.theta {
		return
	}
	slot, there := t.find(h)
	if !there {
		*slot = Entry[V]{h, NewSummary[V](t.mode)}
		t.count++
	}
	slot.Summary.Update(v)
	t.fit()
}

// AddLong shows it a number of a whole number.
func (t *TupleTable[V]) AddLong(key int64, v V) {
	t.Add(binary.LittleEndian.AppendUint64(nil, uint64(key)), v)
}

// AddDouble shows it a number of a DOUBLE; all zeros are one, and all NaNs.
func (t *TupleTable[V]) AddDouble(key float64, v V) { t.AddLong(canonical(key), v) }

// merge adds a value with its summary.
func (t *TupleTable[V]) merge(e Entry[V]) {
	t.empty = false
	if e.hash == 0 || e.hash >= t.theta {
		return
	}
	slot, there := t.find(e.hash)
	if there {
		slot.Summary = combined(t.mode, slot.Summary, e.Summary)
	} else {
		*slot = e
		t.count++
	}
	t.fit()
}

// fit makes room once the table is half full, or has more values than it keeps.
func (t *TupleTable[V]) fit() {
	size, nominal := len(t.list), 1<<t.lgNom
	switch {
	case size <= nominal && t.count > size/2:
		size <<= lgGrowth
	case size > nominal && t.count > size/16*15:
		t.theta = below(t.slots.entries(maxTheta+1), nominal)
	default:
		return
	}
	old := t.slots.entries(t.theta)
	t.slots = slots[V]{list: make([]Entry[V], size)}
	for _, e := range old {
		t.put(e)
	}
}

// Compact is the set of what it keeps.
func (t *TupleTable[V]) Compact() *Tuple[V] {
	switch {
	case t.count == 0 && t.empty:
		return EmptyTuple[V]()
	case t.count == 0:
		return &Tuple[V]{theta: t.theta}
	}
	return &Tuple[V]{theta: t.theta, Entries: t.entries(maxTheta + 1)}
}

// TableOf is a table that goes on from a set.
func TableOf[V Numeral](s *Tuple[V], lgNom int, m Mode) *TupleTable[V] {
	t := NewTupleTable[V](lgNom, m)
	t.theta, t.empty = s.theta, s.empty
	for _, e := range s.Entries {
		t.merge(e)
	}
	return t
}
