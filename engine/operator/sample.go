package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Sample is TABLESAMPLE.
type Sample struct {
	Percent float64
	Rows    int64
	Seed    int64
	Replace bool
	At      expr.Span
	Child   Node
}

// Children implements [Node].
func (r *Sample) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Sample) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Sample) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Sample) Describe() Description { return Description{Name: "Sample"} }
