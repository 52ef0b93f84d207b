package tui

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// addText draws the source with line numbers, long lines in several rows, the error below its
// line, and the text cursor.
func (n *notebook) addText(out *drawnCell, c *kernel.CellView, d *draft, current bool, look bookLook) {
	editing := current && n.editing && d != nil
	text := n.source(c)
	if c.Kind == "md" && !editing {
		out.lines = append(out.lines, proseLines(text, look)...)
		return
	}
	var over []stretch
	line, at := -1, 0
	if editing {
		over = editorStretches(d.buf)
		line, _ = d.buf.place(d.buf.cur)
		at = column(d.buf.text[d.buf.lineStart(d.buf.cur):d.buf.cur])
	}
	fail := failureOf(c, d)
	numbers := c.Kind != "md" && (current || look.numbers)
	sources := strings.Split(text, "\n")
	for i, l := range codeLines(c.Kind, text, over) {
		source := sources[i]
		starts := rowStarts(source, textWidth(look.w))
		if i == line {
			row := rowOf(starts, at)
			out.cursorX, out.cursorY = textIndent+at-starts[row], len(out.lines)+row
		}
		failed := fail != nil && fail.Line == i+1
		rows := rowsOf(l, starts)
		if last := len(rows) - 1; i == line && look.suggest != "" {
			rows[last] = append(rows[last], suggestionCell(look.suggest, look.w-1-textIndent-rows[last].Width(), look.th))
		}
		for k, row := range rows {
			out.addRow(i, starts[k], append(viz.Line{rowFront(i, k, numbers, failed, look)}, row...))
			if failed {
				out.lines = append(out.lines, caretLine(fail, source, starts, k)...)
			}
		}
		if failed {
			out.lines = append(out.lines, failureLines(fail, source, starts, look)...)
		}
	}
	if fail != nil && (fail.Line <= 0 || fail.Line > strings.Count(text, "\n")+1) {
		out.lines = append(out.lines, failureLines(fail, "", nil, look)...)
	}
}

// addRow adds one row of the text, and notes what stands there.
func (c *drawnCell) addRow(line, column int, l viz.Line) {
	for len(c.places) < len(c.lines) {
		c.places = append(c.places, noPlace)
	}
	c.places = append(c.places, textPlace{line, column})
	c.lines = append(c.lines, l)
}

// rowFront stands before a row of a source: the number of the line or "x" where the error is, and a
// mark before rows that go on with it.
func rowFront(line, row int, numbers, failed bool, look bookLook) viz.Cell {
	switch {
	case row > 0:
		return viz.Cell{Text: viz.Pad(look.th.Mark(), textIndent-1, true) + " ", Style: viz.Dim}
	case failed:
		return viz.Cell{Text: fmt.Sprintf("  x%2d ", line+1), Style: viz.Bad}
	case numbers:
		return viz.Cell{Text: fmt.Sprintf("%5d ", line+1), Style: viz.Dim}
	}
	return viz.Cell{Text: strings.Repeat(" ", textIndent)}
}

// failureOf is what is wrong with the text as it stands: the finding of a check while typing,
// or the failure of the last run as long as the text was not changed.
func failureOf(c *kernel.CellView, d *draft) *kernel.Failure {
	if d != nil && d.of == d.buf.text && d.diag != nil {
		return d.diag
	}
	if c.Err != nil && (d == nil || d.buf.text == c.Source) {
		return c.Err
	}
	return nil
}

// caret is the column and the width of the place of a failure in its line.
func caret(f *kernel.Failure, line string) (at, width int) {
	runes := []rune(line)
	col := min(max(f.Col-1, 0), len(runes))
	return column(string(runes[:col])), max(min(f.Len, len(runes)-col), 1)
}

// caretLine is the caret below a row that has the place of a failure; none below the others.
func caretLine(f *kernel.Failure, line string, starts []int, row int) []viz.Line {
	if f.Col <= 0 || line == "" {
		return nil
	}
	from, carets := caret(f, line)
	if rowOf(starts, from) != row {
		return nil
	}
	if row+1 < len(starts) {
		carets = min(carets, starts[row+1]-from)
	}
	return []viz.Line{{{Text: strings.Repeat(" ", textIndent+from-starts[row])}, {Text: strings.Repeat("^", carets), Style: viz.Bad}}}
}

// failureLines say what is wrong, in the words of the failure, below its place.
func failureLines(f *kernel.Failure, line string, starts []int, look bookLook) []viz.Line {
	at := textIndent
	var out []viz.Line
	if f.Col > 0 && line != "" {
		from, _ := caret(f, line)
		at += from - starts[rowOf(starts, from)]
	}
	if at > look.w/2 {
		at = textIndent + 4
	}
	text := f.Message
	if f.Hint != "" {
		text += "  " + f.Hint
	}
	for _, part := range strings.Split(text, "\n") {
		l := viz.Line{{Text: strings.Repeat(" ", at) + viz.Clean(part), Style: viz.Bad}}
		out = append(out, viz.Wrap(l, look.w)...)
	}
	if f.Detail != "" {
		out = append(out, viz.Styled(viz.Dim, strings.Repeat(" ", at)+look.key("error-details")+" shows the details"))
	}
	return out
}

// editorStretches are the selection and the pair of brackets at the cursor.
func editorStretches(b *buffer) []stretch {
	var out []stretch
	if a, z, ok := bracketMatch(b.text, b.cur); ok {
		out = append(out, stretch{a, a + 1, styleBracket}, stretch{z, z + 1, styleBracket})
	}
	if from, to := b.selection(); from < to {
		out = append(out, stretch{from, to, styleSelect})
	}
	return out
}
