package spark

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// Control is what the owner of running queries lets a program do with one.
type Control interface {
	// ProcessAllAvailable runs until everything that is there now has been processed.
	ProcessAllAvailable(ctx context.Context) error
	// Await waits until the query ends, at most so long (0: for ever), and tells whether it did;
	// the error is what it ended with.
	Await(ctx context.Context, most time.Duration) (bool, error)
	Stop() error
}

// StreamingQuery is a started query.
type StreamingQuery struct {
	s *Session
	q *engine.Query
	c Control

	mu     sync.Mutex
	id     string
	runID  string
	status Status
	past   []*engine.Progress
	ended  bool
	err    error
}

// Status is what a query is doing.
type Status struct {
	Message         string
	IsDataAvailable bool
	IsTriggerActive bool
}

// Name is the query's name.
func (q *StreamingQuery) Name() string { return q.q.Name }

// ID is the stable id of the query, the same after a restart from its checkpoint.
func (q *StreamingQuery) ID() string {
	if q.q.Checkpoint != nil {
		return q.q.Checkpoint.ID()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.id
}

// RunID is the id of this run.
func (q *StreamingQuery) RunID() string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.runID
}

// IsActive tells whether the query has not ended.
func (q *StreamingQuery) IsActive() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return !q.ended
}

// Status says what the query is doing.
func (q *StreamingQuery) Status() Status {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.status
}

// LastProgress is the progress of the last batch, nil before the first.
func (q *StreamingQuery) LastProgress() *engine.Progress {
	if p := q.RecentProgress(); len(p) > 0 {
		return p[len(p)-1]
	}
	return nil
}

// RecentProgress lists the progress of the last batches, the newest last: 100, or as many as
// spark.sql.streaming.numRecentProgressUpdates says.
func (q *StreamingQuery) RecentProgress() []*engine.Progress {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.past)
}

// ProcessAllAvailable runs until everything that is there now has been processed.
func (q *StreamingQuery) ProcessAllAvailable() error { return q.c.ProcessAllAvailable(q.s.ctx) }

// AwaitTermination waits until the query ends, with what it ended with; at most so many
// milliseconds when a number is given.
func (q *StreamingQuery) AwaitTermination(ms ...int64) error {
	var most time.Duration
	if len(ms) > 0 {
		most = time.Duration(ms[0]) * time.Millisecond
	}
	_, err := q.c.Await(q.s.ctx, most)
	return err
}

// Stop ends the query.
func (q *StreamingQuery) Stop() error {
	err := q.c.Stop()
	if q.IsActive() { // it had no runner yet that could tell
		q.happened(engine.Event{Kind: engine.Ended, TimeMicros: q.s.nowMicros()})
	}
	return err
}

// Exception is what the query failed with, nil when it did not.
func (q *StreamingQuery) Exception() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.err
}

// Explain prints the plan; a mode may be given: "extended", "formatted".
func (q *StreamingQuery) Explain(mode ...string) {
	q.s.print(plan.Explain(q.q.Explained, firstText(mode)))
}

// Query is the planned query.
func (q *StreamingQuery) Query() *engine.Query { return q.q }
