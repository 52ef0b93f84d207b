package engine

import (
	"context"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// RunBatch runs a plan without streams once and returns its rows: spark.read, spark.sql, show().
func RunBatch(ctx context.Context, n operator.Node, env Env, ex *expr.Context) (*data.Batch, error) {
	return nil, nil
}
