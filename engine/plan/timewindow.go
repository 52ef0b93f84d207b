package plan

import (
	"errors"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// timeWindows lowers window() and session_window() wherever they stand in a SELECT: the window
// becomes a column of the input, and each call a reference to it. One window an operator, as in
// Spark; the expressions are changed in place.
func (b *block) timeWindows(raw []expr.Expr, order *operator.Sort) error {
	f := &windowFinder{b: b, late: true}
	s := *b.sel
	s.GroupBy = append([]expr.Expr{}, s.GroupBy...)
	s.Sets = append([][]expr.Expr{}, s.Sets...)
	lists := [][]expr.Expr{s.GroupBy, raw}
	for i := range s.Sets {
		s.Sets[i] = append([]expr.Expr{}, s.Sets[i]...)
		lists = append(lists, s.Sets[i])
	}
	for _, list := range lists {
		f.each(list)
	}
	if f.lost() {
		f.err = nil
		for _, list := range append(lists[1:], s.GroupBy) {
			f.each(list)
		}
	}
	s.Having, s.Qualify = f.in(s.Having), f.in(s.Qualify)
	if order != nil {
		for i := range order.Keys {
			order.Keys[i].Expr = f.in(order.Keys[i].Expr)
		}
	}
	b.sel = &s
	if f.err == nil {
		return f.bad
	}
	return f.err
}

// windowFinder replaces the window calls of one SELECT.
type windowFinder struct {
	b *block
	// found are the windows by depth: one window an operator, but a window may be made of another.
	found []*foundWindow
	depth int
	// times are the columns of the window_time calls.
	times []*expr.Ref
	// late tells that a session window is placed when it is known whether the SELECT groups by it.
	late bool
	err  error
	// bad is the refusal of a duration: Spark reads all windows before it judges one, GROUP BY
	// first, and judges the SELECT list first.
	bad error
}

// foundWindow is one window column.
type foundWindow struct {
	time expr.Expr
	spec [3]int64
	ref  *expr.Ref // nil of a session
}

func (f *windowFinder) each(list []expr.Expr) {
	for i := range list {
		list[i] = f.in(list[i])
	}
}

// lost tells whether a name was no column: Spark looks for the names of the SELECT list first, among the columns that
// the windows make.
func (f *windowFinder) lost() bool {
	var refused *expr.Error
	return errors.As(f.err, &refused) && strings.HasPrefix(refused.Condition, "UNRESOLVED_COLUMN")
}

func (f *windowFinder) in(e expr.Expr) expr.Expr {
	if e == nil || f.err != nil {
		return e
	}
	out, err := rewrite(e, func(x expr.Expr) (expr.Expr, error) {
		c, ok := x.(*expr.Call)
		if !ok || c.Over != nil {
			return nil, nil
		}
		return f.call(c)
	})
	if err != nil {
		f.err = err
		return e
	}
	return out
}

// call lowers one call, what its arguments are made of first; nil for calls of other functions.
func (f *windowFinder) call(c *expr.Call) (expr.Expr, error) {
	name := strings.ToLower(c.Func)
	arity, ok := windowArity[name]
	switch {
	case !ok:
		return nil, nil
	case len(c.Args) < arity.least || len(c.Args) > arity.most:
		return nil, expr.Errorf("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605", c.At,
			"The `%s` requires %s parameters but the actual number is %d. Please, refer to 'https://spark.apache.org/docs/latest/sql-ref-functions.html' for a fix.", name, arity.text, len(c.Args))
	}
	at, late := f.depth, f.late
	f.depth, f.late = 0, false
	inner := *c
	inner.Args = append([]expr.Expr{f.in(c.Args[0])}, c.Args[1:]...)
	depth := f.depth
	f.depth, f.late = max(at, depth+1), late
	switch {
	case f.err != nil:
		return nil, f.err
	case name == "window":
		return f.tumbling(&inner, depth)
	case name == "session_window":
		return f.session(&inner, depth)
	}
	return f.windowTime(&inner)
}

// windowArity is how many arguments the functions of windows take.
var windowArity = map[string]struct {
	least, most int
	text        string
}{"window": {2, 4, "[2, 3, 4]"}, "session_window": {2, 2, "2"}, "window_time": {1, 1, "1"}}

// at gives the window of a depth, a new one when there was none; false when there is another.
func (f *windowFinder) at(depth int, w foundWindow) (*foundWindow, bool) {
	for len(f.found) <= depth {
		f.found = append(f.found, nil)
	}
	if f.found[depth] == nil {
		f.found[depth] = &w
	}
	o := f.found[depth]
	return o, same(o.time, w.time) && o.spec == w.spec
}

// session lowers one session_window(time, gap) call.
func (f *windowFinder) session(c *expr.Call, depth int) (expr.Expr, error) {
	ref, err := f.b.sessionCall(c)
	if err != nil {
		return nil, err
	}
	w, ok := f.at(depth, foundWindow{time: f.b.session.time, spec: [3]int64{-1}})
	switch {
	case !ok:
		return nil, f.b.manyWindows()
	case f.late:
		return ref, nil
	case w.ref == nil:
		n := f.b.node.Schema().Len()
		if err := f.b.placeSession(true); err != nil {
			return nil, err
		}
		f.b.look()
		w.ref = &expr.Ref{Index: n, Name: "session_window", Typ: f.b.node.Schema().Fields[n].Type}
	}
	return w.ref, nil
}

// tumbling lowers one window(time, size[, slide[, start]]) call.
func (f *windowFinder) tumbling(c *expr.Call, depth int) (expr.Expr, error) {
	b := f.b
	found, err := b.windowSpec(c)
	if err != nil {
		return nil, err
	}
	time, spec := found.time, found.spec
	if err := checkWindow(c, time, spec); err != nil {
		f.bad = err
	}
	w, ok := f.at(depth, found)
	if !ok {
		return nil, b.manyWindows()
	}
	if w.ref == nil {
		w.ref = b.addWindow(time, spec)
	}
	return w.ref, nil
}

// addWindow appends the window column to the input.
func (b *block) addWindow(time expr.Expr, spec [3]int64) *expr.Ref {
	in := b.node.Schema()
	field := fieldOf(in, time, "window")
	field.Type, field.Nullable, field.Window = windowType(time.Type()), spec[0] != spec[1], "timeWindow"
	b.node = &operator.TimeWindow{Time: time, Size: spec[0], Slide: spec[1], Start: spec[2],
		Out: data.NewSchema(append(append([]data.Field{}, in.Fields...), field)...), Child: b.node}
	b.scope.cols, b.scope.window = columnsOf(b.node), in.Len()
	return &expr.Ref{Index: in.Len(), Name: "window", Typ: field.Type}
}

func windowType(time *data.Type) *data.Type {
	if time.Kind == data.KindTimestamp {
		return data.WindowType
	}
	return data.StructOf(data.Field{Name: "start", Type: time, Nullable: true}, data.Field{Name: "end", Type: time, Nullable: true})
}

// windowInput resolves the time of a window call; a window column stands for its window_time, and
// text and dates are cast.
func (b *block) windowInput(c *expr.Call) (expr.Expr, error) {
	e, err := b.bind(b.scope, c.Args[0])
	if err != nil {
		return nil, err
	}
	e = b.inline(bare(e))
	switch e.Type().Kind {
	case data.KindTimestamp, data.KindTimestampNTZ:
		return e, nil
	case data.KindString, data.KindDate, data.KindNull:
		return &expr.Cast{Child: e, To: data.Timestamp, Mode: b.a.castMode(), Implicit: true, At: c.At}, nil
	case data.KindStruct:
		if isWindow(e.Type()) {
			return b.a.lastInstant(e), nil
		}
	}
	return nil, plannedf("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", "42K09", c.At,
		"Cannot resolve %q due to data type mismatch: The first parameter requires the (\"(TIMESTAMP OR TIMESTAMP WITHOUT TIME ZONE)\" or \"STRUCT<start: TIMESTAMP, end: TIMESTAMP>\" or \"STRUCT<start: TIMESTAMP_NTZ, end: TIMESTAMP_NTZ>\") type, however %q has the type %q.",
		b.windowText(c, e), e, e.Type())
}

// windowText tells a call of window or session_window as Spark does once it has read the durations.
func (b *block) windowText(c *expr.Call, time expr.Expr) string {
	if strings.EqualFold(c.Func, "session_window") {
		gap, err := b.bind(b.scope, c.Args[1])
		if err != nil {
			gap = c.Args[1]
		}
		return "sessionwindow(" + time.String() + ", " + gap.String() + ")"
	}
	spec, err := b.durations(c)
	if err != nil {
		return "window(" + time.String() + ")"
	}
	return windowCallText(time, spec)
}

func windowCallText(time expr.Expr, spec [3]int64) string {
	return fmt.Sprintf("window(%s, %d, %d, %d)", time, spec[0], spec[1], spec[2])
}

func isWindow(t *data.Type) bool {
	if t.Kind != data.KindStruct || len(t.Fields) != 2 {
		return false
	}
	k := t.Fields[1].Type.Kind
	return t.Fields[0].Name == "start" && t.Fields[1].Name == "end" && (k == data.KindTimestamp || k == data.KindTimestampNTZ)
}

// windowTime resolves window_time(w): the last microsecond of a window column.
func (b *block) windowTime(c *expr.Call) (expr.Expr, error) {
	e, err := b.bind(b.scope, c.Args[0])
	if err != nil {
		return nil, err
	}
	e = b.inline(bare(e))
	if e.Type().Kind != data.KindStruct {
		err := expr.Errorf("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", "42K09", c.At,
			"Cannot resolve %q due to data type mismatch: The first parameter requires the \"STRUCT\" type, however %q has the type %q.", "window_time("+e.String()+")", e, e.Type())
		err.Planned = true
		return nil, err
	}
	if !isWindow(e.Type()) {
		return nil, &expr.Error{Message: "The input is not a correct window column: " + e.String(), At: c.At}
	}
	return b.a.lastInstant(e), nil
}

// lastInstant is a window's end minus one microsecond.
func (a *analyzer) lastInstant(w expr.Expr) expr.Expr {
	micro := &expr.Literal{Value: int64(1), Typ: data.DayTime}
	return call(a.ctx, "-", call(a.ctx, ".", w, stringLiteral("end")), micro)
}

// timeOfWindow recognises what lastInstant builds and returns the window.
func timeOfWindow(e expr.Expr) (expr.Expr, bool) {
	end, micro, ok := binary(e, "-")
	if !ok {
		return nil, false
	}
	l, ok := micro.(*expr.Literal)
	field, isField := end.(*expr.Apply)
	if !ok || l.Value != int64(1) || !isField || field.Fn.Name != "." || !isWindow(field.Args[0].Type()) {
		return nil, false
	}
	return field.Args[0], field.Fn != nil && strings.HasSuffix(field.String(), ".end")
}

func (a *analyzer) castMode() expr.CastMode {
	if a.ctx.Ansi {
		return expr.CastAnsi
	}
	return expr.CastLegacy
}

func (b *block) manyWindows() error {
	at := b.sel.At
	if b.sel.Grouped {
		at = b.sel.GroupAt
	}
	return &expr.Error{Message: "Multiple time/session window expressions would result in a cartesian product of rows, therefore they are currently not supported.",
		At: at, Hint: "Group by one window here, and by the other in a query over this one's result."}
}

// checkWindow holds the durations against each other.
func checkWindow(c *expr.Call, time expr.Expr, spec [3]int64) error {
	call := windowCallText(time, spec)
	outOf := func(name string, n int64) error {
		return plannedf("DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", "42K09", c.At,
			"Cannot resolve %q due to data type mismatch: The `%s` must be between (0, 9223372036854775807] (current value = %dL).", call, name, n)
	}
	must := func(left string, l int64, op, right string, r int64) error {
		return plannedf("DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION", "42K09", c.At,
			"Cannot resolve %q due to data type mismatch: The `%s`(%dL) must be %s the `%s`(%dL).", call, left, l, op, right, r)
	}
	start := spec[2]
	if start < 0 {
		start = -start
	}
	switch {
	case spec[0] <= 0:
		return outOf("window_duration", spec[0])
	case spec[1] <= 0:
		return outOf("slide_duration", spec[1])
	case spec[1] > spec[0]:
		return must("slide_duration", spec[1], "<=", "window_duration", spec[0])
	case start >= spec[1]:
		return must("abs(start_time)", start, "<", "slide_duration", spec[1])
	}
	return nil
}
