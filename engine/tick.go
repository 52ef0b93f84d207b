package engine

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// Tick is everything that came from outside for one micro-batch. Replaying the same ticks gives
// the same steps, byte for byte.
type Tick struct {
	Batch int64
	// Time is the batch timestamp in microseconds since 1970.
	Time   int64
	Inputs []Input // one a streaming source, in the order of Source.Input
	// Synthetic is event time moved by hand: it counts as an event for the watermark of
	// every watermark node named here (node id to microseconds), without any row.
	Synthetic map[int]int64
}

// Input is one source's share of a tick.
type Input struct {
	Start, End source.Offset
	// Rows are the rows in (Start, End]; an empty batch when there were none.
	Rows *data.Batch
	// Parts are the row counts of the partitions that Rows was read in, nil for one.
	Parts []int
	// Metrics are the source's own figures after the read, nil where it has none.
	Metrics map[string]string
}

// NoData tells whether the tick carries no row: it runs only because a watermark moved.
func (t *Tick) NoData() bool {
	for _, in := range t.Inputs {
		if in.Rows != nil && in.Rows.N > 0 {
			return false
		}
	}
	return true
}

// fresh tells whether the tick takes something from an input.
func (t *Tick) fresh(input int) bool { return t.Inputs[input].Start != t.Inputs[input].End }

// NodeID numbers the nodes of a query in the order they run: children before parents.
type NodeID int

// Step is what one micro-batch did. It is immutable; a query's outputs, states and records can
// be looked at through it for as long as the timeline keeps it.
type Step struct {
	Tick *Tick
	// Watermark is the global watermark the batch ran with, Late the one of the batch before
	// (what late rows were judged by), Next the one the next batch will use; microseconds.
	Watermark, Late, Next int64
	// Max is the largest event time seen up to and including this batch, per watermark node.
	Max []int64
	// Records hold what every node did, by NodeID; Out and In are dropped from old steps
	// (see Timeline.Detail).
	Records []*operator.Record
	// Output is what went to the sink.
	Output   *data.Batch
	Progress *Progress
	// Fingerprint is a digest of output, watermarks and state changes: equal for equal
	// ticks and jobs.
	Fingerprint uint64
	Nanos       int64

	// slim says that it lacks the rows of its records.
	slim bool
	// late, used and next are the watermarks as numbers, also without a watermark node.
	late, used, next int64
	// read are the rows of a source node that a LIMIT above it lets be read; others read all.
	read map[NodeID]*data.Batch
}
