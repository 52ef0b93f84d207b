package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// unixLines makes every end of a line a line feed.
func unixLines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(unixLines(s), "\n", " ")), " ")
}

// offerPaste asks what a paste outside an editor is meant to be; it is never read as keys.
func (m *Model) offerPaste(text string) {
	if mayEdit(m) != "" || strings.TrimSpace(text) == "" || m.start != nil {
		return
	}
	text = strings.TrimRight(unixLines(text), "\n")
	lines := strings.Count(text, "\n") + 1
	kind := "go"
	first := strings.ToLower(strings.TrimSpace(text))
	for _, w := range []string{"select", "with", "from", "create"} {
		if strings.HasPrefix(first, w+" ") || strings.HasPrefix(first, w+"\n") {
			kind = "sql"
		}
	}
	ask := "Paste " + viz.Count(lines) + " lines as a new " + kind + " cell below?"
	m.push(&confirm{text: ask, yes: func(m *Model) tea.Cmd {
		at := min(m.book.cur+1, len(m.view.Cells))
		m.book.cur = at
		return m.do(kernel.Request{Op: kernel.OpAdd, Index: at, Kind: kind, Text: text})
	}})
}
