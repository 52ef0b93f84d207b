package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Values is an unresolved inline table: VALUES (1, 'a'), (2, 'b').
type Values struct {
	Rows [][]expr.Expr
	At   expr.Span
}

// Children implements [Node].
func (r *Values) Children() []Node { return nil }

// With implements [Node].
func (r *Values) With([]Node) Node { return r }

// Schema implements [Node].
func (r *Values) Schema() *data.Schema { return nil }

// Describe implements [Node].
func (r *Values) Describe() Description { return Description{Name: "UnresolvedInlineTable"} }
