package spark

import (
	"reflect"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// StatefulProcessor describes what TransformWithState runs: its state variables and functions.
type StatefulProcessor struct {
	// TimeMode says what timers and lifetimes go by: "none" (the default), "processingTime",
	// "eventTime".
	TimeMode string
	// EventTimeColumn makes a column of the rows that are put out the event time of the steps behind;
	// timers go by event time then. Rows must not be older than the watermark.
	EventTimeColumn string
	// Values, Lists and Maps name the state variables.
	Values, Lists, Maps []string
	// TTL is how long values of a variable live after they were written: {"seen": "1 hour"}.
	TTL map[string]string
	// Rows is func(key K, rows []spark.Row, p *spark.Processor) []T.
	Rows any
	// Timer is func(key K, expiryMs int64, p *spark.Processor) []T; nil without timers.
	Timer any
	// Init is func(key K, row spark.Row, p *spark.Processor), called before the first batch for each row of
	// the initial state ([KeyedData.WithInitialState]).
	Init any
}

// Processor gives the functions of a StatefulProcessor the state and timers of one key.
type Processor struct {
	p    *operator.Processor
	s    *Session
	vars []operator.StateVar
}

// Load puts a value variable into what v points to and tells whether it was set.
func (p *Processor) Load(name string, v any) bool {
	p.reach("Load", name)
	boxed, ok := p.p.Value(name)
	if ok {
		fromBoxed(p.s, boxed, v)
	}
	return ok
}

// Update sets a value variable.
func (p *Processor) Update(name string, v any) {
	p.reach("Update", name)
	fail("Update", name, p.p.SetValue(name, p.box(name, v)))
}

// Clear empties a variable of any kind.
func (p *Processor) Clear(name string) {
	p.reach("Clear", name)
	p.p.Clear(name)
}

// Append adds values to a list variable.
func (p *Processor) Append(name string, values ...any) {
	if len(values) > 0 { // nothing is refused as such
		p.reach("Append", name)
	}
	boxed := make([]any, len(values))
	for i, v := range values {
		boxed[i] = p.box(name, v)
	}
	fail("Append", name, p.p.AppendList(name, boxed...))
}

// PutList replaces a list variable by these values, one at least.
func (p *Processor) PutList(name string, values ...any) {
	if len(values) > 0 {
		p.reach("PutList", name)
	}
	boxed := make([]any, len(values))
	for i, v := range values {
		boxed[i] = p.box(name, v)
	}
	fail("PutList", name, p.p.SetList(name, boxed))
}

// LoadList puts a list variable into the slice that v points to.
func (p *Processor) LoadList(name string, v any) {
	p.reach("LoadList", name)
	fromBoxed(p.s, p.p.List(name), v)
}

// Put sets the value of a key of a map variable.
func (p *Processor) Put(name string, key, value any) {
	p.reach("Put", name)
	fail("Put", name, p.p.SetMapValue(name, p.boxKey(name, key), p.box(name, value)))
}

// LoadKey puts the value of a key of a map variable into what v points to and tells whether it is there.
func (p *Processor) LoadKey(name string, key, v any) bool {
	p.reach("LoadKey", name)
	boxed, ok := p.p.MapValue(name, p.boxKey(name, key))
	if ok {
		fromBoxed(p.s, boxed, v)
	}
	return ok
}

// RemoveKey removes a key of a map variable.
func (p *Processor) RemoveKey(name string, key any) {
	p.reach("RemoveKey", name)
	p.p.RemoveMapKey(name, p.boxKey(name, key))
}

// LoadMap puts a map variable into the map that v points to.
func (p *Processor) LoadMap(name string, v any) {
	p.reach("LoadMap", name)
	fromBoxed(p.s, p.p.Map(name), v)
}

// RegisterTimer makes Timer be called for this key at a time in milliseconds.
func (p *Processor) RegisterTimer(ms int64) {
	fail("RegisterTimer", "", p.p.ReachTimers("register_timer"))
	p.p.RegisterTimer(ms)
}

// DeleteTimer takes a timer back.
func (p *Processor) DeleteTimer(ms int64) {
	fail("DeleteTimer", "", p.p.ReachTimers("delete_timer"))
	p.p.DeleteTimer(ms)
}

// ListTimers gives the key's timers, soonest first.
func (p *Processor) ListTimers() []int64 {
	fail("ListTimers", "", p.p.ReachTimers("list_timers"))
	return p.p.ListTimers()
}

// ProcessingTimeMs is the time of the batch in milliseconds.
func (p *Processor) ProcessingTimeMs() int64 { return p.p.ProcessingTimeMs() }

// WatermarkMs is the watermark in milliseconds, 0 without one.
func (p *Processor) WatermarkMs() int64 { return p.p.WatermarkMs() }

// reach refuses a variable of a key that is null.
func (p *Processor) reach(op, name string) { fail(op, name, p.p.Reach(name)) }

// box gives a value of a variable in boxed form.
func (p *Processor) box(name string, v any) any {
	boxed, err := toBoxed(p.s, v, p.variable(name).Value)
	fail("Update", "", err)
	return boxed
}

// boxKey gives a key of a map variable in boxed form.
func (p *Processor) boxKey(name string, v any) any {
	boxed, err := toBoxed(p.s, v, p.variable(name).Entry)
	fail("Update", "", err)
	return boxed
}

func (p *Processor) variable(name string) operator.StateVar {
	for _, v := range p.vars {
		if v.Name == name {
			return v
		}
	}
	return operator.StateVar{} // what is done with it says that there is none
}

var timeModes = map[string]operator.TimeMode{"": operator.TimeModeNone, "none": operator.TimeModeNone,
	"processingTime": operator.TimeModeProcessingTime, "eventTime": operator.TimeModeEventTime}

// TransformWithState runs a processor with state variables and timers for each key.
func (k *KeyedData) TransformWithState(sp StatefulProcessor) *DataFrame {
	const op = "TransformWithState"
	mode, ok := timeModes[sp.TimeMode]
	if !ok {
		failf(op, sp.TimeMode, "Use none, processingTime or eventTime.", "there is no time mode %q", sp.TimeMode)
	}
	if sp.EventTimeColumn != "" {
		if sp.TimeMode != "" && mode != operator.TimeModeEventTime {
			failf(op, sp.TimeMode, "Leave TimeMode out.", "with an EventTimeColumn the time mode is eventTime, not %s", sp.TimeMode)
		}
		mode = operator.TimeModeEventTime
	}
	rows := k.function(op, sp.Rows, reflect.TypeFor[*Processor]())
	if rows.out.Kind != data.KindArray {
		failf(op, "", "Return a slice.", "%s needs functions that return slices", op)
	}
	n := operator.TransformWithState{Keys: k.keys, Mode: mode, Vars: sp.variables(), Out: outSchema(rows.out.Elem)}
	sp.checkLifetimes(mode, n.Vars)
	if sp.EventTimeColumn != "" {
		n.Out = k.timedSchema(n.Out, sp.EventTimeColumn)
	}
	rows.method = "handleInputRows"
	types, s := k.keyTypes(), k.df.s
	n.Rows = func(p *operator.Processor, b *data.Batch) ([][]any, error) {
		return rows.call(p.Key, types, b, &Processor{p, s, n.Vars})
	}
	if sp.Timer != nil {
		n.Timer = k.timer(sp.Timer, rows, types, n.Vars)
	}
	var initial *DataFrame
	if init := k.init(sp.Init); init != nil {
		initial, n.InitialKeys = k.initial.df, k.initial.keys
		n.Init = func(p *operator.Processor, row *data.Batch) error { return init(p, row, n.Vars) }
	}
	return k.overBoth(op, initial, func(child, initial operator.Node) operator.Node {
		c := n
		c.Child, c.Initial = child, initial
		return &c
	})
}

// timer wraps the timer function, which takes a time in place of rows.
func (k *KeyedData) timer(f any, rows *keyedFunction, types []*data.Type, vars []operator.StateVar) func(*operator.Processor, int64) ([][]any, error) {
	if lifted, ok := f.(Function); ok {
		f = lifted.F
	}
	fn := reflect.ValueOf(f)
	if fn.Kind() != reflect.Func || fn.Type().NumIn() != 3 || fn.Type().In(1).Kind() != reflect.Int64 || fn.Type().NumOut() != 1 || fn.Type().Out(0) != rows.fn.Type().Out(0) {
		failf("TransformWithState", "", "Write func(key string, expiryMs int64, p *spark.Processor) []T with the T of Rows.", "Timer is another function than %T", f)
	}
	s, empty := k.df.s, data.Empty(rows.sc)
	return func(p *operator.Processor, ms int64) ([][]any, error) {
		at := reflect.ValueOf(ms)
		timed := *rows
		timed.method = "handleExpiredTimer"
		timed.fn = reflect.MakeFunc(rows.fn.Type(), func(in []reflect.Value) []reflect.Value {
			return fn.Call([]reflect.Value{in[0], at, in[2]})
		})
		return timed.call(p.Key, types, empty, &Processor{p, s, vars})
	}
}

// checkLifetimes refuses lifetimes that no clock of the processor ends.
func (sp *StatefulProcessor) checkLifetimes(mode operator.TimeMode, vars []operator.StateVar) {
	for _, v := range vars {
		if v.TTL > 0 && mode != operator.TimeModeProcessingTime {
			fail("TransformWithState", v.Name, &expr.Error{Condition: "STATEFUL_PROCESSOR_INCORRECT_TIME_MODE_TO_ASSIGN_TTL", SQLState: "42802",
				Message: "Cannot use TTL for state=" + v.Name + " in timeMode=" + map[operator.TimeMode]string{operator.TimeModeNone: "NoTime", operator.TimeModeEventTime: "EventTime"}[mode] + ", use TimeMode.ProcessingTime() instead."})
		}
	}
}

// timedSchema marks a column of the output as the event time, with the delay of the watermark below.
func (k *KeyedData) timedSchema(out *data.Schema, name string) *data.Schema {
	const op = "TransformWithState"
	w := plan.WatermarkBelow(k.df.node)
	if w == nil {
		fail(op, name, &expr.Error{Condition: "CANNOT_ASSIGN_EVENT_TIME_COLUMN_WITHOUT_WATERMARK", SQLState: "42611",
			Message: "Watermark needs to be defined to reassign event time column. Failed to find watermark definition in the streaming query."})
	}
	i := out.Index(name)
	if i < 0 {
		fail(op, name, (&DataFrame{s: k.df.s, node: &operator.Local{Rows: data.Empty(out)}}).unknownColumn(name))
	}
	if t := out.Fields[i].Type; t.Kind != data.KindTimestamp {
		fail(op, name, expr.Errorf("EVENT_TIME_IS_NOT_ON_TIMESTAMP_TYPE", "42K09", expr.Span{},
			"The event time `%s` has the invalid type %q, but expected \"TIMESTAMP\".", name, t))
	}
	fields := append([]data.Field{}, out.Fields...)
	fields[i].EventTime, fields[i].DelayMs = true, w.DelayMicros/1000
	return data.NewSchema(fields...)
}

func (sp *StatefulProcessor) variables() []operator.StateVar {
	var out []operator.StateVar
	add := func(names []string, kind operator.VarKind) {
		for _, n := range names {
			v := operator.StateVar{Name: n, Kind: kind, Value: &operator.SeenType{}, Entry: &operator.SeenType{}}
			if ttl := sp.TTL[n]; ttl != "" {
				if life, err := interval(ttl); err == nil && (life.Months < 0 || life.Days < 0 || life.Micros < 0) {
					fail("TransformWithState", ttl, &expr.Error{Condition: "STATEFUL_PROCESSOR_TTL_DURATION_MUST_BE_POSITIVE", SQLState: "42802",
						Message: "TTL duration must be greater than zero for State store operation=update on state=" + n + "."})
				}
				micros, err := delayMicros(ttl)
				fail("TransformWithState", ttl, err)
				v.TTL = micros
			}
			out = append(out, v)
		}
	}
	add(sp.Values, operator.ValueVar)
	add(sp.Lists, operator.ListVar)
	add(sp.Maps, operator.MapVar)
	return out
}
