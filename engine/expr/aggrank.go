package expr

import (
	"math"
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func rankAggs() []*AggFunction {
	return []*AggFunction{
		agg("percentile", "percentile(expr, percentage[, frequency])", "The exact percentile, interpolated between neighbours; an array of percentages gives an array.", "percentile(x, 0.5) -- 2.0", 2, 3, bindPercentile),
		agg("median", "median(expr)", "The middle value, interpolated.", "median(x) -- 2.0", 1, 1, bindMedian),
		agg("percentile_cont", "percentile_cont(percentage) WITHIN GROUP (ORDER BY expr)", "The percentile of the ordered values, interpolated.", "percentile_cont(0.5) WITHIN GROUP (ORDER BY x) -- 2.0", 1, 1, bindOrdered(true)),
		agg("percentile_disc", "percentile_disc(percentage) WITHIN GROUP (ORDER BY expr)", "The first of the ordered values whose share reaches the percentage.", "percentile_disc(0.5) WITHIN GROUP (ORDER BY x) -- 2.0", 1, 1, bindOrdered(false)),
		agg("percentile_approx", "percentile_approx(expr, percentage[, accuracy])", "A value of the input at the percentile.", "percentile_approx(x, 0.5) -- 2", 2, 3, bindApprox).also("approx_percentile"),
		agg("mode", "mode(expr[, deterministic]) | mode() WITHIN GROUP (ORDER BY expr)", "The value met most often; with deterministic the lowest of them.", "mode(x) -- 1", 0, -1, bindMode),
	}
}

// percentages reads the constant percentage argument: one number or an array of them. shown spells
// the call in refusals.
func (b *Binding) percentages(i int, shown *Binding) (list []float64, array bool, err error) {
	w := aDouble
	if array = b.typ(i).Kind == data.KindArray; array {
		w = is(data.ArrayOf(data.Double, true))
	}
	text := shown.frozen().text()
	if t := b.typ(i); array && t.ElemNull || !w.ok(t) && w.from(b.Ctx.Ansi, t) == nil {
		name := w.name
		if !array && b.Fn == nil && strings.Contains(b.Called, "approx") {
			name = `("DOUBLE" or "ARRAY<DOUBLE>")`
		}
		return nil, array, mismatch("UNEXPECTED_INPUT_TYPE", text, b.at(), "The second parameter requires the %s type, however \"%s\" has the type %s.", name, b.Args[i], quoteType(t))
	}
	if err := b.accept(i, w); err != nil {
		return nil, array, err
	}
	v, foldable, err := b.constant(i)
	switch {
	case err != nil:
		return nil, array, err
	case !foldable:
		return nil, array, mismatch("NON_FOLDABLE_INPUT", text, b.at(), "the input `percentage` should be a foldable %s expression; however, got \"%s\".", w.name, b.Args[i])
	case v == nil:
		return nil, array, mismatch("UNEXPECTED_NULL", text, b.at(), "The percentage must not be null.")
	}
	items, _ := v.([]any)
	if !array {
		items = []any{v}
	}
	texts := make([]string, len(items))
	fits := true
	for k, x := range items {
		p := x.(float64)
		fits = fits && p >= 0 && p <= 1
		if texts[k] = string(appendDouble(nil, p)); !math.IsInf(p, 0) && !math.IsNaN(p) {
			texts[k] += "D"
		}
		list = append(list, p)
	}
	if !fits {
		return nil, array, mismatch("VALUE_OUT_OF_RANGE", text, b.at(), "The percentage must be between [0.0, 1.0] (current value = %s).", strings.Join(texts, ","))
	}
	return list, array, nil
}

func asDouble(v any, t *data.Type) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case float32:
		return float64(v), true
	case int8:
		return float64(v), true
	case int16:
		return float64(v), true
	case int32:
		return float64(v), true
	case int64:
		return float64(v), true
	case data.Dec:
		return parseDouble([]byte(v.Text(t.Scale)), 64)
	}
	return 0, false
}

func bindPercentile(b *Binding) (*Agg, error) {
	b.Args = append([]Expr{}, b.Args...)
	if len(b.Args) == 2 {
		b.Args = append(b.Args, &Literal{Value: int64(1), Typ: data.Long})
	}
	shown := b.frozen() // the frequency shows
	if err := b.accept(0, aQuantity); err != nil {
		return nil, err
	}
	if err := b.accept(2, anIntegral); err != nil {
		return nil, err
	}
	ps, array, err := b.percentages(1, shown)
	if err != nil {
		return nil, err
	}
	a, err := b.ranked([]Expr{b.Args[0], b.cast(b.Args[2], data.Long)}, ps, array, interpolate)
	if err != nil {
		return nil, err
	}
	a.shown = shown.Args
	return a, nil
}

// ranked binds an aggregate over sorted values. args[1], where given, is how often a value counts.
func (b *Binding) ranked(args []Expr, ps []float64, array bool, choose func([]float64, []int64, float64) float64) (*Agg, error) {
	t := data.Double
	switch in := args[0].Type(); in.Kind {
	case data.KindDayTimeInterval:
		t = data.DayTime
	case data.KindYearMonthInterval:
		t = data.YearMonth
	case data.KindTime:
		t = in
	default:
		args[0] = b.cast(args[0], data.Double)
	}
	r := t
	if array {
		r = data.ArrayOf(t, false)
	}
	b.Args = args
	return b.bound(r, true, ranked{collected: collected{pairs: true}, t: t, ps: ps, array: array, choose: choose}), nil
}

func bindMedian(b *Binding) (*Agg, error) {
	if err := b.accept(0, aQuantity); err != nil {
		return nil, err
	}
	return b.ranked([]Expr{b.Args[0]}, []float64{0.5}, false, interpolate)
}

func bindOrdered(continuous bool) aggBind {
	return func(b *Binding) (*Agg, error) {
		keys, err := b.orderings(1)
		if err != nil {
			return nil, err
		}
		shown := b.frozen()
		shown.Args = append([]Expr{keys[0].Expr}, b.Args...)
		of := shown.frozen()
		if err := of.accept(0, aQuantity); err != nil {
			return nil, err
		}
		ps, array, err := b.percentages(0, shown)
		if err != nil {
			return nil, err
		}
		choose, order := discrete, ""
		switch {
		case continuous:
			choose = interpolate
		case keys[0].Desc:
			choose = discreteDown
		}
		if keys[0].Desc {
			order = " DESC"
			for i := 0; i < len(ps) && continuous; i++ {
				ps[i] = 1 - ps[i]
			}
		}
		name := b.name() + "(" + b.Args[0].String() + ") WITHIN GROUP (ORDER BY " + keys[0].Expr.String() + order + ")"
		a, err := b.ranked([]Expr{of.Args[0]}, ps, array, choose)
		if err != nil {
			return nil, err
		}
		a.within = name
		return a, nil
	}
}

// interpolate is the value at position p*(n-1) of the sorted values, each counted as often as
// counts says.
func interpolate(sorted []float64, counts []int64, p float64) float64 {
	total := counts[len(counts)-1]
	at := float64(total-1) * p
	low, high := math.Floor(at), math.Ceil(at)
	x, y := nth(sorted, counts, int64(low)), nth(sorted, counts, int64(high))
	if low == high || x == y {
		return x
	}
	return x + (y-x)*(at-low)
}

// discrete is the first value whose share of the rows reaches p.
func discrete(sorted []float64, counts []int64, p float64) float64 {
	at := int64(math.Ceil(float64(counts[len(counts)-1])*p)) - 1
	return nth(sorted, counts, max(at, 0))
}

// discreteDown is discrete from the largest value down.
func discreteDown(sorted []float64, counts []int64, p float64) float64 {
	total := counts[len(counts)-1]
	at := int64(math.Ceil(float64(total)*p)) - 1
	return nth(sorted, counts, total-1-max(at, 0))
}

// nth is the value that row k (from 0) has; counts are cumulative.
func nth(sorted []float64, counts []int64, k int64) float64 {
	i := sort.Search(len(counts), func(i int) bool { return counts[i] > k })
	return sorted[min(i, len(sorted)-1)]
}

// ranked sorts what a group collected and chooses from it.
type ranked struct {
	collected
	t      *data.Type
	ps     []float64
	array  bool
	choose func(sorted []float64, counts []int64, p float64) float64
}

func (a ranked) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
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
		sorted, counts, err := a.sorted(c.column(c.values.Type()).(*data.Struct))
		if err != nil {
			return nil, err
		}
		if len(sorted) == 0 || len(a.ps) == 0 {
			out.AppendNull()
			continue
		}
		values := make([]any, len(a.ps))
		for i, p := range a.ps {
			values[i] = a.boxed(a.choose(sorted, counts, p))
		}
		if a.array {
			out.Append(values)
		} else {
			out.Append(values[0])
		}
	}
	return out.Finish(), nil
}

func (a ranked) boxed(v float64) any {
	switch a.t.Kind {
	case data.KindDayTimeInterval, data.KindTime:
		if v >= math.MaxInt64 { // the longest of all is no float
			return int64(math.MaxInt64)
		}
		return int64(v)
	case data.KindYearMonthInterval:
		return int32(v)
	}
	return v
}

// sorted gives the values in order and the cumulative counts.
func (a ranked) sorted(all *data.Struct) ([]float64, []int64, error) {
	type item struct {
		v float64
		n int64
	}
	items := make([]item, 0, all.N)
	for i := 0; i < all.N; i++ {
		it := item{n: 1}
		switch c := all.Fields[0].(type) {
		case *data.Doubles:
			it.v = c.Values[i]
		case *data.Longs:
			it.v = float64(c.Values[i])
		case *data.Ints:
			it.v = float64(c.Values[i])
		}
		if len(all.Fields) > 1 {
			if data.IsNull(all.Fields[1], i) {
				continue
			}
			it.n = all.Fields[1].(*data.Longs).Values[i]
			if it.n < 0 {
				return nil, nil, failf("NEGATIVE_VALUES_IN_FREQUENCY_EXPRESSION", "22003", "Found the negative value in \"boundreference()\": %dL, but expected a positive integral value.", it.n)
			}
			if it.n == 0 {
				continue
			}
		}
		items = append(items, it)
	}
	sort.SliceStable(items, func(i, j int) bool { return data.CompareFloats(items[i].v, items[j].v) < 0 })
	values, counts := make([]float64, len(items)), make([]int64, len(items))
	var total int64
	for i, it := range items {
		total += it.n
		values[i], counts[i] = it.v, total
	}
	return values, counts, nil
}
