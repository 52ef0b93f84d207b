package sketch

import (
	"bytes"
	"testing"
)

// FuzzSketches holds that bytes are refused, or are a sketch that can be asked, merged with itself and written, and,
// but for counts of items, is read again as it was written.
func FuzzSketches(f *testing.F) {
	for i, m := range made() {
		f.Add(i, m.b)
	}
	f.Fuzz(func(t *testing.T, kind int, b []byte) {
		switch kind {
		case 0, 1, 2:
			fuzzHLL(t, b)
		case 3, 4:
			fuzzTheta(t, b)
		case 5:
			fuzzTuple[float64](t, b)
		case 6:
			fuzzTuple[int32](t, b)
		case 7, 8:
			fuzzFrequent(b, kind == 8)
		case 9:
			fuzzKLL[int64](t, b)
		case 10:
			fuzzKLL[float32](t, b)
		}
	})
}

// again holds that what was written is read, and is the same when it is written again.
func again[S interface{ Bytes() []byte }](t *testing.T, written []byte, read func(b []byte) (S, error)) {
	back, err := read(written)
	if err != nil {
		t.Errorf("what was written is not read: %v", err)
	} else if !bytes.Equal(back.Bytes(), written) {
		t.Errorf("% x\nwas read, and written as\n% x", written, back.Bytes())
	}
}

func fuzzHLL(t *testing.T, b []byte) {
	h, err := ReadHLL(b)
	if err != nil {
		return
	}
	_ = h.Estimate()
	again(t, h.Bytes(), ReadHLL)
	u := NewHLL(12)
	u.Union(h, 12, false)
	u.Union(h, 12, false)
	_ = u.Estimate()
}

func fuzzTheta(t *testing.T, b []byte) {
	s, err := ReadTheta(b)
	if err != nil {
		return
	}
	_ = s.Estimate()
	again(t, s.Bytes(), ReadTheta)
	u := NewThetaUnion(12)
	u.Union(s)
	u.Union(s)
	_ = u.Result().Bytes()
}

func fuzzTuple[V Numeral](t *testing.T, b []byte) {
	s, err := ReadTuple[V](b)
	if err != nil {
		return
	}
	_ = s.Estimate()
	again(t, s.Bytes(), ReadTuple[V])
	u := NewTupleUnion[V](12, Sum)
	u.Union(s)
	u.Union(s)
	_ = u.Compact().Bytes()
	x := NewTupleIntersection[V](Max)
	x.Intersect(s)
	x.Intersect(s)
	_, _ = s.Without(s) // refused for what is impossible
}

func fuzzFrequent(b []byte, table bool) {
	read := ReadFrequent
	if table {
		read = ReadTable
	}
	if table && len(b) > 1 && b[1] > 16 {
		return // only our own state is read so: its tables may be large
	}
	s, err := read(TextItems, b)
	if err != nil {
		return
	}
	_, _ = ReadFrequent(TextItems, s.Bytes()) // an item that stood there twice may be too many to be read again
	top := NewFrequent(TextItems, 16)
	top.Merge(s)
	top.Merge(s)
	_ = top.Bytes()
}

func fuzzKLL[T Number](t *testing.T, b []byte) {
	s, err := ReadKLL[T](b)
	if err != nil {
		return
	}
	again(t, s.Bytes(), ReadKLL[T])
	all := NewKLL[T](200)
	all.Merge(s)
	all.Merge(s)
	if all.N() > 0 {
		v := all.View()
		_ = v.Rank(v.Quantile(0.5))
	}
}
