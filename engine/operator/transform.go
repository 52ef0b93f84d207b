package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// TimeMode is which clock a transformWithState processor has.
type TimeMode uint8

// The time modes.
const (
	TimeModeNone TimeMode = iota
	TimeModeProcessingTime
	TimeModeEventTime
)

// VarKind is the kind of a state variable.
type VarKind uint8

// The kinds of state variables.
const (
	ValueVar VarKind = iota
	ListVar
	MapVar
)

// StateVar is one state variable of a processor.
type StateVar struct {
	Name string
	Kind VarKind
	// TTL is how long a value lives after its last write, in microseconds of batch time; 0: for
	// ever. It needs TimeModeProcessingTime.
	TTL int64
	// Value and Entry are the types of what it holds and of a map's keys, for who looks at them; nil when nobody knows.
	Value, Entry *SeenType
}

// TransformWithState runs a stateful processor of Go functions: transformWithState. Rows is
// called once for each key of a batch, then Timer for each timer that fires. Both return boxed
// rows of Out.
type TransformWithState struct {
	Keys  []expr.Expr
	Mode  TimeMode
	Vars  []StateVar
	Rows  func(p *Processor, rows *data.Batch) ([][]any, error)
	Timer func(p *Processor, expiryMs int64) ([][]any, error) // may be nil
	// Initial gives, before the first batch, one row to Init for each of its rows.
	Initial     Node
	InitialKeys []expr.Expr
	Init        func(p *Processor, row *data.Batch) error
	Out         *data.Schema
	Child       Node
}

// Children implements [Node].
func (r *TransformWithState) Children() []Node {
	if r.Initial == nil {
		return []Node{r.Child}
	}
	return []Node{r.Child, r.Initial}
}

// With implements [Node].
func (r *TransformWithState) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	if len(children) > 1 {
		c.Initial = children[1]
	}
	return &c
}

// Schema implements [Node].
func (r *TransformWithState) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *TransformWithState) Describe() Description {
	return Description{Name: "TransformWithState", Detail: exprList(r.Keys), Spark: "transformWithStateExec"}
}

// Bound implements [Stateful].
func (r *TransformWithState) Bound() string {
	for _, v := range r.Vars {
		if v.TTL == 0 {
			return ""
		}
	}
	return "values leave when their time to live is over"
}

// Pending implements [Stateful].
func (r *TransformWithState) Pending(t *Task, newWatermark int64) bool {
	switch r.Mode {
	case TimeModeProcessingTime:
		return true
	case TimeModeEventTime:
		return t.Mode != Complete && t.Evict != NoWatermark && newWatermark > t.Evict
	}
	return false
}

// OutputWatermark implements [WatermarkMapper].
func (r *TransformWithState) OutputWatermark(in []int64) int64 {
	if r.Mode == TimeModeProcessingTime {
		return NoWatermark
	}
	return in[0]
}

// NewState implements [Stateful]: the keys, how many chains each has; the entries of all variables; the
// timers. Spark counts values, entries of maps and, as one each, lists.
func (r *TransformWithState) NewState(b state.Budget) state.Versioned {
	chain := state.Layout{Name: "chains", Index: state.ByBytes, Blob: true, Ints: 1, I64: 4}
	lists := chain
	lists.Name, lists.Counted = "lists", true
	entry := state.Layout{Name: "values", Index: state.ByBytes, Blob: true, Ints: 2, I64: 2, Any: 2, Expires: true, Counted: true}
	items := entry
	items.Name, items.Counted = "items", false
	return state.NewStore(b,
		state.NewTable(keysOf(r.Keys).layout(state.Layout{Name: "keys", I64: 1})),
		state.NewTable(entry),
		state.NewTable(state.Layout{Name: "timers", Index: state.ByBytes, Blob: true, Ints: 2, I64: 2, Expires: true}),
		state.NewTable(chain), state.NewTable(items), state.NewTable(lists),
		state.NewTable(state.Layout{Name: "leftovers", Index: state.ByBytes, Blob: true, Expires: true}))
}

// Step implements [Stepper]: keys with rows in the order in which they came, then timers in
// order of time, then values past their time to live are removed.
func (r *TransformWithState) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	s := openVars(r, t)
	t.Record.Custom = r.metrics()
	if len(in) > 1 && t.Batch == 0 {
		if err := s.begin(in[1]); err != nil {
			return nil, err
		}
	}
	var times []int64
	if c := in[0].Schema.EventTime(); c >= 0 && r.Mode == TimeModeEventTime {
		times = judged(in[0].Cols[c], isWindow(in[0].Schema.Fields[c].Type))
	}
	rows, err := internKept(t, s.keys, s.keyed, r.Keys, in[0], times)
	if err != nil {
		return nil, err
	}
	out := newRowSink(r.Out)
	for _, p := range partsOf(rows.ids, s.keyed) {
		got, err := r.Rows(s.processor(p.key), in[0].Take(pick(rows.keep, p.rows)))
		if err != nil {
			return nil, err
		}
		out.add(got)
	}
	if err := s.fire(out); err != nil {
		return nil, err
	}
	s.expire()
	s.sweep()
	b := out.finish()
	return b, r.checkTimes(t, b)
}

// checkTimes refuses rows whose event time is not past the watermark of late rows, as Spark does where a
// column of the output is made the event time.
func (r *TransformWithState) checkTimes(t *Task, out *data.Batch) error {
	c := r.Out.EventTime()
	if c < 0 || t.Late == NoWatermark {
		return nil
	}
	for _, v := range judged(out.Cols[c], isWindow(r.Out.Fields[c].Type)) {
		if v != nullWindow && v <= t.Late {
			return &expr.Error{Condition: "EMITTING_ROWS_OLDER_THAN_WATERMARK_NOT_ALLOWED", SQLState: "42815", Runtime: true,
				Message: "Previous node emitted a row with eventTime=" + boxedText(v) + " which is older than current_watermark_value=" + boxedText(window.Millis(t.Late)) +
					"\nThis can lead to correctness issues in the stateful operators downstream in the execution pipeline.\nPlease correct the operator logic to emit rows after current global watermark value."}
		}
	}
	return nil
}

// Count implements [Inspector]: values, items of lists, then timers.
func (r *TransformWithState) Count(t *Task) int {
	s := openVars(r, t)
	return s.values.Len() + s.items.Len() + s.timers.Len()
}

// View implements [Inspector]: one view a variable, and the timers.
func (r *TransformWithState) View(t *Task, offset, limit int) ([]StateView, error) {
	s := openVars(r, t)
	cut := func(t *state.Table) []int32 {
		rows := page(t.Rows(), offset, limit)
		offset = max(0, offset-t.Len())
		if limit >= 0 {
			limit -= len(rows)
		}
		return rows
	}
	values, items := cut(s.values), cut(s.items)
	var views []StateView
	for i, v := range r.Vars {
		from, rows := s.values, values
		if v.Kind == ListVar {
			from, rows = s.items, items
		}
		var mine []int32
		for _, row := range rows {
			if from.Ints[1][row] == int64(i) {
				mine = append(mine, row)
			}
		}
		views = append(views, s.viewVar(v, mine))
	}
	return append(views, s.viewTimers(cut(s.timers))), nil
}
