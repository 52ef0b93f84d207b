package engine

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// recover builds the timeline from the checkpoint.
func (r *Runner) recover() error {
	if err := r.lendLogs(); err != nil {
		return err
	}
	start, err := r.resume()
	if err != nil {
		return err
	}
	if r.t, err = newTimeline(r.q, r.env, start); err != nil {
		return err
	}
	r.t.base = start.Batch
	return r.restore(start)
}

// resume finds where the last run stopped: the batch behind the last commit is the first to run, with the
// offsets, watermark and time of its log entry if it has one.
func (r *Runner) resume() (Start, error) {
	o, c, err := r.q.Checkpoint.Last()
	if err != nil || o == nil {
		return Start{}, err
	}
	q := *r.q
	q.Conf = q.Conf.forced(o.Conf)
	r.q = &q
	if len(o.Offsets) != len(r.q.Inputs) {
		return Start{}, &expr.Error{Runtime: true, Hint: "A query keeps its sources for life. " + newCheckpoint, Message: fmt.Sprintf(
			"assertion failed: There are [%d] sources in the checkpoint offsets and now there are [%d] sources requested by the query. Cannot continue.", len(o.Offsets), len(r.q.Inputs))}
	}
	if c == nil || c.Batch != o.Batch {
		return r.reopen(o)
	}
	r.begin = o.Offsets
	return Start{Batch: o.Batch + 1, Late: o.WatermarkMs * 1000, Watermark: max(o.WatermarkMs, c.NextWatermarkMs) * 1000}, nil
}

// restore fills the states with those of the checkpoint, once it is clear that they fit.
func (r *Runner) restore(start Start) error {
	keeper, ok := r.q.Checkpoint.(ShapeKeeper)
	if start.Batch == 0 {
		if ok {
			return keeper.KeepShapes(r.t.shapes())
		}
		return nil
	}
	if ok {
		refused, err := r.judgeState(keeper)
		if err != nil {
			return err
		}
		if refused != nil {
			return r.rebuild(keeper, start, refused)
		}
	}
	return r.q.Checkpoint.Restore(start.Batch, r.t.live())
}

// judgeState compares the stored state with the query's; refused is Spark's refusal.
func (r *Runner) judgeState(keeper ShapeKeeper) (refused, err error) {
	stored, known, err := keeper.Shapes()
	if err != nil {
		return nil, err
	}
	if !known {
		return nil, &expr.Error{Runtime: true, Message: "The checkpoint says nothing about the state it holds: state/0/_metadata is missing.", Hint: newCheckpoint}
	}
	r.verdicts, refused = judge(stored, r.t.shapes(), r.q.Conf)
	return refused, nil
}

// Verdicts tell what became of the state of each stateful step when the query went on from a
// checkpoint; none when it began.
func (r *Runner) Verdicts() []Verdict { return r.verdicts }

// Resumed tells whether the query went on from a checkpoint, and at which batch.
func (r *Runner) Resumed() (batch int64, ok bool) { return r.t.start.Batch, r.t.start.Batch > 0 }

// rebuildable tells that the sources still have all rows from the first batch on: recordings do.
func (r *Runner) rebuildable() bool {
	for _, in := range r.q.Inputs {
		if _, ok := in.Source.(source.Finite); !ok || !in.Replayable {
			return false
		}
	}
	return true
}

// rebuild computes the state of a changed query from the first batch on; where it cannot, the query stays
// refused.
func (r *Runner) rebuild(keeper ShapeKeeper, start Start, refused error) error {
	if !r.rebuildable() {
		return refused
	}
	t, err := r.replayed(start.Batch)
	if err != nil {
		return fmt.Errorf("%w\nThe state cannot be computed again from the recording: %w", refused, err)
	}
	m := t.last()
	if r.t, err = newTimeline(r.q, r.env, Start{Batch: start.Batch, Watermark: m.next.Global, Late: m.used}); err != nil {
		return err
	}
	r.t.states, r.t.base = t.states, start.Batch
	for _, s := range r.t.live() {
		s.Forget(s.Version())
	}
	setRebuilt(r.verdicts)
	return keeper.Replace(start.Batch, r.t.live(), r.t.shapes())
}

// replayed runs the first n batches of the offset log again, without their sink.
func (r *Runner) replayed(n int64) (*Timeline, error) {
	t, err := NewTimeline(r.q, r.env)
	if err != nil {
		return nil, err
	}
	from := make([]source.Offset, len(r.q.Inputs))
	for batch := range n {
		o, err := r.q.Checkpoint.Offsets(batch)
		if err != nil {
			return nil, err
		}
		tick, err := r.tick(context.Background(), o, from)
		if err != nil {
			return nil, err
		}
		if _, err := t.Forward(context.Background(), tick); err != nil {
			return nil, err
		}
		from = o.Offsets
	}
	return t, nil
}

// reopen prepares to run again a batch whose offsets were stored but not its commit.
func (r *Runner) reopen(o *OffsetRecord) (Start, error) {
	r.redo = o
	start := Start{Batch: o.Batch, Watermark: o.WatermarkMs * 1000}
	if o.Batch == 0 {
		return start, nil
	}
	before, err := r.q.Checkpoint.Offsets(o.Batch - 1)
	if err != nil {
		return start, err
	}
	start.Late = before.WatermarkMs * 1000
	r.begin = before.Offsets
	return start, nil
}

// drop forgets the step at the cursor, whose output never reached the sink.
func (t *Timeline) drop() {
	_ = t.SeekTo(t.at - 1)
	t.steps.cut(t.at)
	t.full = min(t.full, t.at)
}

// batchTime is the batch's timestamp in milliseconds: that of a recorded batch, else now.
func (r *Runner) batchTime(start []source.Offset, fresh bool) int64 {
	now := r.env.Now().UnixMilli()
	if !fresh {
		return now
	}
	for i, in := range r.q.Inputs {
		if f, ok := in.Source.(Recorded); ok {
			if at := f.TimeAfter(start[i]); at != 0 {
				return at / 1000
			}
		}
	}
	return now
}

// Recorded is a source that knows when the rows behind an offset came: the batch gets that
// timestamp (microseconds; 0: unknown).
type Recorded interface {
	TimeAfter(start source.Offset) int64
}

// report completes a step's progress by what only the runner knows.
func (r *Runner) report(s *Step, d durations, began time.Time) {
	p := s.Progress
	p.ID, p.RunID = r.id, r.runID
	for k, v := range d {
		p.DurationMs[k] = v
	}
	p.BatchDuration = d["triggerExecution"]
	since := began.Sub(r.last).Seconds()
	if r.last.IsZero() || since <= 0 {
		since = math.Inf(1)
	}
	p.InputRowsPerSecond = float64(p.NumInputRows) / since
	for i := range p.Sources {
		p.Sources[i].InputRowsPerSecond = float64(p.Sources[i].NumInputRows) / since
	}
	r.last = began
}

// Run calls Next until the query is done, the context ends or a step fails. each sees every
// step and may stop the run by an error; it may be nil. While nothing is there it waits for
// the trigger's time, for a source that tells of changes, or a little while.
func (r *Runner) Run(ctx context.Context, each func(*Step) error) error {
	defer r.Settle()
	for {
		step, err := r.Next(ctx)
		if err != nil {
			return err
		}
		if step != nil {
			if each != nil {
				if err := each(step); err != nil {
					return err
				}
			}
			continue
		}
		if r.done {
			return nil
		}
		if err := r.idle(ctx); err != nil {
			return err
		}
	}
}

// pollEvery is how often sources that cannot tell are asked again (Spark: pollingDelay 10 ms).
const pollEvery = 10 * time.Millisecond

func (r *Runner) idle(ctx context.Context) error {
	wait := r.Wait()
	var changed <-chan struct{}
	if wait == 0 {
		wait = pollEvery
		if len(r.q.Inputs) == 1 {
			if n, ok := r.q.Inputs[0].Source.(source.Notifier); ok {
				changed, wait = n.Changed(), time.Second
			}
		}
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
	case <-changed:
	}
	return nil
}
