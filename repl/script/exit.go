package script

import (
	"context"
	"errors"
	"io/fs"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// The exit codes.
const (
	Done          = 0
	CellFailed    = 1 // or an expectation was false
	Misuse        = 2 // flags, file not found, not a terminal
	Different     = 3 // compared and different
	Unreadable    = 4 // notebook, recording or config cannot be read or is newer
	NotRepeatable = 5 // a replay was not deterministic
	SourceFailed  = 6 // source or sink
	TimedOut      = 124
	Interrupted   = 130
	Terminated    = 143
)

// Exit is an error with the exit code it ends the program with.
type Exit struct {
	Code int
	Err  error
}

// Error implements error.
func (e *Exit) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *Exit) Unwrap() error { return e.Err }

// CodeOf is the exit code of an error.
func CodeOf(err error) int {
	var exit *Exit
	switch {
	case err == nil:
		return Done
	case errors.As(err, &exit):
		return exit.Code
	case errors.Is(err, context.DeadlineExceeded):
		return TimedOut
	case errors.Is(err, context.Canceled):
		return Interrupted
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return Misuse
	}
	return CellFailed
}

func exit(code int, err error) error {
	if err == nil {
		return nil
	}
	return &Exit{code, err}
}

// failed makes a failure an error; nil stays nil.
func failed(f *kernel.Failure) error {
	if f == nil {
		return nil
	}
	return f
}

// Told marks an error that was already written.
type Told struct{ Err error }

// Error implements error.
func (t Told) Error() string { return t.Err.Error() }

// Unwrap returns Err.
func (t Told) Unwrap() error { return t.Err }
