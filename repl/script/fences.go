package script

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/scenario"
	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
)

// notebook runs a notebook and compares what each cell shows at the end with the output fence
// behind it. A cell without one is only asked to run.
func (t *Test) notebook(ctx context.Context, file string) error {
	if t.Only != "" && !strings.Contains(file, t.Only) {
		return nil
	}
	text, err := readText(t.Streams, file)
	if err != nil {
		return err
	}
	book, err := notebook.Parse(text)
	if err == nil && book.ReadOnly != "" {
		err = errors.New(book.ReadOnly)
	}
	if err != nil {
		return exit(Unreadable, fmt.Errorf("%s: %w", file, err))
	}
	for _, d := range book.Doubts() {
		t.warn("%s: %s", file, d)
	}
	k := kernel.New(kernel.Options{Command: command.Run, Files: t.Builtin, Seed: t.Seed})
	v, err := settle(ctx, k, file)
	if errors.Is(err, errStuck) {
		return err
	}
	defer k.Close()
	if err != nil {
		t.broken(k, file, err)
		return ctx.Err()
	}
	differs, err := k.Repeat(ctx)
	if err == nil && differs != nil {
		err = differs
	}
	if err != nil {
		t.unsteady = t.unsteady || differs != nil
		t.broken(k, file, err)
		return ctx.Err()
	}
	next := k.Fences(ctx, kernel.FenceRows, t.Update)
	if t.Update {
		switch {
		case string(next) == string(text):
		case t.DryRun:
			t.say("would update %s", file)
		default:
			if err := ReplaceFile(file, next); err != nil {
				return err
			}
			t.say("updated %s", file)
		}
		t.tell(verdict{File: file, Name: v.Title, OK: true, Step: -1, Batch: -1}, "")
		return nil
	}
	want, got, number := firstDifference(text, next)
	if number == 0 {
		t.tell(verdict{File: file, Name: v.Title, OK: true, Step: -1, Batch: -1}, "")
		return nil
	}
	t.tell(verdict{File: file, Name: v.Title, Step: -1, Batch: -1, Want: want, Got: got, Cell: number, Error: fmt.Sprintf("cell %d shows something else than its output fence", number)},
		scenario.Beside(strings.Split(want, "\n"), strings.Split(got, "\n")))
	return nil
}

// broken tells of a notebook that could not be run to its end: where, and why.
func (t *Test) broken(k *kernel.Kernel, file string, err error) {
	if ended(err) {
		return
	}
	f := failureOf(err)
	a, gone := k.Do(context.Background(), kernel.Request{Op: kernel.OpView})
	if gone != nil {
		a.View = nil
	}
	v := verdict{File: file, Name: file, Step: -1, Batch: -1, Error: f.Message, Line: f.Line}
	if a.View != nil {
		v.Name = a.View.Title
	}
	p := placeOf(file, a.View, f)
	v.Cell = p.cell
	below := strings.Join(p.caret(f.Col, f.Len), "\n")
	if f.Hint != "" {
		below += "\n" + f.Hint
	}
	t.tell(v, below+"\n"+p.text())
}

// settle runs the cells, then every query to its end.
func settle(ctx context.Context, k *kernel.Kernel, file string) (*kernel.View, error) {
	var v *kernel.View
	for _, r := range []kernel.Request{{Op: kernel.OpOpen, Text: file}, {Op: kernel.OpRunAll}} {
		a, err := ask(ctx, k, r)
		if err != nil {
			return nil, err
		}
		v = a.View
	}
	for _, q := range v.Queries {
		a, err := ask(ctx, k, kernel.Request{Op: kernel.OpQuery, Query: q})
		if err != nil {
			return nil, err
		}
		if t := a.View.Track; t != nil && t.Live {
			return nil, &kernel.Failure{Message: fmt.Sprintf("%s reads a source that never ends (%s): there is no end to compare at", q, t.Source),
				Hint: "Trigger(spark.AvailableNow()) lets the query end; sparkrepl record makes a recording of the source"}
		}
		if _, err := ask(ctx, k, kernel.Request{Op: kernel.OpNextStop, Query: q}); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// firstDifference finds the first output cell that says something else; number 0 when none does.
func firstDifference(want, got []byte) (string, string, int) {
	a, errA := notebook.Parse(want)
	b, errB := notebook.Parse(got)
	if errA != nil || errB != nil {
		return "", "", 0
	}
	for i, c := range a.Cells() {
		if i >= len(b.Cells()) {
			break
		}
		if o := b.Cells()[i]; c.Kind == notebook.Output && strings.TrimSpace(c.Source) != strings.TrimSpace(o.Source) {
			return c.Source, o.Source, i + 1
		}
	}
	return "", "", 0
}
