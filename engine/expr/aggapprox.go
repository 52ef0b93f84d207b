package expr

import (
	"math"
	"sort"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func bindApprox(b *Binding) (*Agg, error) {
	b.Args = append([]Expr{}, b.Args...)
	if len(b.Args) == 2 {
		b.Args = append(b.Args, &Literal{Value: int32(10000), Typ: data.Int})
	}
	shown := b.frozen() // the accuracy shows
	if err := b.accept(0, aCoordinate); err != nil {
		return nil, err
	}
	if err := b.accept(2, anIntegral); err != nil {
		return nil, err
	}
	accuracy, ok := b.literal(2)
	if !ok {
		return nil, mismatch("NON_FOLDABLE_INPUT", shown.text(), b.at(), "the input `accuracy` should be a foldable %s expression; however, got \"%s\".", quoteType(b.typ(2)), b.Args[2])
	}
	ps, array, err := b.percentages(1, shown)
	if err != nil {
		return nil, err
	}
	if n, ok := asDouble(accuracy, b.typ(2)); !ok {
		return nil, mismatch("UNEXPECTED_NULL", shown.text(), b.at(), "The accuracy must not be null.")
	} else if n <= 0 || n > math.MaxInt32 {
		return nil, mismatch("VALUE_OUT_OF_RANGE", shown.text(), b.at(), "The accuracy must be between (0, 2147483647] (current value = %dL).", int64(n))
	}
	b.Args = b.Args[:1]
	t := b.typ(0)
	r := t
	if array {
		r = data.ArrayOf(t, false)
	}
	out := b.bound(r, true, approxPercentile{t: t, ps: ps, array: array})
	out.shown = shown.Args
	return out, nil
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
