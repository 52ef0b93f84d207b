package sessions

import (
	"os"
	"path/filepath"
	"strconv"
)

// sweep removes what no restart needs any more, beside the batches, as Spark's purge of logs and maintenance of state
// do: taking a file away can wait longer for a disk than the rows of a batch take.
type sweep struct {
	oldest int64         // batches before it are gone; 0 until somebody has looked
	done   chan struct{} // of the one that runs or ran last; nil before the first
}

// running tells whether a sweep goes on.
func (s *sweep) running() bool {
	if s.done == nil {
		return false
	}
	select {
	case <-s.done:
		return false
	default:
		return true
	}
}

// wait waits for the end of the sweep that goes on, if any.
func (s *sweep) wait() {
	if s.done != nil {
		<-s.done
	}
}

// sweepLot is how many batches a sweep removes at least: it lists every folder.
const sweepLot = 128

// sweepBehind begins a sweep where so many more batches are there than must be. What cannot be removed stays until a
// later one.
func (c *checkpoint) sweepBehind(batch int64) {
	retain := int64(c.o.Retain)
	keep := batch - retain + 1
	if keep-c.sweep.oldest < sweepLot || c.sweep.running() {
		return
	}
	if c.sweep.oldest == 0 { // this run has not removed any: an earlier one may have
		if list, err := entries(filepath.Join(c.dir, "offsets"), ""); err == nil && len(list) > 0 && keep-list[0] < sweepLot {
			c.sweep.oldest = list[0]
			return
		}
	}
	done := make(chan struct{})
	c.sweep.oldest, c.sweep.done = keep, done
	var states []string
	for _, f := range c.states {
		states = append(states, f.dir)
	}
	go func() {
		defer close(done)
		for _, log := range []string{"offsets", "commits"} {
			removeBelow(filepath.Join(c.dir, log), "", keep)
		}
		for _, dir := range states {
			sweepState(dir, keep)
		}
		sources, _ := entries(filepath.Join(c.dir, "sources"), "")
		for _, i := range sources {
			sweepSource(filepath.Join(c.dir, "sources", strconv.FormatInt(i, 10)), retain)
		}
	}()
}

// sweepState removes the files that no version from keep on needs.
func sweepState(dir string, keep int64) {
	base := newestUpTo(dir, snapshotEnding, keep)
	removeBelow(dir, snapshotEnding, base)
	removeBelow(dir, deltaEnding, base+1)
}

// sweepSource removes what an entry that repeats those before has too. A batch takes one entry at most; the newest two
// may not be durable yet.
func sweepSource(dir string, retain int64) {
	newest, err := newestEntry(dir)
	if err != nil {
		return
	}
	base := newestUpTo(dir, compacted, newest-retain-1)
	removeBelow(dir, "", base)
	removeBelow(dir, compacted, base)
}

// newestUpTo is the highest number up to one among the files with an ending, -1 when there is none.
func newestUpTo(dir, ending string, most int64) int64 {
	list, _ := entries(dir, ending) // a folder that cannot be read: nothing is removed
	newest := int64(-1)
	for _, n := range list {
		if n <= most {
			newest = n
		}
	}
	return newest
}

// removeBelow removes the files with an ending whose numbers are below one, from the oldest on.
func removeBelow(dir, ending string, least int64) {
	list, _ := entries(dir, ending)
	for _, n := range list {
		if n >= least {
			return
		}
		_ = os.Remove(filepath.Join(dir, strconv.FormatInt(n, 10)+ending))
	}
}
