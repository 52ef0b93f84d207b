package plan

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Optimize rewrites a resolved tree into one that gives the same answer for less work, and tells
// each change.
func Optimize(n operator.Node, ctx *expr.Context) (operator.Node, []Change) {
	return n, nil
}
