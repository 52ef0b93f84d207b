package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/state"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Limit passes the first N rows (in a stream: over the life of the query) behind Offset rows.
// N < 0 means all.
type Limit struct {
	N, Offset int64
	// NExpr and OffsetExpr are the unresolved forms.
	NExpr, OffsetExpr expr.Expr
	At                expr.Span
	Child             Node
}

// Children implements [Node].
func (r *Limit) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Limit) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Limit) Schema() *data.Schema { return r.Child.Schema() }

// Describe implements [Node].
func (r *Limit) Describe() Description {
	return Description{Name: "GlobalLimit", Detail: strconv.FormatInt(r.N, 10), Spark: "globalLimit"}
}

// NewState implements [Stateful].
func (r *Limit) NewState(b state.Budget) state.Versioned {
	return state.NewStore(b, state.NewTable(state.Layout{Name: "count", Index: state.ByInt, Ints: 1, I64: 1, Counted: true}))
}

// Bound implements [Stateful].
func (r *Limit) Bound() string { return "one counter" }

// Pending implements [Stateful].
func (r *Limit) Pending(*Task, int64) bool { return false }

// Step implements [Stepper].
func (r *Limit) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	if !t.Streaming {
		from := min(max(r.Offset, 0), int64(in[0].N))
		to := int64(in[0].N)
		if r.N >= 0 {
			to = min(to, from+r.N)
		}
		t.Record.From = span(int(from), int(to))
		return in[0].Slice(int(from), int(to)), nil
	}
	if in[0].N == 0 {
		return in[0], nil
	}
	table := t.State.(*state.Store).Tables[0]
	row := table.InternInt(0)
	count := table.Vec.I64[0]
	take := in[0].N
	if r.N >= 0 {
		take = int(min(int64(take), r.N-count[row]))
	}
	if take > 0 {
		table.TouchOne(row)
		count[row] += int64(take)
		t.Record.Updated = 1
	}
	for i := take; i < in[0].N; i++ {
		t.Record.drop(Drop{Row: int32(i), Reason: DropLimit})
	}
	if take == in[0].N {
		return in[0], nil
	}
	t.Record.From = span(0, take)
	return in[0].Slice(0, take), nil
}

// span lists the numbers [from, to).
func span(from, to int) []int32 { return appendSpan(make([]int32, 0, to-from), from, to) }

// appendSpan appends the numbers from one on to another.
func appendSpan(rows []int32, from, to int) []int32 {
	for i := from; i < to; i++ {
		rows = append(rows, int32(i))
	}
	return rows
}

// Count implements [Inspector].
func (r *Limit) Count(t *Task) int { return t.State.(*state.Store).Tables[0].Len() }

// View implements [Inspector].
func (r *Limit) View(t *Task, offset, limit int) ([]StateView, error) {
	table := t.State.(*state.Store).Tables[0]
	rows := page(table.Rows(), offset, limit)
	b := data.NewFixedBuilder[int64](data.Long, len(rows))
	for _, row := range rows {
		b.Add(table.Vec.I64[0][row])
	}
	s := data.NewSchema(data.Field{Name: "count", Type: data.Long})
	return []StateView{{Rows: data.NewBatch(s, b.Finish()), Groups: rows}}, nil
}
