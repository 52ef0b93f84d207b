package interp

import (
	"go/ast"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// liftArguments passes function literals that a call gives to the engine together with what was
// made of their source.
func (w *rewriter) liftArguments(n *ast.CallExpr) {}

// lifted is what a generated program passes instead of function literal k.
func (it *Interp) lifted(k int, f any) spark.Function {
	out := it.sources[k]
	out.F = f
	return out
}
