package sources

import (
	"fmt"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// timesOf reads the options that say how text becomes times.
func timesOf(env source.Env, o *options) text.Times {
	zone := zoneOf(env, o)
	t := text.Times{Zone: zone, Now: env.Now}
	micros := func(call *patternCall) func([]byte) (int64, bool) {
		if call == nil {
			return nil
		}
		return func(s []byte) (int64, bool) {
			v, ok := call.eval(string(s)).(int64)
			return v, ok
		}
	}
	t.Timestamp = micros(newPattern(o, "timestampFormat", "try_to_timestamp", data.String, zone))
	if call := newPattern(o, "timestampNTZFormat", "try_to_timestamp", data.String, nil); call != nil {
		t.TimestampNTZ = micros(call)
	}
	if call := newPattern(o, "dateFormat", "try_to_timestamp", data.String, nil); call != nil {
		t.Date = func(s []byte) (int32, bool) {
			v, ok := call.eval(string(s)).(int64)
			days := v / 86_400_000_000
			if v%86_400_000_000 < 0 {
				days--
			}
			return int32(days), ok
		}
	}
	if o.has("enableDateTimeParsingFallback") {
		t.FallBack(strconv.FormatBool(o.bool("enableDateTimeParsingFallback", false)))
	} else {
		t.FallBack("")
	}
	return t
}

// formatsOf reads the options that say how times become text.
func formatsOf(env source.Env, o *options) text.Formats {
	zone := zoneOf(env, o)
	ctx := &expr.Context{Zone: zone}
	f := text.Formats{Zone: zone, Variant: expr.VariantWriter(ctx), Text: func(c data.Column, i int) string { return expr.TextOf(ctx, c, i) }}
	micros := func(call *patternCall) func(int64) string {
		if call == nil {
			return nil
		}
		return func(v int64) string {
			s, _ := call.eval(v).(string)
			return s
		}
	}
	f.Timestamp = micros(newPattern(o, "timestampFormat", "date_format", data.Timestamp, zone))
	f.TimestampNTZ = micros(newPattern(o, "timestampNTZFormat", "date_format", data.Timestamp, nil))
	if call := newPattern(o, "dateFormat", "date_format", data.Timestamp, nil); call != nil {
		f.Date = func(days int32) string {
			s, _ := call.eval(int64(days) * 86_400_000_000).(string)
			return s
		}
	}
	return f
}

// patternCall is a function of the function table applied to one value and a pattern: the table knows the
// patterns of java.time.
type patternCall struct {
	e    expr.Expr
	ctx  *expr.Context
	in   *data.Schema
	last any // one value back: times repeat
	was  any
}

// newPattern binds a function to the pattern of an option; nil when the option is not given.
func newPattern(o *options, name, function string, t *data.Type, zone expr.Zone) *patternCall {
	pattern := o.str(name, "")
	if pattern == "" {
		return nil
	}
	in := data.NewSchema(data.Field{Name: "v", Type: t, Nullable: true})
	p := &patternCall{ctx: &expr.Context{Zone: zone}, in: in}
	call := &expr.Call{Func: function, Args: []expr.Expr{&expr.Name{Parts: []string{"v"}}, &expr.Literal{Typ: data.String, Value: pattern}}}
	var err error
	if p.e, err = expr.Resolve(p.ctx, patternScope{t}, call); err != nil && o.err == nil {
		o.err = fmt.Errorf("the option %s: %w", name, err)
	}
	if o.err != nil {
		return nil
	}
	return p
}

// eval gives nil when the value does not fit the pattern.
func (p *patternCall) eval(v any) any {
	if p.was != nil && p.was == v {
		return p.last
	}
	p.was, p.last = v, nil
	col, err := expr.Eval(p.ctx, p.e, data.FromRows(p.in, [][]any{{v}}))
	if err == nil {
		p.last = data.ValueAt(col, 0)
	}
	return p.last
}

// patternScope knows the one column v.
type patternScope struct{ t *data.Type }

// Column implements [expr.Scope].
func (s patternScope) Column(parts []string, _ expr.Span) (expr.Expr, int, error) {
	return &expr.Ref{Index: 0, Name: parts[0], Typ: s.t, Null: true}, 1, nil
}

// Star implements [expr.Scope].
func (s patternScope) Star([]string, expr.Span) ([]expr.Expr, error) { return nil, nil }
