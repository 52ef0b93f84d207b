package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Generate runs a generator (explode, posexplode, inline, stack, json_tuple) for each row:
// LATERAL VIEW, or a generator in SELECT.
type Generate struct {
	Gen   expr.Expr // *expr.Call unresolved, *expr.Generator resolved
	Outer bool
	Table string
	Names []string
	// KeepChild is false where only the generated columns are wanted.
	KeepChild bool
	Out       *data.Schema
	At        expr.Span
	Child     Node
}

// Children implements [Node].
func (r *Generate) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Generate) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Generate) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Generate) Describe() Description {
	return Description{Name: "Generate", Detail: r.Gen.String()}
}

// Step implements [Stepper].
func (r *Generate) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	g := r.Gen.(*expr.Generator)
	args, err := evalAll(t.Expr, g.Args, in[0])
	if err != nil {
		return nil, err
	}
	cols, from, err := g.Generate(t.Expr, args, in[0].N, r.Outer || g.Outer)
	if err != nil {
		return nil, err
	}
	t.Record.From = from
	if r.KeepChild {
		cols = append(in[0].Take(from).Cols, cols...)
	}
	return &data.Batch{Schema: r.Out, Cols: cols, N: len(from)}, nil
}
