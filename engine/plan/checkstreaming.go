package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// CheckStreaming refuses what Spark's UnsupportedOperationChecker refuses for a streaming query
// in an output mode, with Spark's text and a hint that names the way out.
func CheckStreaming(n operator.Node, mode operator.OutputMode, ctx *expr.Context) error {
	return nil
}

// CheckBatch refuses a batch query that reads a stream.
func CheckBatch(n operator.Node) error {
	return nil
}
