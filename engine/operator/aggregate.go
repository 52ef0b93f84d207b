package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Aggregate groups by keys and computes aggregates; the output is the keys, then the
// aggregates. Session is the index of the key that is a session window, -1 without one: then
// Gap holds its length.
type Aggregate struct {
	Keys    []expr.Expr
	Aggs    []*expr.Agg
	Session int
	Gap     expr.Expr
	Out     *data.Schema
	Child   Node
}

// Children implements [Node].
func (r *Aggregate) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Aggregate) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Aggregate) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Aggregate) Describe() Description {
	return Description{Name: "Aggregate", Detail: exprList(r.Keys)}
}
