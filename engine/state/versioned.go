package state

import "io"

// Versioned is what a timeline asks of every piece of state. Version n is the state
// after n committed batches; version 0 is empty.
type Versioned interface {
	// Commit ends the writes of a batch and makes them one version more. Versions ahead
	// of the current one (left by Back) are forgotten: history was rewritten.
	Commit()
	// Rollback undoes the writes since the last Commit (a failed batch).
	Rollback()
	// Version is the current version.
	Version() int64
	// Oldest is the oldest version SeekTo can reach; it grows when history is bounded.
	Oldest() int64
	// SeekTo makes version n current. It must lie between Oldest and the newest version.
	SeekTo(n int64) error
	// Forget drops the history before version n.
	Forget(n int64)
	// Metrics counts what is there now.
	Metrics() Metrics
	// Clone returns an independent copy of the current version, without history: a fork.
	Clone() Versioned
	// Save writes the current version, with its number; Load fills an empty state with it.
	Save(w io.Writer) error
	Load(r io.Reader) error
	// SaveDelta writes what the last commit changed; LoadDelta brings the version before it to
	// the one after. A checkpoint stores a Save every so often and deltas between.
	SaveDelta(w io.Writer) error
	LoadDelta(r io.Reader) error
}

// Metrics describes the live state.
type Metrics struct {
	Rows         int64 // Spark's numRowsTotal
	Bytes        int64 // live values and keys
	HistoryBytes int64 // undo logs and snapshots
}
