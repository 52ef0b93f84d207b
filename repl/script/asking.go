package script

import (
	"context"
	"errors"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// stuckAfter is how long a kernel may take to answer once it was interrupted. A function of a cell
// that a query calls for ever stops with the process only.
const stuckAfter = time.Second

// errStuck is in the error when a kernel did not answer: nobody should wait for it again.
var errStuck = errors.New("the work could not be stopped")

// ask sends a request to a kernel of this process; its failure is the error. When ctx ends the kernel is
// interrupted, and the error is ctx's.
func ask(ctx context.Context, k *kernel.Kernel, r kernel.Request) (kernel.Response, error) {
	done := context.AfterFunc(ctx, func() { k.Interrupt() })
	defer done()
	type result struct {
		a   kernel.Response
		err error
	}
	answer := make(chan result, 1)
	go func() {
		a, err := k.Do(context.WithoutCancel(ctx), r)
		answer <- result{a, err}
	}()
	var got result
	select {
	case got = <-answer:
	case <-ctx.Done():
		select {
		case got = <-answer:
		case <-time.After(stuckAfter):
			return kernel.Response{}, errors.Join(ctx.Err(), errStuck)
		}
	}
	if got.err == nil {
		got.err = failed(got.a.Err)
	}
	if ctx.Err() != nil {
		got.err = ctx.Err()
	}
	return got.a, got.err
}
