package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Sort orders rows.
type Sort struct {
	Keys   []expr.SortKey
	Global bool
	Child  Node
}

// Children implements [Node].
func (r *Sort) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Sort) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Sort) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Sort) Describe() Description { return Description{Name: "Sort"} }
