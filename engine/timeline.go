package engine

import (
	"context"
	"errors"

	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// Timeline is a query together with the micro-batches it ran: a cursor over state versions
// that goes forward and back. One goroutine uses it.
type Timeline struct {
	q     *Query
	env   Env
	at    int
	steps []*Step
}

// NewTimeline returns a timeline at batch 0 with empty states. It fails for a plan that has a
// node which cannot run.
func NewTimeline(q *Query, env Env) (*Timeline, error) { return &Timeline{q: q, env: env}, nil }

// Forward runs one micro-batch over the tick at the cursor. Steps ahead of the cursor are
// forgotten. When the step fails, the timeline stays where it was.
func (t *Timeline) Forward(ctx context.Context, tick *Tick) (*Step, error) {
	return nil, errors.New("engine: no step")
}

// Redo moves the cursor over the next step, which was run before; nothing is computed.
func (t *Timeline) Redo(ctx context.Context) (*Step, error) {
	return nil, errors.New("engine: no step")
}

// Back moves the cursor one step back.
func (t *Timeline) Back() error { return t.SeekTo(t.at - 1) }

// SeekTo moves the cursor so that n steps lie behind it.
func (t *Timeline) SeekTo(n int) error { return nil }

// At is the number of steps behind the cursor.
func (t *Timeline) At() int { return t.at }

// Len is the number of steps that were run, those ahead of the cursor included.
func (t *Timeline) Len() int { return len(t.steps) }

// Step is step i (from 0); old steps have no records, see [Timeline.Detail].
func (t *Timeline) Step(i int) *Step { return t.steps[i] }

// Detail is step i with all its records: computed again from the tick where they were dropped.
func (t *Timeline) Detail(ctx context.Context, i int) (*Step, error) { return t.steps[i], nil }

// Query is what the timeline runs.
func (t *Timeline) Query() *Query { return t.q }

// Nodes are the nodes of the plan by NodeID: children before parents.
func (t *Timeline) Nodes() []operator.Node { return nil }

// State is the state of a stateful node at the cursor, nil for others.
func (t *Timeline) State(id NodeID) state.Versioned { return nil }

// View shows rows of a stateful node's state at the cursor; limit < 0 means all.
func (t *Timeline) View(id NodeID, offset, limit int) ([]operator.StateView, error) { return nil, nil }

// Watermark is the global watermark the last step ran with, NextWatermark the one the next
// step will use; microseconds, operator.NoWatermark when the query declares none.
func (t *Timeline) Watermark() int64 { return operator.NoWatermark }

// NextWatermark is described at [Timeline.Watermark].
func (t *Timeline) NextWatermark() int64 { return operator.NoWatermark }

// Pending tells whether a batch without rows is due, because a watermark moved.
func (t *Timeline) Pending() bool { return false }

// Fork returns a timeline of q over the ticks behind the cursor. The parent is not changed.
// The same plan starts from a copy of the state, another one runs the ticks again.
func (t *Timeline) Fork(ctx context.Context, q *Query) (*Timeline, error) { return nil, nil }
