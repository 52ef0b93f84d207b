package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// askHistory asks for the cells that were run before, to pick one.
func (m *Model) askHistory() tea.Cmd {
	if !m.link.up() || m.dead != "" {
		m.say(viz.Plain, "the kernel has the history; it is not up")
		return nil
	}
	return m.link.ask("history", kernel.Request{Op: kernel.OpHistory})
}

// pickHistory takes the cells run before: for suggestions, or else it lists the cells run before, in any notebook; what is picked is inserted at the
// cursor and never run.
func (m *Model) pickHistory(a answer, resp kernel.Response) {
	if a.slot == slotPast {
		m.book.past = resp.Items
		return
	}
	c := m.book.cell(m.view)
	if m.link.stale(a) || !m.book.editing || c == nil {
		return
	}
	if len(resp.Items) == 0 {
		m.say(viz.Plain, "no cell was run before")
		return
	}
	list := &chooser{name: "History of cells", verb: "inserts it"}
	for _, it := range resp.Items {
		list.all = append(list.all, choice{text: it.Label, about: it.Kind, more: it.Text, do: func(m *Model) tea.Cmd {
			return m.insertText(c.ID, it.Text)
		}})
	}
	m.push(list)
}

// insertText puts a text at the cursor of the cell that is edited, as one step of undo.
func (m *Model) insertText(cell, text string) tea.Cmd {
	c := m.book.cell(m.view)
	if c == nil || c.ID != cell || !m.book.editing {
		return nil
	}
	b := m.book.draft(c).buf
	b.seal()
	b.insert(strings.TrimRight(unixLines(text), "\n"), false)
	return m.typed()
}
