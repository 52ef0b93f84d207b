package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Filter keeps the rows whose condition is true.
type Filter struct {
	Cond  expr.Expr
	At    expr.Span // of the SELECT it belongs to
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

// Step implements [Stepper].
func (r *Filter) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	sel, err := expr.EvalWhere(t.Expr, r.Cond, in[0])
	if err != nil {
		return nil, err
	}
	if sel == nil || len(sel) == in[0].N {
		return in[0], nil
	}
	t.Record.From = sel
	return in[0].Take(sel), nil
}
