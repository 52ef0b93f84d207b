package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// Tally says how little an aggregate needs of its rows, if that is their number or the sum of a column.
type Tally uint8

// The needs. With sums go the numbers of values.
const (
	TallyNone   Tally = iota // it needs more
	TallyRows                // how many rows there are
	TallyValues              // how many of its argument are not null
	TallyDoubles
	TallyLongs
)

// TallyOf tells what an aggregate needs of rows of these arguments.
func TallyOf(a BoundAgg, args []data.Column) Tally {
	if c, ok := a.(count); ok && (c.all || noNulls(args)) {
		return TallyRows
	}
	if len(args) != 1 {
		return TallyNone
	}
	need := TallyNone
	switch a.(type) {
	case count:
		need = TallyValues
	case sumDouble, avgDouble:
		if _, ok := args[0].(*data.Doubles); ok {
			need = TallyDoubles
		}
	case sumLong:
		if _, ok := args[0].(*data.Longs); ok {
			need = TallyLongs
		}
	}
	return need
}

// TakeTally brings groups up to date of which n more rows came, or values where those are what is needed. Sums are
// so already; zero are the groups where one was zero behind a value.
func TakeTally(a BoundAgg, s *Slots, groups []int32, n []int64, zero []int32) {
	switch a.(type) {
	case count, avgDouble:
		total := s.I64[0]
		for i, g := range groups {
			total[g] += n[i]
		}
	case sumDouble:
		for _, g := range zero {
			s.I64[0][g] = 1
		}
	case sumLong:
		for _, g := range zero {
			s.I64[1][g] |= 1
		}
	}
}
