package script

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Run runs a notebook without a screen: its cells, then every query it starts, to the end.
type Run struct {
	Streams
	File string // "-" reads the notebook from In
	// Kind and Notebook open something else than a file: see kernel.OpOpen.
	Kind, Notebook string
	To             int    // stop after this batch; -1 runs to the end
	Until          string // condition to stop at, "" none
	Cells          []string
	Params         map[string]string
	Replay         string
	JSON           bool
	CSV            bool
	SaveOutputs    string // write the notebook with its outputs here
	KeepGoing      bool
	Verify         bool // run every batch again and compare
	Follow         bool // wait for more rows of live sources
	Zone           string
	Seed           int64
	Dir, StateDir  string
	Files          fs.FS
	Now            func() time.Time
	Memory         int64 // what the state of a query may take unless the notebook says; bytes

	k       *kernel.Kernel
	report  reporter
	batches int
	rows    int64
	told    bool // a failure was written
	flush   func() error
}

// Reported tells whether the failure Do returned was written already.
func (r *Run) Reported() bool { return r.told }

// reporter writes what happens: as text or as events.
type reporter interface {
	start(r *Run, v *kernel.View)
	cell(c kernel.CellView, printed string)
	batch(e kernel.BatchEvent)
	result(c kernel.CellView, f *viz.Figure)
	stop(query, why string)
	fail(f *kernel.Failure, where string)
	end(code, batches int, rows int64, took time.Duration)
}

// Do runs it and returns what the program ends with; everything was written by then.
func (r *Run) Do(ctx context.Context) error {
	r.flush = r.buffered()
	began := time.Now()
	err := r.do(ctx)
	code := CodeOf(err)
	var signal *Exit
	if errors.Is(err, context.Canceled) && errors.As(context.Cause(ctx), &signal) {
		code = signal.Code // the signal's own
	}
	if r.report != nil {
		r.report.end(code, r.batches, r.rows, time.Since(began))
	}
	if flushErr := r.flush(); err == nil && flushErr != nil {
		return &Exit{SourceFailed, flushErr}
	}
	return err
}

func (r *Run) do(ctx context.Context) error {
	text, err := r.read()
	if err != nil {
		return err
	}
	r.report = r.reporter()
	r.k = kernel.New(kernel.Options{Dir: r.Dir, Params: r.Params, Now: r.Now, Stdin: r.In, Stdout: r.cellOutput(), Files: r.Files, Zone: r.Zone,
		Seed: r.Seed, Replay: r.Replay, Memory: r.Memory, Paced: true, Forgetful: !r.Verify, Command: command.Run, Batch: r.onBatch})
	defer r.k.Close()
	opened, err := r.ask(ctx, kernel.Request{Op: kernel.OpOpen, Text: r.path(), Kind: r.Kind, Notebook: text})
	if err != nil {
		return exit(Unreadable, err)
	}
	if why := opened.View.ReadOnly; why != "" {
		return exit(Unreadable, &kernel.Failure{Message: why})
	}
	for _, d := range opened.View.Doubts {
		r.warn("%s: %s", r.File, d)
	}
	r.report.start(r, opened.View)
	err = r.runCells(ctx, opened.View)
	if err == nil || r.KeepGoing {
		err = errors.Join(err, r.runQueries(ctx))
	}
	if err == nil && r.Verify {
		err = r.verify(ctx)
	}
	if ctx.Err() != nil {
		r.tellStop(ctx, opened.View)
	}
	if r.SaveOutputs != "" {
		if saveErr := r.saveOutputs(ctx); err == nil {
			err = saveErr
		}
	}
	return err
}

// verify runs every batch again over the same rows.
func (r *Run) verify(ctx context.Context) error {
	differs, err := r.k.Repeat(ctx)
	code := CellFailed
	if err == nil && differs != nil {
		err, code = differs, NotRepeatable
	}
	if err != nil {
		r.failure(err)
		return exitOf(err, code)
	}
	return nil
}

// read gets the notebook's text and tells a missing file from one that cannot be read.
func (r *Run) read() (string, error) {
	switch {
	case r.Notebook != "" || r.Kind != "":
		return r.Notebook, nil
	case r.File == "-":
		text, err := io.ReadAll(r.In)
		return string(text), err
	}
	if err := given(r.File, r.path()); err != nil || strings.HasSuffix(r.File, ".rec") {
		return "", err
	}
	text, err := os.ReadFile(r.path())
	return string(text), exit(Misuse, err)
}

func (r *Run) path() string {
	if r.File == "-" || r.File == "" || filepath.IsAbs(r.File) || r.Dir == "" {
		if r.File == "-" {
			return ""
		}
		return r.File
	}
	return filepath.Join(r.Dir, r.File)
}

// cellOutput is where prints of cells and console sinks go: standard output, or with --json
// nowhere, because events carry them.
func (r *Run) cellOutput() io.Writer {
	if r.JSON || r.CSV {
		return nil
	}
	return r.Out
}

// ask sends a request; its failure is the error. When ctx ends, the kernel is interrupted.
func (r *Run) ask(ctx context.Context, req kernel.Request) (kernel.Response, error) {
	done := context.AfterFunc(ctx, func() { r.k.Interrupt() })
	defer done()
	a, err := r.k.Do(context.WithoutCancel(ctx), req)
	if err == nil {
		err = failed(a.Err)
	}
	if ctx.Err() != nil {
		return a, ctx.Err()
	}
	return a, err
}

func (r *Run) runCells(ctx context.Context, v *kernel.View) error {
	requests := []kernel.Request{{Op: kernel.OpRunAll}}
	if len(r.Cells) > 0 {
		requests = nil
		for _, name := range r.Cells {
			id := findCell(v, name)
			if id == "" {
				return exit(Misuse, fmt.Errorf("there is no cell %q", name))
			}
			requests = append(requests, kernel.Request{Op: kernel.OpRun, Cell: id})
		}
	}
	for _, req := range requests {
		a, err := r.ask(ctx, req)
		if a.View != nil {
			r.reportCells(ctx, a.View)
		}
		if err != nil {
			if r.leftReader() {
				return syscall.EPIPE
			}
			r.failure(err)
			return exitOf(err, SourceOrCell(err))
		}
	}
	return nil
}

// findCell finds a cell by name or number.
func findCell(v *kernel.View, name string) string {
	for _, c := range v.Cells {
		if c.Name == name || fmt.Sprint(c.Number) == name {
			return c.ID
		}
	}
	return ""
}

func (r *Run) reportCells(ctx context.Context, v *kernel.View) {
	for _, c := range v.Cells {
		if c.State == "" || c.State == "skipped" {
			continue
		}
		printed := ""
		if c.Output != nil && c.Output.Text != nil {
			printed = figureText(c.Output)
		}
		r.report.cell(c, printed)
		a, err := r.ask(ctx, kernel.Request{Op: kernel.OpFigure, Cell: c.ID, Pane: &kernel.Pane{Name: "output", Cell: c.ID}})
		if err == nil && a.Figure != nil && a.Figure.Table != nil && len(a.Figure.Table.Columns) > 0 {
			r.report.result(c, a.Figure)
		}
	}
}

// exitOf keeps the code of what ended from outside.
func exitOf(err error, code int) error {
	if ended(err) {
		return err
	}
	return exit(code, err)
}

// failure reports an error and says how to look at it. What ended from outside is no failure.
func (r *Run) failure(err error) {
	if ended(err) {
		return
	}
	var f *kernel.Failure
	if !errors.As(err, &f) {
		f = &kernel.Failure{Message: err.Error()}
	}
	r.told = true
	r.report.fail(f, r.where(f))
}

// where is the last line of a failing run: the cell, the line, the batch, and the command.
func (r *Run) where(f *kernel.Failure) string {
	a, err := r.k.Do(context.Background(), kernel.Request{Op: kernel.OpView})
	if err != nil || a.View == nil {
		return ""
	}
	number := 0
	for _, c := range a.View.Cells {
		if c.ID == f.Cell {
			number = c.Number
		}
	}
	at := ""
	if a.View.Track != nil && a.View.Track.At > 0 {
		at = fmt.Sprintf(" --at %d", a.View.Track.At-1)
	}
	var place []string
	if number > 0 {
		place = append(place, fmt.Sprintf("cell %d", number))
	}
	if f.Line > 0 {
		place = append(place, fmt.Sprintf("line %d", f.Line))
	}
	if at != "" {
		place = append(place, fmt.Sprintf("after batch %d", a.View.Track.At-1))
	}
	return fmt.Sprintf("%s: look at it with: sparkrepl %s%s", strings.Join(append([]string{r.File}, place...), ", "), r.File, at)
}

func (r *Run) onBatch(e kernel.BatchEvent) {
	r.batches++
	r.rows += e.In
	r.report.batch(e)
}

func (r *Run) reporter() reporter {
	switch {
	case r.JSON:
		return newEvents(r.Out)
	case r.CSV:
		return &csvReport{plainReport{s: r.Streams, file: r.File}}
	}
	return &plainReport{s: r.Streams, file: r.File}
}
