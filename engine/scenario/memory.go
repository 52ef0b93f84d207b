package scenario

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// stream is a memory source: each add is one offset. It outlives restarts.
type stream struct {
	name   string
	schema *data.Schema
	adds   []*data.Batch
}

// Schema implements source.Source.
func (s *stream) Schema() *data.Schema { return s.schema }

// Latest implements source.Source: all there is.
func (s *stream) Latest(_ context.Context, start source.Offset, _ source.Limit) (source.Offset, error) {
	if len(s.adds) == 0 {
		return start, nil
	}
	return source.Offset(strconv.Itoa(len(s.adds) - 1)), nil
}

// Read implements source.Source.
func (s *stream) Read(_ context.Context, start, end source.Offset) (*data.Batch, error) {
	adds, err := s.between(start, end)
	return data.Concat(s.schema, adds...), err
}

// Parts implements source.Parted: each add is a partition.
func (s *stream) Parts(start, end source.Offset) []int {
	adds, err := s.between(start, end)
	if err != nil {
		return nil // Read has said it
	}
	counts := make([]int, len(adds))
	for i, b := range adds {
		counts[i] = b.N
	}
	return counts
}

func (s *stream) between(start, end source.Offset) ([]*data.Batch, error) {
	from, err := after(start)
	if err != nil {
		return nil, err
	}
	to, err := after(end)
	if err != nil {
		return nil, err
	}
	return s.adds[from:to], nil
}

// after is the number of the first add behind an offset.
func after(o source.Offset) (int, error) {
	if o == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(string(o))
	return n + 1, err
}

// Commit implements source.Source.
func (s *stream) Commit(source.Offset) error { return nil }

// Describe implements source.Source.
func (s *stream) Describe() string { return "MemoryStream[" + s.name + "]" }

// Close implements source.Source.
func (s *stream) Close() error { return nil }

// sink takes every output; the runner's step has it too.
type sink struct{}

// Write implements source.Sink.
func (sink) Write(context.Context, int64, source.Mode, *data.Batch) error { return nil }

// Describe implements source.Sink.
func (sink) Describe() string { return "MemorySink" }

// Close implements source.Sink.
func (sink) Close() error { return nil }

// checkpoint is a checkpoint in memory: what survives a restart.
type checkpoint struct {
	offsets []engine.OffsetRecord
	commits []engine.CommitRecord
	// states hold the saved states after the newest commit.
	states [][]byte
	// ready and fresh are the next commit and its states.
	ready engine.CommitRecord
	fresh [][]byte
}

// Begin implements engine.Checkpoint.
func (c *checkpoint) Begin(o engine.OffsetRecord) error {
	c.offsets = append(c.offsets, o)
	return nil
}

// Foresee implements engine.Checkpoint: Begin is quick enough.
func (c *checkpoint) Foresee(engine.OffsetRecord) {}

// Take implements engine.Checkpoint.
func (c *checkpoint) Take(r engine.CommitRecord, states []state.Versioned) error {
	saved := make([][]byte, len(states))
	for i, s := range states {
		var b bytes.Buffer
		if err := s.Save(&b); err != nil {
			return err
		}
		saved[i] = b.Bytes()
	}
	c.ready, c.fresh = r, saved
	return nil
}

// Prepare implements engine.Checkpoint.
func (c *checkpoint) Prepare() error { return nil }

// Commit implements engine.Checkpoint.
func (c *checkpoint) Commit() error {
	c.commits, c.states = append(c.commits, c.ready), c.fresh
	return nil
}

// Last implements engine.Checkpoint.
func (c *checkpoint) Last() (o *engine.OffsetRecord, r *engine.CommitRecord, err error) {
	if n := len(c.offsets); n > 0 {
		o = &c.offsets[n-1]
	}
	if n := len(c.commits); n > 0 {
		r = &c.commits[n-1]
	}
	return o, r, nil
}

// Offsets implements engine.Checkpoint.
func (c *checkpoint) Offsets(batch int64) (*engine.OffsetRecord, error) {
	for i := range c.offsets {
		if c.offsets[i].Batch == batch {
			return &c.offsets[i], nil
		}
	}
	return nil, fmt.Errorf("no offsets of batch %d are stored", batch)
}

// Restore implements engine.Checkpoint.
func (c *checkpoint) Restore(_ int64, states []state.Versioned) error {
	if len(states) != len(c.states) {
		return fmt.Errorf("the checkpoint holds %d states and the query has %d", len(c.states), len(states))
	}
	for i, s := range states {
		if err := s.Load(bytes.NewReader(c.states[i])); err != nil {
			return err
		}
	}
	return nil
}

// ID implements engine.Checkpoint.
func (c *checkpoint) ID() string { return "scenario" }

// Close implements engine.Checkpoint.
func (c *checkpoint) Close() error { return nil }
