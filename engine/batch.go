package engine

import (
	"context"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// RunBatch runs a plan without streams once and returns its rows: spark.read, spark.sql, show().
func RunBatch(ctx context.Context, n operator.Node, env Env, ex *expr.Context) (*data.Batch, error) {
	tr, err := newTree(n, false)
	if err != nil {
		return nil, err
	}
	outs := make([]*data.Batch, len(tr.nodes))
	for i, node := range tr.nodes {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		task := &operator.Task{Mode: operator.Append, Late: operator.NoWatermark, Evict: operator.NoWatermark, Expr: ex, Time: ex.Now, Record: &operator.Record{}}
		if s, ok := node.(operator.Stateful); ok {
			task.State = s.NewState(state.Budget{})
		}
		var in []*data.Batch
		for _, c := range tr.children[i] {
			in = append(in, outs[c])
			outs[c] = nil
		}
		out, err := node.(operator.Stepper).Step(task, in)
		if err != nil {
			return nil, err
		}
		outs[i] = out
	}
	return outs[len(outs)-1], nil
}
