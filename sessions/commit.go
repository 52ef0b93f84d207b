package sessions

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// readyCommit is a commit that lacks its name alone.
type readyCommit struct {
	batch int64
	entry *entry
	// before is what was known of the state's files without it.
	before []stateFiles
}

// Prepare implements [engine.Checkpoint]: the states are durable before the commit is there.
func (c *checkpoint) Prepare(r engine.CommitRecord, states []state.Versioned) error {
	c.unready()
	before := slices.Clone(c.states)
	files, err := c.saveStates(states)
	if err != nil {
		c.states = before
		return err
	}
	c.o.At("after state")
	content := fmt.Sprintf("v1\n{\"nextBatchWatermarkMs\":%d}", r.NextWatermarkMs)
	e, err := readyEntry(c.entryPath("commits", r.Batch), []byte(content), files)
	if err != nil {
		c.states = before
		return c.taken(r.Batch, err)
	}
	c.ready = &readyCommit{r.Batch, e, before}
	return nil
}

// Commit implements [engine.Checkpoint].
func (c *checkpoint) Commit() error {
	c.o.At("before commit")
	ready := c.ready
	if ready == nil {
		return errors.New("sessions: a commit was not prepared")
	}
	if err := ready.entry.publish(); err != nil {
		c.unready()
		return c.taken(ready.batch, err)
	}
	c.ready = nil
	c.o.At("after commit")
	_ = c.purge(ready.batch) // the batch is done; what cannot be removed now is tried again behind the next one
	return nil
}

// unready forgets a commit that was prepared for a batch whose sink failed: the batch runs again, and its
// state's files are written anew.
func (c *checkpoint) unready() {
	if c.ready == nil {
		return
	}
	c.ready.entry.discard()
	c.states, c.ready = c.ready.before, nil
}
