package operator

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// groupRun is one micro-batch of a GroupState node.
type groupRun struct {
	node  *GroupState
	t     *Task
	table *state.Table
	keys  keys
	out   *rowSink
	fresh []int32 // keys of the initial state
}

// keyedRows are the rows of a batch that are not late, with the table row of their key.
type keyedRows struct{ keep, ids []int32 }

func (g *groupRun) arrive(in *data.Batch) (keyedRows, error) {
	var times []int64
	if c := in.Schema.EventTime(); c >= 0 && g.node.Timeout == EventTimeTimeout {
		times = judged(in.Cols[c], isWindow(in.Schema.Fields[c].Type))
	}
	return internKept(g.t, g.keys, g.table, g.node.Keys, in, times)
}

// internKept drops late rows and finds the keys of the others.
func internKept(t *Task, k keys, table *state.Table, list []expr.Expr, in *data.Batch, times []int64) (keyedRows, error) {
	cols, err := evalAll(t.Expr, list, in)
	if err != nil {
		return keyedRows{}, err
	}
	keep := lateRows(t, times, in.N)
	if keep == nil {
		keep = span(0, in.N)
	} else {
		for i, c := range cols {
			cols[i] = data.Take(c, keep)
		}
	}
	r := keyedRows{keep: keep, ids: make([]int32, len(keep))}
	k.intern(table, cols, r.ids)
	t.Record.Groups = GroupsOf(spread(r.ids, keep, in.N))
	return r, nil
}

// part is one key with its rows, by their place among the kept rows.
type part struct {
	key  int32
	rows []int32
}

// partsOf gathers rows by key, keys in the order in which they first came.
func partsOf(ids []int32, table *state.Table) []part {
	at := make(map[int32]int, min(len(ids), 1<<10))
	var parts []part
	for i, id := range ids {
		k, seen := at[id]
		if !seen {
			k = len(parts)
			at[id] = k
			parts = append(parts, part{key: id})
		}
		parts[k].rows = append(parts[k].rows, int32(i))
	}
	return parts
}

// begin sets the initial state of keys, before the first batch.
func (g *groupRun) begin(in *data.Batch) error {
	cols, err := evalAll(g.t.Expr, g.node.InitialKeys, in)
	if err != nil {
		return err
	}
	value, err := expr.Eval(g.t.Expr, g.node.InitialState, in)
	if err != nil {
		return err
	}
	ids := make([]int32, in.N)
	g.keys.intern(g.table, cols, ids)
	for i, id := range ids {
		if g.table.Vec.I64[known][id] != 0 {
			return &expr.Error{Runtime: true,
				Message: "The initial state provided contained multiple rows(state) with the same key. Make sure to de-duplicate the initial state before passing it."}
		}
		g.table.TouchOne(id)
		g.table.Vec.I64[hasValue][id], g.table.Vec.I64[known][id] = 1, 1
		g.table.Vec.Any[stateValue][id] = data.ValueAt(value, i)
		g.fresh = append(g.fresh, id)
	}
	return nil
}

// call prepares the call for a key; its timeout is cleared, as before every call.
func (g *groupRun) call(key int32, rows *data.Batch) *GroupCall {
	c := &GroupCall{Key: boxedKey(g.keys, g.table, key), Rows: rows, t: g.t, timeout: g.node.Timeout, fires: state.Never}
	c.exists = g.table.Vec.I64[hasValue][key] != 0
	c.value = g.table.Vec.Any[stateValue][key]
	return c
}

func boxedKey(k keys, table *state.Table, row int32) []any {
	cols := k.columns(table, []int32{row})
	out := make([]any, len(cols))
	for i, c := range cols {
		out[i] = data.ValueAt(c, 0)
	}
	return out
}

// invoke runs the function and writes back what it did to the state, counting as Spark does.
func (g *groupRun) invoke(c *GroupCall, key int32) error {
	rows, err := g.node.Func(c)
	if err != nil {
		return err
	}
	if !g.node.Flat && len(rows) != 1 {
		return fmt.Errorf("the function of mapGroupsWithState gave %d rows for a key: it gives one", len(rows))
	}
	g.out.add(rows)
	switch {
	case c.removed && c.fires == state.Never:
		g.t.Record.Removed++
		g.table.Remove(key)
	case c.updated || c.removed || c.fires != g.table.Until(key):
		g.table.TouchOne(key)
		g.table.Vec.Any[stateValue][key] = c.value
		g.table.Vec.I64[hasValue][key] = 0
		if c.exists {
			g.table.Vec.I64[hasValue][key] = 1
		}
		g.table.Vec.I64[known][key] = 1
		g.table.SetUntil(key, c.fires)
		g.t.Record.Updated++
	}
	return nil
}

// rest calls the function for keys of the initial state without rows, then for timeouts, which
// fire when their time lies before the batch's time or the watermark.
func (g *groupRun) rest(parts []part) error {
	called := map[int32]bool{}
	for _, p := range parts {
		called[p.key] = true
	}
	empty := data.Empty(g.node.Child.Schema())
	for _, key := range g.fresh {
		if !called[key] {
			if err := g.invoke(g.call(key, empty), key); err != nil {
				return err
			}
		}
	}
	limit := NoWatermark
	switch g.node.Timeout {
	case ProcessingTimeTimeout:
		limit = g.t.Time
	case EventTimeTimeout:
		limit = g.t.Evict
	}
	if limit == NoWatermark || !g.t.Streaming {
		return nil
	}
	for _, key := range g.table.Expired(limit-1, nil) {
		c := g.call(key, empty)
		c.HasTimedOut = true
		if err := g.invoke(c, key); err != nil {
			return err
		}
	}
	return nil
}

// sweep forgets keys whose calls left no state.
func (g *groupRun) sweep() {
	for _, key := range append([]int32(nil), g.table.Born()...) {
		if g.table.Live(key) && g.table.Vec.I64[known][key] == 0 {
			g.table.Remove(key)
		}
	}
}

// rowSink builds a batch of boxed rows.
type rowSink struct {
	schema   *data.Schema
	builders []data.Builder
	n        int
}

func newRowSink(s *data.Schema) *rowSink {
	r := &rowSink{schema: s}
	for _, f := range s.Fields {
		r.builders = append(r.builders, data.NewBuilder(f.Type, 0))
	}
	return r
}

func (r *rowSink) add(rows [][]any) {
	for _, row := range rows {
		for i, b := range r.builders {
			b.Append(row[i])
		}
		r.n++
	}
}

func (r *rowSink) finish() *data.Batch {
	b := &data.Batch{Schema: r.schema, N: r.n}
	for _, c := range r.builders {
		b.Cols = append(b.Cols, c.Finish())
	}
	return b
}

// boxedText writes a boxed value for looking at.
func boxedText(v any) string {
	if b, ok := v.([]byte); ok {
		return fmt.Sprintf("%x", b)
	}
	return fmt.Sprint(v)
}
