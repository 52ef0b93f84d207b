package operator

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Sort orders rows.
type Sort struct {
	Keys   []expr.SortKey
	Global bool
	At     expr.Span // of the clause
	Child  Node
}

// Children implements [Node].
func (r *Sort) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Sort) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Sort) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Sort) Describe() Description {
	parts := make([]string, len(r.Keys))
	for i, k := range r.Keys {
		parts[i] = k.String()
	}
	return Description{Name: "Sort", Detail: "[" + strings.Join(parts, ", ") + "], " + strconv.FormatBool(r.Global)}
}

// Step implements [Stepper].
func (r *Sort) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	order, err := sortedRows(t.Expr, r.Keys, in[0], nil)
	if err != nil {
		return nil, err
	}
	t.Record.From = order
	return in[0].Take(order), nil
}

// sortedRows orders the rows of a batch, equal ones as they came; rows nil means all.
func sortedRows(ctx *expr.Context, by []expr.SortKey, in *data.Batch, rows []int32) ([]int32, error) {
	cols := make([]data.Column, len(by))
	for i, k := range by {
		c, err := expr.Eval(ctx, k.Expr, in)
		if err != nil {
			return nil, err
		}
		cols[i] = c
	}
	if rows == nil {
		rows = make([]int32, in.N)
		for i := range rows {
			rows[i] = int32(i)
		}
	}
	slices.SortStableFunc(rows, func(a, b int32) int { return compareKeys(by, cols, int(a), int(b)) })
	return rows, nil
}

func compareKeys(by []expr.SortKey, cols []data.Column, a, b int) int {
	for i, k := range by {
		if o := compareKey(k, cols[i], a, cols[i], b); o != 0 {
			return o
		}
	}
	return 0
}

// compareKey orders row a of one column against row b of another by a key.
func compareKey(k expr.SortKey, x data.Column, a int, y data.Column, b int) int {
	an, bn := data.IsNull(x, a), data.IsNull(y, b)
	switch {
	case an && bn:
		return 0
	case an || bn:
		if an == k.NullsFirst {
			return -1
		}
		return 1
	case k.Desc:
		return -data.Compare(x, a, y, b)
	}
	return data.Compare(x, a, y, b)
}
