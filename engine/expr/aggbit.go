package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

func bitAggs() []*AggFunction {
	both := func(fold func(a, b int64) int64) aggBind {
		return aggOf(func(b *Binding) (*data.Type, bool, BoundAgg, error) {
			switch t := b.typ(0); t.Kind {
			case data.KindByte:
				return t, true, foldInt[int8]{t, fold}, nil
			case data.KindShort:
				return t, true, foldInt[int16]{t, fold}, nil
			case data.KindInt:
				return t, true, foldInt[int32]{t, fold}, nil
			default:
				return t, true, foldInt[int64]{t, fold}, nil
			}
		}, anIntegral)
	}
	truth := func(every bool) aggBind {
		return aggOf(func(*Binding) (*data.Type, bool, BoundAgg, error) { return data.Boolean, true, foldBool{every}, nil }, aBoolean)
	}
	return []*AggFunction{
		agg("bool_and", "bool_and(condition)", "True when the condition is true in every row that is not null.", "bool_and(x > 0) -- true", 1, 1, truth(true)).also("every"),
		agg("bool_or", "bool_or(condition)", "True when the condition is true in some row.", "bool_or(x > 2) -- true", 1, 1, truth(false)).also("some", "any"),
		agg("bit_and", "bit_and(expr)", "Bitwise AND of the values.", "bit_and(x) -- 0", 1, 1, both(func(a, b int64) int64 { return a & b })),
		agg("bit_or", "bit_or(expr)", "Bitwise OR of the values.", "bit_or(x) -- 3", 1, 1, both(func(a, b int64) int64 { return a | b })),
		agg("bit_xor", "bit_xor(expr)", "Bitwise exclusive OR of the values.", "bit_xor(x) -- 0", 1, 1, both(func(a, b int64) int64 { return a ^ b })),
	}
}

// foldInt combines whole numbers; the second slot says whether there was one.
type foldInt[T int8 | int16 | int32 | int64] struct {
	t    *data.Type
	fold func(a, b int64) int64
}

func (foldInt[T]) Slots() SlotCount { return SlotCount{I64: 2} }

func (a foldInt[T]) add(s *Slots, g int32, v int64) {
	if s.I64[1][g] != 0 {
		v = a.fold(s.I64[0][g], v)
	}
	s.I64[0][g], s.I64[1][g] = v, 1
}

func (a foldInt[T]) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Fixed[T])
	if !ok {
		return nil
	}
	for i, g := range groups {
		if r := rowAt(rows, i); c.Nulls.Get(r) {
			a.add(s, g, int64(c.Values[r]))
		}
	}
	return nil
}

func (a foldInt[T]) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		if f := from[i]; src.I64[1][f] != 0 {
			a.add(dst, g, src.I64[0][f])
		}
	}
	return nil
}

func (a foldInt[T]) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	return extremeInt[T]{t: a.t}.Result(nil, s, groups)
}

// foldBool keeps 0 for no row, 1 for false, 2 for true.
type foldBool struct{ every bool }

func (foldBool) Slots() SlotCount { return SlotCount{I64: 1} }

func (a foldBool) add(s *Slots, g int32, v int64) {
	old := s.I64[0][g]
	if old == 0 || a.every && v < old || !a.every && v > old {
		s.I64[0][g] = v
	}
}

func (a foldBool) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Bools)
	if !ok {
		return nil
	}
	for i, g := range groups {
		r := rowAt(rows, i)
		if !c.Nulls.Get(r) {
			continue
		}
		if c.Values[r] {
			a.add(s, g, 2)
		} else {
			a.add(s, g, 1)
		}
	}
	return nil
}

func (a foldBool) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		if v := src.I64[0][from[i]]; v != 0 {
			a.add(dst, g, v)
		}
	}
	return nil
}

func (a foldBool) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewFixedBuilder[bool](data.Boolean, len(groups))
	for _, g := range groups {
		if s.I64[0][g] == 0 {
			out.AppendNull()
		} else {
			out.Add(s.I64[0][g] == 2)
		}
	}
	return out.Finish(), nil
}
