package viz

import (
	"strings"
	"unicode/utf8"
)

// cutter takes a line apart from its front; each part costs what it is long.
type cutter struct {
	l  Line // what is left
	at int  // of the first piece: bytes that were taken
}

func (c *cutter) done() bool {
	for len(c.l) > 0 && c.at == len(c.l[0].Text) {
		c.l, c.at = c.l[1:], 0
	}
	return len(c.l) == 0
}

// take takes what fits into w columns; a wide character of which only half fits stays.
func (c *cutter) take(w int) Line {
	var out Line
	for !c.done() {
		piece := c.l[0]
		n, took := fitting(piece.Text[c.at:], w)
		if n > 0 {
			out = append(out, Cell{Text: piece.Text[c.at : c.at+n], Style: piece.Style})
		}
		c.at, w = c.at+n, w-took
		if c.at < len(piece.Text) {
			break
		}
	}
	return out
}

// blank tells whether a space comes next.
func (c *cutter) blank() bool { return !c.done() && c.l[0].Text[c.at] == ' ' }

func (c *cutter) skipBlanks() {
	for c.blank() {
		text := c.l[0].Text[c.at:]
		c.at += len(text) - len(strings.TrimLeft(text, " "))
	}
}

// fitting is how many bytes of s fit into w columns, and how many columns they take.
func fitting(s string, w int) (n, took int) {
	for n < len(s) {
		size, width := 1, 1
		if s[n] >= utf8.RuneSelf || n+1 < len(s) && s[n+1] >= utf8.RuneSelf {
			cluster, cols := Cluster(s[n:])
			size, width = max(len(cluster), 1), cols
		}
		if took+width > w {
			break
		}
		n, took = n+size, took+width
	}
	return n, took
}

// Split parts the line at columns, which ascend. A wide character that a column would halve goes to
// the later part.
func (l Line) Split(columns []int) []Line {
	rest, out, at := cutter{l: l}, make([]Line, 0, len(columns)+1), 0
	for _, column := range columns {
		part := rest.take(column - at)
		at += part.Width()
		out = append(out, part)
	}
	return append(out, rest.take(1<<30))
}
