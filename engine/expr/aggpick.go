package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

func pickAggs() []*AggFunction {
	return []*AggFunction{
		agg("first", "first(expr[, ignoreNulls])", "The first value seen; with ignoreNulls the first that is not null.", "first(x) -- 1", 1, 2, bindPick(false)).also("first_value", "any_value"),
		agg("last", "last(expr[, ignoreNulls])", "The last value seen; with ignoreNulls the last that is not null.", "last(x) -- 3", 1, 2, bindPick(true)).also("last_value"),
		agg("max_by", "max_by(expr, by)", "The value of expr in the row with the largest value of by.", "max_by(x, y) -- 3", 2, 2, bindBy(1)),
		agg("min_by", "min_by(expr, by)", "The value of expr in the row with the smallest value of by.", "min_by(x, y) -- 1", 2, 2, bindBy(-1)),
	}
}

func bindPick(last bool) aggBind {
	return func(b *Binding) (*Agg, error) {
		ignore := b.Call != nil && b.Call.IgnoreNulls
		if len(b.Args) == 2 {
			if err := b.accept(1, aBoolean); err != nil {
				return nil, err
			}
			v, ok := b.literal(1)
			if !ok {
				return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `ignorenull` should be a foldable \"BOOLEAN\" expression; however, got \"%s\".", b.Args[1])
			}
			ignore = v == true
			b.Args = b.Args[:1]
		}
		a := b.bound(b.typ(0), true, pick{t: b.typ(0), last: last, ignore: ignore})
		a.shown = b.Args // Spark leaves ignoreNulls out of the name
		return a, nil
	}
}

// pick keeps the first or last value as a column of one row.
type pick struct {
	t            *data.Type
	last, ignore bool
}

func (pick) Slots() SlotCount { return SlotCount{Any: 1} }

func (a pick) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	slot := s.Any[0]
	for i, g := range groups {
		if !a.last && slot[g] != nil {
			continue
		}
		if r := rowAt(rows, i); !a.ignore || !data.IsNull(args[0], r) {
			slot[g] = oneRow(args[0], r)
		}
	}
	return nil
}

func (a pick) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		if v := src.Any[0][from[i]]; v != nil && (a.last || dst.Any[0][g] == nil) {
			dst.Any[0][g] = v
		}
	}
	return nil
}

func (a pick) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	return cells(a.t, s.Any[0], groups), nil
}

func bindBy(sign int) aggBind {
	return func(b *Binding) (*Agg, error) {
		if t := b.typ(1); !orderable(t) {
			return nil, mismatch("INVALID_ORDERING_TYPE", b.text(), b.at(), "The `%s` does not support ordering on type \"%s\".", b.name(), t)
		}
		return b.bound(b.typ(0), true, pickBy{b.typ(0), sign}), nil
	}
}

// pickBy keeps the value and the order it was chosen by, each a column of one row.
type pickBy struct {
	t    *data.Type
	sign int
}

func (pickBy) Slots() SlotCount { return SlotCount{Any: 2} }

func (a pickBy) offer(s *Slots, g int32, value, by data.Column, r int) {
	if data.IsNull(by, r) {
		return
	}
	best, _ := s.Any[1][g].(data.Column)
	// Among equals the last one stays, as in Spark's comparison.
	if best == nil || data.Compare(by, r, best, 0)*a.sign >= 0 {
		s.Any[0][g], s.Any[1][g] = oneRow(value, r), oneRow(by, r)
	}
}

func (a pickBy) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	for i, g := range groups {
		a.offer(s, g, args[0], args[1], rowAt(rows, i))
	}
	return nil
}

func (a pickBy) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		if by, ok := src.Any[1][from[i]].(data.Column); ok {
			a.offer(dst, g, src.Any[0][from[i]].(data.Column), by, 0)
		}
	}
	return nil
}

func (a pickBy) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	return cells(a.t, s.Any[0], groups), nil
}
