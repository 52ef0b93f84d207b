package spark

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// The timeouts of state: when a function is called for a key without rows.
const (
	NoTimeout             = operator.NoTimeout
	ProcessingTimeTimeout = operator.ProcessingTimeTimeout
	EventTimeTimeout      = operator.EventTimeTimeout
)

// KeyedData is a DataFrame grouped by keys for functions with state.
type KeyedData struct {
	df      *DataFrame
	keys    []expr.Expr
	initial *KeyedData // nil: keys begin without state
}

// GroupByKey groups by columns, for functions of a key and its rows.
func (df *DataFrame) GroupByKey(columns ...any) *KeyedData {
	if len(columns) == 0 {
		failf("GroupByKey", "", "", "GroupByKey needs a column")
	}
	var keys []expr.Expr
	sc := df.Schema()
	for _, c := range columnArgs("GroupByKey", columns) {
		name, ok := c.(*expr.Name)
		if !ok || len(name.Parts) != 1 {
			failf("GroupByKey", "", "Compute the key with WithColumn first.", "GroupByKey takes names of columns")
		}
		k := sc.Index(name.Parts[0])
		if k < 0 {
			fail("GroupByKey", name.Parts[0], df.unknownColumn(name.Parts[0]))
		}
		keys = append(keys, df.refs()[k])
	}
	return &KeyedData{df: df, keys: keys}
}

// GroupState is the state of one key, given to functions of MapGroupsWithState.
type GroupState struct {
	c    *operator.GroupCall
	s    *Session
	seen *operator.SeenType
}

// Exists tells whether the key has a state.
func (g *GroupState) Exists() bool { return g.c.Exists() }

// Load puts the state into the variable that v points to and tells whether there was one.
func (g *GroupState) Load(v any) bool {
	if !g.c.Exists() {
		return false
	}
	boxed, err := g.c.Get()
	fail("Load", "", err)
	fromBoxed(g.s, boxed, v)
	return true
}

// Get is Load where there must be a state: without one it fails, as Spark's get does.
func (g *GroupState) Get(v any) {
	if !g.Load(v) {
		panic("State is either not defined or has already been removed") // to Spark a mistake of the function
	}
}

// Update sets the state: any Go value that has a Spark type.
func (g *GroupState) Update(v any) {
	boxed, err := toBoxed(g.s, v, g.seen)
	fail("Update", "", err)
	fail("Update", "", g.c.Update(boxed))
}

// Remove forgets the state.
func (g *GroupState) Remove() { g.c.Remove() }

// HasTimedOut tells that the call is for a timeout: there are no rows then.
func (g *GroupState) HasTimedOut() bool { return g.c.HasTimedOut }

// SetTimeoutDuration makes the timeout fire so long after this batch: "10 minutes".
func (g *GroupState) SetTimeoutDuration(duration string) {
	fail("SetTimeoutDuration", duration, g.c.SetTimeoutDuration(timeoutMillis("SetTimeoutDuration", duration)))
}

// SetTimeoutTimestamp makes the timeout fire when the watermark passes a time in milliseconds, or so long
// after that time: "10 minutes".
func (g *GroupState) SetTimeoutTimestamp(ms int64, later ...string) {
	for _, duration := range later {
		fail("SetTimeoutTimestamp", "", g.c.TakesTimestamp(ms))
		ms += timeoutMillis("SetTimeoutTimestamp", duration)
	}
	fail("SetTimeoutTimestamp", "", g.c.SetTimeoutTimestamp(ms))
}

// timeoutMillis reads the duration of a timeout.
func timeoutMillis(op, duration string) int64 {
	v, err := interval(duration)
	word, _, _ := strings.Cut(strings.TrimSpace(duration), " ")
	const number = "0123456789.+-"
	switch {
	case err == nil && (v.Months < 0 || v.Days < 0 || v.Micros < 0):
		fail(op, duration, fmt.Errorf("Provided duration (%s) is negative", duration))
	case word == "":
		fail(op, duration, badDuration("INPUT_IS_EMPTY", duration, "Interval string cannot be empty."))
	case err != nil && strings.Trim(word, number) != "":
		fail(op, duration, badDuration("UNRECOGNIZED_NUMBER", duration, "Unrecognized number "+word+"."))
	}
	micros, err := delayMicros(duration)
	fail(op, duration, err)
	return micros / 1000
}

func badDuration(sub, duration, why string) error {
	return &expr.Error{Condition: "INVALID_INTERVAL_FORMAT." + sub, SQLState: "22006", Runtime: true, Hint: `Write a number and a unit: "10 seconds".`,
		Message: "Error parsing '" + duration + "' to interval. Please ensure that the value provided is in a valid format for defining an interval. You can reference the documentation for the correct format. " + why}
}

// CurrentProcessingTimeMs is the time of the batch in milliseconds.
func (g *GroupState) CurrentProcessingTimeMs() int64 { return g.c.CurrentProcessingTimeMs() }

// CurrentWatermarkMs is the watermark of the batch in milliseconds.
func (g *GroupState) CurrentWatermarkMs() int64 {
	ms, err := g.c.CurrentWatermarkMs()
	fail("CurrentWatermarkMs", "", err)
	return ms
}

// toBoxed gives a Go value in the boxed form of its own Spark type, which seen is told; nil for nobody.
func toBoxed(s *Session, v any, seen *operator.SeenType) (any, error) {
	if v == nil {
		return nil, nil
	}
	t, err := typeOf(reflect.TypeOf(v))
	if err != nil {
		return nil, err
	}
	if seen != nil {
		seen.See(t)
	}
	return toPhysical(reflect.ValueOf(v), t, s.zone())
}

// fromBoxed puts a boxed value into what a pointer points to.
func fromBoxed(s *Session, boxed, pointer any) {
	p := reflect.ValueOf(pointer)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		failf("Load", "", "Write state.Load(&v).", "the state is loaded into a pointer, not a %T", pointer)
	}
	t, err := typeOf(p.Type().Elem())
	fail("Load", "", err)
	defer func() {
		if recover() != nil {
			failf("Load", "", "Load it into the type it was updated with.", "the state does not fit a %s", p.Type().Elem())
		}
	}()
	b := data.NewBuilder(t, 1)
	b.Append(boxed)
	p.Elem().Set(toGo(goValue(b.Finish(), 0, s), p.Type().Elem()))
}

// keyedFunction is a user's function of (key, rows, state).
type keyedFunction struct {
	s      *Session
	fn     reflect.Value
	key    reflect.Type
	out    *data.Type
	sc     *data.Schema
	method string // what Spark calls it, of a processor
}

// keyedFunction checks a function func(key K, rows []spark.Row, state X) T.
func (k *KeyedData) function(op string, f any, state reflect.Type) *keyedFunction {
	if lifted, ok := f.(Function); ok {
		f = lifted.F
	}
	fn := reflect.ValueOf(f)
	want := fmt.Sprintf("func(key string, rows []spark.Row, state %s) T", state)
	if fn.Kind() != reflect.Func || fn.Type().NumIn() != 3 || fn.Type().NumOut() != 1 || fn.Type().In(1) != reflect.SliceOf(rowType) || fn.Type().In(2) != state {
		failf(op, "", "Write "+want+".", "%s needs another function than %T", op, f)
	}
	out, err := typeOf(fn.Type().Out(0))
	fail(op, "", err)
	k.df.s.calls = true
	return &keyedFunction{s: k.df.s, fn: fn, key: fn.Type().In(0), out: out, sc: k.df.Schema()}
}

// schema is the schema of rows of a type: the fields of a struct, or one column.
func outSchema(t *data.Type) *data.Schema {
	if t.Kind == data.KindStruct {
		return &data.Schema{Fields: t.Fields}
	}
	return data.NewSchema(data.Field{Name: mapColumn, Type: t, Nullable: true})
}

// call calls the function and gives boxed rows.
func (f *keyedFunction) call(key []any, keyTypes []*data.Type, rows *data.Batch, state any) (out [][]any, err error) {
	defer recovered(f.method, &err)
	list := make([]Row, rows.N)
	for i := range list {
		list[i] = Row{b: rows, i: i, s: f.s}
	}
	result := f.fn.Call([]reflect.Value{f.keyValue(key, keyTypes), reflect.ValueOf(list), reflect.ValueOf(state)})[0]
	boxed, err := toPhysical(result, f.out, f.s.zone())
	if err != nil {
		return nil, err
	}
	if f.out.Kind != data.KindArray {
		return [][]any{rowOf(boxed, f.out)}, nil
	}
	items, _ := boxed.([]any)
	for _, e := range items {
		out = append(out, rowOf(e, f.out.Elem))
	}
	return out, nil
}

func rowOf(boxed any, t *data.Type) []any {
	if t.Kind == data.KindStruct {
		row, _ := boxed.([]any)
		return row
	}
	return []any{boxed}
}

// keyValue gives the key as the function wants it: one value, or a Row of several.
func (f *keyedFunction) keyValue(key []any, keyTypes []*data.Type) reflect.Value {
	var fields []data.Field
	for i, t := range keyTypes {
		fields = append(fields, data.Field{Name: fmt.Sprintf("_%d", i+1), Type: t, Nullable: true})
	}
	b := data.FromRows(data.NewSchema(fields...), [][]any{key})
	row := Row{b: b, s: f.s}
	if f.key == rowType {
		return reflect.ValueOf(row)
	}
	return toGo(row.at(0), f.key)
}

func (k *KeyedData) keyTypes() []*data.Type {
	var out []*data.Type
	for _, e := range k.keys {
		out = append(out, e.Type())
	}
	return out
}

// MapGroupsWithState calls func(key K, rows []spark.Row, state *spark.GroupState) T once for each
// key of a batch; T becomes one row. The query must run in update mode.
func (k *KeyedData) MapGroupsWithState(timeout operator.Timeout, f any) *DataFrame {
	return k.withState("MapGroupsWithState", timeout, operator.Update, false, f)
}

// FlatMapGroupsWithState does the same with a function that returns []T: any number of rows. mode is
// "append" or "update".
func (k *KeyedData) FlatMapGroupsWithState(mode string, timeout operator.Timeout, f any) *DataFrame {
	m := operator.Append
	switch mode {
	case "append":
	case "update":
		m = operator.Update
	default:
		failf("FlatMapGroupsWithState", mode, "", "The output mode of function should be append or update")
	}
	return k.withState("FlatMapGroupsWithState", timeout, m, true, f)
}

func (k *KeyedData) withState(op string, timeout operator.Timeout, mode operator.OutputMode, flat bool, f any) *DataFrame {
	fn := k.function(op, f, reflect.TypeFor[*GroupState]())
	row := fn.out
	if flat {
		if row.Kind != data.KindArray {
			failf(op, "", "Return a slice.", "%s needs a function that returns a slice", op)
		}
		row = row.Elem
	}
	types, s, seen := k.keyTypes(), k.df.s, &operator.SeenType{}
	call := func(c *operator.GroupCall) ([][]any, error) {
		return fn.call(c.Key, types, c.Rows, &GroupState{c: c, s: s, seen: seen})
	}
	var initial *DataFrame
	node := operator.GroupState{Keys: k.keys, Func: call, Flat: flat, FuncMode: mode, Timeout: timeout, Out: outSchema(row), Seen: seen}
	if k.initial != nil {
		initial = k.initial.stated(op)
		refs := initial.refs()
		node.InitialKeys, node.InitialState = refs[:len(k.keys)], refs[len(k.keys)]
		seen.See(node.InitialState.Type())
	}
	return k.overBoth(op, initial, func(child, initial operator.Node) operator.Node {
		n := node
		n.Child, n.Initial = child, initial
		return &n
	})
}
