package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Timeout is when mapGroupsWithState calls the function for a key without rows.
type Timeout uint8

// The timeouts.
const (
	NoTimeout Timeout = iota
	ProcessingTimeTimeout
	EventTimeTimeout
)

// GroupState calls a Go function once for each key of a batch, with the key's rows and a state
// that lasts: mapGroupsWithState and flatMapGroupsWithState. The output is what the function
// returns, boxed rows of Out.
type GroupState struct {
	Keys []expr.Expr
	Func func(c *GroupCall) ([][]any, error)
	// Flat is false for mapGroupsWithState, whose function gives exactly one row.
	Flat bool
	// FuncMode is the output mode given to flatMapGroupsWithState: Append or Update.
	FuncMode OutputMode
	Timeout  Timeout
	// Initial, when there is one, gives the state of keys before the first batch: InitialKeys
	// and InitialState are evaluated over its rows.
	Initial      Node
	InitialKeys  []expr.Expr
	InitialState expr.Expr
	Out          *data.Schema
	// Seen is the type of the states, for who looks at them; nil when nobody knows.
	Seen  *SeenType
	Child Node
}

// Children implements [Node].
func (r *GroupState) Children() []Node {
	if r.Initial == nil {
		return []Node{r.Child}
	}
	return []Node{r.Child, r.Initial}
}

// With implements [Node].
func (r *GroupState) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	if len(children) > 1 {
		c.Initial = children[1]
	}
	return &c
}

// Schema implements [Node].
func (r *GroupState) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *GroupState) Describe() Description {
	d := Description{Name: "FlatMapGroupsWithState", Detail: exprList(r.Keys), Spark: "flatMapGroupsWithState"}
	if !r.Flat {
		d.Name = "MapGroupsWithState"
	}
	return d
}

// Bound implements [Stateful]: what stays is the function's own doing.
func (r *GroupState) Bound() string {
	if r.Timeout == NoTimeout {
		return ""
	}
	return "keys leave when the function removes them, at the latest when their timeout fires"
}

// Pending implements [Stateful]: timeouts in processing time may fire at any trigger.
func (r *GroupState) Pending(t *Task, newWatermark int64) bool {
	switch r.Timeout {
	case ProcessingTimeTimeout:
		return true
	case EventTimeTimeout:
		return t.Evict != NoWatermark && newWatermark > t.Evict
	}
	return false
}

// OutputWatermark implements [WatermarkMapper]: rows of a function have no event time.
func (r *GroupState) OutputWatermark([]int64) int64 { return NoWatermark }

func keysOf(list []expr.Expr) keys {
	fields := make([]data.Field, len(list))
	for i, e := range list {
		fields[i] = data.Field{Name: e.String(), Type: e.Type(), Nullable: true}
		if ref, ok := e.(*expr.Ref); ok {
			fields[i].Name = ref.Name
		}
	}
	return newKeys(fields)
}

// The boxed values of a key's row.
const stateValue = 0

// The numbers of a key's row.
const (
	hasValue = iota
	known    // the row was written: it counts as state
)

// NewState implements [Stateful].
func (r *GroupState) NewState(b state.Budget) state.Versioned {
	l := state.Layout{Name: "state", I64: 2, Any: 1, Expires: true, Counted: true}
	return state.NewStore(b, state.NewTable(keysOf(r.Keys).layout(l)))
}

// Step implements [Stepper]: keys with rows in the order in which they came, then keys whose
// timeout fires.
func (r *GroupState) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	table := t.State.(*state.Store).Tables[0]
	run := &groupRun{node: r, t: t, table: table, out: newRowSink(r.Out), keys: keysOf(r.Keys)}
	if len(in) > 1 && t.Batch == 0 {
		if err := run.begin(in[1]); err != nil {
			return nil, err
		}
	}
	rows, err := run.arrive(in[0])
	if err != nil {
		return nil, err
	}
	parts := partsOf(rows.ids, table)
	for _, p := range parts {
		c := run.call(p.key, in[0].Take(pick(rows.keep, p.rows)))
		if err := run.invoke(c, p.key); err != nil {
			return nil, err
		}
	}
	if err := run.rest(parts); err != nil {
		return nil, err
	}
	run.sweep()
	return run.out.finish(), nil
}

// Count implements [Inspector].
func (r *GroupState) Count(t *Task) int { return t.State.(*state.Store).Tables[0].Len() }

// View implements [Inspector]: the key and the state.
func (r *GroupState) View(t *Task, offset, limit int) ([]StateView, error) {
	table := t.State.(*state.Store).Tables[0]
	rows := page(table.Rows(), offset, limit)
	k := keysOf(r.Keys)
	values := make([]any, len(rows))
	for i, row := range rows {
		if table.Vec.I64[hasValue][row] != 0 {
			values[i] = table.Vec.Any[stateValue][row]
		}
	}
	fields, shown := r.Seen.columns("groupState", values)
	s := data.NewSchema(append(append([]data.Field{}, k.schema.Fields...), fields...)...)
	cols := append(k.columns(table, rows), shown...)
	v := StateView{Rows: &data.Batch{Schema: s, Cols: cols, N: len(rows)}, Keys: len(r.Keys), Groups: rows}
	if r.Timeout == EventTimeTimeout {
		v.Until = untilOf(table, rows, true)
	}
	return []StateView{v}, nil
}
