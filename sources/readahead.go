package sources

import (
	"context"
	"runtime"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// readAhead reads the files that the next batches will ask for while the current batch runs. A
// mistaken guess costs time and nothing else: rows that nobody asks for are dropped, and so is a
// reading that failed, which is then done again in its turn.
type readAhead struct {
	under []*reading // in the order in which they will be asked for
}

// reading is one batch that is read ahead.
type reading struct {
	files []fileEntry
	stop  context.CancelFunc
	done  chan aheadRows // one value
}

type aheadRows struct {
	rows    *data.Batch
	corrupt int64
	err     error
}

// aheadBytes bounds the files that are read ahead; a batch that is larger is read alone.
const aheadBytes = 64 << 20

// start begins to read waiting files in batches as cut makes them, those under way included, as
// many as there are processors and as the bound on memory allows.
func (a *readAhead) start(r *fileReader, waiting []fileEntry, cut func([]fileEntry) []fileEntry) {
	procs := min(runtime.GOMAXPROCS(0), runtime.NumCPU())
	if r.format.quick {
		procs = 1
	}
	for i := 0; i < procs && len(waiting) > 0; i++ {
		files := cut(waiting)
		waiting = waiting[len(files):]
		size := int64(0)
		for _, f := range files {
			size += f.size
		}
		fit := int(min(int64(procs), max(1, aheadBytes/max(1, size))))
		if i >= fit {
			return
		}
		if i >= len(a.under) {
			a.under = append(a.under, startReading(r, slices.Clone(files), procs/fit))
		}
	}
}

func startReading(r *fileReader, files []fileEntry, workers int) *reading {
	ctx, stop := context.WithCancel(context.Background())
	n := &reading{files: files, stop: stop, done: make(chan aheadRows, 1)}
	go func() {
		defer stop()
		rows, corrupt, err := r.rows(ctx, files, workers)
		n.done <- aheadRows{rows, corrupt, err}
	}()
	return n
}

// take waits for the oldest reading and gives its rows when they are those of files; otherwise all
// readings are given up.
func (a *readAhead) take(ctx context.Context, files []fileEntry) (got aheadRows, ok bool) {
	if len(a.under) == 0 {
		return got, false
	}
	first := a.under[0]
	if !slices.EqualFunc(first.files, files, func(x, y fileEntry) bool { return x.Path == y.Path && x.Timestamp == y.Timestamp }) {
		a.end()
		return got, false
	}
	select {
	case got = <-first.done:
	case <-ctx.Done():
		a.end()
		return got, false
	}
	a.under = a.under[1:]
	return got, got.err == nil
}

// end gives up all readings.
func (a *readAhead) end() {
	for _, n := range a.under {
		n.stop()
	}
	for _, n := range a.under {
		<-n.done
	}
	a.under = nil
}
