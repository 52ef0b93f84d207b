package engine

import (
	"context"

	"github.com/sparkrepl/sparkrepl/engine/source"
)

// looksAhead tells whether the next batch may be computed while one is delivered: nobody steps, the sink can write
// before a batch counts, what runs in a step shows nowhere else, and no clock says when the next batch is due.
//
//	call N     keep N ─ choose, compute N+1 ───────────────────── wait ─ N
//	                 ─ offsets N ─ sink N, state N ─ commit N ────┘
//	                                     offsets N+1 ┘
//
// On disk the batches follow each other as ever: nothing of N+1 counts before commit N and offsets N+1, in this
// order. In memory the states are those of N with the open writes of N+1 on top, which roll back.
func (r *Runner) looksAhead() bool {
	if !r.Ahead || r.q.Calls || r.q.Checkpoint == nil {
		return false
	}
	_, ok := r.q.Sink.(source.Stager)
	return ok && (r.q.Trigger.Kind == AvailableNow || r.q.Trigger.Kind == ProcessingTime && r.q.Trigger.Interval == 0)
}

// bringAhead delivers a batch while the one behind it is computed.
func (r *Runner) bringAhead(ctx context.Context, f *flight, c CommitRecord) error {
	if f.staging == nil {
		r.stage(ctx, f, nil)
	}
	way := send(func() error { return r.deliver(ctx, f) })
	defer func() { <-way.done }()
	r.take(f, c)
	r.lookAhead(ctx, f)
	return way.wait()
}

// lookAhead computes the batch behind f. What fails is left to the call whose turn it is: it meets the same.
func (r *Runner) lookAhead(ctx context.Context, f *flight) {
	if !r.looksAhead() {
		return
	}
	defer func() {
		if recover() != nil && r.ahead != nil {
			r.ahead.failed = true
		}
	}()
	f.step = r.t.slim(f.step)
	g, err := r.choose(ctx)
	if err != nil || g == nil {
		return
	}
	r.q.Checkpoint.Foresee(*g.o)
	r.ahead, g.foreseen, g.behind = g, true, f.step
	if g.failed = r.compute(ctx, g) != nil; !g.failed {
		g.out = g.step.Output
		r.stage(ctx, g, f.staging)
	}
}

// Settle takes back what was computed ahead: the state is that behind the last batch that Next returned. The batch
// stays begun, as after a crash.
func (r *Runner) Settle() {
	g := r.ahead
	if r.ahead = nil; g == nil {
		return
	}
	r.forget(g)
	r.t.lay(g.behind)
	if g.begun = r.q.Checkpoint.Begin(*g.o) == nil; g.begun {
		r.again(g)
	}
}

// settleFailed settles a batch that could not be computed ahead.
func (r *Runner) settleFailed() {
	if r.ahead != nil && r.ahead.failed {
		r.Settle()
	}
}

// forget takes back what computing ahead did.
func (r *Runner) forget(g *flight) {
	if g.staging != nil {
		g.staging.discard()
	}
	if !g.failed {
		r.t.rollback()
	}
}

// staging is a batch on its way into a sink that does not count it yet.
type staging struct {
	*errand
	staged source.Staged
}

// stage has the sink write a batch, behind the one before.
func (r *Runner) stage(ctx context.Context, f *flight, before *staging) {
	s := &staging{}
	f.staging = s
	batch, out := f.o.Batch, f.out
	s.errand = send(func() (err error) {
		if before != nil {
			<-before.done
		}
		s.staged, err = r.q.Sink.(source.Stager).Stage(ctx, batch, r.q.sinkMode(), out)
		return err
	})
}

// wait waits until the batch is written.
func (s *staging) wait() (source.Staged, error) {
	err := s.errand.wait()
	return s.staged, err
}

// discard leaves nothing of the batch.
func (s *staging) discard() {
	if <-s.done; s.staged != nil {
		s.staged.Discard()
	}
}

// lay puts a step that became a summary back behind the cursor.
func (t *Timeline) lay(s *Step) {
	t.steps.set(t.at-1, s)
	t.full = min(t.full, t.at-1)
}

// slim is a step without the rows that nobody asks for behind it: those of a batch that dropped none.
func (t *Timeline) slim(s *Step) *Step {
	for _, r := range s.Records {
		if len(r.Drops) > 0 {
			return s
		}
	}
	c := t.summary(s)
	c.Output, c.slim = s.Output, true
	return c
}
