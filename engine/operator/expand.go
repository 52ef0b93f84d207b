package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Expand makes one row a projection of each input row: grouping sets.
type Expand struct {
	Projections [][]expr.Expr
	Out         *data.Schema
	Child       Node
}

// Children implements [Node].
func (r *Expand) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Expand) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Expand) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Expand) Describe() Description { return Description{Name: "Expand"} }
