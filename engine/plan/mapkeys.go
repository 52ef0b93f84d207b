package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// sortMaps lets groups go by sorted maps, as Spark's InsertMapSortInGroupingExpressions does.
func sortMaps(n *operator.Aggregate) operator.Node {
	keys := make([]expr.Expr, len(n.Keys))
	for i, k := range n.Keys {
		keys[i] = expr.MapSort(k, Streaming(n))
	}
	if slices.Equal(keys, n.Keys) {
		return n
	}
	c := *n
	c.Keys = keys
	return &c
}
