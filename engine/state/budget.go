package state

// Budget bounds the memory of one piece of state. The zero Budget keeps a default history.
type Budget struct {
	// History is how many versions can be stepped back to; 0 means 10,000.
	History int
	// SnapshotEvery is the number of batches between value snapshots; 0 means 250.
	SnapshotEvery int
	// Bytes is the most that live state may take; 0 means no limit.
	Bytes int64
}
