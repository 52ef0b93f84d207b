package expr

import (
	"math/big"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func bindAvg(try bool) func(b *Binding) (*data.Type, bool, BoundAgg, error) {
	return func(b *Binding) (*data.Type, bool, BoundAgg, error) {
		switch t := b.typ(0); t.Kind {
		case data.KindDecimal:
			r := cappedDecimal(t.Precision+4, t.Scale+4)
			return r, true, avgDecimal{sumDecimal: sumDecimal{t: cappedDecimal(t.Precision+10, t.Scale), try: try, at: b.at()}, result: r}, nil
		case data.KindDayTimeInterval:
			return data.DayTime, true, avgLong{sumLong{t: data.DayTime, try: try, interval: true}}, nil
		case data.KindYearMonthInterval:
			return data.YearMonth, true, avgMonths{avgLong{sumLong{t: data.YearMonth, try: try, interval: true}}}, nil
		}
		b.Args[0] = b.cast(b.Args[0], data.Double)
		return data.Double, true, avgDouble{}, nil
	}
}

// avgDouble keeps sum and count.
type avgDouble struct{}

func (avgDouble) Slots() SlotCount { return SlotCount{I64: 1, F64: 1} }

func (avgDouble) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Doubles)
	if !ok {
		return nil
	}
	sum, n, values := s.F64[0], s.I64[0], c.Values
	if rows == nil {
		validRuns(c.Nulls, len(groups), func(from, to int) { addCounted(sum, n, groups[from:to], values[from:to]) })
		return nil
	}
	for i, g := range groups {
		if r := rowAt(rows, i); c.Nulls.Get(r) {
			sum[g] += values[r]
			n[g]++
		}
	}
	return nil
}

// addCounted is [addDoubles] that counts the values too.
//
//go:noinline
func addCounted(sum []float64, n []int64, groups []int32, values []float64) {
	values = values[:len(groups)]
	for i, g := range groups {
		sum[g] += values[i]
		n[g]++
	}
}

func (avgDouble) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		dst.F64[0][g] += src.F64[0][from[i]]
		dst.I64[0][g] += src.I64[0][from[i]]
	}
	return nil
}

func (avgDouble) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := &data.Doubles{T: data.Double, Values: make([]float64, len(groups))}
	sum, count := s.F64[0], s.I64[0]
	for i, g := range groups {
		if n := count[g]; n != 0 {
			out.Values[i] = sum[g] / float64(n)
		} else {
			out.Nulls = nullAt(out.Nulls, i, len(groups))
		}
	}
	return out, nil
}

// counted wraps a sum of one I64 state slot behind the sum: it counts rows beside it.
func countRows(n []int64, groups []int32, c data.Column, rows []int32) {
	for i, g := range groups {
		if !data.IsNull(c, rowAt(rows, i)) {
			n[g]++
		}
	}
}

// avgLong is the mean of day-time intervals: sum, state, count.
type avgLong struct{ sumLong }

func (avgLong) Slots() SlotCount { return SlotCount{I64: 3} }

func (a avgLong) Update(ctx *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	countRows(s.I64[2], groups, args[0], rows)
	return a.sumLong.Update(ctx, s, groups, args, rows)
}

func (a avgLong) Merge(ctx *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		dst.I64[2][g] += src.I64[2][from[i]]
	}
	return a.sumLong.Merge(ctx, dst, to, src, from)
}

// mean is sum / n rounded half up, away from zero.
func mean(sum, n int64) int64 {
	q, r := sum/n, sum%n
	if 2*max(r, -r) >= n {
		if sum < 0 {
			return q - 1
		}
		return q + 1
	}
	return q
}

func (a avgLong) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewFixedBuilder[int64](a.t, len(groups))
	for _, g := range groups {
		if sumKnown(s, g) {
			out.Add(mean(s.I64[0][g], s.I64[2][g]))
		} else {
			out.AppendNull()
		}
	}
	return out.Finish(), nil
}

// avgMonths is the mean of year-month intervals.
type avgMonths struct{ avgLong }

func (a avgMonths) Update(ctx *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	return a.avgLong.Update(ctx, s, groups, []data.Column{widen(args[0])}, rows)
}

func (a avgMonths) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewFixedBuilder[int32](a.t, len(groups))
	for _, g := range groups {
		sum := s.I64[0][g]
		far := int64(int32(sum)) != sum
		switch {
		case far && !a.try:
			return nil, sumTooFar()
		case far || !sumKnown(s, g):
			out.AppendNull()
		default:
			out.Add(int32(mean(sum, s.I64[2][g])))
		}
	}
	return out.Finish(), nil
}

// avgDecimal divides the exact sum by the count, rounded half up to the result's scale.
type avgDecimal struct {
	sumDecimal
	result *data.Type
}

func (avgDecimal) Slots() SlotCount { return SlotCount{I64: 2, Dec: 1} }

func (a avgDecimal) Update(ctx *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	countRows(s.I64[1], groups, args[0], rows)
	return a.sumDecimal.Update(ctx, s, groups, args, rows)
}

func (a avgDecimal) Merge(ctx *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		dst.I64[1][g] += src.I64[1][from[i]]
	}
	return a.sumDecimal.Merge(ctx, dst, to, src, from)
}

func (a avgDecimal) Result(ctx *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewFixedBuilder[data.Dec](a.result, len(groups))
	limit := tenTo(a.result.Precision)
	for _, g := range groups {
		if s.I64[0][g] == 0 {
			out.AppendNull()
			continue
		}
		sum, n := s.Dec[0][g].Big(), big.NewInt(s.I64[1][g])
		v := scaledQuotient(sum, n, a.result.Scale-a.sumDecimal.t.Scale)
		d, fits := data.DecBig(v)
		lost := s.I64[0][g]&2 != 0 || new(big.Int).Abs(sum).Cmp(tenTo(a.sumDecimal.t.Precision)) >= 0
		over := lost || !fits || new(big.Int).Abs(v).Cmp(limit) >= 0
		switch {
		case lost && ctx.Ansi && !a.try:
			return nil, located(decimalSumOverflow("try_avg"), a.at)
		case over && ctx.Ansi && !a.try:
			exact := scaledQuotient(sum, n, data.MaxPrecision+1-a.sumDecimal.t.Scale)
			return nil, located(decimalOverflow(plainText(exact, data.MaxPrecision+1), a.result.Precision, a.result.Scale), a.at)
		case over:
			out.AppendNull()
		default:
			out.Add(d)
		}
	}
	return out.Finish(), nil
}

// plainText spells an unscaled number of any size with its digits behind the point.
func plainText(v *big.Int, scale int) string {
	return new(big.Rat).SetFrac(v, tenTo(scale)).FloatString(scale)
}

// scaledQuotient is v * 10^shift / n rounded half up, away from zero.
func scaledQuotient(v, n *big.Int, shift int) *big.Int {
	num, den := new(big.Int).Set(v), new(big.Int).Set(n)
	if shift >= 0 {
		num.Mul(num, tenTo(shift))
	} else {
		den.Mul(den, tenTo(-shift))
	}
	q, r := new(big.Int).QuoRem(num, den, new(big.Int))
	if r.Abs(r).Lsh(r, 1).Cmp(den) >= 0 {
		q.Add(q, big.NewInt(int64(num.Sign())))
	}
	return q
}
