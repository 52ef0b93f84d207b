package kernel

import (
	"context"
	"errors"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// launch is one query a cell started; it is the control that the cell's program holds. What it
// does to the query happens in the kernel's goroutine, while the cell waits.
type launch struct {
	k       *Kernel
	q       *engine.Query
	track   *track // once there is one
	stopped bool
}

func (rt *runtime) launch(k *Kernel) func(q *engine.Query) (spark.Control, error) {
	return func(q *engine.Query) (spark.Control, error) {
		l := &launch{k: k, q: q}
		rt.mu.Lock()
		rt.launched = append(rt.launched, l)
		rt.mu.Unlock()
		return l, nil
	}
}

func (rt *runtime) takeLaunched() []*launch {
	rt.mu.Lock()
	defer rt.mu.Unlock()
	out := rt.launched
	rt.launched = nil
	return out
}

// inLoop does f in the kernel's goroutine. Functions of the user that run in a batch are there
// already.
func (l *launch) inLoop(ctx context.Context, f func() error) error {
	rt := l.k.rt
	if !rt.busy || rt.stepping.Load() {
		return f()
	}
	done := make(chan error, 1)
	back := func() {
		rt.stepping.Store(true)
		defer rt.stepping.Store(false)
		done <- guarded(f)
	}
	select {
	case l.k.returned <- back:
		select {
		case err := <-done:
			return err
		case <-l.k.done:
			return ErrClosed
		}
	case <-ctx.Done():
		return ctx.Err()
	case <-l.k.ctx.Done():
		return ErrClosed
	}
}

// guarded turns a panic of ours into an error that says so.
func guarded(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = bugOf(p)
		}
	}()
	return f()
}

// Stop implements [spark.Control].
func (l *launch) Stop() error {
	return l.inLoop(l.k.ctx, func() error {
		l.stopped = true
		if l.track != nil {
			l.track.runner.Stop()
		}
		return nil
	})
}

// ProcessAllAvailable implements [spark.Control]: a batch at a time, so that the kernel goes on
// answering between them.
func (l *launch) ProcessAllAvailable(ctx context.Context) error {
	if rt := l.k.rt; !rt.busy || rt.stepping.Load() {
		return errors.New("ProcessAllAvailable cannot be called from a function that runs in a batch")
	}
	for more := true; more; {
		err := l.inLoop(ctx, func() (err error) {
			more, err = l.forward(ctx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// forward runs one batch, and tells whether there may be another.
func (l *launch) forward(ctx context.Context) (bool, error) {
	k := l.k
	if l.track == nil {
		if l.stopped {
			return false, nil
		}
		if err := k.openLaunched(l, k.rt.cell); err != nil {
			return false, err
		}
	}
	step, err := l.track.forward(ctx, k)
	if err == nil && step == nil {
		k.fillTables()
	}
	return step != nil, err
}

// Await implements [spark.Control]. In a notebook it does not wait: the batches run when you
// step, or after all cells in a run without a screen.
func (l *launch) Await(context.Context, time.Duration) (ended bool, err error) {
	return l.stopped, nil
}
