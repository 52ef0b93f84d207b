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
