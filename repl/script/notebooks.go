package script

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/viz"
)

// QueryNotebook is the notebook of a single query: over a recording as a stream, or over
// standard input as a table; both are called rows.
func QueryNotebook(query, replay, stdin, schema string) string {
	var b strings.Builder
	b.WriteString("---\nsparkrepl: 1\n---\n")
	switch {
	case replay != "":
		fmt.Fprintf(&b, "```go\nrows := spark.ReadStream().Format(\"recording\").Load(%q)\n_ = rows\n```\n\n", replay)
	case stdin != "":
		fmt.Fprintf(&b, "```go\nrows := spark.Read().Format(%q)", stdin)
		if schema != "" {
			fmt.Fprintf(&b, ".Schema(%q)", schema)
		}
		if stdin == "csv" {
			b.WriteString(`.Option("header", "true").Option("inferSchema", "true")`)
		}
		b.WriteString(".Load(\"-\")\n_ = rows\n```\n\n")
	}
	b.WriteString("```sql\n" + query + "\n```\n")
	return b.String()
}

// Fmt formats the Go and SQL cells of notebooks in place; "-" reads In and writes Out. List
// only names the files that would change (exit code 3 when there are any).
func Fmt(s Streams, files []string, list bool) error {
	changed := 0
	for _, f := range files {
		text, err := readText(s, f)
		if err != nil {
			return err
		}
		book, err := notebook.Parse(text)
		if err != nil {
			return exit(Unreadable, fmt.Errorf("%s: %w", f, err))
		}
		if book.ReadOnly != "" {
			return exit(Unreadable, fmt.Errorf("%s: %s", f, book.ReadOnly))
		}
		if err := formatBook(s, f, book); err != nil {
			return err
		}
		next := book.Bytes()
		switch {
		case f == "-" && !list:
			if _, err := s.Out.Write(next); err != nil {
				return err
			}
		case bytes.Equal(next, text):
		case list:
			changed++
			fmt.Fprintln(s.Out, viz.Clean(f))
		default:
			if err := ReplaceFile(f, next); err != nil {
				return err
			}
			s.say("formatted %s", f)
		}
	}
	if changed > 0 {
		return exit(Different, fmt.Errorf("%s not formatted", counted(changed, "file is", "files are")))
	}
	return nil
}

// formatBook formats the cells; one that cannot be is written with its place.
func formatBook(s Streams, file string, book *notebook.Notebook) error {
	for i, c := range book.Cells() {
		if c.Kind != notebook.Go && c.Kind != notebook.SQL {
			continue
		}
		text, err := kernel.FormatSource(string(c.Kind), c.Source)
		if err != nil {
			f := failureOf(err)
			writePlace(s, file, kernel.CellView{Number: i + 1, Source: c.Source}, f)
			return Told{exit(CellFailed, f)}
		}
		if err := book.Edit(c.ID, text); err != nil {
			return err
		}
	}
	return nil
}

func readText(s Streams, file string) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(s.In)
	}
	if err := given(file, file); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(file)
	return text, exit(Misuse, err)
}

// Check parses and type-checks notebooks.
type Check struct {
	Streams
	Files []string
	// Checkpoints also runs the cells, but no query, and says what would become of each query that has a
	// checkpoint. Without it nothing runs.
	Checkpoints bool
	Params      map[string]string
	Builtin     fs.FS
	Zone        string
}

// Do checks the files; cells with errors and queries that their checkpoint refuses are exit code 1.
func (c *Check) Do(ctx context.Context) error {
	bad, refused := 0, 0
	for _, f := range c.Files {
		n, err := checkFile(ctx, c.Streams, f)
		if err != nil {
			return err
		}
		bad += n
		if n > 0 || !c.Checkpoints {
			continue
		}
		if n, err = c.judge(ctx, f); err != nil {
			return err
		}
		refused += n
	}
	switch {
	case bad > 0:
		return exit(CellFailed, fmt.Errorf("%s errors", counted(bad, "cell has", "cells have")))
	case refused > 0:
		return exit(CellFailed, fmt.Errorf("%s fail, or their queries would not go on", counted(refused, "cell would", "cells would")))
	}
	return nil
}

// judge runs the cells of a notebook without their queries and says what would become of these.
func (c *Check) judge(ctx context.Context, file string) (refused int, err error) {
	text, err := readText(c.Streams, file)
	if err != nil {
		return 0, err
	}
	k := kernel.New(kernel.Options{Judge: true, Dir: filepath.Dir(file), Params: c.Params, Files: c.Builtin, Zone: c.Zone})
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
		for _, line := range cell.Resumed {
			fmt.Fprintf(c.Out, "%s: cell %d: %s\n", file, cell.Number, viz.Clean(line))
		}
		if cell.Err != nil {
			refused++
			writePlace(c.Streams, file, cell, cell.Err)
		}
	}
	return refused, ctx.Err()
}

func checkFile(ctx context.Context, s Streams, file string) (int, error) {
	text, err := readText(s, file)
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
	for _, d := range a.View.Doubts {
		if !strings.Contains(d, "conflict markers") { // that one is an error of its cell
			s.warn("%s: %s", file, d)
		}
	}
	bad := 0
	for _, c := range a.View.Cells {
		if c.Err != nil {
			bad++
			writePlace(s, file, c, c.Err)
			continue
		}
		if c.Kind != "go" && c.Kind != "sql" || c.State == "skipped" {
			continue
		}
		checked, err := k.Do(ctx, kernel.Request{Op: kernel.OpCheck, Cell: c.ID, Text: c.Source})
		if err != nil {
			return bad, err
		}
		if checked.Err != nil {
			bad++
			writePlace(s, file, c, checked.Err)
		}
	}
	if bad == 0 {
		s.say("%s: %s fine", viz.Clean(file), counted(len(a.View.Cells), "cell is", "cells are"))
	}
	return bad, nil
}

// writePlace writes an error with the line of the cell and a caret under the place.
func writePlace(s Streams, file string, c kernel.CellView, f *kernel.Failure) {
	at := fmt.Sprintf("%s: cell %d", file, c.Number)
	if f.Line > 0 {
		at += fmt.Sprintf(", line %d, column %d", f.Line, f.Col)
	}
	writeLines(s, paint(s.ErrColour, viz.Bad, at+":")+" "+viz.Clean(f.Message), f, place{line: f.Line, source: c.Source})
}
