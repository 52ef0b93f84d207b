package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// SingleRow passes the one row of a scalar subquery on; more rows are an error.
type SingleRow struct {
	Child Node
	At    expr.Span // where the subquery stands
}

// Children implements [Node].
func (r *SingleRow) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *SingleRow) With(children []Node) Node { return &SingleRow{Child: children[0], At: r.At} }

// Schema implements [Node].
func (r *SingleRow) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *SingleRow) Describe() Description { return Description{Name: "SingleRow"} }

// Step implements [Stepper].
func (r *SingleRow) Step(_ *Task, in []*data.Batch) (*data.Batch, error) {
	if in[0].N > 1 {
		return nil, &expr.Error{Condition: "SCALAR_SUBQUERY_TOO_MANY_ROWS", SQLState: "21000", Runtime: true, At: r.At,
			Message: "More than one row returned by a subquery used as an expression."}
	}
	return in[0], nil
}
