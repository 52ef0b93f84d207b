package sketch

import (
	"maps"
	"math"
	"math/rand"
	"testing"
)

// made are sketches in each form, with a function that reads its kind.
func made() []struct {
	name string
	b    []byte
	read func(b []byte) error
} {
	list, set, regs := NewHLL(10), NewHLL(10), NewHLL(4)
	few, many := NewThetaUnion(4), NewThetaUnion(4)
	top := NewFrequent(TextItems, 16)
	pairs, table := NewTupleTable[float64](4, Sum), NewTupleTable[int32](4, Max)
	small, large := NewKLL[int64](8), NewKLL[float32](8)
	for i := range int64(200) {
		if i < 5 {
			list.AddInt(i)
			few.AddLong(i)
			small.Add(i)
			pairs.AddLong(i, float64(i))
		}
		if i < 50 {
			set.AddInt(i)
		}
		regs.AddInt(i)
		many.AddLong(i)
		table.AddLong(i, int32(i))
		large.Add(float32(i))
		top.Add(SizedItem([]byte{byte('a' + i%7)}), 1)
	}
	hll := func(b []byte) error { _, err := ReadHLL(b); return err }
	theta := func(b []byte) error { _, err := ReadTheta(b); return err }
	return []struct {
		name string
		b    []byte
		read func(b []byte) error
	}{
		{"list", list.Bytes(), hll}, {"set", set.Bytes(), hll}, {"registers", regs.Bytes(), hll},
		{"few hashes", few.Result().Bytes(), theta}, {"many hashes", many.Result().Bytes(), theta},
		{"few summaries", pairs.Compact().Bytes(), func(b []byte) error { _, err := ReadTuple[float64](b); return err }},
		{"many summaries", table.Compact().Bytes(), func(b []byte) error { _, err := ReadTuple[int32](b); return err }},
		{"items", top.Bytes(), func(b []byte) error { _, err := ReadFrequent(TextItems, b); return err }},
		{"table", top.AppendTable(nil), func(b []byte) error { _, err := ReadTable(TextItems, b); return err }},
		{"one level", small.Bytes(), func(b []byte) error { _, err := ReadKLL[int64](b); return err }},
		{"levels", large.Bytes(), func(b []byte) error { _, err := ReadKLL[float32](b); return err }},
	}
}

// TestBadBytes holds that no bytes make reading panic, and that bytes that end early are refused.
func TestBadBytes(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	for _, m := range made() {
		if err := m.read(m.b); err != nil {
			t.Errorf("%s: %v", m.name, err)
		}
		for n := range m.b {
			if err := m.read(m.b[:n]); err == nil && m.name != "table" && m.name != "list" { // these tell no length, or have places to spare
				t.Errorf("%s: %d bytes of %d were read", m.name, n, len(m.b))
			}
		}
		for range 2000 {
			b := append([]byte{}, m.b...)
			for range 1 + random.Intn(3) {
				b[random.Intn(min(len(b), 48))] = byte(random.Intn(256))
			}
			_ = m.read(b)
		}
	}
}

// TestKLLAboveK holds that a sketch that had to choose keeps count of all values, is near their ranks, is the same each time, and
// is so too when it was merged.
func TestKLLAboveK(t *testing.T) {
	const n = 50000
	whole, again, left, right := NewKLL[float64](200), NewKLL[float64](200), NewKLL[float64](200), NewKLL[float64](200)
	for i := range n {
		v := float64(i * 7919 % n)
		whole.Add(v)
		again.Add(v)
		if i%3 == 0 {
			left.Add(v)
		} else {
			right.Add(v)
		}
	}
	left.Merge(right)
	if string(whole.Bytes()) != string(again.Bytes()) {
		t.Error("the same values gave different sketches")
	}
	for _, s := range []*KLL[float64]{whole, left} {
		view := s.View()
		if got := view.list[len(view.list)-1].upTo; s.N() != n || got != n {
			t.Errorf("%d values weigh %d", s.N(), got)
		}
		for _, share := range []float64{0, 0.1, 0.5, 0.9, 1} {
			if got := view.Quantile(share); math.Abs(got/n-share) > 0.03 {
				t.Errorf("quantile %v is %v", share, got)
			}
			if got := view.Rank(share * n); math.Abs(got-share) > 0.03 {
				t.Errorf("rank of %v is %v", share*n, got)
			}
		}
		back, err := ReadKLL[float64](s.Bytes())
		if err != nil || string(back.Bytes()) != string(s.Bytes()) {
			t.Error("it is not read as it was written", err)
		}
	}
}

// TestTupleOrder holds that a set that went through bytes and a table again has the same values and summaries, whatever their order,
// and that a set without another and its intersection with it are the set.
func TestTupleOrder(t *testing.T) {
	sums := func(s *Tuple[int32]) map[uint64]int32 {
		out := map[uint64]int32{}
		for _, e := range s.Entries {
			out[e.hash] = e.Summary.Value
		}
		return out
	}
	for _, n := range []int64{0, 1, 7, 30, 31, 1000} {
		all, part := NewTupleTable[int32](5, Sum), NewTupleTable[int32](5, Sum)
		for i := range n {
			all.AddLong(i, 2)
			if i%3 == 0 {
				part.AddLong(i, 1)
			}
		}
		x, y := all.Compact(), part.Compact()
		back, err := ReadTuple[int32](x.Bytes())
		if err != nil || !maps.Equal(sums(back), sums(x)) || !maps.Equal(sums(TableOf(back, 5, Sum).Compact()), sums(x)) {
			t.Errorf("%d values: %v, not as they were", n, err)
		}
		rest, err := x.Without(y)
		if err != nil {
			t.Fatal(err)
		}
		both := NewTupleIntersection[int32](Sum)
		both.Intersect(x)
		both.Intersect(y)
		for h := range sums(x) {
			_, a := sums(rest)[h]
			v, b := sums(both.Compact())[h]
			if h < min(x.theta, y.theta) && (a == b || b && v != 3) {
				t.Errorf("%d values: one is in the difference: %v, in the intersection: %v with %d", n, a, b, v)
			}
		}
	}
}
