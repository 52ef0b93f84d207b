package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func pickAggs() []*AggFunction {
	return []*AggFunction{
		agg("first", "first(expr[, ignoreNulls])", "The first value seen; with ignoreNulls the first that is not null.", "first(x) -- 1", 1, 2, bindPick(false)).also("first_value", "any_value"),
		agg("last", "last(expr[, ignoreNulls])", "The last value seen; with ignoreNulls the last that is not null.", "last(x) -- 3", 1, 2, bindPick(true)).also("last_value"),
	}
}

func bindPick(last bool) aggBind {
	return func(b *Binding) (*Agg, error) {
		ignore := b.Call != nil && b.Call.IgnoreNulls
		if b.Call != nil && (ignore || b.Call.RespectNulls) {
			b.Called = strings.TrimSuffix(strings.Replace(b.Called, "any_value", "any_value_value", 1), "_value") // what Spark calls it then
		}
		if len(b.Args) == 2 {
			l, ok := b.Args[1].(*Literal)
			if !ok || l.Typ.Kind != data.KindBoolean || l.Value == nil {
				name := strings.Replace(strings.Replace(b.name(), "first_value", "first", 1), "last_value", "last", 1)
				return nil, Errorf("", "", b.at(), "The second argument in %s should be a boolean literal.", name)
			}
			ignore = l.Value == true
			b.Args = b.Args[:1]
		}
		a := b.bound(b.typ(0), true, pick{t: b.typ(0), last: last, ignore: ignore})
		a.shown = b.Args // Spark leaves ignoreNulls out of the name
		return a, nil
	}
}

// IgnoresNulls tells of first and last whether they pass over nulls.
func (a *Agg) IgnoresNulls() bool {
	p, ok := a.Bound.(pick)
	return ok && p.ignore
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
