package engine

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// belowSort tells whether a node runs twice in a batch of Spark's, which samples what it sorts first.
type belowSort uint8

const (
	unsorted belowSort = iota
	sortedTwice
	// sortedJoined is joined with a table below the sort: in a batch without rows Spark sends it to the table, once.
	sortedJoined
)

// markSorted fills sorted. A sort under LIMIT counts for nothing, with a projection between them or without one: Spark
// takes the first rows without sorting all. What is behind an exchange below the sort has run once: Spark keeps what it
// shuffled.
func (t *tree) markSorted(id NodeID, below belowSort, limited bool) {
	t.sorted[id] = below
	switch n := t.nodes[id].(type) {
	case *operator.Sort:
		if n.Global && !limited && below == unsorted {
			below = sortedTwice
		}
	case *operator.Join:
		if !n.Streams && below == sortedTwice {
			below = sortedJoined
		}
	}
	_, limit := t.nodes[id].(*operator.Limit)
	if _, project := t.nodes[id].(*operator.Project); project {
		limit = limited
	}
	for side, c := range t.children[id] {
		if shuffles(t.nodes[id], side, t.nodes[c]) {
			t.markSorted(c, unsorted, limit)
		} else {
			t.markSorted(c, below, limit)
		}
	}
}

// shuffles tells whether Spark puts an exchange between a stateful node and its child on a side.
func shuffles(n operator.Node, side int, child operator.Node) bool {
	at := placement(child)
	if _, ok := n.(*operator.Limit); ok {
		return !at.one
	}
	list := exchangesOf(n)
	if side >= len(list) {
		return false
	}
	if keys := list[side].keys; len(keys) > 0 {
		return at.one || !plan.SameExprs(keys, at.keys)
	}
	return !at.one
}

// placed tells where rows are: all in one partition, or by the values of keys.
type placed struct {
	one  bool
	keys []expr.Expr
}

// placement is where Spark has the rows of a node, as far as states know it.
func placement(n operator.Node) placed {
	switch n := n.(type) {
	case *operator.Limit:
		return placed{one: true}
	case *operator.Dedup:
		return placed{keys: exchangesOf(n)[0].keys}
	case *operator.Aggregate:
		keys := make([]expr.Expr, len(n.Keys))
		for i := range keys {
			f := n.Out.Fields[i]
			keys[i] = &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable}
		}
		return placed{one: len(keys) == 0, keys: keys}
	case *operator.Filter, *operator.Watermark, *operator.SubqueryAlias:
		return placement(n.Children()[0])
	case *operator.Project:
		return projected(n, placement(n.Child))
	}
	return placed{}
}

// projected follows keys through a projection; a key that is not put out is lost, and the others with it.
func projected(n *operator.Project, at placed) placed {
	var keys []expr.Expr
	for _, k := range at.keys {
		for i, e := range n.Exprs {
			if plan.SameExprs([]expr.Expr{e}, []expr.Expr{k}) {
				f := n.Out.Fields[i]
				keys = append(keys, &expr.Ref{Index: i, Name: f.Name, Typ: f.Type, Null: f.Nullable})
				break
			}
		}
	}
	if len(keys) < len(at.keys) {
		keys = nil
	}
	return placed{one: at.one, keys: keys}
}
