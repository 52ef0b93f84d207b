package tui

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// otherEditing gives a key to vim or Emacs; done is false when it is for the usual editing.
func (m *Model) otherEditing(k tea.KeyPressMsg, c *kernel.CellView, b *buffer) (tea.Cmd, bool) {
	version := b.version
	var cmd tea.Cmd
	done := true
	switch m.editing {
	case "vim":
		cmd, done = m.vimKey(k, c, b)
	case "emacs":
		cmd, done = m.emacsKey(k.String(), c, b)
	default:
		return nil, false
	}
	if done && b.version != version {
		m.lastType = m.now()
		return tea.Batch(cmd, m.typed()), true
	}
	return cmd, done
}

// vimOthers are keys of the usual editing that mean nothing in vim's normal mode.
var vimOthers = []string{"tab", "shift+tab", "insert"}

func (m *Model) vimKey(k tea.KeyPressMsg, c *kernel.CellView, b *buffer) (tea.Cmd, bool) {
	name := k.String()
	if name == "delete" && m.vim.mode != vimInsert {
		k.Text, name = "x", "x"
	}
	if m.vim.mode != vimInsert && slices.Contains(vimOthers, name) {
		return nil, true
	}
	switch m.vim.key(b, vimKey{name, k.Text}, c.Kind) {
	case vimPass:
		return nil, false
	case vimLeave:
		return m.leaveEdit(), true
	case vimDoc:
		return m.hoverAt(c, b), true
	case vimCommand:
		return m.commandPrompt(), true
	case vimSearch:
		m.searchCell(c.ID)
	case vimHelp:
		return m.help(), true
	}
	return nil, true
}

func (m *Model) emacsKey(key string, c *kernel.CellView, b *buffer) (tea.Cmd, bool) {
	if key == "ctrl+x" {
		m.pending = key
		return nil, true
	}
	if n := map[string]int{"ctrl+n": 1, "ctrl+p": -1, "ctrl+v": m.bookRows(), "alt+v": -m.bookRows()}[key]; n != 0 {
		m.emacs.killing = false
		b.verticalRows(n, m.emacs.marking && b.anchor >= 0, textWidth(m.layout().book.w))
		return nil, true
	}
	switch m.emacs.key(b, key, c.Kind, m.bookRows()) {
	case emacsPass:
		return nil, false
	case emacsDoc:
		return m.hoverAt(c, b), true
	case emacsSearch:
		m.searchCell(c.ID)
	case emacsPalette:
		return m.palette(), true
	}
	return nil, true
}

// afterCtrlX is the second key of a pair in EDIT.
func (m *Model) afterCtrlX(key string, b *buffer) (tea.Cmd, bool) {
	switch {
	case key == "ctrl+e":
		return m.external(false), true
	case m.editing != "emacs":
		return nil, false
	case key == "ctrl+s":
		return m.save(), true
	case key == "ctrl+c":
		return m.quit(), true
	case key == "ctrl+x" && b.anchor >= 0:
		b.cur, b.anchor = b.anchor, b.cur
		return nil, true
	case key == "u":
		b.undo()
		return m.typed(), true
	}
	m.say(viz.Plain, "Ctrl+X "+niceKey(key)+" means nothing here")
	return nil, true
}

// searchCell asks for a text and goes to it in the cell that is edited.
func (m *Model) searchCell(cell string) {
	m.openPrompt("/", func(m *Model, text string) tea.Cmd {
		m.prompt = nil
		c := m.book.cell(m.view)
		if text == "" || c == nil || c.ID != cell || !m.book.editing {
			return nil
		}
		m.vim.search = text
		b := m.book.draft(c).buf
		to, ok := m.vim.searchAgain(b, false, 1)
		if !ok {
			m.say(viz.Plain, "this cell has no "+text)
			return nil
		}
		m.vim.goTo(b, to)
		return nil
	})
}

// goToLine puts the cursor of the cell that is edited on a line by its number, as :12 does in vim;
// false when text is none.
func (m *Model) goToLine(text string) bool {
	n, err := strconv.Atoi(text)
	c := m.book.cell(m.view)
	if err != nil || n < 1 || m.editing != "vim" || !m.book.editing || c == nil {
		return false
	}
	b := m.book.draft(c).buf
	b.move(firstOfLine(b, b.offset(n-1, 0)), false)
	m.vim.onCharacter(b)
	return true
}

// modeWord is what keys mean inside a cell, beside EDIT in the status line.
func (m *Model) modeWord() string {
	if m.editing != "vim" {
		return ""
	}
	return " " + [...]string{"insert", "normal", "visual", "lines"}[m.vim.mode]
}

// editHints are the keys that matter inside a cell.
func (m *Model) editHints() []hint {
	run := []hint{{"Ctrl+J", "run"}, {"Tab", "complete"}}
	if m.suggestion() != "" {
		run = append([]hint{{"Right", "take what is suggested"}}, run...)
	}
	if c := m.book.cell(m.view); c != nil && failureOf(c, m.book.drafts[c.ID]) != nil {
		run = append(run, hint{"Ctrl+G", "to the error"})
	}
	switch {
	case m.editing == "vim" && m.vim.mode == vimInsert:
		return append([]hint{{"Esc", "normal"}}, append(run, hint{"Ctrl+K", "doc"}, hint{"Ctrl+P", "all"}, hint{"Ctrl+R", "history"})...)
	case m.editing == "vim":
		return []hint{{"Esc", "leave"}, {"i", "insert"}, {"Ctrl+J", "run"}, {"u", "undo"}, {"K", "doc"}, {"/", "search"}, {":", "cmd"}, {"?", "help"}}
	case m.editing == "emacs":
		return append([]hint{{"Esc", "leave"}}, append(run, hint{"Alt+K", "doc"}, hint{"Alt+X", "all"}, hint{"Ctrl+_", "undo"}, hint{"Ctrl+S", "search"})...)
	}
	return append([]hint{{"Esc", "leave"}}, append(run, hint{"Ctrl+K", "doc"}, hint{"Ctrl+P", "all"}, hint{"Ctrl+Z", "undo"}, hint{"Ctrl+R", "history"})...)
}
