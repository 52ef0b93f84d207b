package expr

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func pairAggs() []*AggFunction {
	of := func(f func(p pairMoments) (float64, bool)) aggBind {
		return aggOf(func(*Binding) (*data.Type, bool, BoundAgg, error) { return data.Double, true, pairAgg{f}, nil }, aDouble, aDouble)
	}
	// Of regr_* the first argument is y, the second x; in pairMoments the first is x.
	slope := func(p pairMoments) (float64, bool) { return p.ck / p.my, p.n > 0 && p.my != 0 }
	return []*AggFunction{
		agg("corr", "corr(x, y)", "Pearson's correlation; null for fewer than two pairs.", "corr(x, y) -- 1.0", 2, 2, of(func(p pairMoments) (float64, bool) {
			return p.ck / math.Sqrt(p.mx*p.my), p.n > 1 && p.mx*p.my != 0
		})),
		agg("covar_pop", "covar_pop(x, y)", "The population covariance.", "covar_pop(x, y) -- 0.6666666666666666", 2, 2, of(func(p pairMoments) (float64, bool) { return p.ck / p.n, p.n > 0 })),
		agg("covar_samp", "covar_samp(x, y)", "The sample covariance; null for fewer than two pairs.", "covar_samp(x, y) -- 1.0", 2, 2, of(func(p pairMoments) (float64, bool) { return p.ck / (p.n - 1), p.n > 1 })),
		agg("regr_avgx", "regr_avgx(y, x)", "The mean of x over the pairs without a null.", "regr_avgx(y, x) -- 2.0", 2, 2, bindPairMean(1)),
		agg("regr_avgy", "regr_avgy(y, x)", "The mean of y over the pairs without a null.", "regr_avgy(y, x) -- 2.0", 2, 2, bindPairMean(0)),
		agg("regr_slope", "regr_slope(y, x)", "The slope of the least-squares line.", "regr_slope(y, x) -- 1.0", 2, 2, of(slope)),
		agg("regr_intercept", "regr_intercept(y, x)", "Where the least-squares line meets the y axis.", "regr_intercept(y, x) -- 0.0", 2, 2, of(func(p pairMoments) (float64, bool) {
			v, ok := slope(p)
			return p.ax - v*p.ay, ok
		})),
		agg("regr_r2", "regr_r2(y, x)", "The share of y's variance that the line explains.", "regr_r2(y, x) -- 1.0", 2, 2, of(func(p pairMoments) (float64, bool) {
			switch {
			case p.n == 0 || p.my == 0:
				return 0, false
			case p.mx == 0:
				return 1, true
			}
			return p.ck * p.ck / (p.mx * p.my), true
		})),
		agg("regr_sxx", "regr_sxx(y, x)", "The sum of squares of x around its mean.", "regr_sxx(y, x) -- 2.0", 2, 2, of(func(p pairMoments) (float64, bool) { return p.my, p.n > 0 })),
		agg("regr_syy", "regr_syy(y, x)", "The sum of squares of y around its mean.", "regr_syy(y, x) -- 2.0", 2, 2, of(func(p pairMoments) (float64, bool) { return p.mx, p.n > 0 })),
		agg("regr_sxy", "regr_sxy(y, x)", "The sum of products of the distances from the means.", "regr_sxy(y, x) -- 2.0", 2, 2, of(func(p pairMoments) (float64, bool) { return p.ck, p.n > 0 })),
	}
}

// bindPairMean binds the mean of one argument over the rows where neither is null.
func bindPairMean(of int) aggBind {
	return func(b *Binding) (*Agg, error) {
		given := b.frozen().Args
		if err := b.acceptAll(aNumeric); err != nil {
			return nil, err
		}
		absent, err := b.call("isnull", b.Args[1-of])
		if err != nil {
			return nil, err
		}
		one, err := b.call("if", absent, &Literal{Typ: b.typ(of)}, b.Args[of])
		if err != nil {
			return nil, err
		}
		b.Args = []Expr{one}
		a, err := aggOf(bindAvg(false))(b)
		if err != nil {
			return nil, err
		}
		a.shown = given
		return a, nil
	}
}

// pairMoments are count, means, the sum of products and the sums of squares around the means.
type pairMoments struct{ n, ax, ay, ck, mx, my float64 }

func (p pairMoments) add(x, y float64) pairMoments {
	n := p.n + 1
	dx, dy := x-p.ax, y-p.ay
	ax, ay := p.ax+dx/n, p.ay+dy/n
	return pairMoments{n, ax, ay, p.ck + dx*(y-ay), p.mx + dx*(x-ax), p.my + dy*(y-ay)}
}

func (p pairMoments) merge(o pairMoments) pairMoments {
	if o.n == 0 {
		return p
	}
	n := p.n + o.n
	dx, dy := o.ax-p.ax, o.ay-p.ay
	return pairMoments{n, p.ax + dx*o.n/n, p.ay + dy*o.n/n, p.ck + o.ck + dx*dy*p.n*o.n/n, p.mx + o.mx + dx*dx*p.n*o.n/n, p.my + o.my + dy*dy*p.n*o.n/n}
}

// pairAgg keeps the six numbers.
type pairAgg struct {
	value func(p pairMoments) (float64, bool)
}

func (pairAgg) Slots() SlotCount { return SlotCount{F64: 6} }

func (pairAgg) load(s *Slots, g int32) pairMoments {
	f := s.F64
	return pairMoments{f[0][g], f[1][g], f[2][g], f[3][g], f[4][g], f[5][g]}
}

func (pairAgg) store(s *Slots, g int32, p pairMoments) {
	f := s.F64
	f[0][g], f[1][g], f[2][g], f[3][g], f[4][g], f[5][g] = p.n, p.ax, p.ay, p.ck, p.mx, p.my
}

func (a pairAgg) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	x, ok1 := args[0].(*data.Doubles)
	y, ok2 := args[1].(*data.Doubles)
	if !ok1 || !ok2 {
		return nil
	}
	for i, g := range groups {
		if r := rowAt(rows, i); x.Nulls.Get(r) && y.Nulls.Get(r) {
			a.store(s, g, a.load(s, g).add(x.Values[r], y.Values[r]))
		}
	}
	return nil
}

func (a pairAgg) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		a.store(dst, g, a.load(dst, g).merge(a.load(src, from[i])))
	}
	return nil
}

func (a pairAgg) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	return doubles(groups, func(g int32) (float64, bool) { return a.value(a.load(s, g)) }), nil
}
