package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// tallier takes rows of one window with plain keys without finding the group of each.
type tallier interface {
	// take gives the aggregates the rows from i to j as far as it can, and tells how many.
	take(f *fusedRun, begin, end int64, keys []int64, i, j int) int
}

// tally is what the aggregates of a batch need of its rows together.
type tally struct {
	needs []expr.Tally // of each aggregate
	// column is the one that is summed up or whose values are counted, nil for none, and sums the vector of sums.
	column data.Column
	kind   expr.Tally
	sums   int
}

// tallier is what can take rows: the aggregates only count them and sum one of their columns up.
func (f *fusedRun) tallier() tallier {
	y := &tally{kind: expr.TallyRows}
	at := expr.SlotCount{}
	for _, a := range f.r.Aggs {
		if !f.add(y, a, &at) {
			return nil
		}
	}
	vec := &f.g.table.Vec
	switch y.kind {
	case expr.TallyDoubles:
		sums := func() []float64 { return vec.F64[y.sums] }
		return &taker[float64]{y, f.ints.SumDoubles(sums), y.column.(*data.Doubles).Values}
	case expr.TallyLongs:
		sums := func() []int64 { return vec.I64[y.sums] }
		return &taker[int64]{y, f.ints.SumLongs(sums), y.column.(*data.Longs).Values}
	}
	return &taker[int64]{tally: y, tallies: f.ints.CountRows()}
}

// add adds the needs of an aggregate; it is false where they do not go together.
func (f *fusedRun) add(y *tally, a *expr.Agg, at *expr.SlotCount) bool {
	args, ok := f.plainArgs(a)
	if !ok {
		return false
	}
	need := expr.TallyOf(a.Bound, args)
	y.needs = append(y.needs, need)
	switch need {
	case expr.TallyNone:
		return false
	case expr.TallyDoubles, expr.TallyLongs:
		if y.kind != expr.TallyRows {
			return false
		}
		if y.kind, y.sums = need, at.F64; need == expr.TallyLongs {
			y.sums = at.I64
		}
	}
	s := a.Bound.Slots()
	at.I64, at.F64 = at.I64+s.I64, at.F64+s.F64
	if need == expr.TallyRows {
		return true
	}
	if y.column == nil {
		y.column = args[0]
	}
	return y.column == args[0]
}

// plainArgs are the arguments of an aggregate of all rows where they are columns of the input.
func (f *fusedRun) plainArgs(a *expr.Agg) (cols []data.Column, ok bool) {
	if a.Filter != nil || a.Distinct {
		return nil, false
	}
	for _, e := range a.Args {
		switch e := e.(type) {
		case *expr.Ref:
			cols = append(cols, f.in.Cols[e.Index])
		case *expr.Literal:
			if e.Value == nil {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	return cols, true
}

// taker is a [tallier] over the values of a column, nil where rows are only counted.
type taker[T int64 | float64] struct {
	*tally
	tallies *state.Tallies[T]
	values  []T
}

func (k *taker[T]) take(f *fusedRun, begin, end int64, keys []int64, i, j int) int {
	if !k.tallies.Open(begin, end) {
		return 0
	}
	values, valid := k.values, data.Bitmap(nil)
	if values != nil {
		values = values[i:j]
	}
	if k.column != nil {
		valid = k.column.Valid()
	}
	n := k.tallies.Add(keys[i:j], values, valid, i)
	moved := k.tallies.Flush(keys[i : i+n])
	at := expr.SlotCount{}
	for a, agg := range f.r.Aggs {
		slots := slotsOf(&f.g.table.Vec, &at, agg.Bound.Slots())
		by := moved.Values
		if k.needs[a] == expr.TallyRows {
			by = moved.Rows
		}
		expr.TakeTally(agg.Bound, &slots, moved.Groups, by, moved.Zero)
	}
	f.t.Record.Groups.addKeys(keys[i:i+n], k.tallies.ByKey)
	f.done += n
	return n
}
