package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// TableFunction is an unresolved table-valued function: range(10), explode(...), sql in FROM.
type TableFunction struct {
	Call  *expr.Call
	Names []string // column aliases
	At    expr.Span
}

// Children implements [Node].
func (r *TableFunction) Children() []Node { return nil }

// With implements [Node].
func (r *TableFunction) With([]Node) Node { return r }

// Schema implements [Node].
func (r *TableFunction) Schema() *data.Schema { return nil }

// Describe implements [Node].
func (r *TableFunction) Describe() Description {
	return Description{Name: "UnresolvedTableValuedFunction", Detail: r.Call.String()}
}
