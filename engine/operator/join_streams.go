package operator

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// streamJoin is one micro-batch of a stream-stream join.
type streamJoin struct {
	*Join
	t     *Task
	sides [2]joinSide
	*joinRoom
	within *joinRange // the part of Rest that is looked at first; nil for none
	unsure bool       // a pair was kept that the whole of Rest has to judge
}

// stepStreams is Step for two streams. Left rows meet the right rows in state and are stored;
// then right rows meet the left rows in state, the new ones included. A semi join begins with the
// right rows: left rows that match are given out once and not kept. Last, rows that can match
// nothing any more leave; unmatched ones of an outer side go out with nulls. Rows that none of this batch
// can match leave first, so that nobody comes across them.
func (r *Join) stepStreams(t *Task, in []*data.Batch) (*data.Batch, error) {
	j := &streamJoin{Join: r, t: t, sides: r.openState(t), within: rangeOf(r.Rest, r.Left.Schema().Len()), joinRoom: joinRoomOf(t.State.(*state.Store))}
	defer j.clear()
	a := &j.arrived
	for side := range a {
		if err := j.arrive(side, in[side]); err != nil {
			return nil, err
		}
	}
	for side := range a {
		if j.outOfReach(side, &a[1-side]) {
			j.evict(side)
		}
	}
	order := [2]int{0, 1}
	if r.How == LeftSemi {
		order = [2]int{1, 0}
	}
	for _, side := range order {
		if err := j.meet(side, &a[side]); err != nil {
			return nil, err
		}
	}
	for side := range a {
		j.evict(side)
	}
	j.parts = append(j.parts, j.gone...)
	return j.output(), nil
}

// preserved tells whether unmatched rows of a side go out with nulls.
func (r *Join) preserved(side int) bool {
	if side == 0 {
		return r.How == LeftOuter || r.How == FullOuter
	}
	return r.How == RightOuter || r.How == FullOuter
}

// arrive sorts out the rows of a side: late ones, those that can match nothing, the others.
func (j *streamJoin) arrive(side int, in *data.Batch) error {
	a := &j.arrived[side]
	a.batch = in
	list, only := j.LeftKeys, j.LeftOnly
	if side == 1 {
		list, only = j.RightKeys, j.RightOnly
	}
	ks, err := j.evalKeys(j.t.Expr, list, in)
	if err != nil {
		return err
	}
	passes, err := pass(j.t.Expr, only, in)
	if err != nil {
		return err
	}
	var times []int64
	if c := in.Schema.EventTime(); c >= 0 {
		times = judged(in.Cols[c], isWindow(in.Schema.Fields[c].Type))
	}
	keep := lateOf(j.t, times, in.N, side)
	if keep == nil {
		a.all = appendSpan(a.all[:0], 0, in.N)
		keep = a.all
	}
	j.sides[side].ask(&a.keys, ks.cols, in.N)
	j.leaving(a, j.bounds()[side], ks.cols)
	if passes == nil && (ks.usable == nil || j.preserved(side)) {
		a.joins = keep // two nulls of a full join meet: Spark only filters nulls of other sides
		return nil
	}
	for _, i := range keep {
		switch {
		case (passes == nil || passes[i]) && (ks.ok(int(i)) || j.preserved(side)):
			a.joins = append(a.joins, i)
		case j.preserved(side):
			a.alone = append(a.alone, i)
		}
	}
	return nil
}

// leaving sets the watermark at which each row of a side leaves, state.Never for none.
func (j *streamJoin) leaving(a *arrivals, b StateBound, keys []data.Column) {
	if !b.Set {
		a.until = nil
		return
	}
	c := data.Column(nil)
	if b.ByKey {
		c = keys[b.Key]
	} else {
		c = a.batch.Cols[b.Col]
	}
	times := judged(c, isWindow(c.Type()))
	a.until = slices.Grow(a.until[:0], len(times))[:len(times)]
	a.soonest = state.Never
	for i, v := range times {
		at := v - b.Offset
		if v == nullWindow || b.Capped && v > b.AtMost {
			at = state.Never
		}
		a.until[i], a.soonest = at, min(a.soonest, at)
	}
}

// meet joins the rows of a side with the other side's state, then stores them. Of an outer side those that fail
// its own condition go out.
func (j *streamJoin) meet(side int, a *arrivals) error {
	which := a.keys.Together(a.joins)
	var matched []bool
	if j.preserved(side) || j.How == LeftSemi {
		matched = make([]bool, a.batch.N)
	}
	if err := j.pair(side, a, which, matched); err != nil {
		return err
	}
	j.store(side, a, which, matched)
	j.alone(side, joinRows{in: a.batch, rows: a.alone})
	return nil
}

// pairUp filters candidate pairs by the rest of the condition and gives the matches out.
func (j *streamJoin) pairUp(side int, a *arrivals, matched []bool) error {
	m, o, err := j.hold(side, a, j.mine[j.paired:], j.theirs[j.paired:])
	to := j.paired + len(m)
	j.mine, j.theirs = j.mine[:to], j.theirs[:to]
	if err != nil || len(m) == 0 {
		return err
	}
	if j.How == LeftSemi {
		j.semi(side, a.batch, m, o, matched)
		j.mine, j.theirs = j.mine[:j.paired], j.theirs[:j.paired]
		return nil
	}
	j.mark(side, m, o, matched)
	p := joinPart{n: len(m)}
	p.of[side], p.of[1-side] = joinRows{in: a.batch, rows: m}, joinRows{rows: o}
	j.parts = append(j.parts, p)
	j.paired = to
	return nil
}

// hold keeps the pairs for which the rest of the condition holds, where they are; only the columns that it reads
// are built.
func (j *streamJoin) hold(side int, a *arrivals, mine, theirs []int32) (m, o []int32, err error) {
	other, rest := &j.sides[1-side], j.Rest
	if !j.unsure && !other.anyNull(other.table, theirs, j.within.col[1-side]) {
		rest = j.within.rest
	}
	if rest == nil || len(mine) == 0 {
		return mine, theirs, nil
	}
	width := [2]int{j.sides[0].schema.Len(), j.sides[1].schema.Len()}
	offset := [2]int{0, width[0]}
	cols := make([]data.Column, width[0]+width[1])
	for i, used := range uses(rest, offset[side], width[side]) {
		if used {
			cols[offset[side]+i] = data.Take(a.batch.Cols[i], mine)
		}
	}
	copy(cols[offset[1-side]:], other.read(other.table, theirs, uses(rest, offset[1-side], width[1-side])).Cols)
	s := data.NewSchema(append(append([]data.Field{}, j.sides[0].schema.Fields...), j.sides[1].schema.Fields...)...)
	sel, err := expr.EvalWhere(j.t.Expr, rest, &data.Batch{Schema: s, Cols: cols, N: len(mine)})
	if err != nil || sel == nil || len(sel) == len(mine) {
		return mine, theirs, err
	}
	for i, s := range sel {
		mine[i], theirs[i] = mine[s], theirs[s]
	}
	return mine[:len(sel)], theirs[:len(sel)], nil
}

// mark notes that pairs matched, on the sides whose rows go out alone.
func (j *streamJoin) mark(side int, mine, theirs []int32, matched []bool) {
	if j.preserved(side) {
		for _, m := range mine {
			matched[m] = true
		}
	}
	if !j.preserved(1 - side) {
		return
	}
	table := j.sides[1-side].table
	for _, row := range theirs {
		if table.Vec.I64[rowMatched][row] == 0 {
			table.TouchOne(row)
			table.Vec.I64[rowMatched][row] = 1
		}
	}
}

// semi gives each left row out at its first match. One that was stored leaves state.
func (j *streamJoin) semi(side int, in *data.Batch, mine, theirs []int32, matched []bool) {
	out := joinRows{rows: make([]int32, 0, len(mine))}
	stored := &j.sides[0]
	for i, m := range mine {
		if side == 0 {
			if out.in = in; !matched[m] {
				matched[m] = true
				out.rows = append(out.rows, m)
			}
			continue
		}
		if row := theirs[i]; stored.table.Live(row) {
			stored.table.Remove(row)
			j.t.Record.Removed++
			out.rows = append(out.rows, row)
		}
	}
	j.alone(0, out)
}

// store keeps the rows of a side that may still match. The side that comes first is kept whole
// for the other side's rows of the batch; of the second side, a row whose time to leave has come
// already is joined but not kept, unless it has to go out alone.
func (j *streamJoin) store(side int, a *arrivals, which []int32, matched []bool) {
	own := &j.sides[side]
	leave := side == 1 && a.until != nil && a.soonest <= j.t.Evict // some of them
	keep := which
	if leave || j.How == LeftSemi {
		keep = which[:0]
		for _, i := range which {
			over := leave && a.until[i] <= j.t.Evict && (!j.preserved(side) || matched[i])
			if !over && !(j.How == LeftSemi && side == 0 && matched[i]) {
				keep = append(keep, i)
			}
		}
	}
	rows := own.table.AddKeyed(&a.keys, keep)
	own.write(own.table, rows, a.batch, keep, &a.keys)
	own.table.LinkBorn(&a.keys, keep, rows)
	if j.preserved(side) {
		for k, i := range keep {
			if matched[i] {
				own.table.Vec.I64[rowMatched][rows[k]] = 1
			}
		}
	}
	if a.until != nil {
		own.table.SetUntils(rows, a.until, keep)
	}
	if side == 0 {
		groups := missing(a.batch.N)
		for k, i := range keep {
			groups[i] = rows[k]
		}
		j.t.Record.Groups = GroupsOf(groups)
	}
	j.t.Record.Updated += int64(len(keep))
}

// alone adds rows of one side beside nulls, if there are any.
func (j *streamJoin) alone(side int, rows joinRows) {
	if len(rows.rows) > 0 {
		j.parts = append(j.parts, besideNulls(side, rows))
	}
}

func besideNulls(side int, rows joinRows) joinPart {
	p := joinPart{n: len(rows.rows)}
	p.of[side] = rows
	return p
}

func pick[T any](rows []T, sel []int32) []T {
	out := make([]T, len(sel))
	for i, s := range sel {
		out[i] = rows[s]
	}
	return out
}
