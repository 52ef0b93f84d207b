package operator

import "github.com/sparkrepl/sparkrepl/engine/data"

// Once marks what a correlated subquery computes without a column of the query around.
type Once struct{ Child Node }

// Children implements [Node].
func (r *Once) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Once) With(children []Node) Node { return &Once{children[0]} }

// Schema implements [Node].
func (r *Once) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Once) Describe() Description { return r.Child.Describe() }

// Step implements [Stepper].
func (r *Once) Step(_ *Task, in []*data.Batch) (*data.Batch, error) { return in[0], nil }

// computedOnce runs what stands below Once and puts its rows there.
func computedOnce(t *Task, n Node) (Node, error) {
	if o, ok := n.(*Once); ok {
		rows, err := runOnce(t, o.Child)
		if err != nil {
			return nil, err
		}
		return &Local{Rows: rows.WithSchema(o.Schema())}, nil
	}
	old := n.Children()
	if len(old) == 0 {
		return n, nil
	}
	children := make([]Node, len(old))
	for i, c := range old {
		var err error
		if children[i], err = computedOnce(t, c); err != nil {
			return nil, err
		}
	}
	return n.With(children), nil
}
