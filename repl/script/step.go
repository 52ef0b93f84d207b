package script

import (
	"context"
	"fmt"
	"io/fs"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Step prints one batch of a notebook's query over a recording.
type Step struct {
	Streams
	Recording string // in place of the notebook's sources; "" leaves them
	File      string
	Query     string // "" the first one
	Batch     int
	Show      []string // in out state windows late plan
	Files     fs.FS
	Zone      string
}

// panes are what Show names.
var panes = map[string]string{"in": "batch", "out": "output", "state": "state", "windows": "windows", "late": "late", "plan": "plan", "timeline": "timeline", "why": "why"}

// Do runs to the batch and prints it.
func (s *Step) Do(ctx context.Context) error {
	for _, name := range s.Show {
		if panes[name] == "" {
			return exit(Misuse, fmt.Errorf("--show knows in, out, state, windows, late, plan, timeline and why, not %q", name))
		}
	}
	for _, file := range []string{s.File, s.Recording} {
		if file == "" || strings.HasPrefix(file, "examples:") {
			continue
		}
		if err := given(file, file); err != nil {
			return err
		}
	}
	k := kernel.New(kernel.Options{Replay: s.Recording, Files: s.Files, Zone: s.Zone, Command: command.Run})
	defer k.Close()
	ask := func(r kernel.Request) (kernel.Response, error) {
		done := context.AfterFunc(ctx, func() { k.Interrupt() })
		defer done()
		a, err := k.Do(context.WithoutCancel(ctx), r)
		if err == nil {
			err = failed(a.Err)
		}
		return a, err
	}
	if _, err := ask(kernel.Request{Op: kernel.OpOpen, Text: s.File}); err != nil {
		return exit(Unreadable, err)
	}
	if _, err := ask(kernel.Request{Op: kernel.OpRunAll}); err != nil {
		return exit(CellFailed, err)
	}
	if s.Query != "" {
		if _, err := ask(kernel.Request{Op: kernel.OpQuery, Query: s.Query}); err != nil {
			return exit(Misuse, err)
		}
	}
	a, err := ask(kernel.Request{Op: kernel.OpGoto, Index: s.Batch + 1})
	if err != nil {
		return exit(CellFailed, err)
	}
	t := a.View.Track
	if t == nil {
		return exit(Misuse, fmt.Errorf("%s starts no query", s.File))
	}
	if t.At != s.Batch+1 {
		return exit(Misuse, fmt.Errorf("there is no batch %d: %s has batches 0 to %d", s.Batch, t.Query, t.At-1))
	}
	fmt.Fprintf(s.Out, "%s b%d  in %d  late %d  out %d  keys %d  wm %s  next %s\n", viz.Clean(t.Query), s.Batch, t.In, t.Late, t.Out, t.Keys, t.Watermark, t.NextMark)
	return s.print(ask, a.View)
}

func (s *Step) print(ask func(kernel.Request) (kernel.Response, error), v *kernel.View) error {
	for _, name := range s.Show {
		pane := &kernel.Pane{Name: panes[name]}
		if name == "out" {
			for _, c := range v.Cells {
				if c.Output != nil && c.Output.Title == v.Track.Query {
					pane.Cell = c.ID
				}
			}
			if pane.Cell == "" {
				fmt.Fprintln(s.Out, "-- out\nno rows came out of this batch")
				continue
			}
		}
		a, err := ask(kernel.Request{Op: kernel.OpFigure, Pane: pane, Query: s.Query})
		if err != nil {
			return err
		}
		fmt.Fprintln(s.Out, paint(s.Colour, viz.Strong, "-- "+strings.ToLower(name)))
		s.figure(a.Figure)
	}
	return nil
}
