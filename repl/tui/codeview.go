package tui

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// codeLines draws a text in its colours, a line a line of the text; tabs become spaces.
func codeLines(kind, text string, over []stretch) []viz.Line {
	marks := highlight(kind, text) // in the order of the text
	var out []viz.Line
	at := 0
	for _, line := range strings.Split(text, "\n") {
		for len(marks) > 0 && marks[0].to <= at {
			marks = marks[1:]
		}
		n := 0
		for n < len(marks) && marks[n].from < at+len(line) {
			n++
		}
		here := append(marks[:n:n], over...)
		out = append(out, codeLine(line, at, here))
		at += len(line) + 1
	}
	return out
}

// codeLine draws one line that starts at offset at of the text; later stretches win.
func codeLine(line string, at int, marks []stretch) viz.Line {
	end := at + len(line)
	cuts := []int{at, end}
	var here []stretch
	for _, m := range marks {
		if m.to > at && m.from < end {
			here = append(here, m)
			cuts = insertCut(insertCut(cuts, max(m.from, at)), min(m.to, end))
		}
	}
	var out viz.Line
	col := 0
	for i := 0; i+1 < len(cuts); i++ {
		from, to := cuts[i], cuts[i+1]
		style := viz.Plain
		for _, m := range here {
			if m.from <= from && m.to >= to {
				style = m.style
			}
		}
		text := expand(line[from-at:to-at], col)
		col += viz.Width(text)
		out = append(out, viz.Cell{Text: text, Style: style})
	}
	return out
}

// insertCut puts n into an ascending list, once.
func insertCut(list []int, n int) []int {
	for i, x := range list {
		switch {
		case x == n:
			return list
		case x > n:
			list = append(list, 0)
			copy(list[i+1:], list[i:])
			list[i] = n
			return list
		}
	}
	return append(list, n)
}
