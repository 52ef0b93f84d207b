package engine

import (
	"time"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Query is a streaming query ready to run: the optimized tree, how it writes and when it runs.
type Query struct {
	Name string
	// ID and RunID are given when the query is started; "" has the runner make them. With a
	// checkpoint the id is the checkpoint's.
	ID, RunID string
	// Plan is resolved, checked and optimized; Explained keeps the stages for EXPLAIN.
	Plan      operator.Node
	Explained *plan.Explained
	Mode      operator.OutputMode
	Trigger   Trigger
	// Inputs are the streaming sources, by Source.Input.
	Inputs []Stream
	Sink   source.Sink
	// Checkpoint is nil for a query that is not durable.
	Checkpoint Checkpoint
	Conf       Conf
	Budget     state.Budget
	// Calls says that functions of the user are called row by row in a step: they may print, and keep count.
	Calls bool
	// Watch is told what happens while the query runs, in the runner's goroutine; nil: nobody is.
	Watch func(Event)
}

// Stream is one streaming source of a query.
type Stream struct {
	Name   string
	Source source.Source
	// Replayable says that Source.Read gives the same rows again, so that old ticks need not
	// keep theirs.
	Replayable bool
}

// Conf holds Spark settings by name; unset names give Spark's defaults.
type Conf map[string]string

// TriggerKind is when micro-batches run.
type TriggerKind uint8

// The triggers.
const (
	// ProcessingTime runs at multiples of Interval (0: as soon as the last batch ended).
	ProcessingTime TriggerKind = iota
	AvailableNow
	Once
	Continuous
	// EveryRows starts a batch when Rows rows wait; ours, not Spark's.
	EveryRows
)

// Trigger says when a query runs.
type Trigger struct {
	Kind     TriggerKind
	Interval time.Duration
	Rows     int64
}

// Checkpoint keeps what a restart needs: Spark's offset and commit logs and the state. The
// implementation is in package sessions.
type Checkpoint interface {
	// Begin stores the offsets of a batch before it is used; it fails with
	// CONCURRENT_STREAM_LOG_UPDATE when another run stored the batch first.
	Begin(o OffsetRecord) error
	// Foresee begins to store all of the offsets of a batch but their name, while the batch before it is on its
	// way: that one's Commit, or Begin, gives it. It is foreseen at most one batch ahead; another takes its place.
	Foresee(o OffsetRecord)
	// Take writes the state at the version after the batch, which may change when it has returned. What was taken
	// counts for nothing until Commit; the next Take replaces it.
	Take(c CommitRecord, states []state.Versioned) error
	// Prepare makes what was taken durable, and all of the commit but the name. It may run while the sink writes
	// and while another step changes the state.
	Prepare() error
	// Commit stores that the batch is done, as it was prepared, and that the batch which was foreseen, if any, is
	// begun.
	Commit() error
	// Last returns the newest offset record and the newest commit, nil where there is none.
	Last() (*OffsetRecord, *CommitRecord, error)
	// Offsets reads one offset record.
	Offsets(batch int64) (*OffsetRecord, error)
	// Restore fills the empty states with version n.
	Restore(n int64, states []state.Versioned) error
	// ID is the query's stable id.
	ID() string
	Close() error
}

// OffsetRecord is one entry of the offset log.
type OffsetRecord struct {
	Batch       int64
	WatermarkMs int64 // batchWatermarkMs
	TimeMs      int64 // batchTimestampMs
	Conf        map[string]string
	Offsets     []source.Offset // one a source
}

// CommitRecord is one entry of the commit log.
type CommitRecord struct {
	Batch           int64
	NextWatermarkMs int64
}

// Env is what the engine may not take for itself.
type Env struct {
	// Now is asked by several goroutines at once.
	Now  func() time.Time
	Zone expr.Zone
	Seed int64
	// NewID makes run ids and query ids (UUID text).
	NewID func() string
}
