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
	// join makes one of what several saw, in order, as an aggregation makes one of partial ones: Spark writes and reads each and
	// adds it to a sketch that saw nothing. Even of one that may change the order of equals. They may be changed.
	join(parts ...S) (S, error)
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
	mine := map[int32]*summed[S]{}
	var order []int32
	for i, g := range groups {
		p, ok := mine[g]
		if !ok {
			p = &summed[S]{}
			if mine[g], order = p, append(order, g); s.Running {
				sketch, err := a.of(s, g)
				if err != nil {
					return err
				}
				p.list = append(p.list, sketch)
			}
		}
		if len(p.list) == 0 || s.Times != nil && s.Times[i] != p.time {
			p.list = append(p.list, a.start())
		}
		if s.Times != nil {
			p.time = s.Times[i]
		}
		var err error
		last := len(p.list) - 1
		if p.list[last], err = a.add(p.list[last], args, rowAt(rows, i)); err != nil {
			return err
		}
	}
	for _, g := range order {
		if err := a.settle(s, g, mine[g].list); err != nil {
			return err
		}
	}
	return nil
}

// summed are the sketches of a group's rows: one, or one of each time.
type summed[S any] struct {
	list []S
	time int64
}

// settle puts the sketches of a group's rows into its state.
func (a written[S]) settle(s *Slots, g int32, list []S) error {
	if s.Kept && s.Times == nil && !s.Running {
		var err error
		if list[0], err = a.join(list[0]); err != nil { // before the state is read
			return err
		}
	}
	return a.keep(s, g, s.Running, list...)
}

// of is the sketch of a group.
func (a written[S]) of(s *Slots, g int32) (S, error) {
	b, ok := s.Any[0][g].([]byte)
	if !ok {
		return a.start(), nil
	}
	return a.read(b)
}

// keep joins sketches to that of a group, or replaces it.
func (a written[S]) keep(s *Slots, g int32, whole bool, list ...S) error {
	old := s.Any[0][g] != nil && !whole
	if old {
		before, err := a.of(s, g)
		if err != nil {
			return err
		}
		list = append([]S{before}, list...)
	}
	sketch := list[0]
	if old || len(list) > 1 || s.Kept && !whole {
		var err error
		if sketch, err = a.join(list...); err != nil {
			return err
		}
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
		if err := a.keep(dst, g, false, more); err != nil {
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
			if sketch, err = a.join(sketch); err != nil {
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
