package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// A suggestion is the rest of a cell that was run before and begins as the text that is typed. It is
// drawn behind the cursor for those who asked for it (Options.Suggest), and is no part of the text
// before it is taken.

const slotPast = "past"

// askPast asks for the cells that suggestions are made of.
func (m *Model) askPast() tea.Cmd {
	if !m.o.Suggest || m.dead != "" {
		return nil
	}
	return m.link.ask(slotPast, kernel.Request{Op: kernel.OpHistory})
}

// suggestion is what may follow the text cursor now, "" for nothing.
func (m *Model) suggestion() string {
	c := m.book.cell(m.view)
	if c == nil || !m.book.editing || m.book.popup != nil || m.editing == "vim" && m.vim.mode != vimInsert {
		return ""
	}
	return suggested(m.book.past, c.Kind, m.book.draft(c).buf)
}

// suggested is the rest of the newest cell of a kind that begins as a text whose end the cursor is at.
func suggested(past []kernel.Completion, kind string, b *buffer) string {
	if b.cur < len(b.text) || strings.TrimSpace(b.text) == "" {
		return ""
	}
	for _, it := range past {
		if it.Kind != kind {
			continue
		}
		if rest, ok := strings.CutPrefix(unixLines(it.Text), b.text); ok && strings.TrimSpace(rest) != "" {
			return strings.TrimRight(rest, "\n")
		}
	}
	return ""
}

// takeSuggestion puts it into the text, as one step of undo, for the keys that go right or to the end.
func (m *Model) takeSuggestion(key string, b *buffer) (tea.Cmd, bool) {
	switch key {
	case "right", "end":
	case "ctrl+f", "ctrl+e":
		if m.editing != "emacs" {
			return nil, false
		}
	default:
		return nil, false
	}
	rest := m.suggestion()
	if rest == "" {
		return nil, false
	}
	b.seal()
	b.insert(rest, false)
	b.seal()
	return m.typed(), true
}

// suggestionCell draws the first line of a suggestion, and how many more there are.
func suggestionCell(rest string, room int, th *theme) viz.Cell {
	first, more, several := strings.Cut(rest, "\n")
	first = expand(first, 0)
	if several {
		first += "  (+" + viz.Count(strings.Count(more, "\n")+1) + " lines)"
	}
	return viz.Cell{Text: viz.Cut(first, max(room, 0), th.Mark()), Style: viz.Dim}
}
