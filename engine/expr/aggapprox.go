package expr

import (
	"math"
	"sort"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func bindApprox(b *Binding) (*Agg, error) {
	number := kinds("NUMERIC", data.Double, data.KindByte, data.KindShort, data.KindInt, data.KindLong, data.KindFloat, data.KindDouble, data.KindDecimal,
		data.KindDate, data.KindTimestamp, data.KindTimestampNTZ, data.KindDayTimeInterval, data.KindYearMonthInterval).with(data.KindString, data.Double)
	if err := b.accept(0, number); err != nil {
		return nil, err
	}
	ps, array, err := b.percentages(1)
	if err != nil {
		return nil, err
	}
	if len(b.Args) == 3 {
		if err := b.accept(2, anIntegral); err != nil {
			return nil, err
		}
		v, ok := b.literal(2)
		if !ok {
			return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `accuracy` should be a foldable \"INTEGRAL\" expression; however, got \"%s\".", b.Args[2])
		}
		if n, ok := asDouble(v, b.typ(2)); ok && (n <= 0 || n > math.MaxInt32) {
			return nil, b.outOfRange("accuracy", "(0, 2147483647]", 2, strconv.FormatInt(int64(n), 10)+"L")
		}
	}
	b.Args = b.Args[:1]
	t := b.typ(0)
	r := t
	if array {
		r = data.ArrayOf(t, false)
	}
	return b.bound(r, true, approxPercentile{t: t, ps: ps, array: array}), nil
}

// approxPercentile gives a value of the input. It keeps all values, so that its answer is exact:
// within any accuracy that was asked for.
type approxPercentile struct {
	collected
	t     *data.Type
	ps    []float64
	array bool
}

func (a approxPercentile) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	t := a.t
	if a.array {
		t = data.ArrayOf(a.t, false)
	}
	out := data.NewBuilder(t, len(groups))
	for _, g := range groups {
		c, ok := s.Any[0][g].(*chain)
		if !ok {
			out.AppendNull()
			continue
		}
		all := c.column(a.t)
		rows := sortedRows(all)
		values := make([]any, len(a.ps))
		for i, p := range a.ps {
			at := max(int(math.Ceil(p*float64(len(rows)))), 1) - 1
			values[i] = data.ValueAt(all, int(rows[at]))
		}
		if a.array {
			out.Append(values)
		} else {
			out.Append(values[0])
		}
	}
	return out.Finish(), nil
}

func sortedRows(c data.Column) []int32 {
	rows := allRows(c.Len())
	sort.SliceStable(rows, func(i, j int) bool { return data.Compare(c, int(rows[i]), c, int(rows[j])) < 0 })
	return rows
}

func bindMode(b *Binding) (*Agg, error) {
	keys, err := b.within()
	if err != nil {
		return nil, err
	}
	if len(keys) == 1 {
		b.Args = []Expr{keys[0].Expr}
	}
	if t := b.typ(0); t.Kind == data.KindMap || t.Kind == data.KindVariant {
		return nil, mismatch("UNSUPPORTED_INPUT_TYPE", b.text(), b.at(), "The input of `mode` can't be \"%s\" type data.", t)
	}
	b.Args = b.Args[:1]
	return b.bound(b.typ(0), true, mode{t: b.typ(0)}), nil
}

// mode counts equal values; among the most frequent the first seen wins.
type mode struct {
	collected
	t *data.Type
}

func (a mode) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	parts := make([]data.Column, len(groups))
	for i, g := range groups {
		c, ok := s.Any[0][g].(*chain)
		if !ok {
			continue
		}
		all := c.column(a.t)
		counts := map[string]int{}
		for r := 0; r < all.Len(); r++ {
			counts[string(data.AppendKey(nil, all, r))]++
		}
		best, most := 0, 0
		for r := 0; r < all.Len(); r++ {
			if n := counts[string(data.AppendKey(nil, all, r))]; n > most {
				best, most = r, n
			}
		}
		parts[i] = oneRow(all, best)
	}
	return stack(a.t, parts), nil
}
