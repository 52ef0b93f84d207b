package expr

import (
	"encoding/binary"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// countMin is a count-min sketch (Cormode, Muthukrishnan 2005) in the bytes of Spark's CountMinSketch: rows of
// counters, each with a hash of its own. A group keeps how many values came and the counters as one immutable
// text of 8 bytes each, big end first.
type countMin struct {
	width  int
	hashes []uint64 // factors, one a row
}

// countMinCells bounds the counters of one sketch: 256 MB.
const countMinCells = 1 << 25

func bindCountMin(b *Binding) (*Agg, error) {
	given := b.frozen()
	if err := b.acceptAll(either(anIntegral, aString, aBinary).strictly(), is(data.Double).strictly(), is(data.Double).strictly(), anInt); err != nil {
		return nil, err
	}
	var parts [3]any
	for i, name := range []string{"eps", "confidence", "seed"} {
		v, foldable, err := b.constant(i + 1)
		switch {
		case err != nil:
			return nil, err
		case !foldable:
			return nil, mismatch("NON_FOLDABLE_INPUT", given.text(), b.at(), "the input `%s` should be a foldable %s expression; however, got \"%s\".", name, quoteType(b.typ(i+1)), b.Args[i+1])
		case v == nil:
			return nil, mismatch("UNEXPECTED_NULL", given.text(), b.at(), "The %s must not be null.", name)
		}
		parts[i] = v
	}
	eps, confidence := parts[0].(float64), parts[1].(float64)
	switch {
	case !(eps > 0):
		return nil, mismatch("VALUE_OUT_OF_RANGE", given.text(), b.at(), "The eps must be between (0.0, 1.7976931348623157E308] (current value = %sD).", DoubleText(eps))
	case !(confidence > 0 && confidence < 1):
		return nil, mismatch("VALUE_OUT_OF_RANGE", given.text(), b.at(), "The confidence must be between (0.0, 1.0] (current value = %sD).", DoubleText(confidence))
	}
	width, depth := math.Ceil(2/eps), math.Ceil(-math.Log1p(-confidence)/math.Ln2)
	if width*depth > countMinCells {
		return nil, Errorf("", "", b.at(), "A count-min sketch of %.0f rows of %.0f counters does not fit; give a larger eps.", depth, width)
	}
	a := countMin{width: int(width)}
	random := newJavaRandom(uint64(int64(parts[2].(int32))))
	for range int(depth) {
		a.hashes = append(a.hashes, random.below(math.MaxInt32))
	}
	b.Args = b.Args[:1]
	if b.typ(0).Integral() {
		b.Args = []Expr{b.cast(b.Args[0], data.Long)}
	}
	out := b.bound(data.Binary, false, a)
	out.shown = given.Args
	return out, nil
}

// Slots implements [BoundAgg].
func (countMin) Slots() SlotCount { return SlotCount{Any: 1} }

// Update implements [BoundAgg].
func (a countMin) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	mine := map[int32][]byte{} // copied in this update
	side := sideOf(args[0])
	for i, g := range groups {
		r := side.row(rowAt(rows, i))
		if data.IsNull(side.col, r) {
			continue
		}
		cells, ok := mine[g]
		if !ok {
			cells = a.cells(s.Any[0][g])
			mine[g], s.Any[0][g] = cells, cells
		}
		more(cells, 0, 1)
		a.add(cells, side.col, r)
	}
	return nil
}

// cells are those of a group, copied.
func (a countMin) cells(old any) []byte {
	out := make([]byte, 8*(1+len(a.hashes)*a.width))
	if b, ok := old.([]byte); ok {
		copy(out, b)
	}
	return out
}

// more adds to cell k.
func more(cells []byte, k int, n uint64) {
	at := cells[8*k:]
	binary.BigEndian.PutUint64(at, binary.BigEndian.Uint64(at)+n)
}

// add counts value r in each row.
func (a countMin) add(cells []byte, c data.Column, r int) {
	if b, ok := c.(*data.Bytes); ok {
		first := murmurBytes(b.At(r), 0)
		second := murmurBytes(b.At(r), first)
		for k := range a.hashes {
			at := int32(first+uint32(k)*second) % int32(a.width)
			more(cells, 1+k*a.width+int(max(at, -at)), 1)
		}
		return
	}
	v := c.(*data.Longs).Values[r]
	for k, factor := range a.hashes {
		h := int64(factor) * v
		h += h >> 32
		more(cells, 1+k*a.width+int(h&math.MaxInt32)%a.width, 1)
	}
}

// Merge implements [BoundAgg].
func (a countMin) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		other, ok := src.Any[0][from[i]].([]byte)
		if !ok {
			continue
		}
		cells := a.cells(dst.Any[0][g])
		for k := range len(other) / 8 {
			more(cells, k, binary.BigEndian.Uint64(other[8*k:]))
		}
		dst.Any[0][g] = cells
	}
	return nil
}

// Result implements [BoundAgg].
func (a countMin) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	const version = 1
	out := data.NewBytesBuilder(data.Binary, len(groups))
	for _, g := range groups {
		cells := a.cells(s.Any[0][g])
		text := append(binary.BigEndian.AppendUint32(nil, version), cells[:8]...)
		text = binary.BigEndian.AppendUint32(text, uint32(len(a.hashes)))
		text = binary.BigEndian.AppendUint32(text, uint32(a.width))
		for _, h := range a.hashes {
			text = binary.BigEndian.AppendUint64(text, h)
		}
		out.Add(append(text, cells[8:]...))
	}
	return out.Finish(), nil
}
