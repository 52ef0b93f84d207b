package spark

import (
	"errors"
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Error is what building calls panic with. Op is the call that was refused ("GroupBy"), Text the
// argument it is about when there is one; Err holds Spark's condition when Spark has one.
type Error struct {
	Op   string
	Text string
	Err  error
}

// Error gives the message of Err.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *Error) Unwrap() error { return e.Err }

// fail panics with an [*Error], unless err is nil.
func fail(op, text string, err error) {
	if err == nil {
		return
	}
	var e *Error
	if errors.As(err, &e) {
		panic(e)
	}
	panic(&Error{Op: op, Text: text, Err: err})
}

func failf(op, text, hint, format string, args ...any) {
	panic(&Error{Op: op, Text: text, Err: &expr.Error{Message: fmt.Sprintf(format, args...), Hint: hint}})
}

// Try runs f and returns the [*Error] that a call in it panicked with, or f's own error. Other
// panics go on.
func Try(f func() error) (err error) {
	defer caught(&err)
	return f()
}

// caught is deferred: it turns the panic of a building call into an error.
func caught(err *error) {
	switch r := recover().(type) {
	case nil:
	case *Error:
		*err = r
	default:
		panic(r)
	}
}
