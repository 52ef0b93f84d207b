package operator

import (
	"math/bits"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/window"
)

// Watermark declares the event-time column and its delay. Unresolved it holds the expression
// of FROM s WATERMARK expr AS name DELAY OF INTERVAL.
type Watermark struct {
	// Time is the unresolved event-time expression; nil once Col is set.
	Time        expr.Expr
	Name        string // alias of the computed column, "" when a column is named
	Col         int
	DelayMicros int64 // months count 31 days
	DelayText   string
	ID          int // number of the watermark in the query
	// Written is the node as it was written, nil for itself: where a query reads it twice, both have
	// one number and advance together, by the later time of the two.
	Written *Watermark
	Out     *data.Schema
	At      expr.Span
	Child   Node
}

// Children implements [Node].
func (r *Watermark) Children() []Node { return []Node{r.Child} }

// With implements [Node].
func (r *Watermark) With(children []Node) Node {
	c := *r
	c.Child = children[0]
	return &c
}

// Schema implements [Node].
func (r *Watermark) Schema() *data.Schema { return r.Out }

// Describe implements [Node].
func (r *Watermark) Describe() Description {
	return Description{Name: "EventTimeWatermark", Detail: r.Name + " " + r.DelayText}
}

// Step implements [Stepper]. It only looks: the engine raises the watermark after the batch.
func (r *Watermark) Step(t *Task, in []*data.Batch) (*data.Batch, error) {
	times, ok := in[0].Cols[r.Col].(*data.Longs)
	if ok {
		t.Record.Events = eventTimes(times)
	}
	return in[0].WithSchema(r.Out), nil
}

// Events are the event times that passed a watermark node in one batch, in milliseconds since
// 1970 as Spark reports them.
type Events struct {
	Count    int64
	Max, Min int64
	Sum      float64
}

func eventTimes(c *data.Longs) *Events {
	e := &Events{}
	if c.Nulls == nil {
		c.KeepZones(e.all(c.Values))
		return e
	}
	for i, v := range c.Values {
		if c.Nulls.Get(i) {
			e.add(window.Millis(v))
		}
	}
	return e
}

func (e *Events) add(ms int64) {
	if e.Count == 0 || ms > e.Max {
		e.Max = ms
	}
	if e.Count == 0 || ms < e.Min {
		e.Min = ms
	}
	e.Count++
	e.Sum += float64(ms)
}

// all adds values without nulls, in microseconds, and gives their zones; only whole results are divided.
func (e *Events) all(micros []int64) []data.Zone[int64] {
	if len(micros) == 0 {
		return nil
	}
	base := micros[0]
	sum, lo, hi := int64(0), base, base
	zones := make([]data.Zone[int64], 0, (len(micros)+data.ZoneRows-1)/data.ZoneRows)
	for part := range slices.Chunk(micros, data.ZoneRows) {
		z, s := zone(part)
		lo, hi, sum, zones = min(lo, z.Least), max(hi, z.Most), sum+s, append(zones, z)
	}
	e.Count = int64(len(micros))
	e.Max, e.Min = window.Millis(hi), window.Millis(lo)
	e.Sum = float64(window.Millis(base)) * float64(e.Count)
	if span := uint64(hi) - uint64(lo); bits.Len64(span)+bits.Len64(uint64(e.Count)) < 64 {
		e.Sum += float64(sum-base*e.Count) / 1000 // what ran over in the sum does so here
		return zones
	}
	sum = 0
	for _, x := range micros {
		sum += (x - base) >> 10
	}
	e.Sum += float64(sum) * 1.024
	return zones
}

// zone gives the least and the largest of some values, and their sum, which may run over.
func zone(v []int64) (z data.Zone[int64], sum int64) {
	lo, hi := v[0], v[0]
	for ; len(v) >= 4; v = v[4:] {
		hi = max(hi, max(max(v[0], v[1]), max(v[2], v[3])))
		lo = min(lo, min(min(v[0], v[1]), min(v[2], v[3])))
		sum += v[0] + v[1] + v[2] + v[3]
	}
	for _, x := range v {
		hi, lo = max(hi, x), min(lo, x)
		sum += x
	}
	return data.Zone[int64]{Least: lo, Most: hi}, sum
}
