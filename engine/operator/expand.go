package operator

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Expand makes one row a projection of each input row: grouping sets.
type Expand struct {
	Projections [][]expr.Expr
	Out         *data.Schema
	Child       Node
}

// Children implements [Node].
func (r *Expand) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Expand) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Expand) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Expand) Describe() Description {
	parts := make([]string, len(r.Projections))
	for i, p := range r.Projections {
		parts[i] = exprList(p)
	}
	return Description{Name: "Expand", Detail: "[" + strings.Join(parts, ", ") + "]"}
}

// Step implements [Stepper]: the projections of row 0, then those of row 1, and so on.
func (r *Expand) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	n, k := in[0].N, len(r.Projections)
	parts := make([]*data.Batch, k)
	for i, p := range r.Projections {
		cols, err := evalAll(t.Expr, p, in[0])
		if err != nil {
			return nil, err
		}
		parts[i] = &data.Batch{Schema: r.Out, Cols: cols, N: n}
	}
	order, from := make([]int32, n*k), make([]int32, n*k)
	for i := range order {
		order[i] = int32(i%k*n + i/k)
		from[i] = int32(i / k)
	}
	t.Record.From = from
	return data.Concat(r.Out, parts...).Take(order), nil
}
