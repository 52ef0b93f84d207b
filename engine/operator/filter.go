package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Filter keeps the rows whose condition is true.
type Filter struct {
	Cond  expr.Expr
	Child Node
}

// Children implements [Node].
func (r *Filter) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Filter) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Filter) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Filter) Describe() Description { return Description{Name: "Filter", Detail: r.Cond.String()} }
