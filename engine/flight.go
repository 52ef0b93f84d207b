package engine

import (
	"context"
	"errors"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// flight is a batch from its offsets to its commit, by Spark's protocol:
//
//	offsets stored ─ rows read, step computed ─ sink, state ─ commit
//
// The offsets become durable while rows are read and stepped in memory; nothing leaves before they are.
type flight struct {
	o     *OffsetRecord
	start []source.Offset
	began time.Time
	d     durations
	last  time.Time // of the last lap
	// redo says that the offsets were stored by an earlier attempt, foreseen that the batch before stores them.
	redo, foreseen bool
	// begun says that the offsets are stored; sent, that the sink was asked to let the batch count.
	begun, sent bool
	storing     *errand // of the offsets, where nobody else does it
	step        *Step
	out         *data.Batch
	failed      bool  // computing ahead came to nothing
	behind      *Step // that of the batch before, of one computed ahead
	staging     *staging
	taken       chan error // one value, once the state is written
}

type durations map[string]int64

// lap files the time since the last lap under a name.
func (r *Runner) lap(f *flight, name string) {
	now := r.env.Now()
	f.d[name] += now.Sub(f.last).Milliseconds()
	f.last = now
}

// choose chooses the next batch, nil when there is nothing to run.
func (r *Runner) choose(ctx context.Context) (*flight, error) {
	f := &flight{began: r.env.Now(), d: durations{}}
	f.last, f.redo = f.began, r.redo != nil
	var err error
	if f.o, f.start, err = r.plan(ctx); err != nil || f.o == nil {
		return nil, err
	}
	r.lap(f, "latestOffset")
	return f, nil
}

// compute reads the rows of a batch and computes its step.
func (r *Runner) compute(ctx context.Context, f *flight) error {
	tick, err := r.tick(ctx, f.o, f.start)
	if err != nil {
		return err
	}
	r.lap(f, "getBatch")
	f.step, err = r.t.compute(ctx, tick)
	r.lap(f, "addBatch")
	return err
}

// takeOff brings a batch to where it is computed and begun.
func (r *Runner) takeOff(ctx context.Context, f *flight) error {
	if r.q.Checkpoint != nil && !f.redo {
		f.storing = send(func() error { return r.q.Checkpoint.Begin(*f.o) })
	}
	defer func() { _ = f.storing.wait() }() // also when the step panics
	err := r.compute(ctx, f)
	if beginErr := f.storing.wait(); beginErr != nil {
		if err == nil {
			r.t.rollback()
		}
		return beginErr
	}
	f.begun = true
	r.lap(f, "walCommit")
	if err != nil {
		r.again(f)
	}
	return err
}

// again has the next call run the same batch, if its offsets are stored.
func (r *Runner) again(f *flight) {
	if r.q.Checkpoint != nil && f.begun {
		r.redo = f.o
	}
}

// land makes a computed batch the last one of the timeline and brings it out. When that fails, nothing of it
// stays but its offsets.
func (r *Runner) land(ctx context.Context, f *flight) error {
	r.redo = nil
	r.t.keep(f.step)
	f.out, f.taken = f.step.Output, make(chan error, 1)
	c, bring, landed := CommitRecord{Batch: f.o.Batch, NextWatermarkMs: f.step.next / 1000}, r.bring, false
	defer func() {
		if !landed {
			r.turnBack(f)
		}
	}()
	if r.looksAhead() {
		bring = r.bringAhead
	}
	if err := bring(ctx, f, c); err != nil {
		return err
	}
	landed = true // whatever its sources say
	r.settleFailed()
	if err := r.release(f.step); err != nil {
		return err
	}
	f.d["triggerExecution"] = r.env.Now().Sub(f.began).Milliseconds()
	r.report(f.step, f.d, f.began)
	return nil
}

// bring delivers a batch while its state is written.
func (r *Runner) bring(ctx context.Context, f *flight, c CommitRecord) error {
	taking := send(func() error { r.take(f, c); return nil })
	defer func() { _ = taking.wait() }()
	return r.deliver(ctx, f)
}

// take writes the state that belongs to a batch: what comes later may change it.
func (r *Runner) take(f *flight, c CommitRecord) {
	err := errors.New("the state could not be written")
	defer func() { f.taken <- err }()
	if err = nil; r.q.Checkpoint != nil {
		err = r.q.Checkpoint.Take(c, r.t.live())
	}
}

// deliver gives the output to the sink and commits the batch. The state becomes durable beside it: neither needs
// the other, and both wait for a disk.
func (r *Runner) deliver(ctx context.Context, f *flight) error {
	log := r.q.Checkpoint
	if f.foreseen {
		if err := log.Begin(*f.o); err != nil {
			return err
		}
		f.begun = true
		r.lap(f, "walCommit")
	}
	prepare := send(func() error {
		if err := <-f.taken; err != nil || log == nil {
			return err
		}
		return log.Prepare()
	})
	defer func() { _ = prepare.wait() }() // also when the sink panics
	if err := r.write(ctx, f); err != nil {
		return err
	}
	if err := prepare.wait(); err != nil {
		return err
	}
	r.lap(f, "addBatch")
	var err error
	if log != nil {
		err = log.Commit()
	}
	r.lap(f, "commitOffsets")
	return err
}

// write gives the output to the sink.
func (r *Runner) write(ctx context.Context, f *flight) error {
	if f.staging != nil {
		s, err := f.staging.wait()
		if err != nil {
			return err
		}
		f.sent = true
		return s.Publish()
	}
	if r.q.Sink == nil {
		return nil
	}
	return r.q.Sink.Write(ctx, f.o.Batch, r.q.sinkMode(), f.out)
}

// sinkMode is how the sink reads a batch.
func (q *Query) sinkMode() source.Mode {
	return [...]source.Mode{source.Append, source.Update, source.Complete}[q.Mode]
}

// turnBack takes a batch back that did not land, and the one computed behind it.
func (r *Runner) turnBack(f *flight) {
	if g := r.ahead; g != nil {
		r.ahead = nil
		r.forget(g)
	}
	if f.staging != nil && !f.sent {
		f.staging.discard()
	}
	r.t.drop()
	r.done = false // looking ahead may have seen the end
	r.again(f)
}
