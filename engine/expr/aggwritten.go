package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// written is an aggregate whose groups keep the bytes of a sketch S, which are replaced and never changed. As in Spark, the
// rows of a batch make a sketch of their own, which is joined to that of the batches before.
type written[S any] struct{ writer[S] }

// writer knows one kind of sketch.
type writer[S any] interface {
	// start is a sketch that saw nothing.
	start() S
	// add shows it row r of the arguments.
	add(s S, args []data.Column, r int) (S, error)
	// join adds what another saw. Both may be changed.
	join(to, from S) (S, error)
	// again is what an aggregation makes of a partial one, which was written: Spark reads it and joins it to a sketch that saw
	// nothing. That may change the order of equals.
	again(s S) (S, error)
	// write gives the bytes that a group keeps, and read the sketch of such bytes.
	write(s S) []byte
	read(b []byte) (S, error)
	// value is the boxed result.
	value(s S) (any, error)
	// typ is the type of results.
	typ() *data.Type
}

// Slots implements [BoundAgg].
func (written[S]) Slots() SlotCount { return SlotCount{Any: 1} }

// Update implements [BoundAgg].
func (a written[S]) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	mine := map[int32]S{}
	var order []int32
	for i, g := range groups {
		sketch, ok := mine[g]
		if !ok {
			order = append(order, g)
			if sketch = a.start(); s.Running {
				var err error
				if sketch, err = a.of(s, g); err != nil {
					return err
				}
			}
		}
		sketch, err := a.add(sketch, args, rowAt(rows, i))
		if err != nil {
			return err
		}
		mine[g] = sketch
	}
	for _, g := range order {
		sketch := mine[g]
		if s.Kept && !s.Running {
			var err error
			if sketch, err = a.again(sketch); err != nil {
				return err
			}
		}
		if err := a.keep(s, g, sketch, s.Running); err != nil {
			return err
		}
	}
	return nil
}

// of is the sketch of a group.
func (a written[S]) of(s *Slots, g int32) (S, error) {
	b, ok := s.Any[0][g].([]byte)
	if !ok {
		return a.start(), nil
	}
	return a.read(b)
}

// keep joins a sketch to that of a group, or replaces it.
func (a written[S]) keep(s *Slots, g int32, sketch S, whole bool) error {
	var err error
	switch {
	case whole:
	case s.Any[0][g] != nil:
		var old S
		if old, err = a.of(s, g); err == nil {
			sketch, err = a.join(old, sketch)
		}
	case s.Kept:
		sketch, err = a.again(sketch)
	}
	if err != nil {
		return err
	}
	s.Any[0][g] = a.write(sketch)
	return nil
}

// Merge implements [BoundAgg].
func (a written[S]) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		if src.Any[0][from[i]] == nil {
			continue
		}
		more, err := a.of(src, from[i])
		if err != nil {
			return err
		}
		if err := a.keep(dst, g, more, false); err != nil {
			return err
		}
	}
	return nil
}

// Result implements [BoundAgg].
func (a written[S]) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewBuilder(a.typ(), len(groups))
	for _, g := range groups {
		sketch, err := a.of(s, g)
		if err != nil {
			return nil, err
		}
		if !s.Running {
			if sketch, err = a.again(sketch); err != nil {
				return nil, err
			}
		}
		v, err := a.value(sketch)
		if err != nil {
			return nil, err
		}
		if v == nil {
			out.AppendNull()
			continue
		}
		out.Append(v)
	}
	return out.Finish(), nil
}
