package script

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Fmt formats the Go and SQL cells of notebooks.
type Fmt struct {
	Streams
	Files     []string // formatted in place; "-" reads In and writes Out
	Print     bool     // write what was formatted to Out; the files stay
	NamesOnly bool     // only name those that would change: exit code 3 when there are any
	DryRun    bool     // say which would be formatted
	KeepGoing bool     // format the others when one cannot be

	changed int
	would   Intents
}

// Do formats the files.
func (f *Fmt) Do() error {
	err := each(f.Files, f.KeepGoing, f.file)
	if f.DryRun {
		err = errors.Join(err, f.would.Tell(f.Streams))
	}
	if err == nil && f.changed > 0 {
		return exit(Different, fmt.Errorf("%s not formatted", counted(f.changed, "file is", "files are")))
	}
	return err
}

func (f *Fmt) file(name string) error {
	text, err := readText(f.Streams, name)
	if err != nil {
		return err
	}
	book, err := notebook.Parse(text)
	if err != nil {
		return exit(Unreadable, fmt.Errorf("%s: %w", name, err))
	}
	if book.ReadOnly != "" {
		return exit(Unreadable, fmt.Errorf("%s: %s", name, book.ReadOnly))
	}
	if err := formatBook(f.Streams, name, book); err != nil {
		return err
	}
	next := book.Bytes()
	switch {
	case (name == "-" || f.Print) && !f.NamesOnly && !f.DryRun:
		return f.formatted(next)
	case bytes.Equal(next, text):
	case f.DryRun:
		f.would.Add("format", "%s", name)
	case f.NamesOnly:
		f.changed++
		return f.List([]string{"file"}, [][]any{{name}}, func(row []any) string { return viz.Clean(name) })
	default:
		if err := ReplaceFile(name, next); err != nil {
			return err
		}
		return f.tell([]string{"file"}, []any{name}, "formatted %s", name)
	}
	return nil
}

// formatted writes a notebook as it is formatted.
func (f *Fmt) formatted(text []byte) error {
	if f.JSON || f.CSV {
		return f.List([]string{"text"}, [][]any{{string(text)}}, nil)
	}
	_, err := f.Out.Write(text)
	return err
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
