package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// SetOp is UNION, INTERSECT or EXCEPT of two queries, resolved or not. A resolved UNION ALL
// becomes Union.
type SetOp struct {
	Op                        SetOpKind
	All, ByName, AllowMissing bool
	Left, Right               Node
	Out                       *data.Schema // set when resolved
	At                        expr.Span
	// Keys are what rows of either side are compared by; nil for the columns themselves. Of rows with equal keys the
	// first of the left input stands for all.
	Keys []expr.Expr
}

// Children implements [Node].
func (r *SetOp) Children() []Node { return []Node{r.Left, r.Right} }

// With implements [Node].
func (r *SetOp) With(children []Node) Node {
	c := *r
	c.Left, c.Right = children[0], children[1]
	return &c
}

// Schema implements [Node].
func (r *SetOp) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *SetOp) Describe() Description { return Description{Name: r.Op.String()} }

// SetOpKind is the kind of a set operation.
type SetOpKind uint8

// The set operations.
const (
	UnionOp SetOpKind = iota
	IntersectOp
	ExceptOp
)

// String gives Catalyst's node name.
func (k SetOpKind) String() string { return [...]string{"Union", "Intersect", "Except"}[k] }

// Step implements [Stepper]. Of equal rows those of the left input are taken, first ones first.
func (r *SetOp) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	if r.Op == UnionOp {
		all := data.Concat(r.Out, in...)
		if r.All {
			return all, nil
		}
		return all.Take(r.pick(all, nil)), nil
	}
	left, err := r.keyed(t, in[0])
	if err != nil {
		return nil, err
	}
	right, err := r.keyed(t, in[1])
	if err != nil {
		return nil, err
	}
	sel := r.pick(left, right)
	t.Record.From = sel
	return in[0].Take(sel).WithSchema(r.Out), nil
}

// keyed are the columns by which rows of a side are compared.
func (r *SetOp) keyed(t *Task, in *data.Batch) (*data.Batch, error) {
	if r.Keys == nil {
		return in, nil
	}
	cols, err := evalAll(t.Expr, r.Keys, in)
	return &data.Batch{Cols: cols, N: in.N}, err
}

// pick lists the rows of left that stay. Each row of right answers for one (ALL) or all rows
// of left that equal it.
func (r *SetOp) pick(left, right *data.Batch) []int32 {
	counts := state.NewTable(state.Layout{Index: state.ByBytes, Blob: true, I64: 3})
	var buf []byte
	if right != nil {
		for i := range right.N {
			buf = data.AppendRowKey(buf[:0], right.Cols, i)
			row := counts.InternBytes(buf)
			counts.Vec.I64[0][row]++
		}
	}
	sel := []int32{}
	for i := range left.N {
		buf = data.AppendRowKey(buf[:0], left.Cols, i)
		row := counts.InternBytes(buf)
		there, seen := &counts.Vec.I64[0][row], &counts.Vec.I64[1][row]
		stays := r.Op == UnionOp || (*there > 0) == (r.Op == IntersectOp)
		if !r.All {
			stays = stays && *seen == 0
		} else if *there > 0 {
			*there--
		}
		first := &counts.Vec.I64[2][row]
		if *seen++; *seen == 1 {
			*first = int64(i)
		}
		switch {
		case stays && r.Keys != nil:
			sel = append(sel, int32(*first))
		case stays:
			sel = append(sel, int32(i))
		}
	}
	return sel
}
