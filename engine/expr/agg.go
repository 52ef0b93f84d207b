package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// Aggregates is the table of aggregate functions, by name.
func Aggregates() []*AggFunction {
	var out []*AggFunction
	for _, family := range [][]*AggFunction{countAggs(), sumAggs(), extremeAggs(), pickAggs(), topAggs(), bitAggs(), momentAggs(), pairAggs(), collectAggs(), rankAggs(), sketchAggs(), hllAggs(), topKAggs(), thetaAggs(), tupleAggs(), kllAggs(), bitmapAggs(), vectorAggs(), measureAggs()} {
		out = append(out, family...)
	}
	return out
}

// aggBind is the Bind of an aggregate.
type aggBind = func(b *Binding) (*Agg, error)

// agg is one row of the table.
func agg(name, usage, help, example string, minArgs, maxArgs int, bind aggBind) *AggFunction {
	return &AggFunction{Name: name, Usage: usage, Help: help, Example: example, MinArgs: minArgs, MaxArgs: maxArgs, Bind: bind}
}

// needs sets what a wrong number of arguments is told to be.
func (f *AggFunction) needs(text string) *AggFunction {
	f.Need = text
	return f
}

// also gives an aggregate further names.
func (f *AggFunction) also(names ...string) *AggFunction {
	f.Aliases = append(f.Aliases, names...)
	return f
}

// bound is the resolved aggregate over b's arguments.
func (b *Binding) bound(t *data.Type, null bool, a BoundAgg) *Agg {
	return &Agg{Args: b.Args, Bound: a, Typ: t, Null: null}
}

// aggOf binds an aggregate with wanted parameters.
func aggOf(make func(b *Binding) (*data.Type, bool, BoundAgg, error), wants ...want) aggBind {
	return func(b *Binding) (*Agg, error) {
		if err := b.acceptAll(wants...); err != nil {
			return nil, err
		}
		t, null, a, err := make(b)
		if err != nil {
			return nil, err
		}
		return b.bound(t, null, a), nil
	}
}

// rowAt is the row that position i stands for.
func rowAt(rows []int32, i int) int {
	if rows == nil {
		return i
	}
	return int(rows[i])
}

// anyNull tells whether row r of one of the columns is null.
func anyNull(cols []data.Column, r int) bool {
	for _, c := range cols {
		if data.IsNull(c, r) {
			return true
		}
	}
	return false
}

// oneRow copies row r of c into a column of its own, which nothing changes any more.
func oneRow(c data.Column, r int) data.Column { return data.Take(c, []int32{int32(r)}) }

// stack puts columns of one row each under another; nil stands for a null.
func stack(t *data.Type, parts []data.Column) data.Column {
	if len(parts) == 0 {
		return data.NewBuilder(t, 0).Finish()
	}
	var null data.Column
	for i, p := range parts {
		if p == nil {
			if null == nil {
				null = nulls(t, 1)
			}
			parts[i] = null
		}
	}
	return data.ConcatColumns(t, parts)
}
