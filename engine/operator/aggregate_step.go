package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Step implements [Stepper].
//
//	rows ─ late ones dropped ─ group numbers ─ old values saved ─ aggregates updated
//	append:   groups the watermark passed go out and are removed
//	update:   changed groups go out; what the watermark passed is removed silently
//	complete: all groups go out, none is removed
func (r *Aggregate) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	if r.Session >= 0 {
		return r.stepSessions(t, in)
	}
	if t.Fused {
		return r.stepFused(t, in[0])
	}
	g := r.open(t)
	cols, err := evalAll(t.Expr, r.Keys, in[0])
	if err != nil {
		return nil, err
	}
	keep := g.dropLate(t, cols, in[0].N)
	if keep != nil {
		for i, c := range cols {
			cols[i] = data.Take(c, keep)
		}
	}
	n := in[0].N
	if keep != nil {
		n = len(keep)
	}
	rows := make([]int32, n)
	g.find(cols, rows)
	if len(r.Keys) == 0 {
		g.table.InternInt(0)
		g.table.TouchOne(g.table.FindInt(0))
	}
	g.settle(cols, rows)
	g.table.Touch(rows)
	if err := r.update(t, &g.table.Vec, rows, in[0], keep, nil); err != nil {
		return nil, err
	}
	t.Record.Groups = GroupsOf(spread(rows, keep, in[0].N))
	return r.emit(t, g)
}

// spread puts group numbers back to the places of all input rows, -1 for dropped ones.
func spread(rows, keep []int32, n int) []int32 {
	if keep == nil {
		return rows
	}
	out := make([]int32, n)
	for i := range out {
		out[i] = -1
	}
	for i, k := range keep {
		out[k] = rows[i]
	}
	return out
}

// update runs every aggregate over the rows keep of the input (nil: all), whose groups are
// rows, and, for sessions, whose times are given.
func (r *Aggregate) update(t *Task, v *state.Vectors, rows []int32, in *data.Batch, keep []int32, times []int64) error {
	at := expr.SlotCount{}
	for _, a := range r.Aggs {
		slots := slotsOf(v, &at, a.Bound.Slots())
		if slots.Kept = t.Streaming; a.Filter == nil {
			slots.Times = times
		}
		args, to, from, err := inputs(t.Expr, a, in, rows, keep)
		if err != nil {
			return err
		}
		if a.Distinct {
			to, from = firstOfEach(to, args, from)
		}
		if err := a.Bound.Update(t.Expr, &slots, to, args, from); err != nil {
			return err
		}
	}
	return nil
}

// inputs computes the arguments of an aggregate, and tells the group of each row that counts and
// where it stands in them. What FILTER leaves out is not computed: it must not fail.
func inputs(ctx *expr.Context, a *expr.Agg, in *data.Batch, rows, keep []int32) (args []data.Column, to, from []int32, err error) {
	if a.Filter == nil {
		args, err = arguments(ctx, a, in)
		return args, rows, keep, err
	}
	if to, from, err = filtered(ctx, a.Filter, in, rows, keep); err != nil {
		return nil, nil, nil, err
	}
	for _, e := range a.Args {
		if _, plain := e.(*expr.Ref); !plain {
			in, from = in.Take(from), nil
			break
		}
	}
	args, err = arguments(ctx, a, in)
	return args, to, from, err
}

// arguments computes the arguments of an aggregate. count(1) counts rows: its column of ones is
// not made.
func arguments(ctx *expr.Context, a *expr.Agg, in *data.Batch) ([]data.Column, error) {
	if a.Fn != nil && a.Fn.Name == "count" && !a.Distinct {
		constant := true
		for _, e := range a.Args {
			l, ok := e.(*expr.Literal)
			constant = constant && ok && l.Value != nil
		}
		if constant {
			return nil, nil
		}
	}
	return evalAll(ctx, a.Args, in)
}

// slotsOf cuts an aggregate's own vectors out of a table's and moves on.
func slotsOf(v *state.Vectors, at *expr.SlotCount, n expr.SlotCount) expr.Slots {
	s := expr.Slots{
		I64: v.I64[at.I64 : at.I64+n.I64], F64: v.F64[at.F64 : at.F64+n.F64],
		Dec: v.Dec[at.Dec : at.Dec+n.Dec], Any: v.Any[at.Any : at.Any+n.Any],
	}
	at.I64, at.F64, at.Dec, at.Any = at.I64+n.I64, at.F64+n.F64, at.Dec+n.Dec, at.Any+n.Any
	return s
}

// filtered applies FILTER (WHERE ...) to the rows of an aggregate.
func filtered(ctx *expr.Context, cond expr.Expr, in *data.Batch, rows, keep []int32) (to, from []int32, err error) {
	sel, err := expr.EvalFilter(ctx, cond, in)
	if err != nil {
		return nil, nil, err
	}
	pass := make([]bool, in.N)
	for _, s := range sel {
		pass[s] = true
	}
	to, from = []int32{}, []int32{}
	for i, g := range rows {
		k := int32(i)
		if keep != nil {
			k = keep[i]
		}
		if pass[k] {
			to, from = append(to, g), append(from, k)
		}
	}
	return to, from, nil
}

// firstOfEach keeps the first row of each (group, arguments): DISTINCT, which only batch
// queries have. Rows with a null argument stay: aggregates skip them.
func firstOfEach(rows []int32, args []data.Column, keep []int32) (to, from []int32) {
	seen := state.NewTable(state.Layout{Index: state.ByBytes, Blob: true})
	to, from = []int32{}, []int32{}
	var buf []byte
	for i, g := range rows {
		k := int32(i)
		if keep != nil {
			k = keep[i]
		}
		buf = append(buf[:0], byte(g), byte(g>>8), byte(g>>16), byte(g>>24))
		buf = data.AppendRowKey(buf, args, int(k))
		before := seen.Len()
		if seen.InternBytes(buf); seen.Len() > before {
			to, from = append(to, g), append(from, k)
		}
	}
	return to, from
}

// dropLate lists the rows that are not late, nil when all are kept; late ones are recorded.
// Spark filters behind the partial aggregation, so it counts late groups, not rows.
func (g *groups) dropLate(t *Task, cols []data.Column, n int) []int32 {
	if !t.Streaming || g.time < 0 || t.Late == NoWatermark || t.Mode == Complete {
		return nil
	}
	times := judged(cols[g.time], g.time == g.window)
	first := -1
	for i, v := range times {
		if v <= t.Late && v != nullWindow {
			first = i
			break
		}
	}
	if first < 0 {
		return nil
	}
	keep := make([]int32, 0, n)
	late := map[string]struct{}{}
	var buf []byte
	for i, v := range times {
		if v > t.Late || v == nullWindow {
			keep = append(keep, int32(i))
			continue
		}
		buf = data.AppendRowKey(buf[:0], cols, i)
		if _, seen := late[string(buf)]; !seen {
			late[string(buf)] = struct{}{}
		}
		t.Record.drop(Drop{Row: int32(i), Reason: DropLate, At: v, Watermark: t.Late})
	}
	t.Record.DroppedLate += int64(len(late))
	return keep
}

// judged gives the times that the watermark is compared with: ends of windows, or the times
// themselves; nullWindow for a null.
func judged(c data.Column, window bool) []int64 {
	if window {
		_, ends := windowBounds(c)
		return ends
	}
	times := c.(*data.Longs)
	if times.Nulls == nil {
		return times.Values
	}
	out := append([]int64{}, times.Values...)
	for i := range out {
		if !times.Nulls.Get(i) {
			out[i] = nullWindow
		}
	}
	return out
}

// emit gives the output of the batch and removes what the watermark passed.
func (r *Aggregate) emit(t *Task, g *groups) (*data.Batch, error) {
	t.Record.Updated = int64(g.table.Changed())
	var rows, gone []int32
	if t.Streaming && t.Mode != Complete && t.Evict != NoWatermark && g.time >= 0 {
		gone = g.table.Expired(t.Evict, nil)
	}
	switch {
	case !t.Streaming || t.Mode == Complete:
		rows = g.table.Rows()
	case t.Mode == Update:
		rows = append(rows, g.table.Touched()...)
	default:
		rows = gone
	}
	out, err := r.results(t, g, rows)
	if err != nil {
		return nil, err
	}
	t.Record.Emitted = rows
	t.Record.Removed = int64(len(gone))
	g.table.RemoveRows(gone)
	g.sweep(len(gone))
	return out, nil
}

// results gives keys and aggregates of groups.
func (r *Aggregate) results(t *Task, g *groups, rows []int32) (*data.Batch, error) {
	cols := g.columns(r, rows)
	aggs, err := r.values(t, &g.table.Vec, rows)
	if err != nil {
		return nil, err
	}
	return &data.Batch{Schema: r.Out, Cols: append(cols, aggs...), N: len(rows)}, nil
}

// values gives the aggregates of groups.
func (r *Aggregate) values(t *Task, v *state.Vectors, rows []int32) ([]data.Column, error) {
	at := expr.SlotCount{}
	out := make([]data.Column, len(r.Aggs))
	for i, a := range r.Aggs {
		slots := slotsOf(v, &at, a.Bound.Slots())
		c, err := a.Bound.Result(t.Expr, &slots, rows)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

// Count implements [Inspector].
func (r *Aggregate) Count(t *Task) int { return t.State.(*state.Store).Tables[0].Len() }

// View implements [Inspector].
func (r *Aggregate) View(t *Task, offset, limit int) ([]StateView, error) {
	if r.Session >= 0 {
		return r.viewSessions(t, offset, limit)
	}
	g := r.open(t)
	rows := page(g.table.Rows(), offset, limit)
	out, err := r.results(t, g, rows)
	if err != nil {
		return nil, err
	}
	return []StateView{{Rows: out, Keys: len(r.Keys), Groups: rows, Until: untilOf(g.table, rows, g.time >= 0)}}, nil
}

// page cuts limit rows from offset; limit < 0 means all.
func page(rows []int32, offset, limit int) []int32 {
	rows = rows[min(offset, len(rows)):]
	if limit >= 0 && limit < len(rows) {
		rows = rows[:limit]
	}
	return rows
}

// untilOf gives the expiry of rows for a view.
func untilOf(t *state.Table, rows []int32, has bool) []int64 {
	if !has {
		return nil
	}
	out := make([]int64, len(rows))
	for i, r := range rows {
		out[i] = NoWatermark
		if u := t.Until(r); u != state.Never {
			out[i] = u
		}
	}
	return out
}
