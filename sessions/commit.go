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
	// record is what it says, files those that must be durable before it.
	record string
	files  []string
	entry  *Entry
	// before is what was known of the state's files without it.
	before []stateFiles
}

// Take implements [engine.Checkpoint]: the state's files are written, and not durable yet.
func (c *checkpoint) Take(r engine.CommitRecord, states []state.Versioned) error {
	c.unready()
	before := slices.Clone(c.states)
	files, err := c.saveStates(states)
	if err != nil {
		c.states = before
		return err
	}
	c.ready = &readyCommit{batch: r.Batch, record: fmt.Sprintf("v1\n{\"nextBatchWatermarkMs\":%d}", r.NextWatermarkMs), files: files, before: before}
	c.o.At("after state")
	return nil
}

// Prepare implements [engine.Checkpoint]: the states are durable before the commit is there.
func (c *checkpoint) Prepare() error {
	ready := c.ready
	e, err := ReadyEntry(c.entryPath("commits", ready.batch), []byte(ready.record), ready.files)
	if err != nil {
		return c.taken(ready.batch, err)
	}
	ready.entry = e
	return nil
}

// Commit implements [engine.Checkpoint].
func (c *checkpoint) Commit() error {
	c.o.At("before commit")
	ready := c.ready
	if ready == nil || ready.entry == nil {
		return errors.New("sessions: a commit was not prepared")
	}
	if err := c.publish(ready.batch, ready.entry); err != nil {
		c.unready()
		return c.taken(ready.batch, err)
	}
	c.ready = nil
	c.o.At("after commit")
	c.sweepBehind(ready.batch)
	return nil
}

// unready forgets a commit that was prepared for a batch whose sink failed: the batch runs again, and its
// state's files are written anew.
func (c *checkpoint) unready() {
	if c.ready == nil {
		return
	}
	if c.ready.entry != nil {
		c.ready.entry.Discard()
	}
	c.states, c.ready = c.ready.before, nil
}
