package sources

import (
	"context"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// readAhead reads the files that the next batch will ask for while the current batch runs. A
// mistaken guess costs time and nothing else: rows that nobody asks for are dropped, and so is a
// reading that failed, which is then done again in its turn.
type readAhead struct {
	files []fileEntry
	stop  context.CancelFunc
	done  chan aheadRows // one value, then closed
}

type aheadRows struct {
	rows    *data.Batch
	corrupt int64
	err     error
}

// start begins to read files; no other reading may be under way.
func (a *readAhead) start(r *fileReader, files []fileEntry) {
	if len(files) == 0 {
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan aheadRows, 1)
	a.files, a.stop, a.done = slices.Clone(files), stop, done
	go func() {
		rows, corrupt, err := r.rows(ctx, files)
		done <- aheadRows{rows, corrupt, err}
	}()
}

// take waits for the reading under way and gives its rows when they are those of files.
func (a *readAhead) take(files []fileEntry) (aheadRows, bool) {
	if a.done == nil {
		return aheadRows{}, false
	}
	same := slices.EqualFunc(a.files, files, func(x, y fileEntry) bool { return x.Path == y.Path && x.Timestamp == y.Timestamp })
	if !same {
		a.stop()
	}
	got := <-a.done
	a.stop()
	*a = readAhead{}
	return got, same && got.err == nil
}
