package operator

import (
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Values is an unresolved inline table: VALUES (1, 'a'), (2, 'b').
type Values struct {
	Rows  [][]expr.Expr
	Names []string // of AS t(a, b); nil for col1, col2 ...
	At    expr.Span
}

// Children implements [Node].
func (r *Values) Children() []Node { return nil }

// With implements [Node].
func (r *Values) With([]Node) Node { return r }

// Schema implements [Node].
func (r *Values) Schema() *data.Schema { return nil }

// Describe implements [Node].
func (r *Values) Describe() Description { return Description{Name: "UnresolvedInlineTable"} }

// Name is the name of column k (from 0).
func (r *Values) Name(k int) string {
	if r.Names != nil {
		return r.Names[k]
	}
	return "col" + strconv.Itoa(k+1)
}
