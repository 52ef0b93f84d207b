package kernel

import (
	"context"
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// Shown is what a cell shows, in full, for faces without a screen.
type Shown struct {
	// Printed is what it printed, a megabyte of it at most; Value is its last expression as text,
	// "" for a query that it started.
	Printed, Value string
	Rows           Rowset      // of a result that is a table
	Figure         *viz.Figure // of a command
}

// Shown waits for the kernel's goroutine; it may be called from any other.
func (k *Kernel) Shown(ctx context.Context, cell string) (Shown, error) {
	var out Shown
	err := k.within(ctx, func() {
		cs := k.cells[cell]
		if cs == nil {
			return
		}
		out.Printed, out.Figure = cs.printed, cs.figure
		if cs.value != "" {
			out.Printed = strings.TrimSuffix(cs.printed, cs.value+"\n")
		}
		if !k.started(cell) {
			out.Value = cs.value
		}
		if cs.rows != nil {
			out.Rows = Rowset{cs.rows, k.exprContext()}
		}
	})
	return out, err
}

// within runs f in the kernel's goroutine and waits for it, unless ctx or the kernel ends first.
func (k *Kernel) within(ctx context.Context, f func()) error {
	done := make(chan struct{})
	select {
	case k.returned <- func() { defer close(done); f() }:
	case <-k.done:
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-done:
		return nil
	case <-k.done:
		return ErrClosed
	}
}
