package expr

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// bitmapBytes is the size of Spark's bitmaps.
const bitmapBytes = 4096

func bitmapAggs() []*AggFunction {
	bind := func(a bitmapAgg, w want) aggBind {
		return aggOf(func(*Binding) (*data.Type, bool, BoundAgg, error) { return data.Binary, false, a, nil }, w)
	}
	return []*AggFunction{
		agg("bitmap_construct_agg", "bitmap_construct_agg(child)", "A bitmap of the places that came, those of bitmap_bit_position.", "bitmap_count(bitmap_construct_agg(x)) FROM VALUES (1), (2), (2) AS t(x) -- 2", 1, 1, bind(bitmapAgg{places: true}, aLong)),
		agg("bitmap_or_agg", "bitmap_or_agg(child)", "The bits that are set in some bitmap.", "bitmap_count(bitmap_or_agg(x)) FROM VALUES (X'10'), (X'30') AS t(x) -- 2", 1, 1, bind(bitmapAgg{}, aBinary.strictly())),
		agg("bitmap_and_agg", "bitmap_and_agg(child)", "The bits that are set in every bitmap.", "bitmap_count(bitmap_and_agg(x)) FROM VALUES (X'10'), (X'30') AS t(x) -- 1", 1, 1, bind(bitmapAgg{every: true}, aBinary.strictly())),
	}
}

// bitmapAgg collects a bitmap: of places, or of bitmaps by OR or AND. The boxed value is a
// slice of bitmapBytes bytes that is replaced and never changed.
type bitmapAgg struct{ places, every bool }

// Slots implements [BoundAgg].
func (bitmapAgg) Slots() SlotCount { return SlotCount{Any: 1} }

func (a bitmapAgg) start() []byte {
	out := make([]byte, bitmapBytes)
	for i := range out {
		if a.every {
			out[i] = 0xff
		}
	}
	return out
}

// Update implements [BoundAgg].
func (a bitmapAgg) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	fresh := map[int32][]byte{} // copied once a batch
	for i, g := range groups {
		r := rowAt(rows, i)
		if anyNull(args, r) {
			continue
		}
		m := fresh[g]
		if m == nil {
			m = a.start()
			if old, ok := s.Any[0][g].([]byte); ok {
				copy(m, old)
			}
			fresh[g], s.Any[0][g] = m, m
		}
		if err := a.add(m, args[0], r); err != nil {
			return err
		}
	}
	return nil
}

func (a bitmapAgg) add(m []byte, c data.Column, r int) error {
	side := sideOf(c)
	switch c := side.col.(type) {
	case *data.Fixed[int64]:
		at := c.Values[side.row(r)]
		if at < 0 || at >= 8*bitmapBytes {
			return failf("INVALID_BITMAP_POSITION", "22003", "The 0-indexed bitmap position %d is out of bounds. The bitmap has %d bits (%d bytes).", at, 8*bitmapBytes, bitmapBytes)
		}
		m[at/8] |= 1 << (at % 8)
	case *data.Bytes:
		k := side.row(r)
		v := c.Data[c.Offsets[k]:c.Offsets[k+1]]
		for i := range m {
			b := byte(0)
			if i < len(v) {
				b = v[i]
			}
			if a.every {
				m[i] &= b
			} else {
				m[i] |= b
			}
		}
	}
	return nil
}

// Merge implements [BoundAgg].
func (a bitmapAgg) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		other, ok := src.Any[0][from[i]].([]byte)
		if !ok {
			continue
		}
		m := a.start()
		if old, ok := dst.Any[0][g].([]byte); ok {
			copy(m, old)
		}
		for k, b := range other {
			if a.every {
				m[k] &= b
			} else {
				m[k] |= b
			}
		}
		dst.Any[0][g] = m
	}
	return nil
}

// Result implements [BoundAgg].
func (a bitmapAgg) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewBuilder(data.Binary, len(groups))
	for _, g := range groups {
		m, ok := s.Any[0][g].([]byte)
		if !ok {
			m = a.start()
		}
		out.Append(slices.Clone(m))
	}
	return out.Finish(), nil
}
