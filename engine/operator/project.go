package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Project computes columns.
type Project struct {
	Exprs []expr.Expr // resolved against the child; one an output column
	Out   *data.Schema
	Child Node
	// Trims marks what no query wrote: the projection drops columns that an expression below wanted.
	Trims bool
}

// Children implements [Node].
func (r *Project) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Project) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Project) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Project) Describe() Description {
	return Description{Name: "Project", Detail: exprList(r.Exprs)}
}

// Step implements [Stepper].
func (r *Project) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	cols, err := evalAll(t.Expr, r.Exprs, in[0])
	if err != nil {
		return nil, err
	}
	return &data.Batch{Schema: r.Out, Cols: cols, N: in[0].N}, nil
}
