package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/viz"
)

// keyText writes the keys of an action as a person reads them.
func keyText(keys string) string {
	var out []string
	for _, k := range splitKeys(keys) {
		out = append(out, niceKey(k))
	}
	return strings.Join(out, " ")
}

// niceKey is a key, or a pair of keys, as it is printed on a keyboard.
func niceKey(k string) string {
	if first, second, pair := strings.Cut(k, " "); pair && first != "" {
		return niceKey(first) + " " + niceKey(second)
	}
	nice := map[string]string{"enter": "Enter", "esc": "Esc", "tab": "Tab", "space": "Space", "up": "Up", "down": "Down",
		"left": "Left", "right": "Right", "pgup": "PgUp", "pgdown": "PgDn", "home": "Home", "end": "End",
		"backspace": "Backspace", "delete": "Del", "insert": "Ins"}
	if n, ok := nice[k]; ok {
		return n
	}
	for _, mod := range [][2]string{{"ctrl+", "Ctrl+"}, {"alt+", "Alt+"}, {"shift+", "Shift+"}} {
		if rest, ok := strings.CutPrefix(k, mod[0]); ok && rest != "" {
			if len(rest) == 1 && mod[0] != "shift+" {
				return mod[1] + strings.ToUpper(rest)
			}
			return mod[1] + niceKey(rest)
		}
	}
	if len(k) > 1 && k[0] == 'f' && k[1] >= '0' && k[1] <= '9' {
		return "F" + k[1:]
	}
	return k
}

// performing does an action that was picked from a list. It is one of NAV, so EDIT ends first.
func performing(a *action) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		left := m.leaveEditIf()
		return tea.Batch(left, m.perform(a))
	}
}

// help lists the keys of the pane in focus; Enter does the thing.
func (m *Model) help() tea.Cmd {
	w := m.where()
	name := map[where]string{inBook: "notebook pane", inInsp: "inspector", inStart: "start screen"}[w]
	c := &chooser{name: "Keys, " + name}
	for i := range m.actions {
		a := &m.actions[i]
		if a.where&w != 0 {
			c.all = append(c.all, choice{text: a.title, about: keyText(a.keys), group: a.group, do: performing(a)})
		}
	}
	if w == inBook || m.book.editing {
		if m.book.editing {
			c.all = append(m.editHelp(), c.all...)
		} else {
			c.all = append(c.all, m.editHelp()...)
		}
		c.foot = "Shift+Enter is not reported by this terminal: use Ctrl+J, or Esc then " + m.keyName("run") + "."
		if m.enhanced {
			c.foot = "Shift+Enter runs and goes on, Ctrl+Enter runs and stays, Alt+Enter adds a cell."
		}
	}
	m.push(c)
	return nil
}

// palette lists everything that can be done, with its key or command.
func (m *Model) palette() tea.Cmd {
	c := &chooser{name: "Everything that can be done"}
	if m.book.editing {
		c.all = m.editHelp()
		for i := range c.all {
			c.all[i].group = "" // a palette has no groups
		}
	}
	seen := map[string]bool{}
	for i := range m.actions {
		a := &m.actions[i]
		if a.where&m.where() == 0 || seen[a.title] {
			continue
		}
		seen[a.title] = true
		c.all = append(c.all, choice{text: a.title, about: keyText(a.keys), do: performing(a)})
	}
	for _, cmd := range command.All() {
		about := ":" + cmd.Name
		if cmd.Action != "" {
			about += "  " + m.keyName(cmd.Action)
		}
		c.all = append(c.all, choice{text: cmd.Help, about: about, do: func(m *Model) tea.Cmd {
			return m.fromPalette(cmd)
		}})
	}
	m.push(c)
	return nil
}

// fromPalette runs a command that needs no argument, and opens the prompt for the others.
func (m *Model) fromPalette(c *command.Command) tea.Cmd {
	left := m.leaveEditIf()
	if strings.ContainsAny(c.Usage, "<ABCDEFGHIJKLMNOPQRSTUVWXYZ") && !strings.Contains(c.Usage, "[") {
		cmd := m.commandPrompt()
		m.prompt.set(c.Name + " ")
		return tea.Batch(left, cmd)
	}
	return tea.Batch(left, m.command(c.Name))
}

// copyMenu offers what can be copied here.
func (m *Model) copyMenu() tea.Cmd {
	if m.sheet() != nil || m.focus == paneInsp {
		return m.copyPane(m.table())
	}
	c := m.book.cell(m.view)
	if c == nil {
		m.say(viz.Plain, "there is nothing to copy here")
		return nil
	}
	text := m.book.source(c)
	list := []choice{{text: "the source of this cell", about: "s", do: func(m *Model) tea.Cmd { return m.copy(text, "the cell") }}}
	if c.Output != nil {
		id := c.ID
		list = append(list, copyKinds("the output", func(kind string) func(*Model) tea.Cmd {
			p := newTablePane("output")
			p.cell = id
			return askCopy(p, kind)
		})...)
	}
	if e := c.Err; e != nil {
		list = append(list, choice{text: "the error", about: "e", do: func(m *Model) tea.Cmd { return m.copy(e.Message, "the error") }})
	}
	m.push(&chooser{name: "Copy", all: append(list, m.copyScenario()...), keys: true})
	return nil
}
