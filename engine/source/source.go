package source

import (
	"context"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Offset is a position in a source as JSON text, the form of Spark's offset log. "" means
// before everything.
type Offset string

// Limit bounds what one micro-batch takes. The zero Limit takes all there is.
type Limit struct {
	// All ignores the source's own rate options (Trigger.Once).
	All bool
	// Rows caps the batch whatever the source's options say (trigger "every n rows"); 0: no cap.
	Rows int64
}

// Source reads a stream in micro-batches. One goroutine uses it.
type Source interface {
	Schema() *data.Schema
	// Latest returns the end offset of the next batch that starts at start: as much as the
	// limit allows. It returns start itself when nothing is there. It does not wait.
	Latest(ctx context.Context, start Offset, limit Limit) (Offset, error)
	// Read returns the rows in (start, end]; a replayable source gives the same rows again.
	Read(ctx context.Context, start, end Offset) (*data.Batch, error)
	// Commit tells that everything up to end will never be asked for again.
	Commit(end Offset) error
	// Describe is the source's description in progress: FileStreamSource[file:/x].
	Describe() string
	Close() error
}

// Freezer is a source that can fix its end for Trigger.AvailableNow: Latest then never
// goes beyond what is there now.
type Freezer interface {
	Freeze(ctx context.Context) error
}

// Pruner is a source that can leave out columns which nobody reads.
type Pruner interface {
	// Prune keeps the listed columns, and those that cannot be left out. It lists what is kept, rising; from then on
	// Schema and Read have these alone. It comes before the first Latest and Read.
	Prune(columns []int) (kept []int, err error)
}

// Minder is a source of records that may be malformed.
type Minder interface {
	// Mind tells which columns the query reads: mistakes in others do not make a record malformed, as in Spark, whose
	// scans know the columns of the query alone. It comes before the first Latest and Read, and before Prune.
	Mind(columns []int)
}

// Finite is a source that knows its batches: a recording. Latest gives one recorded batch at
// a time, unless the limit says otherwise.
type Finite interface {
	Source
	// Batches is the number of recorded batches.
	Batches() int
	// Ahead is the number of rows of each batch that comes after an offset under a limit.
	Ahead(start Offset, limit Limit) []int64
}

// Parted is a source whose rows are read in several partitions.
type Parted interface {
	// Parts are the row counts of the partitions of Read(start, end), in its order.
	Parts(start, end Offset) []int
}

// Notifier is a source that can tell when new rows may have come, so that nobody polls.
type Notifier interface {
	// Changed returns a channel that is closed or receives when Latest may give more.
	Changed() <-chan struct{}
}

// Unreported is a source that takes a part of what is there, and does not tell in progress how far it
// could go: latestOffset is null, as in Spark.
type Unreported interface{ Unreported() }

// Uncounted is a sink whose progress does not count rows: numOutputRows is -1, as in Spark.
type Uncounted interface{ Uncounted() }

// Sink takes the output of every micro-batch, no-data batches included.
type Sink interface {
	// Write stores the output of a batch. Writing a batch id again must have no further
	// effect where the sink can tell (file sink, foreachBatch by its own care).
	Write(ctx context.Context, batch int64, mode Mode, out *data.Batch) error
	Describe() string
	Close() error
}

// Stager is a sink that can write a batch so that nobody counts it in yet.
type Stager interface {
	Sink
	// Stage does all of Write but what makes the batch count. Batches are staged in order; the one before may be
	// published meanwhile.
	Stage(ctx context.Context, batch int64, mode Mode, out *data.Batch) (Staged, error)
}

// Staged is a batch that is written and does not count: one of its methods is called, once.
type Staged interface {
	// Publish makes the batch count. When it fails the batch is discarded.
	Publish() error
	// Discard leaves nothing of the batch that counts. Batches staged behind it are discarded too.
	Discard()
}

// Mode is how a sink must read a batch: rows to add, rows that changed, or the whole result.
type Mode string

// The modes, by Spark's names.
const (
	Append   Mode = "append"
	Update   Mode = "update"
	Complete Mode = "complete"
)

// Keeper is a source that writes a log of its own into the checkpoint: Spark's sources/N.
type Keeper interface {
	// UseLog gives the log before the first Latest or Read; what it holds is from earlier runs.
	UseLog(log Log) error
}

// Log keeps numbered entries. An entry is durable when Put returns and never changes.
type Log interface {
	// Put stores entry n; storing the same content again is no error. all says that the content repeats all
	// entries before: those are not asked for any more.
	Put(n int64, content []byte, all bool) error
	// Get reads entry n, and whether it repeats those before.
	Get(n int64) (content []byte, all bool, err error)
	// First is the number of the newest entry that repeats those before, 0 when none does.
	First() (int64, error)
	// Last is the number of the newest entry, -1 when there is none.
	Last() (int64, error)
}

// Flawed is a source of which something is known to be lost.
type Flawed interface {
	// Flaw says in one sentence what cannot be read, "" when all is whole.
	Flaw() string
}

// CorruptRecords is the name of the figure that counts the records that did not parse so far.
const CorruptRecords = "numCorruptRecords"

// Metered is a source with figures of its own for progress.
type Metered interface {
	Metrics() map[string]string
}
