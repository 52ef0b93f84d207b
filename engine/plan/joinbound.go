package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// boundState derives from the condition of a stream-stream join when a stored row can match
// nothing any more: by an equality key that carries a watermark, else by a range condition
// between a column of the side and the event time of the other side.
func boundState(j *operator.Join) {
	j.LeftBound, j.RightBound = operator.StateBound{}, operator.StateBound{}
	if k := watermarkKey(j); k >= 0 {
		j.LeftBound = operator.StateBound{Set: true, ByKey: true, Key: k}
		j.RightBound = j.LeftBound
		return
	}
	if col := j.Left.Schema().EventTime(); col >= 0 {
		if b, ok := stateOffset(j, true); ok {
			j.LeftBound = b
			j.LeftBound.Col = col
		}
	}
	if col := j.Right.Schema().EventTime(); col >= 0 {
		if b, ok := stateOffset(j, false); ok {
			j.RightBound = b
			j.RightBound.Col = col
		}
	}
}

// watermarkKey is the first equality key that is an event-time column on either side, -1 without.
func watermarkKey(j *operator.Join) int {
	marked := func(e expr.Expr, s *data.Schema) bool {
		r, ok := e.(*expr.Ref)
		return ok && r.Index < s.Len() && s.Fields[r.Index].EventTime
	}
	safe := safeKeys(j) // Spark compares what it makes of such keys
	for i := range j.LeftKeys {
		if !safe[i] && marked(j.LeftKeys[i], j.Left.Schema()) {
			return i
		}
	}
	for i := range j.RightKeys {
		if !safe[i] && marked(j.RightKeys[i], j.Right.Schema()) {
			return i
		}
	}
	return -1
}

// stateOffset finds how far behind the watermark of the other side the event time of this side's
// rows may lie: this > other + offset. Among several bounds the lowest is taken. A comparison of
// this side with a constant bounds nothing, but Spark takes it for a state watermark that stands
// still, and so do we: the state counts are the same then.
func stateOffset(j *operator.Join, left bool) (operator.StateBound, bool) {
	width := j.Left.Schema().Len()
	other := j.Right.Schema().EventTime()
	if !left {
		other = j.Left.Schema().EventTime()
	}
	if other < 0 {
		return operator.StateBound{}, false
	}
	if left {
		other += width
	}
	best := operator.StateBound{Set: true}
	found := false
	for _, c := range conjuncts(j.Cond) {
		off, still, ok := boundOf(c, func(i int) bool { return (i < width) == left }, other)
		switch {
		case !ok:
		case still && (!best.Capped || off < best.AtMost):
			best.Capped, best.AtMost = true, off
		case !still && (!found || off < best.Offset):
			best.Offset, found = off, true
		}
	}
	if !found && best.Capped {
		best.Offset = aboveAll
	}
	return best, found || best.Capped
}

// aboveAll is an offset that puts the watermark above every constant it may be compared with.
const aboveAll = 1 << 55

// boundOf solves one comparison for the time of the side that mine tells: it gives the offset in
// microseconds for "other + offset < mine". State at the bound itself goes too, so that an
// inclusive comparison keeps one millisecond more. With still, the other side does not stand in the
// comparison and the offset is a time of its own.
func boundOf(c expr.Expr, mine func(int) bool, other int) (offset int64, still, ok bool) {
	inclusive := int64(0)
	l, r, ok := binary(c, "<")
	if !ok {
		if l, r, ok = binary(c, "<="); ok {
			inclusive = 1
		}
	}
	if !ok {
		if r, l, ok = binary(c, ">"); !ok {
			if r, l, ok = binary(c, ">="); !ok {
				return 0, false, false
			}
			inclusive = 1
		}
	}
	// l < r  as  l - r < 0: the sum of terms, of which this side's time must come with a minus.
	t := &timeTerms{refs: map[int]int{}}
	if !t.add(l, 1) || !t.add(r, -1) {
		return 0, false, false
	}
	own := 0
	for i, sign := range t.refs {
		switch {
		case mine(i) && sign == -1:
			own++
		case mine(i) || i != other || sign != 1:
			return 0, false, false
		}
	}
	if own != 1 {
		return 0, false, false
	}
	ms := t.constant / 1000
	if t.constant%1000 < 0 {
		ms--
	}
	return (ms - inclusive) * 1000, t.refs[other] == 0, true
}

// timeTerms is a sum of columns and microseconds.
type timeTerms struct {
	refs     map[int]int
	constant int64
}

// add takes an expression apart into terms; false for anything but sums of times and durations.
func (t *timeTerms) add(e expr.Expr, sign int) bool {
	switch e := e.(type) {
	case *expr.Ref:
		t.refs[e.Index] += sign
		return true
	case *expr.Literal:
		n, ok := termMicros(e)
		t.constant += int64(sign) * n
		return ok
	case *expr.Alias:
		return t.add(e.Child, sign)
	case *expr.Cast:
		if e.To.Numeric() || e.To.Kind == data.KindTimestamp || e.To.Kind == data.KindDayTimeInterval || e.To.Kind == data.KindCalendarInterval {
			return t.add(e.Child, sign)
		}
		return false
	}
	if l, r, ok := binary(e, "+"); ok {
		return t.add(l, sign) && t.add(r, sign)
	}
	if l, r, ok := binary(e, "-"); ok && !(timeKind(l) && timeKind(r)) { // Spark looks into no span between two times
		return t.add(l, sign) && t.add(r, -sign)
	}
	if a, ok := e.(*expr.Apply); ok && len(a.Args) == 1 && a.Fn != nil && (a.Fn.Name == "negative" || a.Fn.Name == "-") {
		return t.add(a.Args[0], -sign)
	}
	return false
}

func timeKind(e expr.Expr) bool {
	k := e.Type().Kind
	return k == data.KindTimestamp || k == data.KindTimestampNTZ || k == data.KindDate
}

// termMicros reads a constant: intervals in microseconds, numbers as seconds. Spark knows no timestamps there.
func termMicros(l *expr.Literal) (int64, bool) {
	switch v := l.Value.(type) {
	case data.Interval:
		return int64(v.Days)*microsPerDay + v.Micros, v.Months == 0
	case int64:
		if l.Typ.Kind == data.KindLong {
			return v * 1_000_000, true
		}
		return v, l.Typ.Kind == data.KindDayTimeInterval
	case int32:
		return int64(v) * 1_000_000, l.Typ.Kind == data.KindInt
	case data.Dec:
		micros, ok := v.Rescale(l.Typ.Scale, 6, data.MaxPrecision)
		return micros.Int64(), ok && micros.Small()
	case float64:
		return int64(v * 1_000_000), true
	}
	return 0, false
}
