package engine

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// exchange is a place where Spark shuffles the rows of a plan by keys, behind a first aggregation or not.
type exchange struct {
	child      operator.Node
	keys       []expr.Expr
	aggregates []expr.Expr
}

// exchangesOf are those below a node, one an input.
func exchangesOf(n operator.Node) []exchange {
	switch n := n.(type) {
	case *operator.Join:
		if n.Streams {
			return []exchange{{child: n.Left, keys: n.LeftKeys}, {child: n.Right, keys: n.RightKeys}}
		}
	case *operator.Dedup:
		keys := make([]expr.Expr, len(n.Keys))
		for i, k := range n.Keys {
			f := n.Child.Schema().Fields[k]
			keys[i] = &expr.Ref{Index: k, Name: f.Name, Typ: f.Type, Null: f.Nullable}
		}
		return []exchange{{child: n.Child, keys: keys}}
	case *operator.Aggregate:
		e := exchange{child: n.Child, keys: n.Keys, aggregates: []expr.Expr{}}
		for _, a := range n.Aggs {
			e.aggregates = append(e.aggregates, a)
		}
		return []exchange{e}
	}
	return nil
}

// markReused fills reused: the nodes whose rows Spark takes from an equal exchange elsewhere in the
// plan. They run here all the same; Spark does not count what they read.
func (t *tree) markReused() {
	var seen []exchange
	for id, n := range t.nodes {
		for side, e := range exchangesOf(n) {
			if e.among(seen) {
				t.markUnder(t.children[id][side])
				continue
			}
			seen = append(seen, e)
		}
	}
}

func (e exchange) among(list []exchange) bool {
	for _, x := range list {
		if (e.aggregates == nil) == (x.aggregates == nil) && plan.SameExprs(e.keys, x.keys) && plan.SameExprs(e.aggregates, x.aggregates) && plan.SameTree(e.child, x.child) {
			return true
		}
	}
	return false
}

func (t *tree) markUnder(id NodeID) {
	t.reused[id] = true
	for _, c := range t.children[id] {
		t.markUnder(c)
	}
}
