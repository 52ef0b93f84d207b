package operator

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Aggregate groups by keys and computes aggregates; the output is the keys, then the
// aggregates. Session is the index of the key that is a session window, -1 without one: that
// key is the event time itself (its output column is the window), and Gap is the gap, a BIGINT
// literal of microseconds or, when it differs by row, an expression of interval type. Rows
// whose time is null or whose gap is not positive are in no session.
type Aggregate struct {
	Keys    []expr.Expr
	Aggs    []*expr.Agg
	Session int
	Gap     expr.Expr
	// Distinct marks an aggregation that stands for SELECT DISTINCT or UNION.
	Distinct bool
	// Late marks the groups that a subquery of [NOT] IN or EXISTS reads of the stream around it: Spark makes
	// them when it has optimized the rest.
	Late  bool
	Out   *data.Schema
	Child Node
}

// Children implements [Node].
func (r *Aggregate) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Aggregate) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Aggregate) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Aggregate) Describe() Description {
	d := Description{Name: "Aggregate", Detail: exprList(r.Keys) + ", " + r.aggList(), Spark: "stateStoreSave"}
	if r.Session >= 0 {
		d.Spark = "sessionWindowStateStoreSaveExec"
	}
	return d
}

// aggList writes the aggregates as plans show them.
func (r *Aggregate) aggList() string {
	list := make([]expr.Expr, len(r.Aggs))
	for i, a := range r.Aggs {
		list[i] = a
	}
	return exprList(list)
}

// JudgedBy implements [Judge].
func (r *Aggregate) JudgedBy() string {
	s := r.shape()
	if s.time < 0 {
		return ""
	}
	name := r.Out.Fields[s.time].Name
	if s.window >= 0 {
		return name + ".end"
	}
	return name
}

// Bound implements [Stateful].
func (r *Aggregate) Bound() string {
	if by := r.JudgedBy(); by != "" {
		return "groups leave when the watermark passes " + by
	}
	return ""
}

// Pending implements [Stateful]: the rule of Spark's StateStoreSaveExec.
func (r *Aggregate) Pending(t *Task, newWatermark int64) bool {
	return t.Mode != Complete && t.Evict != NoWatermark && newWatermark > t.Evict
}

// shape is how the keys of an aggregate are held.
type shape struct {
	// window is the index of a key that is a window, time that of the key the watermark is
	// compared with (the same, or a plain event-time column); -1 without one.
	window, time int
	// others are the keys besides the window.
	others []int
	keys   keys
}

func (r *Aggregate) shape() shape {
	s := shape{window: -1, time: -1}
	var fields []data.Field
	for i := range r.Keys {
		f := r.Out.Fields[i]
		if f.EventTime || i == r.Session {
			s.time = i
		}
		if i == r.Session || r.Session < 0 && s.window < 0 && isWindow(f.Type) {
			s.window = i
			continue
		}
		s.others = append(s.others, i)
		fields = append(fields, f)
	}
	s.keys = newKeys(fields)
	return s
}

// isWindow tells whether a type is that of window().
func isWindow(t *data.Type) bool {
	return t.Kind == data.KindStruct && len(t.Fields) == 2 && isTime(t.Fields[0].Type) && isTime(t.Fields[1].Type) &&
		t.Fields[0].Name == "start" && t.Fields[1].Name == "end"
}

func isTime(t *data.Type) bool {
	return t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ
}

// groups is the state of an aggregate: the table of groups and, where groups are found by
// window and key, the table of keys. A key stays for a while when no group has it any more, as
// the next window mostly brings it again; see sweep.
type groups struct {
	shape
	store *state.Store
	table *state.Table
	keyed *state.Table // nil when table holds the keys itself
}

// NewState implements [Stateful].
func (r *Aggregate) NewState(b state.Budget) state.Versioned {
	s := r.shape()
	l := state.Layout{Name: "groups", Expires: s.time >= 0, Counted: true, Plain: expr.Plain, Revive: expr.Revive}
	for _, a := range r.Aggs {
		c := a.Bound.Slots()
		l.I64, l.F64, l.Dec, l.Any = l.I64+c.I64, l.F64+c.F64, l.Dec+c.Dec, l.Any+c.Any
	}
	if r.Session >= 0 {
		return newSessions(b, s.keys, l)
	}
	if s.window < 0 {
		return state.NewStore(b, state.NewTable(s.keys.layout(l)))
	}
	l.Index = state.ByWindow
	keyed := state.NewTable(s.keys.layout(state.Layout{Name: "keys"}))
	return state.NewStore(b, state.NewTable(l), keyed)
}

func (r *Aggregate) open(t *Task) *groups {
	g := &groups{shape: r.shape(), store: t.State.(*state.Store)}
	g.table = g.store.Tables[0]
	if len(g.store.Tables) > 1 {
		g.keyed = g.store.Tables[1]
	}
	return g
}

// find fills rows with the group of each input row.
func (g *groups) find(cols []data.Column, rows []int32) {
	others := make([]data.Column, len(g.others))
	for i, k := range g.others {
		others[i] = cols[k]
	}
	if g.window < 0 {
		g.keys.intern(g.table, others, rows)
		return
	}
	ids := make([]int32, len(rows))
	g.keys.intern(g.keyed, others, ids)
	starts, ends := windowBounds(cols[g.window])
	g.table.InternWindows(starts, ends, ids, rows)
}

// nullWindow stands for a window that is null, in start and end.
const nullWindow = NoWatermark

// windowBounds gives start and end of a window column.
func windowBounds(c data.Column) (starts, ends []int64) {
	w := c.(*data.Struct)
	s, e := w.Fields[0].(*data.Longs), w.Fields[1].(*data.Longs)
	if w.Nulls == nil && s.Nulls == nil && e.Nulls == nil {
		return s.Values, e.Values
	}
	starts, ends = append([]int64{}, s.Values...), append([]int64{}, e.Values...)
	for i := range starts {
		if data.IsNull(w, i) || data.IsNull(s, i) || data.IsNull(e, i) {
			starts[i], ends[i] = nullWindow, nullWindow
		}
	}
	return starts, ends
}

// settle gives new groups their expiry. Groups found by window leave with it.
func (g *groups) settle(cols []data.Column, rows []int32) {
	if len(g.table.Born()) == 0 || g.time < 0 || g.window == g.time {
		return
	}
	times := cols[g.time].(*data.Longs)
	for i, r := range rows {
		if g.table.Until(r) == state.Never && times.Nulls.Get(i) {
			g.table.SetUntil(r, times.Values[i])
		}
	}
}

// fewKeys is how many keys may stay though no group has them.
const fewKeys = 1 << 10

// sweep removes the keys that no group has, once they may be more than the others. The groups
// that went in this batch count still: so each sweep is paid for by groups that came or went.
func (g *groups) sweep(gone int) {
	if g.keyed == nil || g.keyed.Len() <= max(fewKeys, 2*(g.table.Len()+gone)) {
		return
	}
	used := make([]bool, g.keyed.Cap())
	for _, k := range g.table.KeyNumbers(g.table.Rows()) {
		used[k] = true
	}
	for _, k := range g.keyed.Rows() {
		if !used[k] {
			g.keyed.Remove(k)
		}
	}
}

// columns gives the key columns of groups, in the order of the keys.
func (g *groups) columns(r *Aggregate, rows []int32) []data.Column {
	out := make([]data.Column, len(r.Keys))
	keyed, keyRows := g.table, rows
	if g.keyed != nil {
		keyed, keyRows = g.keyed, g.table.KeyNumbers(rows)
	}
	for i, c := range g.keys.columns(keyed, keyRows) {
		out[g.others[i]] = c
	}
	if g.window >= 0 {
		out[g.window] = g.windows(r.Out.Fields[g.window].Type, rows)
	}
	return out
}

func (g *groups) windows(typ *data.Type, rows []int32) data.Column {
	starts, ends := g.table.WindowBounds(rows)
	null := slices.Contains(ends, nullWindow)
	var nulls data.Bitmap
	if null {
		nulls = data.NewBitmap(len(rows), true)
		for i, end := range ends {
			if end == nullWindow {
				nulls.Clear(i)
			}
		}
	}
	return &data.Struct{T: typ, N: len(rows), Nulls: nulls, Fields: []data.Column{
		&data.Longs{T: typ.Fields[0].Type, Values: starts, Nulls: nulls}, &data.Longs{T: typ.Fields[1].Type, Values: ends, Nulls: nulls}}}
}
