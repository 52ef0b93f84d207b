package source

import (
	"context"
	"io"
	"io/fs"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Option describes one option of a kind; help, completion and the check of unknown options
// are made from it.
type Option struct {
	Name     string // Spark's spelling; compared case-insensitively
	Type     string // string, int, bool, duration, path, bytes, a|b|c
	Default  string
	Required bool
	// Missing is what Spark says when a required option is missing; "": it has no text of its own.
	Missing string
	Secret  bool // masked wherever it is shown or saved
	Help    string
}

// Kind is one format of readStream, read, writeStream or write. A nil function means that the
// kind cannot do that.
type Kind struct {
	Name    string
	Aliases []string
	Help    string
	Example string
	Options []Option
	// SinkOptions are those of writing, where they differ.
	SinkOptions []Option
	OpenStream  func(env Env, spec Spec) (Source, error)
	// Columns gives the schema that ReadBatch would with the one of the spec, which folders may add
	// columns to; nil: it is that one.
	Columns func(env Env, spec Spec) (*data.Schema, error)
	// ReadBatch reads everything: spark.read.
	ReadBatch func(ctx context.Context, env Env, spec Spec) (*data.Batch, error)
	OpenSink  func(env Env, spec Spec) (Sink, error)
	// WriteBatch writes a table once: df.write with Spark's save mode (errorifexists, append, overwrite, ignore).
	WriteBatch func(ctx context.Context, env Env, spec Spec, save string, rows *data.Batch) error
	// Metadata is the column that reading offers when it is named (_metadata); nil: none.
	Metadata *data.Field
	// Checkpointed tells that a stream is written under a checkpoint only: a sink that keeps what it has written
	// takes the first batch of another run for one that it has.
	Checkpointed bool
	// Direct tells that FROM kind.`path` reads it.
	Direct bool
	// Modes are the output modes of the sink; empty: all.
	Modes []Mode
	// Replayable says whether Read gives the same rows again.
	Replayable bool
}

// Spec is what a user asked for.
type Spec struct {
	Path    string
	Options map[string]string
	Schema  *data.Schema // as given; nil: the kind's own or inferred
	// Name is the query's or stream's name, for memory tables and messages.
	Name string
	// Metadata asks a kind that offers a metadata column for it, as the last one of the schema.
	Metadata bool
	// Read are the columns of the schema that are read, when others may hold what they like; nil: all.
	Read []int
	// PartitionBy are the columns of partitioned file output.
	PartitionBy []string
}

// Env is the outside world as the process lends it to sources and sinks; tests lend another.
type Env struct {
	Now    func() time.Time
	Dir    string // relative paths start here
	Stdin  io.Reader
	Stdout io.Writer
	// Files is a tree of built-in files (examples) that paths beginning with "examples:" name.
	Files fs.FS
	Zone  *time.Location
	// Conf looks up a Spark setting, "" when unset.
	Conf func(name string) string
	// Table receives the content of memory sinks: the session's temporary views.
	Table func(name string, mode Mode, batch int64, rows *data.Batch) error
}
