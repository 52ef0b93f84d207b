package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

func vectorAggs() []*AggFunction {
	of := func(name string, mean bool) aggBind {
		return aggOf(func(*Binding) (*data.Type, bool, BoundAgg, error) {
			return floatList, true, vectorTotal{name, mean}, nil
		}, aVector)
	}
	return []*AggFunction{
		agg("vector_sum", "vector_sum(array)", "The sum of vectors of FLOAT, element by element; vectors with a null are passed over.", "vector_sum(v) -- [4.0,6.0]", 1, 1, of("vector_sum", false)),
		agg("vector_avg", "vector_avg(array)", "The mean of vectors of FLOAT, element by element; vectors with a null are passed over.", "vector_avg(v) -- [2.0,3.0]", 1, 1, of("vector_avg", true)),
	}
}

// vectorTotal keeps the sum or the running mean of vectors, and their number.
type vectorTotal struct {
	name string
	mean bool
}

func (vectorTotal) Slots() SlotCount { return SlotCount{I64: 1, Any: 1} }

func (a vectorTotal) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	l, ok := args[0].(*data.List)
	if !ok {
		return nil
	}
	for i, g := range groups {
		r := rowAt(rows, i)
		if data.IsNull(l, r) {
			continue
		}
		if v, whole := vectorAt(l, r); whole {
			if err := a.add(s, g, v, 1); err != nil {
				return err
			}
		}
	}
	return nil
}

// add takes a vector that stands for n.
func (a vectorTotal) add(s *Slots, g int32, v []float32, n int64) error {
	before := a.at(s, g)
	total := s.I64[0][g] + n
	out := append([]float32{}, v...)
	if s.I64[0][g] > 0 {
		if len(before) != len(v) {
			return failf("VECTOR_DIMENSION_MISMATCH", "22000", "Vectors passed to `%s` must have the same dimension, but got %d and %d.", a.name, len(before), len(v))
		}
		for k, x := range v {
			if a.mean {
				out[k] = before[k] + (x-before[k])*float32(n)/float32(total)
			} else {
				out[k] = before[k] + x
			}
		}
	}
	s.I64[0][g] = total
	s.Any[0][g] = data.Column(&data.Fixed[float32]{T: data.Float, Values: out})
	return nil
}

func (vectorTotal) at(s *Slots, g int32) []float32 {
	if c, ok := s.Any[0][g].(*data.Fixed[float32]); ok {
		return c.Values
	}
	return nil
}

func (a vectorTotal) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		if n := src.I64[0][from[i]]; n > 0 {
			if err := a.add(dst, g, a.at(src, from[i]), n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a vectorTotal) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	b := data.NewBuilder(floatList, len(groups))
	for _, g := range groups {
		if s.I64[0][g] == 0 {
			b.AppendNull()
			continue
		}
		v := a.at(s, g)
		list := make([]any, len(v))
		for k, x := range v {
			list[k] = x
		}
		b.Append(list)
	}
	return b.Finish(), nil
}
