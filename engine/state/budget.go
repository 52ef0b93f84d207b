package state

// Budget bounds the memory of one piece of state. The zero Budget keeps a default history.
type Budget struct {
	// History is how many versions can be stepped back to; 0 means 10,000.
	History int
	// HistoryBytes bounds what those versions take; 0 means 256 MiB. Older versions are
	// reached by running their ticks again.
	HistoryBytes int64
	// Rows is how many input rows the newest steps keep their records for; 0 means 1,048,576. The
	// last two steps keep them always; the last one with a History of two or less.
	Rows int
	// Bytes is the most that live state and history may take; 0 means no limit. A batch that
	// goes beyond it fails.
	Bytes int64
}

func (b Budget) history() int {
	if b.History <= 0 {
		return 10_000
	}
	return b.History
}

func (b Budget) historyBytes() int64 {
	if b.HistoryBytes <= 0 {
		return 256 << 20
	}
	return b.HistoryBytes
}
