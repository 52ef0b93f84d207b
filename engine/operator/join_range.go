package operator

import (
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// joinRange is the part of a join condition that bounds how far a column of the left side and one
// of the right side lie apart: least <= left - right <= most. It is looked at before a pair is made.
type joinRange struct {
	col         [2]int // the column on each side, counted within the side
	least, most int64
	rest        expr.Expr // what else must hold; nil for nothing
}

// plain is the largest value whose differences and sums with a bound cannot overflow. Pairs of
// values beyond it are left to the whole condition, which may refuse them.
const plain = 1 << 61

// rangeOf takes the range out of a condition over left columns, then right ones: the comparisons
// that it begins with, lest one be skipped that refuses a row. It is nil where there is none.
func rangeOf(cond expr.Expr, width int) *joinRange {
	r := &joinRange{col: [2]int{-1, -1}, least: -2 * plain, most: 2 * plain}
	list := conjuncts(cond, nil)
	for len(list) > 0 && r.add(list[0], width) {
		list = list[1:]
	}
	if r.col[0] < 0 {
		return nil
	}
	r.rest = without(cond, len(conjuncts(cond, nil))-len(list))
	return r
}

// add narrows the range by a comparison; false where it is not one of these two columns.
func (r *joinRange) add(e expr.Expr, width int) bool {
	a, ok := e.(*expr.Apply)
	if !ok || a.Fn == nil || len(a.Args) != 2 {
		return false
	}
	x, xBy, ok := movedColumn(a.Args[0])
	if !ok {
		return false
	}
	y, yBy, ok := movedColumn(a.Args[1])
	if !ok || (x < width) == (y < width) {
		return false
	}
	// x + xBy < y + yBy  as  x - y <= yBy - xBy - 1
	least, most, by := int64(-2*plain), int64(2*plain), yBy-xBy
	switch a.Fn.Name {
	case "<":
		most = by - 1
	case "<=":
		most = by
	case ">":
		least = by + 1
	case ">=":
		least = by
	default:
		return false
	}
	if x >= width {
		x, y, least, most = y, x, -most, -least
	}
	col := [2]int{x, y - width}
	if r.col[0] >= 0 && r.col != col {
		return false
	}
	r.col, r.least, r.most = col, max(r.least, least), min(r.most, most)
	return true
}

// movedColumn takes a column of whole numbers, or an instant that is moved by a fixed time of less
// than a day, apart. A day has no fixed length.
func movedColumn(e expr.Expr) (col int, by int64, ok bool) {
	switch e := e.(type) {
	case *expr.Ref:
		return e.Index, 0, isInteger(e.Typ)
	case *expr.Apply:
		if e.Fn == nil || len(e.Args) != 2 || e.Typ.Kind != data.KindTimestamp && e.Typ.Kind != data.KindTimestampNTZ {
			return 0, 0, false
		}
		ref, isRef := e.Args[0].(*expr.Ref)
		by, isTime := e.Args[1].(*expr.Literal)
		if !isRef || !isTime || !ref.Typ.Equal(e.Typ) {
			return 0, 0, false
		}
		micros, ok := fixedMicros(by)
		if e.Fn.Name == "-" {
			micros = -micros
		}
		return ref.Index, micros, ok && (e.Fn.Name == "+" || e.Fn.Name == "-")
	}
	return 0, 0, false
}

func fixedMicros(l *expr.Literal) (int64, bool) {
	const day = 24 * 60 * 60 * 1_000_000
	micros := int64(day)
	switch v := l.Value.(type) {
	case int64:
		if l.Typ.Kind == data.KindDayTimeInterval {
			micros = v
		}
	case data.Interval:
		if v.Months == 0 && v.Days == 0 {
			micros = v.Micros
		}
	}
	return micros, micros < day && micros > -day
}

// conjuncts appends the parts of a condition that AND joins, in order.
func conjuncts(e expr.Expr, to []expr.Expr) []expr.Expr {
	if a, ok := e.(*expr.Apply); ok && a.Fn != nil && a.Fn.Name == "and" {
		return conjuncts(a.Args[1], conjuncts(a.Args[0], to))
	}
	return append(to, e)
}

// without leaves the first n of the parts of a condition out; nil when none is left.
func without(e expr.Expr, n int) expr.Expr {
	if n == 0 {
		return e
	}
	a, ok := e.(*expr.Apply)
	if !ok || a.Fn == nil || a.Fn.Name != "and" {
		return nil
	}
	first := len(conjuncts(a.Args[0], nil))
	if n >= first {
		return without(a.Args[1], n-first)
	}
	c := *a
	c.Args = []expr.Expr{without(a.Args[0], n), a.Args[1]}
	return &c
}

// nearBy is a range as the arriving rows of one side ask for it: a row of a value meets stored rows
// whose word lies in [value+least, value+most].
type nearBy struct {
	least, most   int64
	values, words []int64
	valid         data.Bitmap // of the values; nil where all are
	crowded       bool        // rows have many pairs
}

// near prepares the range for the rows of a side; nil where the condition has none.
func (j *streamJoin) near(side int, a *arrivals) *nearBy {
	r, other := j.within, &j.sides[1-side]
	if r == nil || other.word[r.col[1-side]] < 0 {
		return nil
	}
	c := a.batch.Cols[r.col[side]]
	n := &nearBy{least: r.least, most: r.most, values: wholeNumbers(c), words: other.table.Ints[other.word[r.col[1-side]]]}
	if side == 0 { // left - most <= right <= left - least
		n.least, n.most = -r.most, -r.least
	}
	if c.Valid().CountNull(a.batch.N) > 0 {
		n.valid = c.Valid()
	}
	return n
}

// bounds are those of row i. A null meets nothing; of a value that is too large the whole condition
// has to judge.
func (n *nearBy) bounds(i int32) (from, to int64, judged bool) {
	v := n.values[i]
	switch {
	case n.valid != nil && !n.valid.Get(int(i)):
		return 1, 0, true
	case v > plain || v < -plain:
		return math.MinInt64, math.MaxInt64, false
	}
	return max(v+n.least, -plain), min(v+n.most, plain), true
}
