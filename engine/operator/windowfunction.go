package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// WindowFunction adds a column for each OVER (...) call (batch queries only).
type WindowFunction struct {
	Calls       []expr.Expr
	PartitionBy []expr.Expr
	OrderBy     []expr.SortKey
	// Frame is the clause with its offsets folded, nil for the default.
	Frame *expr.WindowFrame
	At    expr.Span
	Out   *data.Schema
	Child Node
}

// Children implements [Node].
func (r *WindowFunction) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *WindowFunction) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *WindowFunction) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *WindowFunction) Describe() Description {
	return Description{Name: "Window", Detail: exprList(r.Calls)}
}

// Step implements [Stepper]: rows come out by partition, in order of the window.
func (r *WindowFunction) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	by := make([]expr.SortKey, 0, len(r.PartitionBy)+len(r.OrderBy))
	for _, p := range r.PartitionBy {
		by = append(by, expr.SortKey{Expr: p, NullsFirst: true})
	}
	order, err := sortedRows(t.Expr, append(by, r.OrderBy...), in[0], nil)
	if err != nil {
		return nil, err
	}
	sorted := in[0].Take(order)
	w, err := r.layOut(t, sorted)
	if err != nil {
		return nil, err
	}
	cols := append([]data.Column{}, sorted.Cols...)
	for i, c := range r.Calls {
		col, err := w.column(c, r.Out.Fields[sorted.Schema.Len()+i].Type)
		if err != nil {
			return nil, err
		}
		cols = append(cols, col)
	}
	t.Record.From = order
	return &data.Batch{Schema: r.Out, Cols: cols, N: sorted.N}, nil
}
