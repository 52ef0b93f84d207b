package tui

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// startEdit puts the text cursor into the current cell.
func (m *Model) startEdit(atEnd bool) tea.Cmd {
	c := m.book.cell(m.view)
	if c == nil {
		m.say(viz.Warn, m.noCellHere())
		return nil
	}
	if m.view.ReadOnly != "" {
		m.say(viz.Warn, "this notebook cannot be changed: "+m.view.ReadOnly)
		return nil
	}
	d := m.book.draft(c)
	m.book.editing, m.book.free, m.focus, m.book.began = true, false, paneBook, d.buf.text
	if atEnd {
		d.buf.move(len(d.buf.text), false)
	}
	m.beginEdit(d.buf)
	return m.askPast()
}

// beginEdit makes the keys of vim or Emacs ready for a text.
func (m *Model) beginEdit(b *buffer) {
	b.group, b.reach = 0, reachBetween
	m.emacs.marking = false
	if m.editing == "vim" {
		m.vim.begin(b)
	}
}

// leaveEdit keeps the text and sends it.
func (m *Model) leaveEdit() tea.Cmd {
	m.book.editing, m.book.popup, m.book.hover, m.book.sign = false, nil, nil, ""
	c := m.book.cell(m.view)
	if c == nil {
		return nil
	}
	d := m.book.draft(c)
	d.buf.anchor, d.buf.reach, d.buf.group = -1, reachBetween, 0
	d.buf.seal()
	if m.o.Autorun && c.Kind != "md" && d.buf.text != m.book.began && strings.TrimSpace(d.buf.text) != "" {
		return m.do(kernel.Request{Op: kernel.OpRunStale, Cell: c.ID, Kind: "reactive"})
	}
	if !d.dirty() || !m.link.up() {
		return nil
	}
	m.inflight++
	return m.link.ordered("edit", m.flushEdits()...)
}

// editKey is a key in EDIT.
func (m *Model) editKey(k tea.KeyPressMsg) tea.Cmd {
	c := m.book.cell(m.view)
	if c == nil {
		m.book.editing = false
		return nil
	}
	b := m.book.draft(c).buf
	key := k.String()
	if m.pending == "ctrl+x" {
		m.pending = ""
		if cmd, done := m.afterCtrlX(key, b); done {
			return cmd
		}
	}
	if m.book.popup != nil {
		if cmd, done := m.completionKey(key, b); done {
			return cmd
		}
	}
	if m.book.hover != nil {
		m.book.hover = nil
		if key == "esc" {
			return nil // it closes the doc, and no more
		}
	}
	if cmd, done := m.takeSuggestion(key, b); done {
		return cmd
	}
	if cmd, done := m.otherEditing(k, c, b); done {
		return cmd
	}
	if cmd, done := m.editCommand(key, c, b); done {
		return cmd
	}
	if k.Text != "" && k.Mod&^(tea.ModShift|tea.ModCapsLock|tea.ModNumLock) == 0 {
		m.lastType = m.now()
		b.insert(k.Text, true)
		return tea.Batch(m.typed(), m.afterTyping(k.Text, c, b))
	}
	if m.verticalKey(key, b) || moveKey(key, b, m.bookRows()) {
		return nil
	}
	if changeKey(key, c.Kind, b) {
		m.lastType = m.now()
		if m.book.popup != nil {
			return tea.Batch(m.typed(), m.complete(c, b))
		}
		return m.typed()
	}
	return nil
}

// editByName does what a key of the usual editing does, chosen from a list.
func (m *Model) editByName(key string, c *kernel.CellView, b *buffer) tea.Cmd {
	if key == "ctrl+x ctrl+e" {
		return m.external(false)
	}
	if cmd, done := m.editCommand(key, c, b); done {
		return cmd
	}
	if changeKey(key, c.Kind, b) {
		return m.typed()
	}
	return nil
}

// burst is how close keys follow each other when a terminal sends a paste as keys.
const burst = 5 * time.Millisecond

// editCommand is the keys of EDIT that are not about the text alone.
func (m *Model) editCommand(key string, c *kernel.CellView, b *buffer) (tea.Cmd, bool) {
	switch key {
	case "esc":
		return m.leaveEdit(), true
	case "ctrl+j":
		if m.now().Sub(m.lastType) < burst {
			b.insert("\n", false)
			return m.typed(), true
		}
		return m.runCell(), true
	case "ctrl+enter":
		return m.runCell(), true
	case "shift+enter":
		cmd := m.runCell()
		return tea.Batch(cmd, m.leaveEdit(), m.nextCell(1)), true
	case "alt+enter":
		cmd := m.runCell()
		return tea.Batch(cmd, m.leaveEdit(), m.addCell(m.book.cur+1)), true
	case "tab":
		if from, to := b.selection(); from < to {
			return nil, false // whole lines move
		}
		if w := b.word(); w != "" || (b.cur > 0 && b.text[b.cur-1] == '.') {
			return m.complete(c, b), true
		}
		return nil, false
	case "ctrl+k", "alt+k":
		return m.hoverAt(c, b), true
	case "ctrl+x":
		if from, to := b.selection(); from < to {
			cmd := m.copy(b.selected(), "the selection")
			b.replace(from, to, "", false)
			return tea.Batch(cmd, m.typed()), true
		}
		m.pending = "ctrl+x"
		return nil, true
	case "ctrl+c":
		if s := b.selected(); s != "" {
			return m.copy(s, "the selection"), true
		}
		return m.interrupt(), true
	case "ctrl+v":
		return tea.ReadClipboard, true
	case "ctrl+r":
		return m.askHistory(), true
	case "ctrl+g":
		m.nextError(c, b)
		return nil, true
	case "ctrl+s":
		return m.save(), true
	case "ctrl+p":
		return m.palette(), true
	}
	return nil, false
}

// nextError goes to the place of the failure of this cell; from there to the other cell that it is
// about, or to the next failed cell.
func (m *Model) nextError(c *kernel.CellView, b *buffer) {
	none := "no cell has an error"
	if f := failureOf(c, m.book.drafts[c.ID]); f != nil && f.Line > 0 {
		none = "no other cell has an error"
		start := b.offset(f.Line-1, 0)
		runes := []rune(b.text[start:b.lineEnd(start)])
		place := start + len(string(runes[:min(max(f.Col-1, 0), len(runes))]))
		was := b.cur
		if b.move(place, false); was != place {
			return
		}
		if i := m.book.number(m.view, f.Other) - 1; i >= 0 {
			m.book.cur = i
			m.say(viz.Plain, fmt.Sprintf("the name stands in cell %d first; Esc and %s skip that cell", i+1, m.keyName("skip")))
			return
		}
	}
	for k := 1; k < len(m.view.Cells); k++ {
		i := (m.book.cur + k) % len(m.view.Cells)
		if m.view.Cells[i].State == "failed" {
			m.book.cur = i
			m.book.draft(&m.view.Cells[i])
			return
		}
	}
	m.say(viz.Plain, none)
}

// verticalKey is Up, Down or a page: by the rows on the screen, where long lines have several.
func (m *Model) verticalKey(key string, b *buffer) bool {
	bare := strings.Replace(key, "shift+", "", 1)
	n := map[string]int{"up": -1, "down": 1, "pgup": -m.bookRows(), "pgdown": m.bookRows()}[bare]
	if n != 0 {
		b.verticalRows(n, bare != key, textWidth(m.layout().book.w))
	}
	return n != 0
}

// moveKey is a key that moves the cursor; with Shift it selects.
func moveKey(key string, b *buffer, page int) bool {
	bare := strings.Replace(key, "shift+", "", 1)
	ext := bare != key
	switch bare {
	case "left":
		b.move(b.prev(b.cur), ext)
	case "right":
		b.move(b.next(b.cur), ext)
	case "up":
		b.vertical(-1, ext)
	case "down":
		b.vertical(1, ext)
	case "pgup":
		b.vertical(-page, ext)
	case "pgdown":
		b.vertical(page, ext)
	case "home", "ctrl+a":
		b.move(homeOf(b), ext)
	case "end", "ctrl+e":
		b.move(b.lineEnd(b.cur), ext)
	case "ctrl+left", "alt+left", "alt+b":
		b.move(b.wordLeft(b.cur), ext)
	case "ctrl+right", "alt+right", "alt+f":
		b.move(b.wordRight(b.cur), ext)
	case "ctrl+home":
		b.move(0, ext)
	case "ctrl+end":
		b.move(len(b.text), ext)
	default:
		return false
	}
	return true
}

// homeOf is the first character of the line, or its start when the cursor is there already.
func homeOf(b *buffer) int {
	start := b.lineStart(b.cur)
	line := b.text[start:b.lineEnd(b.cur)]
	text := start + len(line) - len(strings.TrimLeft(line, " \t"))
	if b.cur == text {
		return start
	}
	return text
}
