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

	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/spelling"
	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
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
	SaveOutputs    string // write the notebook with its outputs here
	DryRun         bool   // check, and say what would run and be written
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
	told    bool            // an end from outside was written
	stuck   bool            // the kernel does not answer any more
	blamed  map[string]bool // cells whose failure was written
	flush   func() error
}

// reporter writes what happens: as text or as events.
type reporter interface {
	start(r *Run, v *kernel.View)
	cell(c kernel.CellView, shown kernel.Shown)
	batch(e kernel.BatchEvent)
	stop(query, why string)
	fail(f *kernel.Failure, p place)
	end(code, batches int, rows int64, took time.Duration)
}

// Do runs it and returns what the program ends with: Told, unless it was ended from outside before
// anything ran.
func (r *Run) Do(ctx context.Context) error {
	r.flush = r.buffered()
	began := time.Now()
	err := r.do(ctx)
	code := CodeOf(err)
	var signal *Exit
	if errors.Is(err, context.Canceled) && errors.As(context.Cause(ctx), &signal) {
		code = signal.Code // the signal's own
	}
	r.report.end(code, r.batches, r.rows, time.Since(began))
	if flushErr := r.flush(); err == nil && flushErr != nil {
		return &Exit{SourceFailed, flushErr}
	}
	if err == nil || ended(err) && !r.told {
		return err
	}
	return Told{err}
}

func (r *Run) do(ctx context.Context) error {
	r.report = r.reporter()
	opened, err := r.open(ctx)
	defer func() {
		if r.k != nil && !r.stuck {
			r.k.Close()
		}
	}()
	if err != nil {
		r.tell(err, place{})
		return err
	}
	for _, d := range opened.Doubts {
		r.warn("%s: %s", r.File, d)
	}
	r.report.start(r, opened)
	if r.DryRun {
		return r.rehearse(ctx, opened)
	}
	err = r.runCells(ctx, opened)
	if err == nil || r.KeepGoing && !ended(err) {
		err = errors.Join(err, r.runQueries(ctx))
	}
	if err == nil && r.Verify {
		err = r.verify(ctx)
	}
	if ctx.Err() != nil {
		r.tellStop(ctx, opened)
	}
	if r.SaveOutputs != "" && r.stuck {
		r.warn("%s was not written: %s", r.SaveOutputs, errStuck)
	} else if r.SaveOutputs != "" {
		if saveErr := r.saveOutputs(ctx); saveErr != nil && err == nil {
			r.tell(saveErr, place{})
			err = saveErr
		}
	}
	return err
}

// open starts a kernel over the notebook.
func (r *Run) open(ctx context.Context) (*kernel.View, error) {
	text, err := r.read()
	if err == nil {
		err = GivenRecording(r.Replay)
	}
	if err != nil {
		return nil, err
	}
	r.k = kernel.New(kernel.Options{Dir: r.Dir, Params: r.Params, Now: r.Now, Stdin: r.In, Stdout: r.cellOutput(), Files: r.Files, Zone: r.Zone,
		Seed: r.Seed, Replay: r.Replay, Memory: r.Memory, Paced: true, Forgetful: !r.Verify, Command: command.Run, Batch: r.onBatch})
	opened, err := r.ask(ctx, kernel.Request{Op: kernel.OpOpen, Text: r.path(), Kind: r.Kind, Notebook: text})
	if err != nil {
		return nil, exitOf(err, Unreadable)
	}
	if why := opened.View.ReadOnly; why != "" {
		return nil, exit(Unreadable, &kernel.Failure{Message: why})
	}
	return opened.View, nil
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

// cellOutput is where prints of cells and console sinks go: standard output, unless it carries
// something else, which then holds them.
func (r *Run) cellOutput() io.Writer {
	if r.JSON || r.CSV || r.SaveOutputs == "-" {
		return nil
	}
	return &shownBytes{to: r.Out}
}

// ask asks the kernel, and notes when it does not answer any more.
func (r *Run) ask(ctx context.Context, req kernel.Request) (kernel.Response, error) {
	a, err := ask(ctx, r.k, req)
	r.stuck = r.stuck || errors.Is(err, errStuck)
	return a, err
}

// runCells runs the cells asked for, else all. With KeepGoing a failed cell stops only those that
// need it.
func (r *Run) runCells(ctx context.Context, v *kernel.View) error {
	requests := []kernel.Request{{Op: kernel.OpRunAll}}
	asked, err := r.asked(v)
	if err != nil {
		return err
	}
	if len(asked) > 0 {
		requests = nil
	}
	for _, id := range asked {
		requests = append(requests, kernel.Request{Op: kernel.OpRun, Cell: id})
	}
	var failures []error
	for len(requests) > 0 {
		a, err := r.ask(ctx, requests[0])
		requests = requests[1:]
		if a.View != nil {
			v = a.View
		}
		if err == nil {
			continue
		}
		if r.leftReader() {
			return syscall.EPIPE
		}
		failures = append(failures, err)
		if !r.KeepGoing || ended(err) {
			break
		}
		if len(r.Cells) == 0 && len(failures) == 1 {
			requests = stillToRun(v)
		}
	}
	if !r.stuck {
		r.reportCells(context.WithoutCancel(ctx), v)
	}
	for i, err := range failures {
		r.failure(err)
		failures[i] = exitOf(err, SourceOrCell(err))
	}
	return errors.Join(failures...)
}

// asked are the ids of the cells that were asked for.
func (r *Run) asked(v *kernel.View) (ids []string, err error) {
	for _, name := range r.Cells {
		id := findCell(v, name)
		if id == "" {
			err := exit(Misuse, noCell(v, name))
			r.tell(err, place{})
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// stillToRun are the cells that a failed one left out.
func stillToRun(v *kernel.View) (out []kernel.Request) {
	for _, c := range v.Cells {
		if c.Kind != "md" && c.State == "" {
			out = append(out, kernel.Request{Op: kernel.OpRun, Cell: c.ID})
		}
	}
	return out
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

// noCell says which cells there are.
func noCell(v *kernel.View, name string) error {
	var names []string
	for _, c := range v.Cells {
		if c.Name != "" {
			names = append(names, c.Name)
		}
	}
	f := &kernel.Failure{Message: fmt.Sprintf("there is no cell %q", name), Hint: fmt.Sprintf("cells are named by their number, 1 to %d", len(v.Cells))}
	if near := spelling.Nearest(name, names); near != "" {
		f.Hint = fmt.Sprintf("did you mean %s?", near)
	} else if len(names) > 0 {
		f.Hint += ", or by name: " + strings.Join(names, ", ")
	}
	return f
}

func (r *Run) reportCells(ctx context.Context, v *kernel.View) {
	for _, c := range v.Cells {
		if c.State == "" || c.State == "skipped" {
			continue
		}
		if shown, err := r.k.Shown(ctx, c.ID); err == nil {
			r.report.cell(c, shown)
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

// failure reports an error and says how to look at it. What ended from outside is no failure, and a
// cell is blamed once.
func (r *Run) failure(err error) {
	if ended(err) {
		return
	}
	f := failureOf(err)
	if f.Cell != "" && r.blamed[f.Cell] {
		return
	}
	if r.blamed == nil {
		r.blamed = map[string]bool{}
	}
	r.blamed[f.Cell] = true
	a, err := r.k.Do(context.Background(), kernel.Request{Op: kernel.OpView})
	if err != nil {
		a.View = nil
	}
	p := placeOf(r.named(), a.View, f)
	if r.Notebook != "" {
		p.cell = 0 // it was made for one question
	}
	r.tell(f, p)
}

// tell reports an error that has, or has no, place in the notebook.
func (r *Run) tell(err error, p place) {
	if ended(err) {
		return
	}
	r.report.fail(failureOf(err), p)
	if r.JSON {
		writeFailure(r.Streams, failureOf(err), p)
	}
}

// named is the file as one types it, "" when what runs has no file to look at.
func (r *Run) named() string {
	if r.File == "-" || r.Notebook != "" || r.Kind != "" {
		return ""
	}
	return r.File
}

func failureOf(err error) *kernel.Failure {
	var f *kernel.Failure
	if !errors.As(err, &f) {
		f = &kernel.Failure{Message: source.MaskAddresses(err.Error())}
	}
	return f
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
		return &csvReport{plainReport: plainReport{s: r.Streams}}
	case r.SaveOutputs == "-":
		s := r.Streams
		s.Out = io.Discard
		return &plainReport{s: s}
	}
	return &plainReport{s: r.Streams}
}
