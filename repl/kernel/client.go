package kernel

import (
	"context"
	"errors"
)

// ErrClosed is what Do returns once the client is closed.
var ErrClosed = errors.New("the kernel is closed")

// Client is a face's connection to a kernel, in process ([Kernel.Client]) or in a child process
// ([Spawn]). All methods may be called from any goroutine.
type Client interface {
	// Do sends one request and waits for its answer. Failures of the request are in
	// Response.Err; the error says that no answer came: ctx ended, the kernel died
	// ([ErrDead]) or the client is closed ([ErrClosed]). OpInterrupt is answered at once,
	// whatever the kernel is doing.
	Do(ctx context.Context, r Request) (Response, error)
	// Events is what the kernel tells by itself. A face that reads slowly gets the newest
	// View only; logs are kept in order. It is closed by Close.
	Events() <-chan Event
	// Close ends the kernel and waits for it.
	Close()
}

// Error implements error: the message, and the place when there is one.
func (f *Failure) Error() string { return f.Message }
