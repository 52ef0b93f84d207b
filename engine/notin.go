package engine

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// notIn is a value NOT IN (query) that a stream goes through, in a query without state. With a null
// among the query's values no row can pass, and the stream is not read: it counts for no figure and
// raises no watermark, as where Spark plans such a batch again (AQEPropagateEmptyRelation).
type notIn struct {
	join NodeID
	key  expr.Expr // over the rows of the query
}

// notIns lists them, those below others first.
func (t *tree) notIns(mode operator.OutputMode) []notIn {
	var out []notIn
	for i, n := range t.nodes {
		if t.remembers(NodeID(i), mode) {
			return nil
		}
		if j, ok := n.(*operator.Join); ok && t.flows[t.children[i][0]] {
			if key := plan.NullAwareKey(j); key != nil {
				out = append(out, notIn{join: NodeID(i), key: key})
			}
		}
	}
	return out
}

// skip has the sources below a NOT IN read nothing where no row can pass; run runs one node. What
// fails here fails again when the step runs.
func (t *Timeline) skip(n notIn, step *Step, run func(NodeID) error) {
	left, right := t.tree.children[n.join][0], t.tree.children[n.join][1]
	for id := t.tree.first(right); id <= right; id++ {
		if run(id) != nil {
			return
		}
	}
	values, err := expr.Eval(t.values(step.Tick.Batch, step.Tick.Time), n.key, step.Records[right].Out)
	if err != nil || !hasNull(values, step.Records[right].Out.N) {
		return
	}
	for id := t.tree.first(left); id <= left; id++ {
		if src, ok := t.tree.nodes[id].(*operator.Source); ok && src.Streaming {
			step.read[id] = data.Empty(src.Out)
		}
	}
}

func hasNull(c data.Column, n int) bool {
	for i := range n {
		if data.IsNull(c, i) {
			return true
		}
	}
	return false
}
