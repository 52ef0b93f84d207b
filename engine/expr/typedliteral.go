package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

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
	if err := timeAllowed(ctx, t); err != nil {
		return nil, err
	}
	if v, ok := ParseTyped(ctx, t, l.Text); ok {
		lit := &Literal{Value: v, Typ: t, At: l.At}
		if t.Kind == data.KindTimestamp {
			lit.Text, lit.folded = "TIMESTAMP '"+string(appendLocal(nil, toLocal(ctx.Zone, v.(int64))))+"'", true
		}
		return lit, nil
	}
	return nil, Errorf("INVALID_TYPED_LITERAL", "42604", Span{}, "The value of the typed literal \"%s\" is invalid: '%s'.", l.Kind, l.Text)
}

// timeAllowed refuses the type TIME, which Spark 4.3 has behind a setting.
func timeAllowed(ctx *Context, t *data.Type) error {
	if t.Kind != data.KindTime || ctx.Conf != nil && ctx.Conf("spark.sql.timeType.enabled") == "true" {
		return nil
	}
	err := Errorf("UNSUPPORTED_TIME_TYPE", "0A000", Span{}, "The data type TIME is not supported.")
	err.Hint = "SET spark.sql.timeType.enabled = true allows it."
	return err
}
