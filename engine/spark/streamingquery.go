package spark

import (
	"context"
	"errors"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// Control is what the owner of running queries lets a program do with one.
type Control interface {
	// Progress lists the progress of the last batches, the newest last.
	Progress() []*engine.Progress
	// Active tells whether the query has not ended.
	Active() bool
	// ProcessAllAvailable runs until everything that is there now has been processed.
	ProcessAllAvailable(ctx context.Context) error
	// Await waits until the query ends, at most so long (0: for ever), and tells whether it did;
	// the error is what it ended with.
	Await(ctx context.Context, most time.Duration) (bool, error)
	Stop() error
	// Exception is what the query ended with, nil when it runs or ended well.
	Exception() error
}

// StreamingQuery is a started query.
type StreamingQuery struct {
	s *Session
	q *engine.Query
	c Control
}

// Status is what a query is doing.
type Status struct {
	Message         string
	IsDataAvailable bool
	IsTriggerActive bool
}

// Name is the query's name.
func (q *StreamingQuery) Name() string { return q.q.Name }

// ID is the stable id of a query with a checkpoint, "" without one.
func (q *StreamingQuery) ID() string {
	if q.q.Checkpoint == nil {
		return ""
	}
	return q.q.Checkpoint.ID()
}

// IsActive tells whether the query has not ended.
func (q *StreamingQuery) IsActive() bool { return q.c.Active() }

// Status says what the query is doing.
func (q *StreamingQuery) Status() Status {
	if !q.c.Active() {
		return Status{Message: "Stopped"}
	}
	return Status{Message: "Waiting for next trigger", IsDataAvailable: len(q.c.Progress()) > 0}
}

// LastProgress is the progress of the last batch, nil before the first.
func (q *StreamingQuery) LastProgress() *engine.Progress {
	if p := q.c.Progress(); len(p) > 0 {
		return p[len(p)-1]
	}
	return nil
}

// RecentProgress lists the progress of the last batches.
func (q *StreamingQuery) RecentProgress() []*engine.Progress { return q.c.Progress() }

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
func (q *StreamingQuery) Stop() error { return q.c.Stop() }

// Exception is what the query failed with, nil when it did not.
func (q *StreamingQuery) Exception() error { return q.c.Exception() }

// Explain prints the plan; a mode may be given: "extended", "formatted".
func (q *StreamingQuery) Explain(mode ...string) {
	q.s.print(plan.Explain(q.q.Explained, firstText(mode)))
}

// Query is the planned query.
func (q *StreamingQuery) Query() *engine.Query { return q.q }

// Streams lists the started queries.
func (s *Session) Streams() []*StreamingQuery { return s.queries }

// inline runs a query in whoever waits for it: the control of a session without an owner.
type inline struct {
	s    *Session
	q    *engine.Query
	r    *engine.Runner
	past []*engine.Progress
	err  error
	done bool
}

const progressKept = 100 // spark.sql.streaming.numRecentProgressUpdates

// Progress implements [Control].
func (c *inline) Progress() []*engine.Progress { return c.past }

// Active implements [Control].
func (c *inline) Active() bool { return !c.done }

// Exception implements [Control].
func (c *inline) Exception() error { return c.err }

// Stop implements [Control].
func (c *inline) Stop() error {
	if c.done {
		return nil
	}
	c.done = true
	err := c.q.Sink.Close()
	for _, in := range c.q.Inputs {
		err = errors.Join(err, in.Source.Close())
	}
	if c.q.Checkpoint != nil {
		err = errors.Join(err, c.q.Checkpoint.Close())
	}
	return err
}

func (c *inline) runner() (*engine.Runner, error) {
	if c.r == nil && c.err == nil {
		c.r, c.err = engine.NewRunner(c.q, c.s.engineEnv())
	}
	return c.r, c.err
}

func (c *inline) seen(step *engine.Step) error {
	c.past = append(c.past, step.Progress)
	if len(c.past) > progressKept {
		c.past = c.past[1:]
	}
	return nil
}

// ProcessAllAvailable implements [Control].
func (c *inline) ProcessAllAvailable(ctx context.Context) error {
	r, err := c.runner()
	for err == nil && !c.done {
		var step *engine.Step
		if step, err = r.Next(ctx); step == nil {
			break
		}
		err = c.seen(step)
	}
	c.err = err
	return err
}

// Await implements [Control].
func (c *inline) Await(ctx context.Context, most time.Duration) (bool, error) {
	if c.done {
		return true, c.err
	}
	if most > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, most)
		defer cancel()
	}
	r, err := c.runner()
	if err == nil {
		err = r.Run(ctx, c.seen)
	}
	if err != nil && ctx.Err() != nil {
		return false, nil
	}
	c.err = errors.Join(err, c.Stop())
	return true, c.err
}
