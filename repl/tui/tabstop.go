package tui

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// tabWidth is how wide a tab is drawn. The text keeps its tabs.
const tabWidth = 4

// column is the number of columns that s takes from the start of a line.
func column(s string) int { return columnAfter(s, 0) }

// columnAfter is the column behind s when s starts at column w.
func columnAfter(s string, w int) int {
	for {
		part, rest, tab := strings.Cut(s, "\t")
		w += viz.Width(viz.Clean(part))
		if !tab {
			return w
		}
		w += tabWidth - w%tabWidth
		s = rest
	}
}

// expand draws tabs as spaces and makes everything else clean; from is the column s starts at.
func expand(s string, from int) string {
	if !strings.Contains(s, "\t") {
		return viz.Clean(s)
	}
	var b strings.Builder
	w := from
	for i, part := range strings.Split(s, "\t") {
		if i > 0 {
			n := tabWidth - w%tabWidth
			b.WriteString(strings.Repeat(" ", n))
			w += n
		}
		part = viz.Clean(part)
		b.WriteString(part)
		w += viz.Width(part)
	}
	return b.String()
}
