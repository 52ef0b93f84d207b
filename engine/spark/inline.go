package spark

import (
	"context"
	"errors"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
)

// inline runs a query in whoever waits for it: the control of a session without an owner.
type inline struct {
	s    *Session
	q    *engine.Query
	r    *engine.Runner
	err  error
	done bool
}

// Stop implements [Control].
func (c *inline) Stop() error {
	if c.done {
		return nil
	}
	c.done = true
	if c.r != nil {
		c.r.Stop()
	}
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

// ProcessAllAvailable implements [Control].
func (c *inline) ProcessAllAvailable(ctx context.Context) error {
	r, err := c.runner()
	for err == nil && !c.done {
		var step *engine.Step
		if step, err = r.Next(ctx); step == nil {
			break
		}
	}
	c.err = err
	return err
}

// turn implements [taker].
func (c *inline) turn(ctx context.Context) (bool, error) {
	r, err := c.runner()
	if err != nil || c.done {
		return false, err
	}
	step, err := r.Next(ctx)
	if err == nil && step == nil && r.Done() {
		err = c.Stop()
	}
	if ctx.Err() == nil {
		c.err = err
	}
	return step != nil, err
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
		r.Ahead = true
		err = r.Run(ctx, func(*engine.Step) error { return nil })
	}
	if err != nil && ctx.Err() != nil {
		return false, nil
	}
	c.err = errors.Join(err, c.Stop())
	return true, c.err
}
