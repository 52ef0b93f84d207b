package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// Outer is a column of the query around a correlated subquery, by its ordinal there. Its value is
// that of the row for which the subquery runs: Context.Outer.
type Outer struct {
	Index           int
	Name, Qualifier string
	Typ             *data.Type
	Null            bool
}

// Type implements [Expr].
func (o *Outer) Type() *data.Type { return o.Typ }

// Nullable implements [Expr].
func (o *Outer) Nullable() bool { return o.Null }

// Children implements [Expr].
func (o *Outer) Children() []Expr { return nil }

// With implements [Expr].
func (o *Outer) With([]Expr) Expr { return o }

// String implements [Expr], as Spark's plans and generated names show it.
func (o *Outer) String() string {
	if o.Qualifier == "" {
		return "outer(" + o.Name + ")"
	}
	return "outer(" + o.Qualifier + "." + o.Name + ")"
}

// Column is the column as one of the query around.
func (o *Outer) Column() *Ref {
	return &Ref{Index: o.Index, Name: o.Name, Qualifier: o.Qualifier, Typ: o.Typ, Null: o.Null}
}
