package operator

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// OutputMode is Spark's output mode.
type OutputMode uint8

// The output modes. Update has Spark's meaning: rows changed in this batch.
const (
	Append OutputMode = iota
	Update
	Complete
)

// String gives Spark's name.
func (m OutputMode) String() string { return [...]string{"Append", "Update", "Complete"}[m] }

// Task is one node's view of one micro-batch: what it may know, and where it reports.
type Task struct {
	Batch int64
	// Time is the batch timestamp in microseconds.
	Time int64
	Mode OutputMode
	// Late and Evict are the node's two input watermarks in microseconds: rows at or below
	// Late are dropped, state at or below Evict is emitted and removed. NoWatermark when the
	// query has none on this path.
	Late, Evict int64
	// State is what NewState returned, at the version before this batch.
	State state.Versioned
	Expr  *expr.Context
	// Streaming is false in batch queries (spark.read): then every group is final at once.
	Streaming bool
	// Fused tells an [Absorber] that it does its child's work.
	Fused bool
	// Record is what the node reports about the batch, for the debugger and the progress.
	Record *Record
}

// Record is the account of one node in one micro-batch. It holds what exact lineage, breaks on
// data and the Late, Windows and State views need.
type Record struct {
	In []*data.Batch
	// Out is nil where the node above did the work (see [Absorber]); Timeline.Detail fills it in.
	Out *data.Batch
	// From says, for output row i, which input row it came from (of a join: which left row, -1
	// for none); nil when rows pass through one to one.
	From []int32
	// FromRight says which right row a join's output row came from, -1 for none. Rows that came
	// out of state have -1 on that side.
	FromRight []int32
	// Groups says which state group each input row went to; nil where there are none.
	Groups *RowGroups
	// Drops are rows that left the query here: all late ones are counted in DroppedLate, at most
	// [MaxDropped] of any reason are listed.
	Drops []Drop
	// Dropped are the rows of Drops, by input, in their order.
	Dropped []*data.Batch
	// Updated, Removed and DroppedLate count as Spark's progress does: numRowsUpdated,
	// numRowsRemoved, numRowsDroppedByWatermark.
	Updated, Removed, DroppedLate int64
	// Emitted are the state groups written out in this batch.
	Emitted []int32
	// Custom are further metrics by Spark's name (numDroppedDuplicateRows).
	Custom map[string]int64
	// Events are the event times seen by a watermark node.
	Events *Events
	// Observed are the metrics of an [Observe], one row.
	Observed *data.Batch
	// Nanos is the time the step took; not part of any fingerprint.
	Nanos int64
}

// MaxDropped bounds the dropped rows of one node in one batch that are listed.
const MaxDropped = 10_000

// drop lists a dropped row, unless very many are listed already.
func (r *Record) drop(d Drop) {
	if len(r.Drops) < MaxDropped {
		r.Drops = append(r.Drops, d)
	}
}

// KeepDropped takes copies of the dropped rows, which stay when the inputs are let go.
func (r *Record) KeepDropped() {
	if len(r.Drops) == 0 {
		return
	}
	sel := make([][]int32, len(r.In))
	for _, d := range r.Drops {
		sel[d.Input] = append(sel[d.Input], d.Row)
	}
	r.Dropped = make([]*data.Batch, len(r.In))
	for i, in := range r.In {
		r.Dropped[i] = in.Take(sel[i])
	}
}

// Summary is the record without rows in and out: counts and dropped rows stay.
func (r *Record) Summary() Record {
	c := *r
	c.In, c.Out, c.From, c.FromRight, c.Groups, c.Emitted = nil, nil, nil, nil, nil, nil
	c.Drops = append([]Drop(nil), r.Drops...)
	return c
}

// Drop is one row that did not go on.
type Drop struct {
	Input  int   // which input batch
	Row    int32 // row number there
	Reason DropReason
	// At is the event time or window end that was judged, Watermark what it met; microseconds.
	At, Watermark int64
}

// DropReason says why a row went no further.
type DropReason uint8

// The reasons.
const (
	DropLate      DropReason = iota // at or below the watermark of the previous batch
	DropDuplicate                   // seen before
	DropNullTime                    // no event time
	DropLimit                       // beyond LIMIT
)

// Judge says what a stateful operator compares with the watermark, for messages: "ts" or
// "window.end".
type Judge interface{ JudgedBy() string }
