package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Unpivot is unresolved UNPIVOT (values FOR name IN (columns)).
type Unpivot struct {
	Values       []string
	Variable     string
	Columns      [][]expr.Expr
	Labels       []string
	IncludeNulls bool
	At           expr.Span
	Child        Node
}

// Children implements [Node].
func (r *Unpivot) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Unpivot) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Unpivot) Schema() *data.Schema { return nil }

// Describe implements [Node].
func (r *Unpivot) Describe() Description { return Description{Name: "Unpivot"} }
