package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

const wheelRows = 3

// mouseMsg routes the mouse: the wheel scrolls the pane under the pointer, a click chooses.
func (m *Model) mouseMsg(msg tea.Msg) tea.Cmd {
	l := m.layout()
	if l.tooSmall || !m.mouse {
		return nil
	}
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		n := wheelRows
		if msg.Button == tea.MouseWheelUp {
			n = -n
		}
		return m.wheel(l, msg.X, msg.Y, n)
	case tea.MouseClickMsg:
		if msg.Button == tea.MouseLeft {
			return m.click(l, msg.X, msg.Y)
		}
	case tea.MouseMotionMsg:
		if msg.Button != tea.MouseLeft {
			return nil
		}
		if m.book.editing && l.book.has(msg.X, msg.Y) {
			m.drag(l, msg.X, msg.Y)
		} else if !m.dragged {
			m.dragged = true
			m.say(viz.Plain, "hold Shift to select text, or press "+m.keyName("mouse")+" to give the mouse to the terminal")
		}
	}
	return nil
}

func (m *Model) wheel(l layout, x, y, n int) tea.Cmd {
	switch {
	case len(m.popups) > 0:
		if p, ok := m.popups[len(m.popups)-1].(*panePopup); ok {
			p.pane.scroll(n)
			if p.pane.table() == nil {
				p.pane.top = max(p.pane.top+n, 0)
			}
		} else if c, ok := m.popups[len(m.popups)-1].(*chooser); ok {
			c.cur = max(min(c.cur+n, len(c.matching())-1), 0)
		}
	case l.book.has(x, y):
		return m.scrollBook(n)
	case l.insp.has(x, y):
		m.insp.pane().scroll(n)
	case l.strip.has(x, y) && m.track() != nil:
		if n > 0 {
			return m.navKey(".")
		}
		return m.navKey(",")
	}
	return nil
}

func (m *Model) click(l layout, x, y int) tea.Cmd {
	switch {
	case len(m.popups) > 0 || m.prompt != nil || m.start != nil:
		return nil
	case l.tabs.has(x, y):
		for i, at := range m.insp.tabAt {
			if x-l.tabs.x >= at[0] && x-l.tabs.x < at[1] {
				return m.showTab(i)
			}
		}
	case l.strip.has(x, y):
		return m.clickStrip(l, x)
	case l.insp.has(x, y):
		m.focus = paneInsp
		m.clickRow(l, x, y)
	case l.book.has(x, y):
		return m.clickCell(l, x, y)
	}
	return nil
}

func (m *Model) clickStrip(l layout, x int) tea.Cmd {
	k := m.track()
	if k == nil {
		return nil
	}
	left, least := 8, 4
	if l.strip.h > 2 {
		left, least = 10, 6
	}
	if n := stripOf(k, l.w, left, least).at(x); n >= 0 {
		return m.gotoBatch(n)
	}
	return nil
}

// clickRow puts the cursor on a row, and on the column of the click; on the head only on that.
func (m *Model) clickRow(l layout, x, y int) {
	t := m.insp.pane()
	tab := t.table()
	if tab == nil {
		return
	}
	look := viz.TableLook{Row: t.cur, Col: t.col, Pin: t.pin}
	if col := viz.ColumnAt(t.shifted(), t.w, t.h, look, x-l.insp.x); col >= 0 && y-l.insp.y >= len(tab.Head) {
		t.col = col
	}
	if i := y - l.insp.y - len(tab.Head) - 1; i >= 0 && i < t.space() {
		t.cur = t.top + i
		t.clamp(tab)
	}
}

// clickCell puts the cursor on a cell, and the text cursor where the click was while editing.
func (m *Model) clickCell(l layout, x, y int) tea.Cmd {
	i := m.book.top + y - l.book.y
	if i < 0 || i >= len(m.book.rows) {
		return nil
	}
	cell := m.book.rows[i]
	m.focus = paneBook
	if cell != m.book.cur {
		cmd := m.leaveEditIf()
		m.book.cur = cell
		return cmd
	}
	if m.book.editing {
		m.place(i, x, false)
	}
	return nil
}

func (m *Model) leaveEditIf() tea.Cmd {
	if m.book.editing {
		return m.leaveEdit()
	}
	return nil
}

// place moves the text cursor to a column of a line of the drawing.
func (m *Model) place(row, x int, extend bool) {
	c := m.book.cell(m.view)
	p := m.book.places[row]
	if c == nil || p.line < 0 {
		return
	}
	b := m.book.draft(c).buf
	start := b.offset(p.line, 0)
	starts := rowStarts(b.text[start:b.lineEnd(start)], textWidth(m.layout().book.w))
	b.toColumn(start, p.column+max(x-textIndent, 0), starts, rowOf(starts, p.column), extend)
}

func (m *Model) drag(l layout, x, y int) {
	if i := m.book.top + y - l.book.y; i >= 0 && i < len(m.book.rows) && m.book.rows[i] == m.book.cur {
		m.place(i, x, true)
	}
}
