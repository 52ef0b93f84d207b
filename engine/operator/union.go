package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Union is UNION ALL of inputs whose columns were made equal in type.
type Union struct {
	Inputs []Node
	Out    *data.Schema
}

// Children implements [Node].
func (r *Union) Children() []Node { return r.Inputs }

// With implements [Node].
func (r *Union) With(children []Node) Node {
	c := *r
	c.Inputs = children
	return &c
}

// Schema implements [Node].
func (r *Union) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Union) Describe() Description { return Description{Name: "Union"} }

// Step implements [Stepper]. From counts through the inputs in order.
func (r *Union) Step(_ *Task, in []*data.Batch) (*data.Batch, error) {
	return data.Concat(r.Out, in...), nil
}
