package operator

import (
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Limit passes the first N rows (in a stream: over the life of the query) behind Offset rows.
// N < 0 means all.
type Limit struct {
	N, Offset int64
	// NExpr and OffsetExpr are the unresolved forms.
	NExpr, OffsetExpr expr.Expr
	At                expr.Span
	Child             Node
}

// Children implements [Node].
func (r *Limit) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Limit) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Limit) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Limit) Describe() Description {
	return Description{Name: "GlobalLimit", Detail: strconv.FormatInt(r.N, 10)}
}
