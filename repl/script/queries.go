package script

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// idle is how long a run waits before it asks live sources again.
const idle = 20 * time.Millisecond

// runQueries runs every started query until it ends, is stopped at, or nothing is left to read.
func (r *Run) runQueries(ctx context.Context) error {
	a, err := r.ask(ctx, kernel.Request{Op: kernel.OpView})
	if err != nil {
		return err
	}
	waiting := a.View.Queries
	var failed error
	stopped := map[string]string{}
	for len(waiting) > 0 {
		var next []string
		for _, name := range waiting {
			done, why, err := r.runQuery(ctx, name)
			if err != nil {
				if r.leftReader() {
					return syscall.EPIPE
				}
				code := codeOfQuery(err)
				if code == Misuse {
					r.tell(err, place{})
				} else {
					r.failure(err)
				}
				failed = errors.Join(failed, exitOf(err, code))
				if code == Misuse || !r.KeepGoing || ended(err) {
					return failed
				}
				continue
			}
			if done {
				stopped[name] = why
				continue
			}
			next = append(next, name)
		}
		waiting = next
		if len(waiting) == 0 {
			break
		}
		if err := r.flush(); err != nil { // who reads along sees what there is
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(idle):
		}
	}
	for _, name := range a.View.Queries {
		if why, ok := stopped[name]; ok {
			r.report.stop(name, why)
		}
	}
	return failed
}

// runQuery runs one query as far as it goes now.
func (r *Run) runQuery(ctx context.Context, name string) (done bool, why string, err error) {
	req := kernel.Request{Op: kernel.OpNextStop, Query: name}
	if r.To >= 0 {
		req = kernel.Request{Op: kernel.OpGoto, Index: r.To + 1, Kind: "number", Query: name}
	}
	if r.Until != "" {
		if _, err := r.ask(ctx, kernel.Request{Op: kernel.OpCommand, Text: "until " + r.Until, Query: name}); err != nil {
			return false, "", err
		}
	} else if _, err := r.ask(ctx, req); err != nil {
		return false, "", err
	}
	a, err := r.ask(ctx, kernel.Request{Op: kernel.OpQuery, Query: name})
	if err != nil || a.View.Track == nil {
		return true, "", err
	}
	t := a.View.Track
	switch {
	case r.To >= 0 && t.At > r.To:
		return true, fmt.Sprintf("after batch %d", r.To), nil
	case t.Paused == "no new rows" && (r.Follow || t.Live):
		return false, "", nil
	}
	if t.Paused == "no new rows" {
		return true, "with nothing left to read", nil
	}
	return true, t.Paused, nil
}

// SourceOrCell tells which exit code an error of a cell or a batch has: 6 when a source or sink
// failed, 4 when a recording cannot be read.
func SourceOrCell(err error) int {
	var f *kernel.Failure
	switch {
	case errors.As(err, &f) && f.Unreadable:
		return Unreadable
	case errors.As(err, &f) && f.Source:
		return SourceFailed
	}
	return CellFailed
}

// codeOfQuery is the exit code of an error that ended a query, or of a condition to stop at that
// could not be read: that has no cell.
func codeOfQuery(err error) int {
	var f *kernel.Failure
	if errors.As(err, &f) && f.Cell == "" && !f.Source {
		return Misuse
	}
	return SourceOrCell(err)
}

// saveOutputs writes the notebook with its results, also after a failure or an end from outside.
func (r *Run) saveOutputs(ctx context.Context) error {
	text := r.k.Fences(context.WithoutCancel(ctx), kernel.FenceRows, true)
	if r.SaveOutputs == "-" {
		_, err := r.Out.Write(text)
		return err
	}
	return ReplaceFile(r.SaveOutputs, text)
}
