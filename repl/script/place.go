package script

import (
	"context"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// place is where in a notebook something failed. The zero place says nothing.
type place struct {
	file   string // "" has no name that a command could take
	cell   int    // number, 0 none
	name   string // of the cell
	line   int    // in the cell, from 1; 0 unknown
	ran    int    // batches of its query that ran
	source string // of the cell
}

// placeOf finds the cell of a failure; v may be nil.
func placeOf(file string, v *kernel.View, f *kernel.Failure) place {
	p := place{file: file}
	if v == nil {
		return p
	}
	for _, c := range v.Cells {
		if c.ID == f.Cell {
			p.cell, p.name, p.source, p.line = c.Number, c.Name, c.Source, f.Line
		}
	}
	if v.Track != nil {
		p.ran = v.Track.At
	}
	return p
}

// text is the last line of a failing run: the cell, the line, the batch, and the command that
// looks at it; "" when there is nothing to say.
func (p place) text() string {
	var parts []string
	if p.file != "" {
		parts = append(parts, p.file)
	}
	if p.cell > 0 {
		parts = append(parts, fmt.Sprintf("cell %d", p.cell))
	}
	if p.line > 0 {
		parts = append(parts, fmt.Sprintf("line %d", p.line))
	}
	if p.ran > 0 {
		parts = append(parts, fmt.Sprintf("after batch %d", p.ran-1))
	}
	text := strings.Join(parts, ", ")
	if p.file == "" {
		return text
	}
	text += ": look at it with: sparkrepl " + shellWord(p.file)
	if p.ran > 0 {
		text += fmt.Sprintf(" --at %d", p.ran-1)
	}
	return text
}

// caret is the line of the cell that failed and a mark below its place; none when it is not known.
// col counts characters from 1, length those that the mark spans.
func (p place) caret(col, length int) []string {
	lines := strings.Split(p.source, "\n")
	if p.source == "" || p.line < 1 || p.line > len(lines) || col < 1 {
		return nil
	}
	line := []rune(strings.ReplaceAll(lines[p.line-1], "\t", " "))
	from := min(col-1, len(line))
	to := min(from+max(1, length), len(line))
	mark := strings.Repeat(" ", viz.Width(viz.Clean(string(line[:from])))) + strings.Repeat("^", max(1, viz.Width(viz.Clean(string(line[from:to])))))
	return []string{viz.Clean(string(line)), mark}
}

// writeFailure writes an error as a person reads it: message, condition, the line with a caret, the
// way out; and where it was.
func writeFailure(s Streams, f *kernel.Failure, p place) {
	head := " "
	if f.Condition != "" {
		head += "[" + f.Condition + "] "
	}
	writeLines(s, paint(s.ErrColour, viz.Bad, "error:")+viz.Clean(head+f.Message), f, p)
	if where := p.text(); where != "" {
		fmt.Fprintln(s.Err, viz.Clean(where))
	}
}

// WriteFailure writes an error that has no place in a notebook.
func WriteFailure(s Streams, f *kernel.Failure) { writeFailure(s, f, place{}) }

// tellPlace writes what failed in a kernel's notebook and where, and is the error to end with: it
// was written.
func tellPlace(s Streams, k *kernel.Kernel, file string, code int, err error) error {
	if ended(err) {
		return err
	}
	a, gone := k.Do(context.Background(), kernel.Request{Op: kernel.OpView})
	if gone != nil {
		a.View = nil
	}
	f := failureOf(err)
	p := placeOf(file, a.View, f)
	if f.Cell == "" && code == Misuse {
		p = place{}
	}
	writeFailure(s, f, p)
	return Told{Err: exitOf(err, code)}
}

// writeLines writes the first line, and what stands below it.
func writeLines(s Streams, first string, f *kernel.Failure, p place) {
	fmt.Fprintln(s.Err, first)
	for i, line := range p.caret(f.Col, f.Len) {
		if i == 1 {
			line = paint(s.ErrColour, viz.Bad, line)
		}
		fmt.Fprintln(s.Err, "    "+line)
	}
	if f.Detail != "" && s.Verbose > 0 {
		for line := range strings.SplitSeq(f.Detail, "\n") {
			fmt.Fprintln(s.Err, "  "+viz.Clean(line))
		}
	}
	if f.Hint != "" {
		fmt.Fprintln(s.Err, "  "+viz.Clean(f.Hint))
	}
}
