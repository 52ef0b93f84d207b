package expr

import (
	"math"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sketch"
)

// setOrder are the rows of a column of different values in the order in which Spark's set of them lists them: Scala's
// HashSet goes by the low bits of the hashes, then by the hashes. Values that have no hash here stay as they are.
func setOrder(c data.Column) []int32 {
	rows := allRows(c.Len())
	hash, ok := setHash(c)
	if !ok {
		return rows
	}
	buckets := uint32(16)
	for len(rows) >= int(buckets/4*3) {
		buckets *= 2
	}
	hashes := make([]uint32, len(rows))
	for i := range hashes {
		hashes[i] = hash(i)
		hashes[i] ^= hashes[i] >> 16
	}
	slices.SortStableFunc(rows, func(x, y int32) int {
		h, k := hashes[x], hashes[y]
		if d := int(h&(buckets-1)) - int(k&(buckets-1)); d != 0 {
			return d
		}
		return int(int32(h)) - int(int32(k))
	})
	return rows
}

// setHash gives the hash of a value in Java.
func setHash(c data.Column) (hash func(i int) uint32, ok bool) {
	folded := func(v uint64) uint32 { return uint32(v) ^ uint32(v>>32) }
	switch c := c.(type) {
	case *data.Bools:
		return func(i int) uint32 {
			if c.Values[i] {
				return 1231
			}
			return 1237
		}, true
	case *data.Fixed[int8]:
		return func(i int) uint32 { return uint32(c.Values[i]) }, true
	case *data.Fixed[int16]:
		return func(i int) uint32 { return uint32(c.Values[i]) }, true
	case *data.Ints:
		return func(i int) uint32 { return uint32(c.Values[i]) }, true
	case *data.Fixed[int64]:
		return func(i int) uint32 { return folded(uint64(c.Values[i])) }, true
	case *data.Fixed[float32]:
		return func(i int) uint32 { return math.Float32bits(c.Values[i]) }, true
	case *data.Fixed[float64]:
		return func(i int) uint32 { return folded(math.Float64bits(c.Values[i])) }, true
	case *data.Fixed[data.Dec]:
		return func(i int) uint32 { return uint32(sketch.HashDecimal(c.Values[i].Big(), c.T.Scale)) }, true
	case *data.Bytes:
		return func(i int) uint32 { return murmurBytes(c.At(i), 42) }, c.T.Kind == data.KindString && c.T.Collation == ""
	}
	return nil, false
}

// plainReals makes -0.0 what it equals, 0.0, and every NaN the one that Java writes.
func plainReals(c data.Column) data.Column {
	switch c := c.(type) {
	case *data.Fixed[float32]:
		return &data.Fixed[float32]{T: c.T, Values: plain(c.Values, math.Float32frombits(0x7fc00000)), Nulls: c.Nulls}
	case *data.Fixed[float64]:
		return &data.Fixed[float64]{T: c.T, Values: plain(c.Values, math.Float64frombits(0x7ff8<<48)), Nulls: c.Nulls}
	case *data.List:
		return &data.List{T: c.T, Offsets: c.Offsets, Elems: plainReals(c.Elems), Nulls: c.Nulls}
	case *data.Struct:
		fields := make([]data.Column, len(c.Fields))
		for i, f := range c.Fields {
			fields[i] = plainReals(f)
		}
		return &data.Struct{T: c.T, N: c.N, Fields: fields, Nulls: c.Nulls}
	}
	return c
}

func plain[T float32 | float64](list []T, nan T) []T {
	out := make([]T, len(list))
	for i, v := range list {
		if out[i] = v + 0; v != v {
			out[i] = nan
		}
	}
	return out
}
