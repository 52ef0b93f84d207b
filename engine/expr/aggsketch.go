package expr

import (
	"math"
	"math/big"
	"math/bits"
	"sort"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func sketchAggs() []*AggFunction {
	return []*AggFunction{
		agg("approx_count_distinct", "approx_count_distinct(expr[, relativeSD])", "An estimate of how many different values there are (HyperLogLog++).", "approx_count_distinct(x) -- 3", 1, 2, bindHyper),
		agg("count_min_sketch", "count_min_sketch(col, eps, confidence, seed)", "A count-min sketch of how often each value came, as the bytes of Spark's CountMinSketch.", "hex(count_min_sketch(x, 0.5d, 0.5d, 1)) FROM VALUES (1), (2), (1) AS t(x) -- 0000000100000000000000030000000100000004000000005D8D6AB90000000000000000000000000000000200000000000000010000000000000000", 4, 4, bindCountMin),
		agg("histogram_numeric", "histogram_numeric(expr, bins)", "The values as that many weighted centres, {x, y} each.", "histogram_numeric(x, 2) -- [{1.5,2.0},{3.0,1.0}]", 2, 2, bindHistogram),
	}
}

func bindHyper(b *Binding) (*Agg, error) {
	rsd := 0.05
	shown := b.Args[:1] // Spark leaves the error out of the name
	if len(b.Args) == 2 {
		l, ok := b.Args[1].(*Literal)
		fraction := ok && (l.Typ.Kind == data.KindDouble || l.Typ.Kind == data.KindDecimal) && l.Value != nil
		if !fraction {
			return nil, Errorf("", "", b.at(), "The second argument should be a double literal.")
		}
		rsd, _ = asDouble(l.Value, l.Typ)
		b.Args = b.Args[:1]
	}
	p := int(math.Ceil(2 * math.Log(1.106/rsd) / math.Log(2)))
	if p < 4 {
		return nil, Errorf("FAILED_FUNCTION_CALL", "38000", b.at(), "Failed preparing of the function `%s` for call. Please, double check function's arguments.", b.name())
	}
	a := b.bound(data.Long, false, hyper{min(p, 24)})
	a.shown = shown
	return a, nil
}

// hyper is HyperLogLog++ (Heule, Nunkesser, Hall 2013) over Spark's 64-bit hash with seed 42; the
// registers are one immutable array a group.
type hyper struct{ p int }

func (hyper) Slots() SlotCount { return SlotCount{Any: 1} }

func (a hyper) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	mine := map[int32][]uint8{} // registers copied in this update
	for i, g := range groups {
		r := rowAt(rows, i)
		if data.IsNull(args[0], r) {
			continue
		}
		h := xxHash(args[0], r, 42)
		at := h >> (64 - a.p)
		rank := uint8(bits.LeadingZeros64(h<<a.p|1<<(a.p-1)) + 1)
		old, _ := s.Any[0][g].([]uint8)
		if old != nil && old[at] >= rank {
			continue
		}
		regs, ok := mine[g]
		if !ok {
			regs = make([]uint8, 1<<a.p)
			copy(regs, old)
			mine[g] = regs
			s.Any[0][g] = regs
		}
		regs[at] = max(regs[at], rank)
	}
	return nil
}

func (a hyper) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		more, ok := src.Any[0][from[i]].([]uint8)
		if !ok {
			continue
		}
		regs := append([]uint8{}, more...)
		old, _ := dst.Any[0][g].([]uint8)
		for k, v := range old {
			regs[k] = max(regs[k], v)
		}
		dst.Any[0][g] = regs
	}
	return nil
}

// hyperLimits are the cardinalities up to which linear counting is the better estimate, for 4 to
// 18 address bits (the paper's appendix).
var hyperLimits = [...]float64{10, 20, 40, 80, 220, 400, 900, 1800, 3100, 6500, 11500, 20000, 50000, 120000, 350000}

func (a hyper) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	out := make([]int64, len(groups))
	for i, g := range groups {
		if regs, ok := s.Any[0][g].([]uint8); ok {
			out[i] = a.estimate(regs)
		}
	}
	return &data.Longs{T: data.Long, Values: out}, nil
}

func (a hyper) estimate(regs []uint8) int64 {
	m := float64(len(regs))
	inverse, empty := 0.0, 0.0
	for _, r := range regs {
		inverse += 1 / float64(uint64(1)<<r)
		if r == 0 {
			empty++
		}
	}
	alpha := 0.7213 / (1 + 1.079/m)
	switch a.p {
	case 4:
		alpha = 0.673
	case 5:
		alpha = 0.697
	case 6:
		alpha = 0.709
	}
	raw := alpha * m * m / inverse
	if empty > 0 {
		linear := m * math.Log(m/empty)
		if a.p <= 18 && linear <= hyperLimits[a.p-4] || raw <= 2.5*m {
			return int64(math.Round(linear))
		}
	}
	if a.p <= 18 && raw < 5*m {
		raw -= biasOf(int(a.p), raw)
	}
	return int64(math.Round(raw))
}

func bindHistogram(b *Binding) (*Agg, error) {
	given := b.frozen()
	if err := b.acceptAll(aCoordinate, anInt); err != nil {
		return nil, err
	}
	v, foldable, err := b.constant(1)
	n, _ := v.(int32)
	switch {
	case err != nil:
		return nil, err
	case !foldable:
		return nil, mismatch("NON_FOLDABLE_INPUT", given.text(), b.at(), "the input `nb` should be a foldable \"INT\" expression; however, got \"%s\".", b.Args[1])
	case v == nil:
		return nil, mismatch("UNEXPECTED_NULL", given.text(), b.at(), "The nb must not be null.")
	case n < 2:
		return nil, mismatch("VALUE_OUT_OF_RANGE", given.text(), b.at(), "The nb must be between [2, 2147483647] (current value = %d).", n)
	}
	in := b.typ(0)
	b.Args = b.Args[:1]
	if in.Numeric() {
		b.Args = []Expr{b.cast(b.Args[0], data.Double)}
	}
	bin := data.StructOf(data.Field{Name: "x", Type: in, Nullable: true}, data.Field{Name: "y", Type: data.Double, Nullable: true})
	return b.bound(data.ArrayOf(bin, true), true, histogram{t: in, n: int(n)}), nil
}

// histogram merges the two nearest centres while there are too many (Ben-Haim, Tom-Tov 2010).
type histogram struct {
	collected
	t *data.Type
	n int
}

type centre struct{ x, y float64 }

func (a histogram) Result(ctx *Context, s *Slots, groups []int32) (data.Column, error) {
	bin := data.StructOf(data.Field{Name: "x", Type: a.t, Nullable: true}, data.Field{Name: "y", Type: data.Double, Nullable: true})
	out := data.NewBuilder(data.ArrayOf(bin, true), len(groups))
	for _, g := range groups {
		c, ok := s.Any[0][g].(*chain)
		if !ok {
			out.AppendNull()
			continue
		}
		var list []centre
		all, ties := c.column(c.values.Type()), newJavaRandom(histogramSeed)
		for i := range all.Len() {
			list = a.add(list, coordinate(all, i), ties)
		}
		values := make([]any, len(list))
		for i, e := range list {
			values[i] = []any{histogramValue(e.x, a.t), e.y}
		}
		out.Append(values)
	}
	return out.Finish(), nil
}

// histogramSeed is what Spark begins with to choose between pairs of centres that are equally near.
const histogramSeed = 31183

func (a histogram) add(list []centre, v float64, ties *javaRandom) []centre {
	at := sort.Search(len(list), func(i int) bool { return list[i].x >= v })
	if at < len(list) && list[at].x == v {
		list[at].y++
		return list
	}
	list = append(list, centre{})
	copy(list[at+1:], list[at:])
	list[at] = centre{v, 1}
	if len(list) <= a.n {
		return list
	}
	near, least, alike := 0, list[1].x-list[0].x, 1
	for i := 1; i+1 < len(list); i++ {
		switch far := list[i+1].x - list[i].x; {
		case far < least:
			near, least, alike = i, far, 1
		case far == least:
			if alike++; ties.float() <= 1/float64(alike) {
				near = i
			}
		}
	}
	p, q := list[near], list[near+1]
	sum := p.y + q.y
	list[near] = centre{p.x*(p.y/sum) + q.x/sum*q.y, sum}
	return append(list[:near+1], list[near+2:]...)
}

// histogramValue brings a centre back to the input's type, as Spark does, by cutting.
func histogramValue(x float64, t *data.Type) any {
	switch t.Kind {
	case data.KindDate, data.KindYearMonthInterval:
		return int32(x)
	case data.KindTimestamp, data.KindTimestampNTZ, data.KindTime, data.KindDayTimeInterval:
		return int64(x)
	case data.KindByte:
		return int8(x)
	case data.KindShort:
		return int16(x)
	case data.KindInt:
		return int32(x)
	case data.KindLong:
		return int64(x)
	case data.KindFloat:
		return float32(x)
	case data.KindDecimal:
		d, _ := data.DecBig(scaledFloat(x, t.Scale))
		return d
	}
	return x
}

// coordinate is a collected value as a number: days, months or microseconds of what is not one.
func coordinate(c data.Column, i int) float64 {
	switch c := c.(type) {
	case *data.Ints:
		return float64(c.Values[i])
	case *data.Longs:
		return float64(c.Values[i])
	}
	return c.(*data.Doubles).Values[i]
}

// scaledFloat is x as an unscaled decimal, rounded to the nearest.
func scaledFloat(x float64, scale int) *big.Int {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(x, 'f', -1, 64))
	if !ok {
		return new(big.Int)
	}
	r.Mul(r, new(big.Rat).SetInt(tenTo(scale)))
	return scaledQuotient(r.Num(), r.Denom(), 0)
}
