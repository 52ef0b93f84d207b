package expr

import (
	"math"

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
	n, ok := asDouble(accuracy, b.typ(2))
	switch {
	case !ok:
		return nil, mismatch("UNEXPECTED_NULL", shown.text(), b.at(), "The accuracy must not be null.")
	case n <= 0 || n > math.MaxInt32:
		return nil, mismatch("VALUE_OUT_OF_RANGE", shown.text(), b.at(), "The accuracy must be between (0, 2147483647] (current value = %dL).", int64(n))
	}
	b.Args = b.Args[:1]
	t := b.typ(0)
	r := t
	if array {
		r = data.ArrayOf(t, false)
	}
	out := b.bound(r, true, approxPercentile{t: t, ps: ps, array: array, err: 1 / n})
	out.shown = shown.Args
	return out, nil
}

// approxPercentile gives values of the input. It keeps all of them and makes Spark's sketch of them
// when it is asked.
type approxPercentile struct {
	collected
	t     *data.Type
	ps    []float64
	array bool
	err   float64
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
		q := quantileSummary{relativeError: a.err}
		for i := range all.Len() {
			v, _ := asDouble(data.ValueAt(all, i), a.t)
			q.insert(v)
		}
		q.compress()
		values := make([]any, len(a.ps))
		for i, v := range q.query(a.ps) {
			values[i] = ofDouble(v, a.t)
		}
		if a.array {
			out.Append(values)
		} else {
			out.Append(values[0])
		}
	}
	return out.Finish(), nil
}

// ofDouble is a number as a value of type t: cut to a whole one, rounded to a decimal's scale.
func ofDouble(v float64, t *data.Type) any {
	switch t.Kind {
	case data.KindByte:
		return int8(clampLong(v))
	case data.KindShort:
		return int16(clampLong(v))
	case data.KindInt, data.KindDate, data.KindYearMonthInterval:
		return int32(clampLong(v))
	case data.KindFloat:
		return float32(v)
	case data.KindDouble:
		return v
	case data.KindDecimal:
		if u, scale, ok := parseDec(appendDouble(nil, v)); ok {
			if d, ok := fitDec(u, scale, t); ok {
				return d
			}
		}
		return nil
	}
	return clampLong(v)
}
