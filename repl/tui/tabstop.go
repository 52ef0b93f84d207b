package tui

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// tabWidth is how wide a tab is drawn. The text keeps its tabs.
const tabWidth = 4

// column is the number of columns that s takes from the start of a line.
func column(s string) int {
	if !strings.Contains(s, "\t") {
		return viz.Width(viz.Clean(s))
	}
	w := 0
	for i, part := range strings.Split(s, "\t") {
		if i > 0 {
			w += tabWidth - w%tabWidth
		}
		w += viz.Width(viz.Clean(part))
	}
	return w
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
