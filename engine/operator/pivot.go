package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Pivot is unresolved PIVOT (aggregates FOR column IN (values)). Keys are what groupBy named
// before pivot; without Grouped they are all columns that nothing else in the clause reads.
type Pivot struct {
	Keys    []expr.Expr
	Grouped bool
	Aggs    []expr.Expr
	Columns []expr.Expr
	Values  []expr.Expr
	At      expr.Span
	Child   Node
}

// Children implements [Node].
func (r *Pivot) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Pivot) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Pivot) Schema() *data.Schema { return nil }

// Describe implements [Node].
func (r *Pivot) Describe() Description { return Description{Name: "Pivot"} }
