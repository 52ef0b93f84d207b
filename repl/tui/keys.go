package tui

import (
	"fmt"

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
	case len(m.popups) > 0:
		return m.popups[len(m.popups)-1].key(m, k)
	case m.prompt != nil:
		return m.promptKey(k)
	case m.book.editing:
		m.message = nil
		return m.editKey(k)
	}
	return m.navKey(key)
}

// navKey is a key in NAV: a pair that was begun, a batch number after g, or an action.
func (m *Model) navKey(key string) tea.Cmd {
	m.used[key] = true
	if first := m.pending; first != "" {
		m.pending = ""
		if first == "g" && len(key) == 1 && key[0] >= '0' && key[0] <= '9' {
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
		m.say(viz.Plain, pairHint(key))
	} else if m.start == nil {
		m.say(viz.Dim, fmt.Sprintf("%s does nothing here; ? lists the keys", viz.Clean(key)))
	}
	return nil
}

func pairHint(key string) string {
	switch key {
	case "g":
		return "g: a batch number and Enter, or g again for the first batch"
	case "d":
		return "d: press d again to delete this cell (u brings it back)"
	}
	return key + ": press " + key + " again to restart the session"
}

// paste takes a paste as one insert, never as keys. Outside an editor it offers a new cell.
func (m *Model) paste(text string) tea.Cmd {
	switch {
	case len(m.popups) > 0:
		return nil
	case m.prompt != nil:
		m.prompt.insert(oneLine(text))
		return m.prompt.changed(m)
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
