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
	if l.Width() <= w || w <= 0 {
		return []Line{l}
	}
	text := l.String()
	indent := len(text) - len(strings.TrimLeft(text, " "))
	if indent > w/2 {
		indent = 0
	}
	var out []Line
	for l.Width() > w {
		at := breakAt(l, w, indent)
		out = append(out, l.Slice(0, at))
		rest := l.Slice(at, l.Width())
		rest = trimLeft(rest)
		l = append(Line{{Text: strings.Repeat(" ", indent)}}, rest...)
	}
	return append(out, l)
}

// breakAt is the column to break at: after the last space that fits, else at the edge.
func breakAt(l Line, w, indent int) int {
	for at := w; at > indent+1; at-- {
		if l.Slice(at, at+1).String() == " " {
			return at
		}
	}
	return w
}

func trimLeft(l Line) Line {
	for len(l) > 0 {
		l[0].Text = strings.TrimLeft(l[0].Text, " ")
		if l[0].Text != "" {
			break
		}
		l = l[1:]
	}
	return l
}
