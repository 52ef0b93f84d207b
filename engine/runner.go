package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// Runner is the loop of a running query: it asks the sources what is new, makes ticks, runs
// them on its timeline and gives the output to the sink, by Spark's protocol of offsets and
// commits. Who calls Next decides when; nothing goes on when it has returned, unless Ahead is set.
type Runner struct {
	// Hurry runs a batch whenever Next is called, whatever the trigger's time: stepping by hand.
	Hurry bool
	// Ahead computes a batch while the one before it is delivered, where the query allows it. While it is set,
	// the state at the cursor may be that behind a batch that Next has not returned; Settle takes that back.
	Ahead bool

	q   *Query
	env Env
	t   *Timeline
	// begin are the offsets of the first batch; redo is a batch that the last run began and
	// did not commit.
	begin []source.Offset
	redo  *OffsetRecord
	ahead *flight // computed, not delivered yet
	// verdicts are those on the state of the checkpoint.
	verdicts []Verdict
	due      time.Time
	frozen   bool
	done     bool
	over     bool      // the watcher knows that the query has ended
	quiet    time.Time // since when nothing was told
	id       string
	runID    string
	last     time.Time
}

// NewRunner returns a runner; with a checkpoint it continues where the last run stopped.
func NewRunner(q *Query, env Env) (*Runner, error) {
	r := &Runner{q: q, env: env, begin: make([]source.Offset, len(q.Inputs))}
	if env.Now == nil || env.NewID == nil {
		return nil, errors.New("engine: a runner needs a clock and a maker of ids")
	}
	if err := q.prune(); err != nil {
		return nil, err
	}
	if r.runID = q.RunID; r.runID == "" {
		r.runID = env.NewID()
	}
	if q.Checkpoint == nil {
		if r.id = q.ID; r.id == "" {
			r.id = env.NewID()
		}
		t, err := NewTimeline(q, env)
		r.t = t
		return r, err
	}
	r.id = q.Checkpoint.ID()
	return r, r.recover()
}

// Timeline is the runner's timeline.
func (r *Runner) Timeline() *Timeline { return r.t }

// ID and RunID are the query's stable id and that of this run.
func (r *Runner) ID() string { return r.id }

// RunID is described at [Runner.ID].
func (r *Runner) RunID() string { return r.runID }

// Done tells that the query ended by itself: Once, AvailableNow, or finite sources all read.
func (r *Runner) Done() bool { return r.done }

// Wait is how long the trigger asks to wait before the next batch; 0 when it may run now.
func (r *Runner) Wait() time.Duration {
	if r.Hurry || r.due.IsZero() {
		return 0
	}
	return max(0, r.due.Sub(r.env.Now()))
}

// Next runs one micro-batch. It returns nil, nil when there is nothing to do now: no new rows,
// no batch due, or the trigger's time has not come (see [Runner.Wait]). Where the timeline was
// stepped back, it goes over the next step again; the sink sees only new ones.
func (r *Runner) Next(ctx context.Context) (*Step, error) {
	if r.t.At() < r.t.Len() {
		return r.t.Redo(ctx)
	}
	if r.done || r.Wait() > 0 {
		return nil, nil
	}
	step, err := r.next(ctx)
	r.tellOf(ctx, step, err)
	return step, err
}

// next runs a new batch, if there is one to run.
func (r *Runner) next(ctx context.Context) (*Step, error) {
	if r.q.Trigger.Kind == ProcessingTime && r.q.Trigger.Interval > 0 {
		every := r.q.Trigger.Interval.Nanoseconds()
		r.due = time.Unix(0, (r.env.Now().UnixNano()/every+1)*every) // multiples count from 1970
	}
	f := r.ahead
	if r.ahead = nil; f == nil {
		var err error
		if f, err = r.choose(ctx); err != nil || f == nil {
			return nil, err
		}
		r.tell(Event{Kind: Began})
		if err := r.takeOff(ctx, f); err != nil {
			return nil, err
		}
	} else {
		r.tell(Event{Kind: Began})
	}
	if err := r.land(ctx, f); err != nil {
		return nil, err
	}
	if r.q.Trigger.Kind == Once {
		r.done = true
	}
	return f.step, nil
}

// offsets are where the next batch starts.
func (r *Runner) offsets() []source.Offset {
	if r.t.At() == 0 {
		return r.begin
	}
	out := make([]source.Offset, len(r.q.Inputs))
	for i, in := range r.t.Step(r.t.At() - 1).Tick.Inputs {
		out[i] = in.End
	}
	return out
}

// plan chooses the offsets of the next batch; nil when there is nothing to run.
func (r *Runner) plan(ctx context.Context) (*OffsetRecord, []source.Offset, error) {
	start := r.offsets()
	if r.redo != nil {
		o := r.redo
		return o, start, nil
	}
	if err := r.freeze(ctx); err != nil {
		return nil, nil, err
	}
	o := &OffsetRecord{
		Batch: r.t.start.Batch + int64(r.t.At()), WatermarkMs: r.t.last().next.Global / 1000, Conf: r.q.Conf.kept(),
		Offsets: make([]source.Offset, len(start)),
	}
	fresh := false
	limit := r.q.Trigger.Limit()
	for i, in := range r.q.Inputs {
		end, err := in.Source.Latest(ctx, start[i], limit)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", in.Name, err)
		}
		o.Offsets[i] = end
		fresh = fresh || end != start[i]
	}
	if !fresh && (!r.t.Pending() || r.idled() && r.ended()) {
		r.done = r.done || r.ended()
		return nil, nil, nil
	}
	if few, err := r.tooFew(ctx, start, o.Offsets); few || err != nil {
		return nil, nil, err
	}
	o.TimeMs = r.batchTime(start, fresh)
	return o, start, nil
}

// Limit is what one batch may take from a source under the trigger.
func (t Trigger) Limit() source.Limit {
	switch t.Kind {
	case Once:
		return source.Limit{All: true}
	case EveryRows:
		return source.Limit{Rows: t.Rows}
	case Continuous:
		return source.Limit{Rows: 1}
	}
	return source.Limit{}
}

// tooFew tells, under a trigger that counts rows, that not enough wait yet. What is left at the
// end of finite sources is run all the same.
func (r *Runner) tooFew(ctx context.Context, start, end []source.Offset) (bool, error) {
	if r.q.Trigger.Kind != EveryRows || r.ended() || r.t.Pending() {
		return false, nil
	}
	n := int64(0)
	for i, in := range r.q.Inputs {
		if start[i] == end[i] {
			continue
		}
		rows, err := in.Source.Read(ctx, start[i], end[i])
		if err != nil {
			return false, fmt.Errorf("%s: %w", in.Name, err)
		}
		n += int64(rows.N)
	}
	return n < r.q.Trigger.Rows, nil
}

// freeze fixes the end of the sources once, for Trigger.AvailableNow.
func (r *Runner) freeze(ctx context.Context) error {
	if r.q.Trigger.Kind != AvailableNow || r.frozen {
		return nil
	}
	for _, in := range r.q.Inputs {
		if f, ok := in.Source.(source.Freezer); ok {
			if err := f.Freeze(ctx); err != nil {
				return err
			}
		}
	}
	r.frozen = true
	return nil
}

// idled tells that the last batch had no rows and moved no watermark: another one would only wait
// for the clock.
func (r *Runner) idled() bool {
	if r.t.At() == 0 {
		return false
	}
	s := r.t.Step(r.t.At() - 1)
	return s.Progress.NumInputRows == 0 && s.next == s.used
}

// ended tells, when nothing is new, whether nothing will ever be.
func (r *Runner) ended() bool {
	if r.q.Trigger.Kind == Once || r.q.Trigger.Kind == AvailableNow {
		return true
	}
	for _, in := range r.q.Inputs {
		if _, ok := in.Source.(source.Finite); !ok {
			return false
		}
	}
	return true
}

// tick reads the rows of a batch.
func (r *Runner) tick(ctx context.Context, o *OffsetRecord, start []source.Offset) (*Tick, error) {
	tick := &Tick{Batch: o.Batch, Time: o.TimeMs * 1000}
	for i, in := range r.q.Inputs {
		input := Input{Start: start[i], End: o.Offsets[i]}
		if start[i] != o.Offsets[i] {
			rows, err := in.Source.Read(ctx, start[i], o.Offsets[i])
			if err != nil {
				return nil, fmt.Errorf("%s: %w", in.Name, err)
			}
			input.Rows = rows
			if p, ok := in.Source.(source.Parted); ok {
				input.Parts = p.Parts(start[i], o.Offsets[i])
			}
		}
		if m, ok := in.Source.(source.Metered); ok {
			input.Metrics = m.Metrics()
		}
		tick.Inputs = append(tick.Inputs, input)
	}
	return tick, nil
}

// release tells the sources that the rows of a batch are not needed any more.
func (r *Runner) release(s *Step) error {
	for i, in := range r.q.Inputs {
		if err := in.Source.Commit(s.Tick.Inputs[i].End); err != nil {
			return err
		}
	}
	return nil
}
