package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
)

func topAggs() []*AggFunction {
	return []*AggFunction{
		agg("max_by", "max_by(expr, by[, k])", "The value of expr in the row with the largest value of by; with k an array of the values of the k largest.", "max_by(x, y) -- 3", 2, 3, bindBy(1)),
		agg("min_by", "min_by(expr, by[, k])", "The value of expr in the row with the smallest value of by; with k an array of the values of the k smallest.", "min_by(x, y) -- 1", 2, 3, bindBy(-1)),
	}
}

func bindBy(sign int) aggBind {
	return func(b *Binding) (*Agg, error) {
		if t := b.typ(1); !orderable(t) {
			return nil, mismatch("INVALID_ORDERING_TYPE", b.text(), b.at(), "The `%s` does not support ordering on type \"%s\".", b.name(), t)
		}
		if len(b.Args) == 3 {
			return b.top(sign)
		}
		return b.bound(b.typ(0), true, pickBy{b.typ(0), sign}), nil
	}
}

// top binds max_by and min_by with k.
func (b *Binding) top(sign int) (*Agg, error) {
	given := b.frozen().Args
	if err := b.accept(2, anInt); err != nil {
		return nil, err
	}
	v, foldable, err := b.constant(2)
	k, _ := v.(int32)
	switch {
	case err != nil:
		return nil, err
	case !foldable:
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input k should be a foldable int expression; however, got %s.", qualifiedText(given[2]))
	case k < 1 || k > 100000:
		return nil, mismatch("VALUE_OUT_OF_RANGE", b.text(), b.at(), "The `k` must be between [1, 100000] (current value = %d).", k)
	}
	t := data.ArrayOf(b.typ(0), true)
	b.Args = []Expr{b.Args[1], b.Args[0]}
	a := b.bound(t, true, topBy{collected{pairs: true}, t, sign, int(k)})
	a.shown = given
	return a, nil
}

// qualifiedText spells a column with its relation.
func qualifiedText(e Expr) string {
	if r, ok := e.(*Ref); ok && r.Qualifier != "" {
		return r.Qualifier + "." + r.Name
	}
	return e.String()
}

// topBy collects (by, value) and gives the values of the k best; among equals the first come.
type topBy struct {
	collected
	t    *data.Type
	sign int
	k    int
}

func (a topBy) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewBuilder(a.t, len(groups))
	for _, g := range groups {
		c, ok := s.Any[0][g].(*chain)
		if !ok {
			out.AppendNull()
			continue
		}
		all, rows := c.sorted(func(all *data.Struct, i, j int) bool {
			return data.Compare(all.Fields[0], i, all.Fields[0], j)*a.sign > 0
		})
		values := make([]any, min(a.k, len(rows)))
		for i := range values {
			values[i] = data.ValueAt(all.Fields[1], int(rows[i]))
		}
		out.Append(values)
	}
	return out.Finish(), nil
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
