package kernel

import (
	"context"
	"fmt"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/repl/present"
)

// move begins the job of a request that steps through batches. On a notebook of which nothing
// ran yet, the cells run first.
func (k *Kernel) move(r Request, reply func(Response)) {
	if k.shown == nil && r.Query == "" && r.Op != OpBack && r.Op != OpPrevStop {
		k.runThen(k.liveCells(), "the notebook", reply, func(j *job) (func(context.Context, *job) (bool, error), error) {
			return k.mover(r, j)
		})
		return
	}
	j := &job{reply: reply, what: moveText(r)}
	slice, err := k.mover(r, j)
	if err != nil {
		k.respond(reply, Response{Err: k.failure(err)})
		return
	}
	j.slice = slice
	k.start(j)
}

func moveText(r Request) string {
	switch r.Op {
	case OpForward:
		return "stepping"
	case OpBack:
		return "stepping back"
	case OpGoto:
		return fmt.Sprintf("going to batch %d", r.Index-1)
	case OpPrevStop:
		return "running back to the last stop"
	}
	return "running to the next stop"
}

// mover gives the slices of a request: a few batches each, until it is done.
func (k *Kernel) mover(r Request, j *job) (func(context.Context, *job) (bool, error), error) {
	t, err := k.trackOf(r.Query)
	if err != nil {
		return nil, err
	}
	n := max(1, r.N)
	at := t.timeline().At()
	t.paused = ""
	switch r.Op {
	case OpForward:
		return k.forwarder(t, at+n, false), nil
	case OpBack:
		return k.backer(t, at-n), nil
	case OpGoto:
		target := r.Index
		switch {
		case target < 0:
			target = t.timeline().Len()
		case r.Kind == "number":
			target = max(target-t.first(), 0)
		}
		if target <= t.timeline().Len() {
			return k.backer(t, target), nil
		}
		j.of = target - at
		return k.forwarder(t, target, false), nil
	case OpPrevStop:
		if r.Pane != nil {
			return k.lastChange(t, r.Pane.Row), nil
		}
		return k.prevStop(t), nil
	}
	if rows, finite := t.recorded(); finite {
		j.of = len(rows) + t.timeline().Len() - at
	}
	return k.forwarder(t, -1, true), nil
}

// sliceTime is how long batches run before other requests are looked at.
const sliceTime = 8 * time.Millisecond

// forwarder runs to batch target (-1: to the end), and to the next stop when stops count.
func (k *Kernel) forwarder(t *track, target int, stops bool) func(context.Context, *job) (bool, error) {
	return func(ctx context.Context, j *job) (bool, error) {
		until := k.now().Add(sliceTime)
		t.runner.Ahead = k.o.Forgetful && target < 0 && len(k.stops) == 0
		more := false
		defer func() {
			if t.runner.Ahead = false; !more {
				t.runner.Settle() // others look at the state
			}
		}()
		for target < 0 || t.timeline().At() < target {
			if ctx.Err() != nil {
				t.paused = "by you"
				return true, nil
			}
			step, err := t.forward(ctx, k)
			if err != nil {
				return false, k.batchFailure(t, err)
			}
			if step == nil {
				k.atEnd(t)
				k.forgetOnce()
				return true, nil
			}
			j.batches++
			j.rows += step.Progress.NumInputRows
			if !stops {
				// a step to a batch goes through all stops
			} else if j.hit = k.hits(t); j.hit != nil {
				k.forgetOnce()
				return true, nil
			}
			if k.now().After(until) {
				more = target < 0 || t.timeline().At() < target
				return !more, nil
			}
		}
		return true, nil
	}
}

// atEnd says why there is no further batch.
func (k *Kernel) atEnd(t *track) {
	switch {
	case t.runner.Done():
		k.message = fmt.Sprintf("%s: the end; all %d batches have run", t.name, t.timeline().Len())
		t.paused = "at the end"
	default:
		k.message = t.name + ": no new rows now"
		t.paused = "no new rows"
	}
}

// batchFailure names the query, the batch and the cell of an error in a step.
func (k *Kernel) batchFailure(t *track, err error) error {
	f := *k.failure(err)
	f.Cell = t.cell
	if f.Line == 0 {
		f.Line, f.Col = k.startLine(t)
	}
	from, _ := t.runner.Resumed()
	f.Message = fmt.Sprintf("%s stopped in batch %d: %s", t.name, from+int64(t.timeline().At()), f.Message)
	t.failed = &f
	if t.infos.len() > 0 {
		t.paused = "by an error in the next batch"
	}
	return &f
}

// backer moves the cursor to target batches done, which ran before.
func (k *Kernel) backer(t *track, target int) func(context.Context, *job) (bool, error) {
	return func(ctx context.Context, j *job) (bool, error) {
		tl := t.timeline()
		if target < 0 {
			k.message = "this is the start: nothing has run before it"
			target = 0
		}
		j.batches = max(1, tl.At()-target)
		if err := tl.SeekTo(target); err != nil {
			return false, err
		}
		return true, nil
	}
}

// prevStop goes back to the last batch at which a stop holds, else to the start.
func (k *Kernel) prevStop(t *track) func(context.Context, *job) (bool, error) {
	return func(ctx context.Context, j *job) (bool, error) {
		tl := t.timeline()
		for n := tl.At() - 1; n >= 1; n-- {
			if j.hit = k.hitAt(t, n-1); j.hit != nil {
				t.paused = j.hit.why()
				err := tl.SeekTo(n)
				return true, err
			}
		}
		k.message = "no stop before this batch: this is the start"
		return true, tl.SeekTo(0)
	}
}

// lastChange goes back to the newest batch before the cursor's that changed a key of the state.
func (k *Kernel) lastChange(t *track, row string) func(context.Context, *job) (bool, error) {
	return func(context.Context, *job) (bool, error) {
		n, err := present.LastChange(t.subject(k), row)
		if err != nil {
			return false, err
		}
		if n < 0 {
			k.message = "no batch before this one changed that key"
			return true, nil
		}
		t.paused = "where that key changed"
		return true, t.timeline().SeekTo(n)
	}
}

// stepAt is the step behind the cursor, nil at the start.
func (t *track) stepAt() *engine.Step {
	if n := t.timeline().At(); n > 0 {
		return t.timeline().Step(n - 1)
	}
	return nil
}
