package script

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// ended tells an end from outside, by a signal or by --timeout, from a failure.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// tellStop writes, in one line, that the run was ended from outside, where each query stood, and
// how to go on.
func (r *Run) tellStop(ctx context.Context, v *kernel.View) {
	r.told = true
	head := "stopped"
	var signal *Exit
	switch {
	case errors.As(context.Cause(ctx), &signal):
		head = signal.Err.Error()
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		head = "the time is over"
	}
	var places []string
	at, resumes := -1, false
	if r.stuck {
		places = []string{"in a function of a cell that does not end"}
	} else {
		if a, err := r.k.Do(context.Background(), kernel.Request{Op: kernel.OpView}); err == nil && a.View != nil {
			v = a.View
		}
		places, at, resumes = r.places(v)
	}
	if len(places) == 0 {
		places = []string{"in the cells, before a query started"}
	}
	r.report.stop("", head)
	line := fmt.Sprintf("%s: %s", head, strings.Join(places, ", "))
	if r.File != "-" && r.Notebook == "" && r.Kind == "" {
		if at >= 0 {
			line += fmt.Sprintf("; look at it with: sparkrepl %s --at %d", r.File, at)
		}
		again := "starts it again"
		if resumes {
			again = "goes on from its checkpoint"
		}
		line += fmt.Sprintf("; sparkrepl run %s %s", r.File, again)
	}
	fmt.Fprintln(r.Err, viz.Clean(line))
}

// places says after which batch each query stands, which batch that is for the first one, and
// whether another run goes on there.
func (r *Run) places(v *kernel.View) (places []string, at int, resumes bool) {
	at = -1
	for _, name := range v.Queries {
		a, err := r.k.Do(context.Background(), kernel.Request{Op: kernel.OpQuery, Query: name})
		if err != nil || a.View == nil || a.View.Track == nil {
			continue
		}
		t := a.View.Track
		resumes = resumes || t.Resumes
		if t.At == 0 {
			places = append(places, name+" before its first batch")
			continue
		}
		if at < 0 {
			at = t.Base + t.At - 1
		}
		places = append(places, fmt.Sprintf("%s after batch %d", name, t.Base+t.At-1))
	}
	return places, at, resumes
}
