package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

func countAggs() []*AggFunction {
	return []*AggFunction{
		agg("count", "count(*), count(expr[, ...])", "Counts rows, or the rows in which no argument is null.", "count(x) -- 2", 0, -1, bindCount),
		agg("count_if", "count_if(condition)", "Counts the rows for which the condition is true.", "count_if(x > 1) -- 1", 1, 1,
			aggOf(func(*Binding) (*data.Type, bool, BoundAgg, error) { return data.Long, false, countIf{}, nil }, aBoolean)),
		agg("regr_count", "regr_count(y, x)", "Counts the pairs without a null.", "regr_count(y, x) -- 2", 2, 2,
			aggOf(func(*Binding) (*data.Type, bool, BoundAgg, error) { return data.Long, false, count{}, nil }, aNumeric, aNumeric)),
	}
}

func bindCount(b *Binding) (*Agg, error) {
	if len(b.Args) == 0 {
		return nil, Errorf("WRONG_NUM_ARGS.WITH_SUGGESTION", "42605", Span{},
			"The `count` requires  >= 1 parameters but the actual number is 0. If you have to call this function with 0 parameters, set the legacy configuration \"spark.sql.legacy.allowParameterlessCount\" to \"true\".")
	}
	whole := true
	for _, a := range b.Args {
		if l, ok := a.(*Literal); !ok || l.Value == nil {
			whole = false
		}
	}
	return b.bound(data.Long, false, count{all: whole}), nil
}

// count keeps one number. all counts every row, else those without a null argument.
type count struct{ all bool }

func (count) Slots() SlotCount { return SlotCount{I64: 1} }

func (c count) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	n := s.I64[0]
	if c.all || noNulls(args) {
		countEach(n, groups)
		return nil
	}
	if rows == nil && len(args) == 1 {
		validRuns(args[0].Valid(), len(groups), func(from, to int) { countEach(n, groups[from:to]) })
		return nil
	}
	for i, g := range groups {
		if !anyNull(args, rowAt(rows, i)) {
			n[g]++
		}
	}
	return nil
}

// countEach adds one to each group as often as it is listed.
func countEach(n []int64, groups []int32) {
	for ; len(groups) >= 4; groups = groups[4:] {
		n[groups[0]]++
		n[groups[1]]++
		n[groups[2]]++
		n[groups[3]]++
	}
	for _, g := range groups {
		n[g]++
	}
}

func noNulls(args []data.Column) bool {
	for _, c := range args {
		if c.Valid() != nil {
			return false
		}
	}
	return true
}

func (count) Merge(_ *Context, dst *Slots, to []int32, src *Slots, from []int32) error {
	for i, g := range to {
		dst.I64[0][g] += src.I64[0][from[i]]
	}
	return nil
}

func (count) Result(_ *Context, s *Slots, groups []int32) (data.Column, error) {
	return longs(data.Long, s.I64[0], groups), nil
}

func longs(t *data.Type, slot []int64, groups []int32) data.Column {
	out := make([]int64, len(groups))
	data.Gather(out, slot, groups)
	return &data.Longs{T: t, Values: out}
}

// countIf counts true rows.
type countIf struct{ count }

func (countIf) Update(_ *Context, s *Slots, groups []int32, args []data.Column, rows []int32) error {
	c, ok := args[0].(*data.Bools)
	if !ok {
		return nil
	}
	for i, g := range groups {
		if r := rowAt(rows, i); c.Values[r] && c.Nulls.Get(r) {
			s.I64[0][g]++
		}
	}
	return nil
}
