package plan

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// CheckMoved refuses a batch that Spark cannot plan over the state of the one before. A semi join of
// two streams goes below the aggregation on its left while nothing comes in on its right
// (PushDownLeftSemiAntiJoin asks whether that side is small), and the operators then have other
// numbers, and no state under them. before and now tell of which inputs the two batches have rows.
func CheckMoved(n operator.Node, before, now func(input int) bool) error {
	for _, c := range n.Children() {
		if err := CheckMoved(c, before, now); err != nil {
			return err
		}
	}
	j, ok := n.(*operator.Join)
	if !ok || !j.Streams || j.How != operator.LeftSemi {
		return nil
	}
	if !overKeysOnly(j) || anyInput(j.Right, before) == anyInput(j.Right, now) {
		return nil
	}
	return &expr.Error{Condition: "CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS", SQLState: "58030", Runtime: true,
		Message: "An error occurred during loading state. Error reading delta file of left-keyToNumValues: it does not exist.",
		Hint:    "Spark plans a semi join above an aggregation otherwise for a batch without rows on its right side. Use an inner join, whose right side has one row a key."}
}

// anyInput tells whether a plan reads one of the inputs.
func anyInput(n operator.Node, of func(int) bool) bool {
	_, found := findNode(n, func(x operator.Node) bool {
		s, ok := x.(*operator.Source)
		return ok && s.Streaming && of(s.Input)
	})
	return found
}

// overKeysOnly tells whether the left side of a join is an aggregation, of which the condition reads
// keys alone.
func overKeysOnly(j *operator.Join) bool {
	refs := map[int]bool{}
	refsOf(j.Cond, refs)
	for i := range refs {
		if i >= j.Left.Schema().Len() {
			delete(refs, i)
		}
	}
	n := j.Left
	for {
		switch x := n.(type) {
		case *operator.Project:
			below := map[int]bool{}
			for i := range refs {
				refsOf(x.Exprs[i], below)
			}
			n, refs = x.Child, below
		case *operator.Filter:
			if slices.ContainsFunc(conjuncts(x.Cond), func(c expr.Expr) bool {
				a, ok := c.(*expr.Apply)
				return !ok || a.Fn == nil || a.Fn.Name != "isnotnull"
			}) {
				return false
			}
			n = x.Child
		case *operator.Aggregate:
			for i := range refs {
				if i >= len(x.Keys) {
					return false
				}
			}
			return len(refs) > 0
		default:
			return false
		}
	}
}
