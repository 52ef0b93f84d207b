package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func momentAggs() []*AggFunction {
	of := func(f func(m moments) (float64, bool)) aggBind {
		return aggOf(func(*Binding) (*data.Type, bool, BoundAgg, error) { return data.Double, true, momentAgg{f}, nil }, aDouble)
	}
	sample := func(m moments) (float64, bool) { return m.m2 / (m.n - 1), m.n > 1 }
	pop := func(m moments) (float64, bool) { return m.m2 / m.n, m.n > 0 }
	root := func(f func(m moments) (float64, bool)) func(m moments) (float64, bool) {
		return func(m moments) (float64, bool) { v, ok := f(m); return math.Sqrt(v), ok }
	}
	skew := func(m moments) (float64, bool) {
		return math.Sqrt(m.n) * m.m3 / math.Sqrt(m.m2*m.m2*m.m2), m.n > 0 && m.m2 != 0
	}
	kurt := func(m moments) (float64, bool) { return m.n*m.m4/(m.m2*m.m2) - 3, m.n > 0 && m.m2 != 0 }
	return []*AggFunction{
		agg("stddev", "stddev(expr)", "The sample standard deviation; null for fewer than two values.", "stddev(x) -- 1.0", 1, 1, of(root(sample))).also("std", "stddev_samp"),
		agg("stddev_pop", "stddev_pop(expr)", "The population standard deviation.", "stddev_pop(x) -- 0.816496580927726", 1, 1, of(root(pop))),
		agg("variance", "variance(expr)", "The sample variance; null for fewer than two values.", "variance(x) -- 1.0", 1, 1, of(sample)).also("var_samp"),
		agg("var_pop", "var_pop(expr)", "The population variance.", "var_pop(x) -- 0.6666666666666666", 1, 1, of(pop)),
		agg("skewness", "skewness(expr)", "How lopsided the values lie around their mean.", "skewness(x) -- 0.0", 1, 1, of(skew)),
		agg("kurtosis", "kurtosis(expr)", "How heavy the tails are; 0 for a normal distribution.", "kurtosis(x) -- -1.5", 1, 1, of(kurt)),
	}
}

// moments are the count, the mean and the sums of powers of the distance from it.
type moments struct{ n, avg, m2, m3, m4 float64 }

// add takes one value (the update formulas of Spark's CentralMomentAgg, after Pébay 2008).
func (m moments) add(x float64) moments {
	n := m.n + 1
	delta := x - m.avg
	dn := delta / n
	m2 := m.m2 + delta*(delta-dn)
	d2, dn2 := delta*delta, dn*dn
	m3 := m.m3 - 3*dn*m2 + delta*(d2-dn2)
	m4 := m.m4 - 4*dn*m3 - 6*dn2*m2 + delta*(delta*d2-dn*dn2)
	return moments{n, m.avg + dn, m2, m3, m4}
}

func (m moments) merge(o moments) moments {
	n := m.n + o.n
	if o.n == 0 {
		return m
	}
	delta := o.avg - m.avg
	dn := delta / n
	return moments{
		n: n, avg: m.avg + dn*o.n,
		m2: m.m2 + o.m2 + delta*dn*m.n*o.n,
		m3: m.m3 + o.m3 + dn*dn*delta*m.n*o.n*(m.n-o.n) + 3*dn*(m.n*o.m2-o.n*m.m2),
		m4: m.m4 + o.m4 + dn*dn*dn*delta*m.n*o.n*(m.n*m.n-m.n*o.n+o.n*o.n) + 6*dn*dn*(m.n*m.n*o.m2+o.n*o.n*m.m2) + 4*dn*(m.n*o.m3-o.n*m.m3),
	}
}

// momentAgg keeps the five numbers.
type momentAgg struct {
	value func(m moments) (float64, bool)
}

func (momentAgg) Slots() SlotCount { return SlotCount{F64: 5} }

func (momentAgg) load(s *Slots, g int32) moments {
	return moments{s.F64[0][g], s.F64[1][g], s.F64[2][g], s.F64[3][g], s.F64[4][g]}
}

func (momentAgg) store(s *Slots, g int32, m moments) {
	s.F64[0][g], s.F64[1][g], s.F64[2][g], s.F64[3][g], s.F64[4][g] = m.n, m.avg, m.m2, m.m3, m.m4
}

func (a momentAgg) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Doubles)
	if !ok {
		return nil
	}
	for i, g := range groups {
		if r := rowAt(rows, i); c.Nulls.Get(r) {
			a.store(s, g, a.load(s, g).add(c.Values[r]))
		}
	}
	return nil
}

func (a momentAgg) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		a.store(dst, g, a.load(dst, g).merge(a.load(src, from[i])))
	}
	return nil
}

func (a momentAgg) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	return doubles(groups, func(g int32) (float64, bool) { return a.value(a.load(s, g)) }), nil
}

// doubles is what value gives for each group, null where it gives nothing.
func doubles(groups []int32, value func(g int32) (float64, bool)) data.Column {
	out := data.NewFixedBuilder[float64](data.Double, len(groups))
	for _, g := range groups {
		if v, ok := value(g); ok {
			out.Add(v)
		} else {
			out.AppendNull()
		}
	}
	return out.Finish()
}
