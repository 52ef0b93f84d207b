package tui

import (
	"sort"

	"github.com/sparkrepl/sparkrepl/viz"
)

// enough is how many different keys a person has used before the hints shrink.
const enough = 10

// hintLines are the keys that work now in the pane that has the focus, and only those.
func (m *Model) hintLines(l layout) []viz.Line {
	switch {
	case m.reviving && !m.book.editing:
		return m.joinHints(l, []hint{{m.keyName("interrupt"), "stop what runs again"}, {m.keyName("edit"), "edit"}, {m.keyName("quit"), "quit"}})
	case m.dead != "" && !m.book.editing:
		return m.joinHints(l, []hint{{m.keyName("step"), "start the kernel again, at this batch"}, {m.keyName("edit"), "edit"}, {m.keyName("quit"), "quit, nothing is lost"}})
	case m.book.editing && m.book.popup != nil:
		return m.joinHints(l, []hint{{"Up Down", "choose"}, {"Enter", "take it"}, {"Esc", "close the list"}})
	case m.book.editing:
		return m.joinHints(l, m.editHints())
	case m.prompt != nil:
		return nil
	}
	return m.joinHints(l, m.navHints())
}

type hint struct{ key, text string }

// navHints are the ready actions of the pane, by rank. They shrink to the last few for a person
// who knows the keys.
func (m *Model) navHints() []hint {
	var list []*action
	for i := range m.actions {
		a := &m.actions[i]
		if a.where&m.where() != 0 && a.hint != "" && a.keys != "" && a.ready(m) == "" {
			list = append(list, a)
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].rank < list[j].rank })
	var out []hint
	for _, a := range list {
		short := m.hintsMode == "short" || (m.hintsMode == "" && len(m.used) > 4*enough)
		if m.hintsMode == "off" || (short && a.rank > 2 && a.rank < 11) || (short && a.rank > 13) {
			continue
		}
		out = append(out, hint{niceKey(splitKeys(a.keys)[0]), a.hint})
		if a.rank == 10 && m.start == nil {
			out = append(out, hint{"1-" + string(rune('0'+len(tabs))), "tab"})
		}
	}
	return out
}

// joinHints fills the lines with as many hints as fit; help stays whatever happens.
func (m *Model) joinHints(l layout, list []hint) []viz.Line {
	lines := []viz.Line{{{Text: " "}}}
	room := func() int { return l.w - lines[len(lines)-1].Width() }
	for i, h := range list {
		need := viz.Width(h.key+h.text) + 3
		keep := 0
		if len(lines) == l.hints.h && i < len(list)-1 {
			keep = m.keepRoom(list[i+1:])
		}
		if room() < need+keep {
			if len(lines) < l.hints.h {
				lines = append(lines, viz.Line{{Text: " "}})
			} else if h.text != "help" {
				continue
			}
		}
		if room() < need-2 {
			continue
		}
		n := len(lines) - 1
		lines[n] = append(lines[n], viz.Cell{Text: h.key, Style: viz.Key}, viz.Cell{Text: " " + h.text + "  "})
	}
	return lines
}

// keepRoom is what the help key still needs when it comes later in the list.
func (m *Model) keepRoom(rest []hint) int {
	for _, h := range rest {
		if h.text == "help" {
			return viz.Width(h.key+h.text) + 1
		}
	}
	return 0
}
