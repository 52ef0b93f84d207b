package expr

import (
	"math/big"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func sumAggs() []*AggFunction {
	numberOrInterval := either(aNumeric, anInterval).with(data.KindTimestamp, data.Double)
	numberOrInterval.name = aNumeric.name + " or " + anInterval.name // without parentheses here
	return []*AggFunction{
		agg("sum", "sum(expr)", "Adds up the values that are not null; null when there is none. BIGINT for whole numbers, DOUBLE for floating ones, DECIMAL with ten digits more.", "sum(x) -- 6", 1, 1, aggOf(bindSum(false), numberOrInterval)),
		agg("try_sum", "try_sum(expr)", "Like sum, but null where the result overflows.", "try_sum(x) -- 6", 1, 1, aggOf(bindSum(true), numberOrInterval)).needs("[1, 2]"),
		agg("avg", "avg(expr)", "The mean of the values that are not null.", "avg(x) -- 2.0", 1, 1, aggOf(bindAvg(false), numberOrInterval)).also("mean"),
		agg("try_avg", "try_avg(expr)", "Like avg, but null where the sum overflows.", "try_avg(x) -- 2.0", 1, 1, aggOf(bindAvg(true), numberOrInterval)).needs("[1, 2]"),
	}
}

func bindSum(try bool) func(b *Binding) (*data.Type, bool, BoundAgg, error) {
	return func(b *Binding) (*data.Type, bool, BoundAgg, error) {
		switch t := b.typ(0); {
		case t.Integral():
			b.Args[0] = b.cast(b.Args[0], data.Long)
			return data.Long, true, sumLong{t: data.Long, try: try}, nil
		case t.Kind == data.KindDecimal:
			r := cappedDecimal(t.Precision+10, t.Scale)
			return r, true, sumDecimal{t: r, try: try, at: b.at()}, nil
		case t.Kind == data.KindDayTimeInterval:
			return t, true, sumLong{t: t, try: try, interval: true}, nil
		case t.Kind == data.KindYearMonthInterval:
			return t, true, sumMonths{sumLong{t: t, try: try, interval: true}}, nil
		}
		b.Args[0] = b.cast(b.Args[0], data.Double)
		return data.Double, true, sumDouble{}, nil
	}
}

// sumLong keeps the sum, and whether a value came (1) or the sum ran over (2: try_sum gives null). A sum that
// is not zero says itself that a value came: that is noted only where it is zero, which saves a random place a row.
type sumLong struct {
	t        *data.Type
	try      bool
	interval bool
}

func (sumLong) Slots() SlotCount { return SlotCount{I64: 2} }

func (a sumLong) Update(ctx *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Longs)
	if !ok {
		return nil // VOID
	}
	sum, seen, values := s.I64[0], s.I64[1], c.Values
	if rows == nil {
		var over int64
		validRuns(c.Nulls, len(groups), func(from, to int) { over |= addLongs(sum, seen, groups[from:to], values[from:to]) })
		if over < 0 && (ctx.Ansi || a.interval || a.try) {
			return a.again(ctx, s, groups, c)
		}
		return nil
	}
	for i, g := range groups {
		r := rowAt(rows, i)
		if !c.Nulls.Get(r) {
			continue
		}
		if err := a.add(ctx, sum, seen, g, values[r]); err != nil {
			return err
		}
	}
	return nil
}

// addLongs adds values that are not null to the sums of their groups; what it gives is negative where one of them
// ran over. Within a closure of its caller it would keep everything in memory, and take twice as long.
//
//go:noinline
func addLongs(sum, seen []int64, groups []int32, values []int64) (over int64) {
	values = values[:len(groups)]
	for i, g := range groups {
		old, v := sum[g], values[i]
		n := old + v
		over |= (old ^ n) & (v ^ n)
		sum[g] = n
		if n == 0 {
			seen[g] |= 1
		}
	}
	return over
}

// again finds which group ran over. The fast loop wraps around, so taking its additions back
// restores the sums; then each row is added with care.
func (a sumLong) again(ctx *Context, s *Slots, groups []int32, c *data.Longs) error {
	for i, g := range groups {
		if c.Nulls.Get(i) {
			s.I64[0][g] -= c.Values[i]
		}
	}
	for i, g := range groups {
		if c.Nulls.Get(i) {
			if err := a.add(ctx, s.I64[0], s.I64[1], g, c.Values[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a sumLong) add(ctx *Context, sum, seen []int64, g int32, v int64) error {
	old := sum[g]
	n := old + v
	if (old^n)&(v^n) < 0 {
		switch {
		case a.try:
			seen[g] |= 2
		case a.interval:
			return sumTooFar()
		case ctx.Ansi:
			return overflow("try_add")
		}
	}
	sum[g] = n
	seen[g] |= 1
	return nil
}

func (a sumLong) Merge(ctx *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		f := from[i]
		if !sumSeen(src, f) {
			continue
		}
		if err := a.add(ctx, dst.I64[0], dst.I64[1], g, src.I64[0][f]); err != nil {
			return err
		}
		dst.I64[1][g] |= src.I64[1][f]
	}
	return nil
}

// sumSeen tells whether a group of a [sumLong] got a value.
func sumSeen(s *Slots, g int32) bool { return s.I64[0][g] != 0 || s.I64[1][g] != 0 }

// sumKnown tells whether a group of a [sumLong] has a sum: a value came, and it did not run over.
func sumKnown(s *Slots, g int32) bool { return s.I64[1][g]&2 == 0 && sumSeen(s, g) }

func (a sumLong) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := &data.Longs{T: a.t, Values: make([]int64, len(groups))}
	data.Gather(out.Values, s.I64[0], groups)
	for i, g := range groups {
		if !sumKnown(s, g) {
			out.Nulls = nullAt(out.Nulls, i, len(groups))
		}
	}
	return out, nil
}

// sumTooFar is the overflow of a sum of intervals.
func sumTooFar() error {
	return failf("INTERVAL_ARITHMETIC_OVERFLOW.WITH_SUGGESTION", "22015", "Integer overflow while operating with intervals. Use `try_add` to tolerate overflow and return NULL instead.")
}

// sumMonths adds year-month intervals.
type sumMonths struct{ sumLong }

func (a sumMonths) Update(ctx *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	return a.sumLong.Update(ctx, s, groups, []data.Column{widen(args[0])}, rows)
}

func widen(c data.Column) data.Column {
	v, ok := c.(*data.Ints)
	if !ok {
		return c
	}
	out := make([]int64, len(v.Values))
	for i, x := range v.Values {
		out[i] = int64(x)
	}
	return &data.Longs{T: data.Long, Values: out, Nulls: v.Nulls}
}

func (a sumMonths) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewFixedBuilder[int32](a.t, len(groups))
	for _, g := range groups {
		v := s.I64[0][g]
		switch {
		case int64(int32(v)) != v && !a.try:
			return nil, sumTooFar()
		case int64(int32(v)) != v || !sumKnown(s, g):
			out.AppendNull()
		default:
			out.Add(int32(v))
		}
	}
	return out.Finish(), nil
}

// sumDouble keeps the sum and whether a value came, as [sumLong] does.
type sumDouble struct{}

func (sumDouble) Slots() SlotCount { return SlotCount{I64: 1, F64: 1} }

func (sumDouble) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Doubles)
	if !ok {
		return nil
	}
	sum, seen, values := s.F64[0], s.I64[0], c.Values
	if rows == nil {
		validRuns(c.Nulls, len(groups), func(from, to int) { addDoubles(sum, seen, groups[from:to], values[from:to]) })
		return nil
	}
	for i, g := range groups {
		if r := rowAt(rows, i); c.Nulls.Get(r) {
			sum[g] += values[r]
			seen[g] = 1
		}
	}
	return nil
}

// addDoubles is [addLongs] of doubles.
//
//go:noinline
func addDoubles(sum []float64, seen []int64, groups []int32, values []float64) {
	values = values[:len(groups)]
	for i, g := range groups {
		n := sum[g] + values[i]
		sum[g] = n
		if n == 0 {
			seen[g] = 1
		}
	}
}

func (sumDouble) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		f := from[i]
		if dst.F64[0][g] != 0 || src.F64[0][f] != 0 {
			dst.I64[0][g] = 1
		}
		dst.F64[0][g] += src.F64[0][f]
		dst.I64[0][g] |= src.I64[0][f]
	}
	return nil
}

func (sumDouble) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := &data.Doubles{T: data.Double, Values: make([]float64, len(groups))}
	sum, seen := s.F64[0], s.I64[0]
	data.Gather(out.Values, sum, groups)
	for i, g := range groups {
		if sum[g] == 0 && seen[g] == 0 {
			out.Nulls = nullAt(out.Nulls, i, len(groups))
		}
	}
	return out, nil
}

// sumDecimal keeps the unscaled sum, and in the second slot 1 for a value and 2 for an overflow.
type sumDecimal struct {
	t   *data.Type
	try bool
	at  Span // of the call: where overflows are told to be
}

func (sumDecimal) Slots() SlotCount { return SlotCount{I64: 1, Dec: 1} }

func (a sumDecimal) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Fixed[data.Dec])
	if !ok {
		return nil
	}
	for i, g := range groups {
		if r := rowAt(rows, i); c.Nulls.Get(r) {
			addDecimal(s, g, c.Values[r])
		}
	}
	return nil
}

func addDecimal(s *Slots, g int32, v data.Dec) {
	sum, fits := plusDecimal(s.Dec[0][g], v)
	s.I64[0][g] |= 1
	if !fits {
		s.I64[0][g] |= 2
		return
	}
	s.Dec[0][g] = sum
}

// plusDecimal adds unscaled values of one scale; false when 128 bits do not hold the sum.
func plusDecimal(v, w data.Dec) (data.Dec, bool) {
	lo := v.Lo + w.Lo
	carry := int64(0)
	if lo < v.Lo {
		carry = 1
	}
	hi := v.Hi + w.Hi + carry
	return data.Dec{Hi: hi, Lo: lo}, (v.Hi < 0) != (w.Hi < 0) || (hi < 0) == (v.Hi < 0)
}

func (a sumDecimal) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		if f := from[i]; src.I64[0][f] != 0 {
			addDecimal(dst, g, src.Dec[0][f])
			dst.I64[0][g] |= src.I64[0][f]
		}
	}
	return nil
}

func (a sumDecimal) Result(ctx *Context, s *Slots, groups []int32) (data.Column, error) {
	out := data.NewFixedBuilder[data.Dec](a.t, len(groups))
	limit := tenTo(a.t.Precision)
	for _, g := range groups {
		state := s.I64[0][g]
		over := state&2 != 0 || state != 0 && new(big.Int).Abs(s.Dec[0][g].Big()).Cmp(limit) >= 0
		switch {
		case over && ctx.Ansi && !a.try:
			return nil, located(decimalSumOverflow("try_sum"), a.at)
		case over || state == 0:
			out.AppendNull()
		default:
			out.Add(s.Dec[0][g])
		}
	}
	return out.Finish(), nil
}

func decimalSumOverflow(try string) error {
	return failf("ARITHMETIC_OVERFLOW", "22003", "Overflow in sum of decimals. Use '%s' to tolerate overflow and return NULL instead. %s.", try, ansiOff)
}

func tenTo(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }
