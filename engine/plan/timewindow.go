package plan

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// timeWindows lowers window() and session_window() wherever they stand in a SELECT: the window
// becomes a column of the input, and each call a reference to it. One window an operator, as in
// Spark; the expressions are changed in place.
func (b *block) timeWindows(raw []expr.Expr, order *operator.Sort) error {
	f := &windowFinder{b: b}
	s := *b.sel
	s.GroupBy = append([]expr.Expr{}, s.GroupBy...)
	s.Sets = append([][]expr.Expr{}, s.Sets...)
	for i := range raw {
		raw[i] = namedWindowTime(raw[i])
	}
	b.lastInstants = b.windowTimes(raw)
	lists := [][]expr.Expr{s.GroupBy, raw}
	for i := range s.Sets {
		s.Sets[i] = append([]expr.Expr{}, s.Sets[i]...)
		lists = append(lists, s.Sets[i])
	}
	for _, list := range lists {
		for i := range list {
			list[i] = f.in(list[i])
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

// windowTimes lists the window_time(w) calls of items that no key is. Spark makes columns of them
// below the SELECT, which a SELECT that groups must not read then.
func (b *block) windowTimes(items []expr.Expr) []string {
	grouped := map[string]bool{}
	for _, k := range b.sel.GroupBy {
		if n, ok := ordinal(k); ok && n >= 1 && n <= len(items) {
			k = items[n-1]
		}
		for _, call := range windowTimeCalls(k) {
			grouped[call] = true
		}
		if n, ok := k.(*expr.Name); ok {
			grouped[strings.ToLower(n.String())] = true
		}
	}
	var out []string
	for _, e := range items {
		if a, ok := e.(*expr.Alias); ok && grouped[strings.ToLower(a.Name)] || b.sel.GroupAll {
			continue
		}
		for _, call := range windowTimeCalls(e) {
			if !grouped[call] {
				out = append(out, call)
			}
		}
	}
	return out
}

// windowTimeCalls lists the windows that window_time is called with, outside of windows and of
// aggregates.
func windowTimeCalls(e expr.Expr) []string {
	var out []string
	expr.Walk(e, func(x expr.Expr) bool {
		c, ok := x.(*expr.Call)
		if !ok {
			return true
		}
		name := strings.ToLower(c.Func)
		if name == "window_time" && len(c.Args) == 1 {
			out = append(out, strings.ToLower(c.Args[0].String()))
		}
		return name != "window" && name != "session_window" && expr.LookupAggregate(name) == nil
	})
	return out
}

// namedWindowTime keeps the name of an item that is window_time(w), which the lowered form loses.
func namedWindowTime(e expr.Expr) expr.Expr {
	c, ok := e.(*expr.Call)
	if !ok || !strings.EqualFold(c.Func, "window_time") || len(c.Args) != 1 {
		return e
	}
	return &expr.Alias{Child: e, Name: "window_time(" + c.Args[0].String() + ")"}
}

// windowFinder replaces the window calls of one SELECT.
type windowFinder struct {
	b    *block
	time expr.Expr
	spec [3]int64
	ref  *expr.Ref
	err  error
	// bad is the refusal of a duration: Spark reads all windows before it judges one, GROUP BY
	// first, and judges the SELECT list first.
	bad error
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
		switch name := strings.ToLower(c.Func); {
		case name == "window" && len(c.Args) >= 2 && len(c.Args) <= 4:
			return f.tumbling(c)
		case name == "session_window" && len(c.Args) == 2:
			return f.b.sessionCall(c, f)
		case name == "window_time" && len(c.Args) == 1:
			return f.b.windowTime(&expr.Call{Func: c.Func, Args: []expr.Expr{f.in(c.Args[0])}, At: c.At})
		}
		return nil, nil
	})
	if err != nil {
		f.err = err
		return e
	}
	return out
}

// tumbling lowers one window(time, size[, slide[, start]]) call.
func (f *windowFinder) tumbling(c *expr.Call) (expr.Expr, error) {
	b := f.b
	time, err := b.windowInput(c)
	if err != nil {
		return nil, err
	}
	if f.err != nil {
		return nil, f.err
	}
	spec := [3]int64{}
	for i, arg := range c.Args[1:] {
		if spec[i], err = b.a.micros(b.scope, arg, c.At); err != nil {
			return nil, err
		}
	}
	if len(c.Args) == 2 {
		spec[1] = spec[0]
	}
	if err := checkWindow(c, time, spec); err != nil {
		f.bad = err
	}
	if f.ref != nil && same(f.time, time) && f.spec == spec {
		return f.ref, nil
	}
	if f.ref != nil || b.session != nil {
		return nil, b.manyWindows()
	}
	f.time, f.spec = time, spec
	f.ref = b.addWindow(time, spec)
	return f.ref, nil
}

// addWindow appends the window column to the input.
func (b *block) addWindow(time expr.Expr, spec [3]int64) *expr.Ref {
	in := b.node.Schema()
	field := fieldOf(in, time, "window")
	field.Type, field.Nullable = windowType(time.Type()), spec[0] != spec[1]
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
	e, err := b.windowArgument(c.Args[0])
	if err != nil {
		return nil, err
	}
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
	return nil, expr.Errorf("DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE", "42K09", c.At,
		"Cannot resolve %q due to data type mismatch: The first parameter requires the (\"TIMESTAMP\" or \"TIMESTAMP WITHOUT TIME ZONE\" or \"STRUCT<start: TIMESTAMP, end: TIMESTAMP>\") type, however %q has the type %q.",
		c.Func+"("+e.String()+")", e, e.Type())
}

// windowArgument resolves the time of a window call, in which window_time(w) may stand.
func (b *block) windowArgument(arg expr.Expr) (expr.Expr, error) {
	if c, ok := arg.(*expr.Call); ok && strings.EqualFold(c.Func, "window_time") && len(c.Args) == 1 {
		return b.windowTime(c)
	}
	e, err := b.bind(b.scope, arg)
	if err != nil {
		return nil, err
	}
	return b.inline(bare(e)), nil
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
	return &expr.Error{Message: "Multiple time/session window expressions would result in a cartesian product of rows, therefore they are currently not supported.",
		At: b.sel.At, Hint: "Group by one window here, and by the other in a query over this one's result."}
}

// checkWindow holds the durations against each other.
func checkWindow(c *expr.Call, time expr.Expr, spec [3]int64) error {
	text := func(n int64) string { return strconv.FormatInt(n, 10) }
	call := "window(" + time.String() + ", " + text(spec[0]) + ", " + text(spec[1]) + ", " + text(spec[2]) + ")"
	outOf := func(name string, n int64) error {
		return expr.Errorf("DATATYPE_MISMATCH.VALUE_OUT_OF_RANGE", "42K09", c.At,
			"Cannot resolve %q due to data type mismatch: The `%s` must be between (0, 9223372036854775807] (current value = %dL).", call, name, n)
	}
	must := func(left string, l int64, op, right string, r int64) error {
		return expr.Errorf("DATATYPE_MISMATCH.PARAMETER_CONSTRAINT_VIOLATION", "42K09", c.At,
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
