package script

import (
	"context"
	"errors"
	"fmt"
	"io"
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
	DryRun    bool     // say what would run
	Params    map[string]string
	Files     fs.FS
	Zone      string
	Seed      int64
}

// panes are what Show names.
var panes = map[string]string{"in": "batch", "out": "output", "state": "state", "windows": "windows", "late": "late", "plan": "plan", "timeline": "timeline", "why": "why"}

// Do runs to the batch and prints it.
func (s *Step) Do(ctx context.Context) error {
	for i, name := range s.Show {
		s.Show[i] = strings.ToLower(strings.TrimSpace(name))
		if panes[s.Show[i]] == "" {
			return exit(Misuse, fmt.Errorf("--show knows in, out, state, windows, late, plan, timeline and why, not %q", name))
		}
	}
	if err := errors.Join(given(s.File, s.File), GivenRecording(s.Recording)); err != nil {
		return err
	}
	if s.DryRun {
		return s.rehearse()
	}
	caught := map[string]caughtBatch{}
	k := kernel.New(kernel.Options{Replay: s.Recording, Files: s.Files, Zone: s.Zone, Seed: s.Seed, Params: s.Params, Command: command.Run,
		Batch: func(e kernel.BatchEvent) {
			if s.JSON && e.ID == int64(s.Batch) {
				caught[e.Query] = catch(e)
			}
		}})
	stuck := false
	defer func() {
		if !stuck {
			k.Close()
		}
	}()
	ask := func(r kernel.Request) (kernel.Response, error) {
		a, err := ask(ctx, k, r)
		stuck = stuck || errors.Is(err, errStuck)
		return a, err
	}
	v, code, err := s.reach(ask)
	if err != nil {
		return tellPlace(s.Streams, k, s.File, code, err)
	}
	t := v.Track
	switch {
	case s.JSON:
		return s.events(ask, caught[t.Query])
	case s.CSV:
		return s.csv(ask, v)
	}
	fmt.Fprintf(s.Out, "%s b%d  in %d  late %d  out %d  keys %d  wm %s  next %s\n", viz.Clean(t.Query), s.Batch, t.In, t.Late, t.Out, t.Keys, t.Watermark, t.NextMark)
	return s.print(ask, v)
}

// reach runs to the batch; a failure has its exit code.
func (s *Step) reach(ask func(kernel.Request) (kernel.Response, error)) (*kernel.View, int, error) {
	a, err := ask(kernel.Request{Op: kernel.OpOpen, Text: s.File})
	if err != nil {
		return nil, Unreadable, err
	}
	if why := a.View.ReadOnly; why != "" {
		return nil, Unreadable, &kernel.Failure{Message: why}
	}
	if _, err := ask(kernel.Request{Op: kernel.OpRunAll}); err != nil {
		return nil, SourceOrCell(err), err
	}
	if s.Query != "" {
		if _, err := ask(kernel.Request{Op: kernel.OpQuery, Query: s.Query}); err != nil {
			return nil, Misuse, err
		}
	}
	a, err = ask(kernel.Request{Op: kernel.OpGoto, Index: s.Batch + 1, Kind: "number"})
	if err != nil {
		return nil, SourceOrCell(err), err
	}
	t := a.View.Track
	switch {
	case t == nil:
		err = &kernel.Failure{Message: s.File + " starts no query"}
	case t.Base+t.At != s.Batch+1 && t.At == 0:
		err = &kernel.Failure{Message: fmt.Sprintf("there is no batch %d: no row came for %s", s.Batch, t.Query)}
	case t.Base+t.At != s.Batch+1:
		err = &kernel.Failure{Message: fmt.Sprintf("there is no batch %d: %s has batches %d to %d", s.Batch, t.Query, t.Base, t.Base+t.At-1)}
	}
	return a.View, Misuse, err
}

// csv writes the rows of what Show names, an empty line and a header of its own before each but the
// first.
func (s *Step) csv(ask func(kernel.Request) (kernel.Response, error), v *kernel.View) error {
	for i, name := range s.Show {
		if i > 0 {
			fmt.Fprintln(s.Out)
		}
		pane := s.pane(name, v)
		if pane == nil {
			continue
		}
		a, err := ask(kernel.Request{Op: kernel.OpCopy, Kind: "csv", Pane: pane, Query: s.Query})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(s.Out, a.Text); err != nil {
			return err
		}
	}
	return nil
}

// print writes what Show names, as text.
func (s *Step) print(ask func(kernel.Request) (kernel.Response, error), v *kernel.View) error {
	for _, name := range s.Show {
		pane := s.pane(name, v)
		fmt.Fprintln(s.Out, paint(s.Colour, viz.Strong, "-- "+name))
		if pane == nil {
			fmt.Fprintln(s.Out, "no rows came out of this batch")
			continue
		}
		a, err := ask(kernel.Request{Op: kernel.OpFigure, Pane: pane, Query: s.Query})
		if err != nil {
			return err
		}
		s.figure(a.Figure)
	}
	return nil
}

// pane is what a name of Show means; nil: nothing came out.
func (s *Step) pane(name string, v *kernel.View) *kernel.Pane {
	if name != "out" {
		return &kernel.Pane{Name: panes[name]}
	}
	for _, c := range v.Cells {
		if c.Output != nil && c.Output.Title == v.Track.Query {
			return &kernel.Pane{Name: "output", Cell: c.ID}
		}
	}
	return nil
}
