package expr

import (
	"slices"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// TypedLiteral is DATE '...', TIMESTAMP '...' and the like: unresolved, because the text of a
// timestamp may need the session time zone.
type TypedLiteral struct {
	Kind string // DATE, TIMESTAMP, TIMESTAMP_NTZ, TIMESTAMP_LTZ, TIME
	Text string
	At   Span
}

// Type implements [Expr].
func (*TypedLiteral) Type() *data.Type { return nil }

// Nullable implements [Expr].
func (*TypedLiteral) Nullable() bool { return false }

// Children implements [Expr].
func (*TypedLiteral) Children() []Expr { return nil }

// With implements [Expr].
func (l *TypedLiteral) With([]Expr) Expr { return l }

// String implements [Expr].
func (l *TypedLiteral) String() string { return l.Kind + " '" + l.Text + "'" }

var typedKinds = map[string]*data.Type{"DATE": data.Date, "TIMESTAMP": data.Timestamp, "TIMESTAMP_LTZ": data.Timestamp,
	"TIMESTAMP_NTZ": data.TimestampNTZ, "TIME": data.Time}

// resolve reads the text in the session time zone.
func (l *TypedLiteral) resolve(ctx *Context) (Expr, error) {
	t := typedKinds[l.Kind]
	if t.Kind == data.KindTime {
		return l.clock()
	}
	if v, ok := ParseTyped(ctx, t, l.Text); ok {
		lit := &Literal{Value: v, Typ: t, At: l.At}
		if t.Kind == data.KindTimestamp {
			lit.Text, lit.folded = "TIMESTAMP '"+string(appendLocal(nil, toLocal(ctx.Zone, v.(int64))))+"'", true
		}
		return lit, nil
	}
	return nil, l.invalid()
}

// Invalid refuses a text that is none of the type in any time zone, as Spark's parser does; nil for all others.
func (l *TypedLiteral) Invalid() *Error {
	_, err := l.resolve(&Context{Zone: time.UTC})
	if e, ok := err.(*Error); ok && e.Parsed {
		return e
	}
	return nil
}

func (l *TypedLiteral) invalid() error {
	err := Errorf("INVALID_TYPED_LITERAL", "42604", l.At, "The value of the typed literal \"%s\" is invalid: '%s'.", l.Kind, l.Text)
	err.Parsed = true
	return err
}

// clock reads a TIME: of six digits behind the point, of more where they are written.
func (l *TypedLiteral) clock() (Expr, error) {
	v, digits, ok := parseClock([]byte(l.Text))
	switch {
	case !ok:
		return nil, l.invalid()
	case digits > data.MaxTimePrecision:
		return nil, Errorf("INVALID_TIME_LITERAL_PRECISION", "22023", Span{}, "The time literal '%s' has more than %d fractional-second digits. The maximum supported fractional-second precision of a time literal is %d (nanoseconds).", l.Text, data.MaxTimePrecision, data.MaxTimePrecision)
	}
	return &Literal{Value: v, Typ: data.TimeOf(max(digits, data.Time.Precision)), At: l.At}, nil
}

// holdsTime tells whether a TIME is somewhere in a type.
func holdsTime(t *data.Type) bool {
	switch t.Kind {
	case data.KindArray:
		return holdsTime(t.Elem)
	case data.KindMap:
		return holdsTime(t.Key) || holdsTime(t.Elem)
	case data.KindStruct:
		return slices.ContainsFunc(t.Fields, func(f data.Field) bool { return holdsTime(f.Type) })
	}
	return t.Kind == data.KindTime
}

// castsTime refuses a call whose arguments became TIME by a cast that nobody wrote.
func castsTime(ctx *Context, e Expr) error {
	for _, x := range e.Children() {
		if c, ok := x.(*Cast); ok && c.Implicit {
			if err := typeAllowed(ctx, c.To); err != nil {
				return err
			}
		}
	}
	return nil
}

// typeAllowed refuses casts to types that Spark 4.3 has behind a setting: TIME, and GEOMETRY and GEOGRAPHY where the
// setting is off.
func typeAllowed(ctx *Context, t *data.Type) error {
	if t.HoldsSpatial() {
		return spatialAllowed(ctx)
	}
	if !holdsTime(t) || ctx.Conf != nil && ctx.Conf("spark.sql.timeType.enabled") == "true" {
		return nil
	}
	err := Errorf("UNSUPPORTED_TIME_TYPE", "0A000", Span{}, "The data type TIME is not supported.")
	err.Hint = "SET spark.sql.timeType.enabled = true allows it."
	return err
}
