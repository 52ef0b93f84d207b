package operator

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// TimeWindow adds a window column for window(time, size, slide, start): a row becomes as many
// rows as windows hold it, the latest window first as in Spark; rows without a time are dropped.
type TimeWindow struct {
	Time               expr.Expr
	Size, Slide, Start int64        // microseconds
	Out                *data.Schema // the child's columns, then the window
	Child              Node
}

// Children implements [Node].
func (r *TimeWindow) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *TimeWindow) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *TimeWindow) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *TimeWindow) Describe() Description {
	return Description{Name: "TimeWindow", Detail: r.Time.String()}
}

// Step implements [Stepper].
func (r *TimeWindow) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	c, err := expr.Eval(t.Expr, r.Time, in[0])
	if err != nil {
		return nil, err
	}
	times, ok := c.(*data.Longs)
	if !ok {
		return nil, fmt.Errorf("window: %s is %s, not a timestamp", r.Time, c.Type())
	}
	spec := r.spec()
	typ := r.Out.Fields[r.Out.Len()-1].Type
	if spec.Tumbling() && times.Nulls.CountNull(len(times.Values)) == 0 {
		cols := append(append([]data.Column{}, in[0].Cols...), windowColumn(typ, tumble(spec, times.Values), r.Size))
		return &data.Batch{Schema: r.Out, Cols: cols, N: in[0].N}, nil
	}
	var from []int32
	var starts []int64
	for i, v := range times.Values {
		if !times.Nulls.Get(i) {
			t.Record.drop(Drop{Row: int32(i), Reason: DropNullTime})
			continue
		}
		spec.Each(v, func(begin int64) {
			from = append(from, int32(i))
			starts = append(starts, begin)
		})
	}
	t.Record.From = from
	if from == nil {
		t.Record.From = []int32{}
	}
	cols := append(in[0].Take(from).Cols, windowColumn(typ, starts, r.Size))
	return &data.Batch{Schema: r.Out, Cols: cols, N: len(from)}, nil
}

func (r *TimeWindow) spec() window.Spec {
	return window.Spec{Size: r.Size, Slide: r.Slide, Start: r.Start}
}

// tumble gives the begin of each time's window; times of one window come in runs, so most
// need no division.
func tumble(spec window.Spec, times []int64) []int64 {
	out := make([]int64, len(times))
	if len(times) == 0 {
		return out
	}
	begin := spec.Last(times[0])
	for i, v := range times {
		if uint64(v-begin) >= uint64(spec.Size) {
			begin = spec.Last(v)
		}
		out[i] = begin
	}
	return out
}

// windowColumn makes the STRUCT<start, end> column of windows of one size.
func windowColumn(typ *data.Type, starts []int64, size int64) *data.Struct {
	ends := make([]int64, len(starts))
	for i, s := range starts {
		ends[i] = s + size
	}
	return &data.Struct{T: typ, N: len(starts), Fields: []data.Column{
		&data.Longs{T: typ.Fields[0].Type, Values: starts}, &data.Longs{T: typ.Fields[1].Type, Values: ends}}}
}
