package script

import (
	"context"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Check parses and type-checks notebooks.
type Check struct {
	Streams
	Files []string
	// Checkpoints also runs the cells, but no query, and says what would become of each query that has a
	// checkpoint. Without it nothing runs.
	Checkpoints bool
	KeepGoing   bool // check the others when one cannot be read
	Params      map[string]string
	Builtin     fs.FS
	Zone        string
	Seed        int64

	headed bool // the header of the CSV was written
}

// Do checks the files; cells with errors and queries that their checkpoint refuses are exit code 1.
func (c *Check) Do(ctx context.Context) error {
	bad, refused := 0, 0
	err := each(c.Files, c.KeepGoing, func(f string) error {
		n, err := c.file(ctx, f)
		bad += n
		if err != nil || n > 0 || !c.Checkpoints {
			return err
		}
		n, err = c.judge(ctx, f)
		refused += n
		return err
	})
	switch {
	case err != nil:
		return err
	case bad > 0:
		err = fmt.Errorf("%s errors", counted(bad, "cell has", "cells have"))
	case refused > 0:
		err = fmt.Errorf("%s fail, or their queries would not go on", counted(refused, "cell would", "cells would"))
	}
	if err != nil && c.JSON { // each has its event
		WriteFailure(c.Streams, failureOf(err))
		err = Told{exit(CellFailed, err)}
	}
	return exit(CellFailed, err)
}

// found tells of a cell with an error: where, and why.
func (c *Check) found(file string, cell kernel.CellView, f *kernel.Failure) error {
	writePlace(c.Streams, file, cell, f)
	named := *f
	named.Cell, named.File = "", file
	switch {
	case c.JSON:
		newEvents(c.Out).fail(&named, place{cell: cell.Number, name: cell.Name})
	case c.CSV:
		return c.row(file, cell.Number, f.Line, f.Col, f.Message)
	}
	return nil
}

// row writes what is known of a cell as CSV, below one header.
func (c *Check) row(row ...any) error {
	columns := []string{"file", "cell", "line", "column", "message"}
	if c.headed {
		columns = nil
	}
	c.headed = true
	return c.List(columns, [][]any{row}, nil)
}

// judge runs the cells of a notebook without their queries and says what would become of these.
func (c *Check) judge(ctx context.Context, file string) (refused int, err error) {
	text, err := readText(c.Streams, file)
	if err != nil {
		return 0, err
	}
	k := kernel.New(kernel.Options{Judge: true, Dir: filepath.Dir(file), Params: c.Params, Files: c.Builtin, Zone: c.Zone, Seed: c.Seed})
	defer k.Close()
	stop := context.AfterFunc(ctx, func() { k.Interrupt() })
	defer stop()
	if _, err := k.Do(context.WithoutCancel(ctx), kernel.Request{Op: kernel.OpOpen, Notebook: string(text)}); err != nil {
		return 0, err
	}
	a, err := k.Do(context.WithoutCancel(ctx), kernel.Request{Op: kernel.OpRunAll})
	if err != nil {
		return 0, err
	}
	for _, cell := range a.View.Cells {
		if err := c.resumed(file, cell); err != nil {
			return refused, err
		}
		if cell.Err != nil {
			refused++
			if err := c.found(file, cell, cell.Err); err != nil {
				return refused, err
			}
		}
	}
	return refused, ctx.Err()
}

// resumed says what becomes of the state in the checkpoints of a cell's queries.
func (c *Check) resumed(file string, cell kernel.CellView) error {
	if c.JSON && len(cell.Resumed) > 0 {
		newEvents(c.Out).cell(cell, kernel.Shown{})
		return nil
	}
	for _, line := range cell.Resumed {
		if c.CSV {
			if err := c.row(file, cell.Number, 0, 0, line); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(c.Out, "%s: cell %d: %s\n", file, cell.Number, viz.Clean(line))
	}
	return nil
}

// file checks one notebook and counts the cells with errors.
func (c *Check) file(ctx context.Context, file string) (bad int, err error) {
	text, err := readText(c.Streams, file)
	if err != nil {
		return 0, err
	}
	k := kernel.New(kernel.Options{})
	defer k.Close()
	a, err := k.Do(ctx, kernel.Request{Op: kernel.OpOpen, Notebook: string(text)})
	if err != nil {
		return 0, err
	}
	if a.Err != nil {
		return 0, exit(Unreadable, fmt.Errorf("%s: %w", file, error(a.Err)))
	}
	if why := a.View.ReadOnly; why != "" {
		return 0, exit(Unreadable, fmt.Errorf("%s: %s", file, why))
	}
	if c.JSON {
		newEvents(c.Out).opened(file, a.View)
	}
	for _, d := range a.View.Doubts {
		if !strings.Contains(d, "conflict markers") { // that one is an error of its cell
			c.warn("%s: %s", file, d)
		}
	}
	err = checkCells(ctx, k, a.View, func(cell kernel.CellView, f *kernel.Failure) error {
		if f == nil {
			return nil
		}
		bad++
		return c.found(file, cell, f)
	})
	if err == nil && bad == 0 {
		c.say("%s: %s fine", viz.Clean(file), counted(len(a.View.Cells), "cell is", "cells are"))
	}
	return bad, err
}

// checkCells gives each cell that would run, with what is wrong with it.
func checkCells(ctx context.Context, k *kernel.Kernel, v *kernel.View, found func(kernel.CellView, *kernel.Failure) error) error {
	for _, c := range v.Cells {
		wrong := c.Err
		switch {
		case wrong != nil:
		case c.Kind != "go" && c.Kind != "sql" || c.State == "skipped":
			continue
		default:
			checked, err := k.Do(ctx, kernel.Request{Op: kernel.OpCheck, Cell: c.ID, Text: c.Source})
			if err != nil {
				return err
			}
			wrong = checked.Err
		}
		if err := found(c, wrong); err != nil {
			return err
		}
	}
	return nil
}

// writePlace writes an error with the line of the cell and a caret under the place.
func writePlace(s Streams, file string, c kernel.CellView, f *kernel.Failure) {
	at := fmt.Sprintf("%s: cell %d", file, c.Number)
	if f.Line > 0 {
		at += fmt.Sprintf(", line %d, column %d", f.Line, f.Col)
	}
	writeLines(s, paint(s.ErrColour, viz.Bad, at+":")+" "+viz.Clean(f.Message), f, place{line: f.Line, source: c.Source})
}
