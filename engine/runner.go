package engine

import (
	"context"
	"errors"
)

// Runner is the loop of a running query: it asks the sources what is new, makes ticks, runs
// them on its timeline and gives the output to the sink, by Spark's protocol of offsets and
// commits. It starts no goroutine; who calls Next decides when.
type Runner struct {
	q *Query
	t *Timeline
}

// NewRunner returns a runner; with a checkpoint it continues where the last run stopped.
func NewRunner(q *Query, env Env) (*Runner, error) { return nil, errors.New("engine: no runner") }

// Next runs one micro-batch. It returns nil, nil when there is nothing to do now: no new rows,
// no batch due, or the trigger's time has not come (see [Runner.Wait]).
func (r *Runner) Next(ctx context.Context) (*Step, error) { return nil, nil }

// Done tells that the query ended by itself: Once, AvailableNow, or finite sources all read.
func (r *Runner) Done() bool { return false }

// Timeline is the runner's timeline.
func (r *Runner) Timeline() *Timeline { return r.t }

// Run calls Next until the query is done, the context ends or a step fails. each sees every
// step and may stop the run by an error; it may be nil.
func (r *Runner) Run(ctx context.Context, each func(*Step) error) error { return nil }
