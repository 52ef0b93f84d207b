package viz

import "strings"

// Plainly makes a line of one piece.
func Plainly(text string) Line { return Line{{Text: text}} }

// Styled makes a line of one piece in a style.
func Styled(style Style, text string) Line { return Line{{Text: text, Style: style}} }

// String is the line without styles.
func (l Line) String() string {
	if len(l) == 1 {
		return l[0].Text
	}
	var b strings.Builder
	for _, c := range l {
		b.WriteString(c.Text)
	}
	return b.String()
}

// Width is the number of columns the line takes.
func (l Line) Width() int {
	w := 0
	for _, c := range l {
		w += Width(c.Text)
	}
	return w
}

// Slice is the columns [from, to) of the line.
func (l Line) Slice(from, to int) Line {
	var out Line
	at := 0
	for _, c := range l {
		w := Width(c.Text)
		lo, hi := max(from-at, 0), min(to-at, w)
		if lo < hi {
			out = append(out, Cell{Text: span(c.Text, lo, hi), Style: c.Style})
		}
		at += w
		if at >= to {
			break
		}
	}
	return out
}

// Fit makes the line exactly w columns wide: filled with spaces, or cut with mark at its end.
func (l Line) Fit(w int, mark string) Line {
	have := l.Width()
	switch {
	case have < w:
		return append(l[:len(l):len(l)], Cell{Text: strings.Repeat(" ", w-have)})
	case have == w:
		return l
	}
	m := Width(mark)
	if m >= w {
		return l.Slice(0, w)
	}
	out := l.Slice(0, w-m)
	return append(out, Cell{Text: mark, Style: Dim})
}

// Over lays top over the line from column x on.
func (l Line) Over(x int, top Line) Line {
	w := l.Width()
	out := l.Slice(0, x)
	if gap := x - w; gap > 0 {
		out = append(out, Cell{Text: strings.Repeat(" ", gap)})
	}
	out = append(out, top...)
	if end := x + top.Width(); end < w {
		out = append(out, l.Slice(end, w)...)
	}
	return out
}

// Paint gives the columns [from, to) of the line another style.
func (l Line) Paint(from, to int, style Style) Line {
	part := l.Slice(from, to)
	text := part.String()
	if text == "" {
		return l
	}
	return l.Over(from, Styled(style, text))
}

// Lines is the plain text of lines, spaces at the ends cut.
func Lines(lines []Line) string {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimRight(l.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}
