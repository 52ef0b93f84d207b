package operator

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// joinKeys are the equality keys of one side in one batch.
type joinKeys struct {
	cols []data.Column
	// usable[i] is false where a key is null and null matches nothing; nil means all are usable.
	usable []bool
}

func (r *Join) evalKeys(ctx *expr.Context, list []expr.Expr, in *data.Batch) (joinKeys, error) {
	cols, err := evalAll(ctx, list, in)
	k := joinKeys{cols: cols}
	for i, c := range cols {
		if r.NullSafe[i] || c.Valid().CountNull(c.Len()) == 0 {
			continue
		}
		if k.usable == nil {
			k.usable = make([]bool, in.N)
			for j := range k.usable {
				k.usable[j] = true
			}
		}
		for j := range k.usable {
			k.usable[j] = k.usable[j] && !data.IsNull(c, j)
		}
	}
	return k, err
}

func (k joinKeys) ok(i int) bool { return k.usable == nil || k.usable[i] }

// keyed is how the tables of a join hold its keys.
func (r *Join) keyed() keys {
	fields := make([]data.Field, len(r.LeftKeys))
	for i, e := range r.LeftKeys {
		fields[i] = data.Field{Name: e.String(), Type: e.Type(), Nullable: true}
	}
	return newKeys(fields)
}

// pass marks the rows for which a condition over one side holds; nil when it holds for all.
func pass(ctx *expr.Context, cond expr.Expr, in *data.Batch) ([]bool, error) {
	if cond == nil {
		return nil, nil
	}
	sel, err := expr.EvalWhere(ctx, cond, in)
	if err != nil || sel == nil {
		return nil, err
	}
	out := make([]bool, in.N)
	for _, s := range sel {
		out[s] = true
	}
	return out, nil
}

// pairs are matches of left and right rows, ordered by left row.
type pairs struct{ left, right []int32 }

// match finds the pairs of two batches that satisfy keys and conditions.
func (r *Join) match(t *Task, left, right *data.Batch) (pairs, error) {
	p, err := r.candidates(t.Expr, left, right)
	if err != nil || r.Rest == nil || len(p.left) == 0 {
		return p, err
	}
	both := data.NewSchema(append(append([]data.Field{}, left.Schema.Fields...), right.Schema.Fields...)...)
	out := pairs{}
	const block = 1 << 16
	for from := 0; from < len(p.left); from += block {
		l, rt := p.left[from:min(from+block, len(p.left))], p.right[from:min(from+block, len(p.left))]
		cols := append(left.Take(l).Cols, right.Take(rt).Cols...)
		sel, err := expr.EvalFilter(t.Expr, r.Rest, &data.Batch{Schema: both, Cols: cols, N: len(l)})
		if err != nil {
			return out, err
		}
		for _, s := range sel {
			out.left, out.right = append(out.left, l[s]), append(out.right, rt[s])
		}
	}
	return out, nil
}

// candidates finds the pairs with equal keys whose sides pass their own conditions. A row of a stream meets those of a
// table with its keys latest first, as Spark's table of hashes gives them.
func (r *Join) candidates(ctx *expr.Context, left, right *data.Batch) (pairs, error) {
	var p pairs
	lk, err := r.evalKeys(ctx, r.LeftKeys, left)
	if err != nil {
		return p, err
	}
	rk, err := r.evalKeys(ctx, r.RightKeys, right)
	if err != nil {
		return p, err
	}
	lPass, err := pass(ctx, r.LeftOnly, left)
	if err != nil {
		return p, err
	}
	rPass, err := pass(ctx, r.RightOnly, right)
	if err != nil {
		return p, err
	}
	keyed := r.keyed()
	table := state.NewTable(keyed.layout(state.Layout{}))
	ids := make([]int32, right.N)
	keyed.intern(table, rk.cols, ids)
	leftFlows := readsStream(r.Left)
	hashed := len(r.LeftKeys) > 0 && leftFlows != readsStream(r.Right)
	head, next := chains(ids, int(table.Cap()), hashed, func(i int) bool { return rk.ok(i) && (rPass == nil || rPass[i]) })
	probe := make([]int32, left.N)
	keyed.intern(table, lk.cols, probe)
	for i, id := range probe {
		if int(id) >= len(head) || !lk.ok(i) || lPass != nil && !lPass[i] {
			continue
		}
		for j := head[id]; j >= 0; j = next[j] {
			p.left, p.right = append(p.left, int32(i)), append(p.right, j)
		}
	}
	if hashed && !leftFlows && (r.How == Inner || r.How == Cross || r.How == RightOuter) {
		return p.byRight(right.N), nil
	}
	return p, nil
}

// byRight puts pairs in the order of their right rows, and the left rows of each latest first.
func (p pairs) byRight(n int) pairs {
	at := make([]int32, n+1)
	for _, i := range p.right {
		at[i+1]++
	}
	for i := range n {
		at[i+1] += at[i]
	}
	out := pairs{make([]int32, len(p.left)), make([]int32, len(p.left))}
	for k := len(p.left) - 1; k >= 0; k-- {
		i := p.right[k]
		out.left[at[i]], out.right[at[i]] = p.left[k], i
		at[i]++
	}
	return out
}

// readsStream tells whether a plan reads a stream.
func readsStream(n Node) bool {
	if s, ok := n.(*Source); ok {
		return s.Streaming
	}
	return slices.ContainsFunc(n.Children(), readsStream)
}

// chains links the rows of each key in order, or latest first: head by key, then next by row; -1 ends a chain.
func chains(ids []int32, n int, latest bool, use func(int) bool) (head, next []int32) {
	head, next = make([]int32, n), make([]int32, len(ids))
	for i := range head {
		head[i] = -1
	}
	for k := range ids {
		i := k
		if !latest {
			i = len(ids) - 1 - k
		}
		if use(i) {
			next[i] = head[ids[i]]
			head[ids[i]] = int32(i)
		}
	}
	return head, next
}
