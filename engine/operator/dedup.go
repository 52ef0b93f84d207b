package operator

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Dedup keeps the first row of each key. Within makes it dropDuplicatesWithinWatermark.
type Dedup struct {
	Keys   []int
	Within bool
	Child  Node
}

// Children implements [Node].
func (r *Dedup) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Dedup) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Dedup) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Dedup) Describe() Description {
	d := Description{Name: "Deduplicate", Detail: columnList(r.Child.Schema(), r.Keys), Spark: "dedupe"}
	if r.Within {
		d.Name, d.Spark = "DeduplicateWithinWatermark", "dedupeWithinWatermark"
	}
	return d
}

// JudgedBy implements [Judge]: late rows are dropped by the event time, be it a key or not.
func (r *Dedup) JudgedBy() string {
	s := r.Child.Schema()
	if i := s.EventTime(); i >= 0 {
		return s.Fields[i].Name
	}
	return ""
}

// Bound implements [Stateful].
func (r *Dedup) Bound() string {
	switch by := r.JudgedBy(); {
	case r.timeColumn() < 0:
		return ""
	case r.Within:
		return "keys leave when the watermark passes " + by + " of their first row, plus the delay"
	default:
		return "keys leave when the watermark passes " + by
	}
}

// timeColumn is the input column that says when a key leaves, -1 without one: within the
// watermark any event-time column, else only one among the keys.
func (r *Dedup) timeColumn() int {
	s := r.Child.Schema()
	if r.Within {
		return s.EventTime()
	}
	for _, k := range r.Keys {
		if s.Fields[k].EventTime {
			return k
		}
	}
	return -1
}

func (r *Dedup) keys() keys {
	fields := make([]data.Field, len(r.Keys))
	for i, k := range r.Keys {
		fields[i] = r.Child.Schema().Fields[k]
	}
	return newKeys(fields)
}

// NewState implements [Stateful].
func (r *Dedup) NewState(b state.Budget) state.Versioned {
	l := state.Layout{Name: "keys", Expires: r.timeColumn() >= 0, Counted: true}
	if r.keys().kind == keyPair {
		l.Times = 1 + slices.Index(r.Keys, r.timeColumn()) // 0 when it is no key
	}
	return state.NewStore(b, state.NewTable(r.keys().layout(l)))
}

// Pending implements [Stateful].
func (r *Dedup) Pending(t *Task, newWatermark int64) bool {
	return t.Evict != NoWatermark && newWatermark > t.Evict
}

// Step implements [Stepper]: late rows go, the first row of each new key goes on, keys that the
// watermark passed are forgotten.
func (r *Dedup) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	table := t.State.(*state.Store).Tables[0]
	b := in[0]
	cols := make([]data.Column, len(r.Keys))
	for i, k := range r.Keys {
		cols[i] = b.Cols[k]
	}
	var times []int64
	time := b.Schema.EventTime()
	if time >= 0 {
		times = judged(b.Cols[time], isWindow(b.Schema.Fields[time].Type))
	}
	keep := lateRows(t, times, b.N)
	if keep != nil {
		for i, c := range cols {
			cols[i] = data.Take(c, keep)
		}
	}
	n := b.N
	if keep != nil {
		n = len(keep)
	}
	rows := make([]int32, n)
	r.keys().intern(table, cols, rows)
	sel := r.firsts(t, table, rows, keep)
	t.Record.Groups = GroupsOf(spread(rows, keep, b.N))
	t.Record.Updated = int64(len(sel))
	t.Record.Custom = map[string]int64{"numDroppedDuplicateRows": int64(n - len(sel))}
	if at := r.timeColumn(); at >= 0 {
		r.expire(t, table, sel, judged(b.Cols[at], isWindow(b.Schema.Fields[at].Type)))
	}
	if r.Within { // Spark looks at every row to find those that leave
		t.Record.Custom["numRowsReadDuringEviction"] = int64(table.Len()) + t.Record.Removed
	}
	if len(sel) == b.N {
		return b, nil
	}
	t.Record.From = sel
	return b.Take(sel), nil
}

// firsts lists the input rows that brought a new key; the others are recorded as duplicates.
// New rows have the numbers of Born, in the order in which they came.
func (r *Dedup) firsts(t *Task, table *state.Table, rows, keep []int32) []int32 {
	born := table.Born()
	sel := make([]int32, 0, len(born))
	for i, row := range rows {
		k := int32(i)
		if keep != nil {
			k = keep[i]
		}
		if len(sel) < len(born) && born[len(sel)] == row {
			sel = append(sel, k)
			continue
		}
		t.Record.drop(Drop{Row: k, Reason: DropDuplicate})
	}
	return sel
}

// windowAsTime is what DeduplicateWithinWatermark takes a window for: it reads the column as a number of
// microseconds and finds where in its row Spark keeps the window, a day or two after 1970. So a key is
// forgotten in the batch that brought it.
func windowAsTime(columns int) int64 {
	const word, size = 8, 24 // bytes: of a column, of a window
	nulls := (columns + 63) / 64
	return int64((nulls+columns)*word)<<32 | size
}

// expire gives new keys their time to leave and removes those whose time has come.
func (r *Dedup) expire(t *Task, table *state.Table, sel []int32, times []int64) {
	if r.Within || slices.Contains(times, nullWindow) {
		table.SetUntils(table.Born(), r.leaving(sel, times), nil)
	} else {
		table.SetUntils(table.Born(), times, sel)
	}
	if !t.Streaming || t.Evict == NoWatermark {
		return
	}
	gone := table.Overdue(t.Evict)
	table.RemoveRows(gone)
	t.Record.Removed = int64(len(gone))
}

// leaving gives the times at which the keys of some rows leave.
func (r *Dedup) leaving(sel []int32, times []int64) []int64 {
	delay := int64(0)
	if r.Within {
		delay = r.Child.Schema().Fields[r.timeColumn()].DelayMs * 1000
	}
	if r.Within && isWindow(r.Child.Schema().Fields[r.timeColumn()].Type) {
		times = slices.Repeat([]int64{windowAsTime(r.Child.Schema().Len())}, len(times))
	}
	until := make([]int64, len(sel))
	for i, k := range sel {
		switch at := times[k]; {
		case at != nullWindow:
			until[i] = at + delay
		case r.Within:
			until[i] = delay
		default:
			until[i] = state.Never
		}
	}
	return until
}

// Count implements [Inspector].
func (r *Dedup) Count(t *Task) int { return t.State.(*state.Store).Tables[0].Len() }

// View implements [Inspector].
func (r *Dedup) View(t *Task, offset, limit int) ([]StateView, error) {
	table := t.State.(*state.Store).Tables[0]
	rows := page(table.Rows(), offset, limit)
	k := r.keys()
	b := &data.Batch{Schema: k.schema, Cols: k.columns(table, rows), N: len(rows)}
	return []StateView{{Rows: b, Keys: len(r.Keys), Groups: rows, Until: untilOf(table, rows, r.timeColumn() >= 0)}}, nil
}
