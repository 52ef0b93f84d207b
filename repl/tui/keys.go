package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

// key routes a key: popup, prompt, editor, else the action table.
func (m *Model) key(k tea.KeyPressMsg) tea.Cmd {
	key := k.String()
	if l := m.layout(); l.tooSmall {
		if key == "q" || key == "ctrl+q" {
			return m.quit()
		}
		return nil
	}
	switch {
	case key == "ctrl+q":
		return m.quit()
	case key == "ctrl+l":
		return tea.ClearScreen
	case key == "ctrl+c" && m.working() && (m.prompt != nil || len(m.popups) > 0):
		return m.interrupt() // the status says that this key stops it
	case m.prompt != nil: // a filter of a sheet has its line below it
		return m.promptKey(k)
	case len(m.popups) > 0:
		return m.popups[len(m.popups)-1].key(m, k)
	case m.book.editing:
		m.message = nil
		return tea.Batch(m.editKey(k), m.signAgain())
	}
	return m.navKey(key)
}

// navKey is a key in NAV: a pair that was begun, a batch number after g, or an action.
func (m *Model) navKey(key string) tea.Cmd {
	m.used[key] = true
	if first := m.pending; first != "" {
		m.pending = ""
		if begun := m.begunBy(first); begun != nil && begun.name == "first-batch" && len(key) == 1 && key[0] >= '0' && key[0] <= '9' {
			return m.gotoPrompt(key)
		}
		if a, _ := m.action(first + " " + key); a != nil {
			return m.perform(a)
		}
		m.message = nil
		if key == "esc" {
			return nil
		}
	}
	a, pair := m.action(key)
	if a != nil {
		return m.perform(a)
	}
	m.message = nil
	if pair {
		m.pending = key
		m.say(viz.Plain, m.pairHint(key))
	} else if m.start == nil {
		m.say(viz.Dim, viz.Clean(niceKey(key))+" "+m.elsewhere(key))
	}
	return nil
}

// elsewhere says of a key that does nothing in the focused pane where it does something.
func (m *Model) elsewhere(key string) string {
	other, name := inBook, "the notebook"
	if m.focus == paneBook {
		other, name = inInsp, "the tabs"
	}
	for i := range m.actions {
		for _, k := range splitKeys(m.actions[i].keys) {
			if m.actions[i].where&other != 0 && (k == key || strings.HasPrefix(k, key+" ")) {
				return "works in " + name + "; " + m.keyName("next-pane") + " goes there"
			}
		}
	}
	return "does nothing here; " + m.keyName("help") + " lists the keys"
}

// begunBy is the action of the focused pane whose pair of keys a key begins.
func (m *Model) begunBy(key string) *action {
	for i := range m.actions {
		for _, k := range splitKeys(m.actions[i].keys) {
			if m.actions[i].where&m.where() != 0 && strings.HasPrefix(k, key+" ") {
				return &m.actions[i]
			}
		}
	}
	return nil
}

func (m *Model) pairHint(key string) string {
	a := m.begunBy(key)
	if a == nil {
		return key
	}
	again := key + " again"
	for _, k := range splitKeys(a.keys) {
		if first, second, pair := strings.Cut(k, " "); pair && first == key && second != key {
			again = niceKey(second)
		}
	}
	switch a.name {
	case "first-batch":
		return key + ": a batch number and Enter, or " + again + " for the first batch"
	case "delete-cell":
		return key + ": press " + again + " to delete this cell (" + m.keyName("undo") + " brings it back)"
	case "restart":
		return key + ": press " + again + " to restart the session"
	}
	return key + ": press " + again + ": " + a.title
}

// paste takes a paste as one insert, never as keys. Outside an editor it offers a new cell.
func (m *Model) paste(text string) tea.Cmd {
	switch {
	case m.prompt != nil:
		m.prompt.insert(oneLine(text))
		return m.prompt.changed(m)
	case len(m.popups) > 0:
		if c, ok := m.popups[len(m.popups)-1].(*chooser); ok && !c.keys {
			c.typed, c.cur = c.typed+oneLine(text), 0
		}
		return nil
	case m.book.editing:
		c := m.book.cell(m.view)
		if c == nil {
			return nil
		}
		b := m.book.draft(c).buf
		b.seal()
		b.insert(unixLines(text), false)
		m.book.popup = nil
		return m.typed()
	}
	m.offerPaste(text)
	return nil
}
