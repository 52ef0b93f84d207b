package engine

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// recover builds the timeline from the checkpoint: the batch behind the last commit is the
// first to run, with the offsets, watermark and time of its log entry if it has one.
func (r *Runner) recover() error {
	if err := r.lendLogs(); err != nil {
		return err
	}
	o, c, err := r.q.Checkpoint.Last()
	if err != nil {
		return err
	}
	if o == nil {
		t, err := NewTimeline(r.q, r.env)
		r.t = t
		return err
	}
	q := *r.q
	q.Conf = q.Conf.forced(o.Conf)
	r.q = &q
	if len(o.Offsets) != len(r.q.Inputs) {
		return fmt.Errorf("the checkpoint holds offsets of %d sources and the query has %d: a query keeps its sources for life; use a new checkpoint", len(o.Offsets), len(r.q.Inputs))
	}
	start := Start{Batch: o.Batch + 1, Late: o.WatermarkMs * 1000, Watermark: o.WatermarkMs * 1000}
	if c != nil && c.Batch == o.Batch {
		start.Watermark = max(o.WatermarkMs, c.NextWatermarkMs) * 1000
		r.begin = o.Offsets
	} else if start, err = r.reopen(o); err != nil {
		return err
	}
	if r.t, err = newTimeline(r.q, r.env, start); err != nil {
		return err
	}
	r.t.base = start.Batch
	if start.Batch == 0 {
		return nil
	}
	return r.q.Checkpoint.Restore(start.Batch, r.t.live())
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
	t.steps = t.steps[:t.at]
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
