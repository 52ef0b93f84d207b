package operator

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Recursion is WITH RECURSIVE: the rows of the anchor, then round after round what Again makes of
// the rows of the round before, until a round gives none. It reads tables only, not streams.
type Recursion struct {
	Name   string
	Anchor Node
	// Again is one round; its leaf [RecursionRows] stands for the rows of the round before.
	Again Node
	// Limit is how many rounds there may be; negative: any number.
	Limit int
	// Rows is how many rows are wanted, by a LIMIT above: no round begins when they are there.
	// 0: all.
	Rows int64
	Out  *data.Schema
}

// Children implements [Node]. A round is no child: it does not run once.
func (r *Recursion) Children() []Node { return []Node{r.Anchor} }

// With implements [Node].
func (r *Recursion) With(children []Node) Node {
	c := *r
	c.Anchor = children[0]
	return &c
}

// Schema implements [Node].
func (r *Recursion) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Recursion) Describe() Description { return Description{Name: "UnionLoop", Detail: r.Name} }

// Step implements [Stepper].
func (r *Recursion) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	last := in[0].WithSchema(r.Out)
	all := []*data.Batch{last}
	have := int64(last.N)
	for round := 1; last.N > 0 && (r.Rows == 0 || have < r.Rows); round++ {
		if r.Limit >= 0 && round > r.Limit {
			return nil, &expr.Error{Condition: "RECURSION_LEVEL_LIMIT_EXCEEDED", SQLState: "42836", Runtime: true,
				Message: fmt.Sprintf("Recursion level limit %d reached but query has not exhausted, try increasing it like 'WITH RECURSIVE t(col) MAX RECURSION LEVEL 200'.", r.Limit)}
		}
		out, err := runOnce(t, withRows(r.Again, last))
		if err != nil {
			return nil, err
		}
		last = out.WithSchema(r.Out)
		have += int64(last.N)
		all = append(all, last)
	}
	return data.Concat(r.Out, all...), nil
}

// withRows puts rows in the place of [RecursionRows].
func withRows(n Node, rows *data.Batch) Node {
	if leaf, ok := n.(*RecursionRows); ok {
		return &Local{Rows: rows.WithSchema(leaf.Out)}
	}
	old := n.Children()
	if len(old) == 0 {
		return n
	}
	children := make([]Node, len(old))
	for i, c := range old {
		children[i] = withRows(c, rows)
	}
	return n.With(children)
}

// runOnce runs a tree of tables once.
func runOnce(t *Task, n Node) (*data.Batch, error) {
	var in []*data.Batch
	for _, c := range n.Children() {
		rows, err := runOnce(t, c)
		if err != nil {
			return nil, err
		}
		in = append(in, rows)
	}
	task := &Task{Batch: t.Batch, Time: t.Time, Late: NoWatermark, Evict: NoWatermark, Expr: t.Expr, Record: &Record{}}
	if s, ok := n.(Stateful); ok {
		task.State = s.NewState(state.Budget{})
	}
	return n.(Stepper).Step(task, in)
}

// RecursionRows is the leaf of a round: the rows of the round before.
type RecursionRows struct {
	Name string
	Out  *data.Schema
}

// Children implements [Node].
func (r *RecursionRows) Children() []Node { return nil }

// With implements [Node].
func (r *RecursionRows) With([]Node) Node { return r }

// Schema implements [Node].
func (r *RecursionRows) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *RecursionRows) Describe() Description {
	return Description{Name: "UnionLoopRef", Detail: r.Name}
}
