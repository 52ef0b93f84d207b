package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func extremeAggs() []*AggFunction {
	return []*AggFunction{
		agg("max", "max(expr)", "The largest value; null when all are null. NaN is larger than any number.", "max(x) -- 3", 1, 1, bindExtreme(1)),
		agg("min", "min(expr)", "The smallest value; null when all are null.", "min(x) -- 1", 1, 1, bindExtreme(-1)),
	}
}

func bindExtreme(sign int) aggBind {
	return func(b *Binding) (*Agg, error) {
		t := b.typ(0)
		if !orderable(t) {
			return nil, mismatch("INVALID_ORDERING_TYPE", b.text(), b.at(), "The `%s` does not support ordering on type \"%s\".", b.name(), t)
		}
		var a BoundAgg = extremeCell{sign, t}
		switch t.Kind {
		case data.KindByte:
			a = extremeInt[int8]{sign, t}
		case data.KindShort:
			a = extremeInt[int16]{sign, t}
		case data.KindInt, data.KindDate, data.KindYearMonthInterval:
			a = extremeInt[int32]{sign, t}
		case data.KindLong, data.KindTimestamp, data.KindTimestampNTZ, data.KindTime, data.KindDayTimeInterval:
			a = extremeInt[int64]{sign, t}
		case data.KindDouble:
			a = extremeDouble{sign, t}
		}
		return b.bound(t, true, a), nil
	}
}

// orderable tells whether values of a type can be sorted: not maps, variants, calendar intervals, geometries and geographies.
func orderable(t *data.Type) bool {
	switch t.Kind {
	case data.KindMap, data.KindVariant, data.KindCalendarInterval, data.KindGeometry, data.KindGeography:
		return false
	case data.KindArray:
		return orderable(t.Elem)
	case data.KindStruct:
		for _, f := range t.Fields {
			if !orderable(f.Type) {
				return false
			}
		}
	}
	return true
}

// extremeInt keeps the value and whether there is one.
type extremeInt[T int8 | int16 | int32 | int64] struct {
	sign int
	t    *data.Type
}

func (extremeInt[T]) Slots() SlotCount { return SlotCount{I64: 2} }

func (a extremeInt[T]) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Fixed[T])
	if !ok {
		return nil
	}
	best, seen := s.I64[0], s.I64[1]
	for i, g := range groups {
		r := rowAt(rows, i)
		if !c.Nulls.Get(r) {
			continue
		}
		v := int64(c.Values[r])
		if seen[g] == 0 || a.sign > 0 && v > best[g] || a.sign < 0 && v < best[g] {
			best[g], seen[g] = v, 1
		}
	}
	return nil
}

func (a extremeInt[T]) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	best, seen := dst.I64[0], dst.I64[1]
	for i, g := range to {
		f := from[i]
		v := src.I64[0][f]
		if src.I64[1][f] != 0 && (seen[g] == 0 || a.sign > 0 && v > best[g] || a.sign < 0 && v < best[g]) {
			best[g], seen[g] = v, 1
		}
	}
	return nil
}

func (a extremeInt[T]) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewFixedBuilder[T](a.t, len(groups))
	for _, g := range groups {
		if s.I64[1][g] != 0 {
			out.Add(T(s.I64[0][g]))
		} else {
			out.AppendNull()
		}
	}
	return out.Finish(), nil
}

// extremeDouble orders NaN above everything and takes -0.0 for 0.0.
type extremeDouble struct {
	sign int
	t    *data.Type
}

func (extremeDouble) Slots() SlotCount { return SlotCount{I64: 1, F64: 1} }

func (a extremeDouble) better(v, best float64) bool {
	return data.CompareFloats(v, best)*a.sign > 0
}

func (a extremeDouble) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Doubles)
	if !ok {
		return nil
	}
	for i, g := range groups {
		if r := rowAt(rows, i); c.Nulls.Get(r) && (s.I64[0][g] == 0 || a.better(c.Values[r], s.F64[0][g])) {
			s.F64[0][g], s.I64[0][g] = c.Values[r], 1
		}
	}
	return nil
}

func (a extremeDouble) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		f := from[i]
		if src.I64[0][f] != 0 && (dst.I64[0][g] == 0 || a.better(src.F64[0][f], dst.F64[0][g])) {
			dst.F64[0][g], dst.I64[0][g] = src.F64[0][f], 1
		}
	}
	return nil
}

func (a extremeDouble) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewFixedBuilder[float64](a.t, len(groups))
	for _, g := range groups {
		if s.I64[0][g] == 0 {
			out.AppendNull()
			continue
		}
		v := s.F64[0][g]
		if math.IsNaN(v) {
			v = math.NaN()
		}
		out.Add(v)
	}
	return out.Finish(), nil
}

// extremeCell keeps the best value of any other type as a column of one row.
type extremeCell struct {
	sign int
	t    *data.Type
}

func (extremeCell) Slots() SlotCount { return SlotCount{Any: 1} }

func (a extremeCell) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	for i, g := range groups {
		if r := rowAt(rows, i); !data.IsNull(args[0], r) {
			a.offer(s, g, args[0], r)
		}
	}
	return nil
}

func (a extremeCell) offer(s *Slots, g int32, c data.Column, r int) {
	best, _ := s.Any[0][g].(data.Column)
	if best == nil || data.Compare(c, r, best, 0)*a.sign > 0 {
		s.Any[0][g] = oneRow(c, r)
	}
}

func (a extremeCell) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		if c, ok := src.Any[0][from[i]].(data.Column); ok {
			a.offer(dst, g, c, 0)
		}
	}
	return nil
}

func (a extremeCell) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	return cells(a.t, s.Any[0], groups), nil
}

// cells stacks the columns of one row kept in a slot.
func cells(t *data.Type, slot []any, groups []int32) data.Column {
	parts := make([]data.Column, len(groups))
	for i, g := range groups {
		parts[i], _ = slot[g].(data.Column)
	}
	return stack(t, parts)
}
