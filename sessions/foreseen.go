package sessions

import (
	"os"
	"path/filepath"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine"
)

// foreseen is an entry of the offset log that is made ready while the batch before it is on its way.
type foreseen struct {
	batch   int64
	content string
	done    chan struct{}
	entry   *Entry
	err     error
	named   bool // the commit before gave the entry its name
}

// foresight are the entries that are ready and not begun, by batch.
type foresight struct {
	mu  sync.Mutex
	all map[int64]*foreseen
}

// put adds an entry and gives the one in whose place it comes.
func (s *foresight) put(f *foreseen) (old *foreseen) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[int64]*foreseen{}
	}
	old, s.all[f.batch] = s.all[f.batch], f
	return old
}

// of gives a batch's entry, nil when there is none.
func (s *foresight) of(batch int64) *foreseen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all[batch]
}

// take is of, and forgets it.
func (s *foresight) take(batch int64) *foreseen {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.all[batch]
	delete(s.all, batch)
	return f
}

// discard removes what was made ready.
func (f *foreseen) discard() {
	if f == nil {
		return
	}
	if <-f.done; f.entry != nil {
		f.entry.Discard()
	}
}

// Foresee implements [engine.Checkpoint].
func (c *checkpoint) Foresee(o engine.OffsetRecord) {
	content, err := offsetsText(o)
	f := &foreseen{batch: o.Batch, content: content, done: make(chan struct{}), err: err}
	c.ahead.put(f).discard()
	before := c.takePending()
	go func() {
		defer close(f.done)
		if f.err == nil {
			c.o.At("before offsets")
			f.entry, f.err = ReadyEntry(c.entryPath("offsets", f.batch), []byte(content), before)
		}
	}()
}

// begun gives the entry of a batch the name it may lack; false when it was not foreseen like this.
func (c *checkpoint) begun(batch int64, content string) (bool, error) {
	f := c.ahead.take(batch)
	if f == nil {
		return false, nil
	}
	if <-f.done; f.content != content {
		f.discard()
		return false, nil
	}
	if f.err == nil && !f.named {
		f.err = f.entry.Publish()
	}
	return true, f.err
}

// publish names a commit, and the offsets foreseen behind it: first the one, then the other, so that a crash leaves at
// most one batch that is not committed. Both become durable at once. Should the power fail and a file system have turned
// the two around, the offsets count for nothing (see begunEarly): nobody uses them before this has returned.
func (c *checkpoint) publish(batch int64, commit *Entry) error {
	f := c.ahead.of(batch + 1)
	if f == nil {
		return commit.Publish()
	}
	<-f.done
	defer commit.Discard()
	if err := commit.link(); err != nil {
		return err
	}
	c.o.At("between commit and offsets")
	var wait sync.WaitGroup
	if f.err == nil {
		defer f.entry.Discard()
		if f.err = f.entry.link(); f.err == nil {
			f.named = true
			wait.Go(func() { f.err = syncDir(filepath.Dir(f.entry.path)) })
		}
	}
	err := syncDir(filepath.Dir(commit.path))
	wait.Wait()
	return err
}

// begunEarly is the batch whose offsets are there while the commit before them is not, -1 when there is none.
func (c *checkpoint) begunEarly() (int64, error) {
	o, n, err := c.newest()
	if err != nil || o != n+2 {
		return -1, err
	}
	return o, nil
}

// undoEarly removes such offsets.
func (c *checkpoint) undoEarly(batch int64) error {
	path := c.entryPath("offsets", batch)
	if err := os.Remove(path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}
