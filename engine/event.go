package engine

import (
	"context"
	"time"
)

// EventKind is what happened to a running query.
type EventKind uint8

// The kinds of events, those of Spark's listeners among them.
const (
	Began      EventKind = iota // a batch has been chosen and begins
	Progressed                  // a batch is committed
	Idled                       // a trigger found nothing to do
	Ended                       // the query has ended by itself, by Stop, or by Err
)

// Event is what [Query.Watch] is told.
type Event struct {
	Kind       EventKind
	ID, RunID  string
	Progress   *Progress // of Progressed
	TimeMicros int64
	Err        error // of Ended: what the query failed with
}

// idleEvery is how often an idle query says so: spark.sql.streaming.noDataProgressEventInterval.
const idleEvery = 10 * time.Second

func (r *Runner) tell(e Event) {
	if r.q.Watch == nil {
		return
	}
	e.ID, e.RunID, e.TimeMicros = r.id, r.runID, r.env.Now().UnixMicro()
	r.q.Watch(e)
}

// tellOf tells what came of one call of [Runner.Next]. Who cancels the work has not ended the query.
func (r *Runner) tellOf(ctx context.Context, step *Step, err error) {
	switch {
	case err != nil:
		if ctx.Err() == nil {
			r.tell(Event{Kind: Ended, Err: err})
		}
		return
	case step != nil:
		r.over, r.quiet = false, r.env.Now()
		r.tell(Event{Kind: Progressed, Progress: step.Progress})
	case !r.done && (r.quiet.IsZero() || r.env.Now().Sub(r.quiet) >= idleEvery):
		r.quiet = r.env.Now()
		r.tell(Event{Kind: Idled})
	}
	if r.done {
		r.end()
	}
}

func (r *Runner) end() {
	if !r.over {
		r.over = true
		r.tell(Event{Kind: Ended})
	}
}

// Stop ends the query: [Runner.Next] runs no new batch, and the query's watcher is told.
func (r *Runner) Stop() {
	r.Settle()
	r.done = true
	r.end()
}
