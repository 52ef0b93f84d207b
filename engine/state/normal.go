package state

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// NormalKey makes floats that Spark groups together equal in their bits: all NaNs are one
// value, and -0.0 is 0.0. Other columns come back as they are.
func NormalKey(c data.Column) data.Column {
	switch c := c.(type) {
	case *data.Fixed[float32]:
		return normalFloats(c)
	case *data.Fixed[float64]:
		return normalFloats(c)
	case *data.Struct:
		fields := make([]data.Column, len(c.Fields))
		for i, f := range c.Fields {
			fields[i] = NormalKey(f)
		}
		return &data.Struct{T: c.T, N: c.N, Fields: fields, Nulls: c.Nulls}
	case *data.List:
		return &data.List{T: c.T, Offsets: c.Offsets, Elems: NormalKey(c.Elems), Nulls: c.Nulls}
	}
	return c
}

func normalFloats[T float32 | float64](c *data.Fixed[T]) *data.Fixed[T] {
	out := make([]T, len(c.Values))
	for i, v := range c.Values {
		if v != v {
			v = T(math.NaN())
		}
		out[i] = v + 0
	}
	return &data.Fixed[T]{T: c.T, Values: out, Nulls: c.Nulls}
}
