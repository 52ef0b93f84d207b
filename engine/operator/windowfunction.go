package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// WindowFunction adds a column for each OVER (...) call (batch queries only).
type WindowFunction struct {
	Calls       []expr.Expr
	PartitionBy []expr.Expr
	OrderBy     []expr.SortKey
	// Frame is the text of the frame clause, "" for the default.
	Frame string
	At    expr.Span
	Out   *data.Schema
	Child Node
}

// Children implements [Node].
func (r *WindowFunction) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *WindowFunction) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *WindowFunction) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *WindowFunction) Describe() Description {
	return Description{Name: "Window", Detail: exprList(r.Calls)}
}
