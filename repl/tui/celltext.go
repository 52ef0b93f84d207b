package tui

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// addText draws the source with line numbers, the error below its line, and the text cursor.
func (n *notebook) addText(out *drawnCell, c *kernel.CellView, d *draft, current bool, look bookLook) {
	editing := current && n.editing && d != nil
	text := n.source(c)
	if c.Kind == "md" && !editing {
		out.lines = append(out.lines, proseLines(text, look)...)
		return
	}
	var over []stretch
	line, at, shift := -1, 0, 0
	if editing {
		over = editorStretches(d.buf)
		line, _ = d.buf.place(d.buf.cur)
		at = column(d.buf.text[d.buf.lineStart(d.buf.cur):d.buf.cur])
		shift = max(at-(look.w-textIndent-2), 0)
	}
	fail := failureOf(c, d)
	numbers := c.Kind != "md" && (current || look.numbers)
	for i, l := range codeLines(c.Kind, text, over) {
		if i == line {
			out.cursorX, out.cursorY = textIndent+at-shift, len(out.lines)
		}
		if fail == nil || fail.Line != i+1 {
			out.lines = append(out.lines, textLine(i, l, shift, numbers, fail, look))
			continue
		}
		move := shift
		if !editing {
			move = caretShift(fail, lineOf(text, i), look)
		}
		out.lines = append(out.lines, textLine(i, l, move, numbers, fail, look))
		out.lines = append(out.lines, failureLines(fail, lineOf(text, i), move, look)...)
	}
	if fail != nil && (fail.Line <= 0 || fail.Line > strings.Count(text, "\n")+1) {
		out.lines = append(out.lines, failureLines(fail, "", 0, look)...)
	}
}

// textLine is one line of a source: number or "x" where the error is, then the text.
func textLine(i int, l viz.Line, shift int, numbers bool, fail *kernel.Failure, look bookLook) viz.Line {
	front := viz.Cell{Text: strings.Repeat(" ", textIndent)}
	if numbers {
		front = viz.Cell{Text: fmt.Sprintf("%5d ", i+1), Style: viz.Dim}
	}
	if fail != nil && fail.Line == i+1 {
		front = viz.Cell{Text: fmt.Sprintf("  x%2d ", i+1), Style: viz.Bad}
	}
	if shift > 0 {
		l = l.Slice(shift, shift+look.w)
	}
	return fitted(append(viz.Line{front}, l...), look)
}

func lineOf(text string, i int) string {
	lines := strings.Split(text, "\n")
	return lines[min(i, len(lines)-1)]
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

// caretShift moves a long line so far to the left that the place of its failure is seen.
func caretShift(f *kernel.Failure, line string, look bookLook) int {
	at, width := caret(f, line)
	room := look.w - textIndent - 4
	if at+width <= room {
		return 0
	}
	return max(at-room/2, 0)
}

// failureLines are the caret under the place and what is wrong, in the words of the failure.
func failureLines(f *kernel.Failure, line string, shift int, look bookLook) []viz.Line {
	at := textIndent
	var out []viz.Line
	if f.Col > 0 && line != "" {
		from, carets := caret(f, line)
		at += max(from-shift, 0)
		if from >= shift && at+carets <= look.w {
			out = append(out, viz.Line{{Text: strings.Repeat(" ", at)}, {Text: strings.Repeat("^", carets), Style: viz.Bad}})
		}
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
