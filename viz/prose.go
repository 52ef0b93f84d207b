package viz

import (
	"strings"
)

func drawText(x *Text, w int) []Line {
	var out []Line
	for _, l := range x.Lines {
		l = cleanLine(l)
		if x.Wrap {
			out = append(out, wrapped(l, w)...)
		} else {
			out = append(out, l)
		}
	}
	return out
}

// Wrap breaks a line at spaces so that no part is wider than w.
func Wrap(l Line, w int) []Line { return wrapped(cleanLine(l), w) }

// wrapped breaks at spaces; what follows is indented like the first line.
func wrapped(l Line, w int) []Line {
	if w <= 0 || l.Width() <= w {
		return []Line{l}
	}
	text := l.String()
	indent := len(text) - len(strings.TrimLeft(text, " "))
	if indent > w/2 {
		indent = 0
	}
	rest := cutter{l: l}
	out := []Line{rest.row(w, indent+1)}
	for rest.skipBlanks(); !rest.done(); rest.skipBlanks() {
		out = append(out, append(Line{{Text: strings.Repeat(" ", indent)}}, rest.row(w-indent, 1)...))
	}
	return out
}

// row takes a row of w columns at most, which ends before the last space that fits and stands behind
// column least, else at the edge. A character that is wider than w is a row too.
func (c *cutter) row(w, least int) Line {
	begin := *c
	row := c.take(w)
	if c.done() || c.blank() {
		return row
	}
	if at := lastBlank(row); at > least {
		*c = begin
		return c.take(at)
	}
	if row.Width() == 0 {
		row = c.take(2)
	}
	return row
}

// lastBlank is the column of the last space of a line, -1 when there is none.
func lastBlank(l Line) int {
	for i := len(l) - 1; i >= 0; i-- {
		if at := strings.LastIndexByte(l[i].Text, ' '); at >= 0 {
			return l[:i].Width() + Width(l[i].Text[:at])
		}
	}
	return -1
}
