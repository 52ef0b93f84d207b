package operator

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// overRows are the sorted rows that window functions are computed over.
type overRows struct {
	ctx   *expr.Context
	rows  *data.Batch
	frame frame
	by    []expr.SortKey
	keys  []data.Column // of the order
	// part and end say where the partition of each row begins and ends, peer and peerEnd the
	// same of the rows that are equal in the order.
	part, end, peer, peerEnd []int32
}

// layOut finds partitions and peers of rows sorted by both.
func (r *WindowFunction) layOut(t *Task, rows *data.Batch) (*overRows, error) {
	w := &overRows{ctx: t.Expr, rows: rows, by: r.OrderBy}
	parts, err := evalAll(t.Expr, r.PartitionBy, rows)
	if err != nil {
		return nil, err
	}
	for _, k := range r.OrderBy {
		c, err := expr.Eval(t.Expr, k.Expr, rows)
		if err != nil {
			return nil, err
		}
		w.keys = append(w.keys, c)
	}
	if w.frame, err = w.openFrame(r.Frame); err != nil {
		return nil, err
	}
	w.part, w.end = runs(rows.N, func(i int) bool { return data.EqualRows(parts, i-1, parts, i) })
	w.peer, w.peerEnd = runs(rows.N, func(i int) bool {
		return w.part[i] != int32(i) && compareKeys(w.by, w.keys, i-1, i) == 0
	})
	return w, nil
}

// runs splits rows into runs of rows that are the same as the one before.
func runs(n int, same func(int) bool) (begin, end []int32) {
	begin, end = make([]int32, n), make([]int32, n)
	for i := 1; i < n; i++ {
		begin[i] = int32(i)
		if same(i) {
			begin[i] = begin[i-1]
		}
	}
	for i := n - 1; i >= 0; i-- {
		end[i] = int32(i + 1)
		if i+1 < n && begin[i+1] == begin[i] {
			end[i] = end[i+1]
		}
	}
	return begin, end
}

// column computes one call.
func (w *overRows) column(e expr.Expr, typ *data.Type) (data.Column, error) {
	if a, ok := e.(*expr.Agg); ok {
		return w.aggregate(a)
	}
	c, ok := e.(*expr.Call)
	if !ok {
		return nil, fmt.Errorf("%s is not a window function", e)
	}
	switch name := strings.ToLower(c.Func); name {
	case "lag", "lead":
		return w.shifted(c, typ, name == "lag")
	case "nth_value":
		return w.nth(c, typ)
	case "counter_diff":
		return w.counter(c, typ)
	default:
		return w.ranked(name, c, typ)
	}
}

// ranked computes what depends on the places of rows only.
func (w *overRows) ranked(name string, c *expr.Call, typ *data.Type) (data.Column, error) {
	b := data.NewBuilder(typ, w.rows.N)
	buckets := int32(1)
	if name == "ntile" && len(c.Args) > 0 {
		n, err := w.constant(c.Args[0])
		if err != nil {
			return nil, err
		}
		buckets = max(1, int32(n))
	}
	dense := int32(0)
	for i := range int32(w.rows.N) {
		part, size := w.part[i], w.end[i]-w.part[i]
		switch {
		case i == part:
			dense = 1
		case w.peer[i] == i:
			dense++
		}
		switch name {
		case "row_number":
			b.Append(i - part + 1)
		case "rank":
			b.Append(w.peer[i] - part + 1)
		case "dense_rank":
			b.Append(dense)
		case "percent_rank":
			if size == 1 {
				b.Append(0.0)
			} else {
				b.Append(float64(w.peer[i]-part) / float64(size-1))
			}
		case "cume_dist":
			b.Append(float64(w.peerEnd[i]-part) / float64(size))
		case "ntile":
			b.Append(tile(i-part, size, buckets))
		default:
			return nil, fmt.Errorf("%s is not a window function", c.Func)
		}
	}
	return b.Finish(), nil
}

// tile is the bucket of the row at a place: the first buckets are one row larger.
func tile(place, size, buckets int32) int32 {
	each, rest := size/buckets, size%buckets
	if place < rest*(each+1) {
		return place/(each+1) + 1
	}
	return rest + (place-rest*(each+1))/each + 1
}

// constant reads an argument that is the same for all rows.
func (w *overRows) constant(e expr.Expr) (int64, error) {
	if w.rows.N == 0 {
		return 0, nil
	}
	c, err := expr.Eval(w.ctx, e, w.rows.Slice(0, 1))
	if err != nil {
		return 0, err
	}
	switch v := data.ValueAt(c, 0).(type) {
	case int32:
		return int64(v), nil
	case int64:
		return v, nil
	}
	return 0, fmt.Errorf("%s is not a whole number", e)
}

// shifted is lag and lead: the value of another row of the partition, or the default.
func (w *overRows) shifted(c *expr.Call, typ *data.Type, back bool) (data.Column, error) {
	cols, err := evalAll(w.ctx, c.Args, w.rows)
	if err != nil {
		return nil, err
	}
	by := int64(1)
	if len(c.Args) > 1 {
		if by, err = w.constant(c.Args[1]); err != nil {
			return nil, err
		}
	}
	if back {
		by = -by
	}
	b := data.NewBuilder(typ, w.rows.N)
	for i := range int64(w.rows.N) {
		at := i + by
		for at >= int64(w.part[i]) && at < int64(w.end[i]) && c.IgnoreNulls && data.IsNull(cols[0], int(at)) {
			at += int64(sign(by))
		}
		switch {
		case len(cols) == 0:
			b.AppendNull()
		case at >= int64(w.part[i]) && at < int64(w.end[i]):
			b.Append(data.ValueAt(cols[0], int(at)))
		case len(cols) > 2:
			b.Append(data.ValueAt(cols[2], int(i)))
		default:
			b.AppendNull()
		}
	}
	return b.Finish(), nil
}

// nth is nth_value: the n-th row of the frame.
func (w *overRows) nth(c *expr.Call, typ *data.Type) (data.Column, error) {
	col, err := expr.Eval(w.ctx, c.Args[0], w.rows)
	if err != nil {
		return nil, err
	}
	n, err := w.constant(c.Args[1])
	if err != nil {
		return nil, err
	}
	b := data.NewBuilder(typ, w.rows.N)
	for i := range w.rows.N {
		from, to := w.bounds(i)
		left := n
		for ; from < to; from++ {
			if !c.IgnoreNulls || !data.IsNull(col, int(from)) {
				if left--; left == 0 {
					break
				}
			}
		}
		if from < to {
			b.Append(data.ValueAt(col, int(from)))
		} else {
			b.AppendNull()
		}
	}
	return b.Finish(), nil
}

// aggregate computes an aggregate over the frame of each row. Frames that only grow are summed
// up as they do; others are computed one by one.
func (w *overRows) aggregate(a *expr.Agg) (data.Column, error) {
	args, err := evalAll(w.ctx, a.Args, w.rows)
	if err != nil {
		return nil, err
	}
	keep, err := pass(w.ctx, a.Filter, w.rows)
	if err != nil {
		return nil, err
	}
	n := a.Bound.Slots()
	table := state.NewTable(state.Layout{I64: n.I64, F64: n.F64, Dec: n.Dec, Any: n.Any})
	b := data.NewBuilder(a.Typ, w.rows.N)
	group, from, to := state.NoRow, int32(-1), int32(-1)
	for i := range w.rows.N {
		lo, hi := w.bounds(i)
		if lo != from || hi < to || i == int(w.part[i]) {
			group, from, to = table.Add(nil), lo, lo
		}
		var rows, groups []int32
		for ; to < hi; to++ {
			if keep == nil || keep[to] {
				rows, groups = append(rows, to), append(groups, group)
			}
		}
		slots := slotsOf(&table.Vec, &expr.SlotCount{}, n)
		slots.Running = true
		if len(rows) > 0 {
			if err := a.Bound.Update(w.ctx, &slots, groups, args, rows); err != nil {
				return nil, err
			}
		}
		v, err := a.Bound.Result(w.ctx, &slots, []int32{group})
		if err != nil {
			return nil, err
		}
		b.Append(data.ValueAt(v, 0))
	}
	return b.Finish(), nil
}
