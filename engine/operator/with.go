package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// With is unresolved WITH name AS (...): the named queries, then the one that uses them.
type With struct {
	CTEs      []CTE
	Recursive bool
	At        expr.Span
	Child     Node
}

// Children implements [Node].
func (r *With) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *With) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *With) Schema() *data.Schema { return nil }

// Describe implements [Node].
func (r *With) Describe() Description { return Description{Name: "UnresolvedWith"} }

// CTE is one named query of WITH.
type CTE struct {
	Name    string
	Columns []string
	// Levels is MAX RECURSION LEVEL; nil leaves the limit to the setting.
	Levels *int
	Plan   Node
	At     expr.Span
}
