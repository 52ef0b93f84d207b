package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

const wheelRows = 3

// click is the last click, to tell a second one on the same place.
type click struct {
	x, y int
	at   time.Time
}

const doubleClick = 400 * time.Millisecond

// second tells whether a click is the second one on its place.
func (m *Model) second(x, y int) bool {
	now := m.now()
	again := m.clicked.x == x && m.clicked.y == y && now.Sub(m.clicked.at) < doubleClick
	m.clicked = click{x, y, now}
	if again {
		m.clicked.at = time.Time{} // a third one begins anew
	}
	return again
}

// mouseMsg routes the mouse: the wheel scrolls the pane under the pointer, a click chooses, a
// second one opens, and the line between the panes can be dragged.
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
	case tea.MouseReleaseMsg:
		m.pulling = false
	case tea.MouseMotionMsg:
		if msg.Button == tea.MouseLeft {
			m.dragTo(l, msg.X, msg.Y)
		}
	}
	return nil
}

// dragTo moves what is held: the border, or the end of a selection in the cell that is edited.
func (m *Model) dragTo(l layout, x, y int) {
	switch {
	case m.pulling:
		m.dragBorder(l, x, y)
	case m.book.editing && l.book.has(x, y):
		m.drag(l, x, y)
	case !m.dragged:
		m.dragged = true
		m.say(viz.Plain, "hold Shift to select text, or press "+m.keyName("mouse")+" to give the mouse to the terminal")
	}
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
		name := "back"
		if n > 0 {
			name = "step"
		}
		return m.perform(m.named(name))
	}
	return nil
}

func (m *Model) click(l layout, x, y int) tea.Cmd {
	double := m.second(x, y)
	m.message = nil // as with a key: what was said before is over
	switch {
	case len(m.popups) > 0:
		return m.clickPopup(x, y, double)
	case m.prompt != nil:
		return nil
	case m.start != nil:
		if i := y - l.body.y - startWays(l); i >= 0 && i < len(m.ways()) && m.view != nil {
			m.start.cur = i
			return m.ways()[i].do(m)
		}
		return nil
	case l.onBorder(x, y):
		m.pulling = true
		return m.clickTab(l, x, y)
	case l.tabs.has(x, y):
		return m.clickTab(l, x, y)
	case l.strip.has(x, y):
		return m.clickStrip(l, x)
	case l.insp.has(x, y):
		left := m.leaveEditIf() // the keys go where the click was
		m.focus = paneInsp
		row := m.insp.pane().click(x-l.insp.x, y-l.insp.y)
		if double && row {
			return tea.Batch(left, m.perform(m.named("open-row")))
		}
		return left
	case l.book.has(x, y):
		return m.clickCell(l, x, y, double)
	}
	return nil
}

// clickPopup gives a click to the topmost popup; one beside it, or on its head, closes it.
func (m *Model) clickPopup(x, y int, double bool) tea.Cmd {
	if y <= m.sheetAt.y || !m.sheetAt.has(x, y) {
		m.pop()
		return nil
	}
	return m.popups[len(m.popups)-1].click(m, x-m.sheetAt.x, y-m.sheetAt.y-1, double)
}

func (m *Model) clickTab(l layout, x, y int) tea.Cmd {
	for i, at := range m.insp.tabAt {
		if l.tabs.has(x, y) && x-l.tabs.x >= at[0] && x-l.tabs.x < at[1] {
			return tea.Batch(m.leaveEditIf(), m.showTab(i))
		}
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
		return m.gotoBatch(k.Base + n)
	}
	return nil
}

// click puts the cursor on a row, and on the column of the click; on the head only on that. It
// tells whether it was on a row. The place is one of the pane.
func (t *tablePane) click(x, y int) bool {
	tab := t.table()
	if tab == nil {
		return false
	}
	look := viz.TableLook{Row: t.cur, Col: t.col, Pin: t.pin, Find: t.find}
	head := t.shifted().HeadSpace(t.w, t.h)
	if col := viz.ColumnAt(t.shifted(), t.w, t.h, look, x); col >= 0 && y >= head {
		t.col = col
	}
	i := y - head - 1
	if i < 0 || i >= t.space() || t.top+i >= tab.Total {
		return false
	}
	t.cur = t.top + i
	t.clamp(tab)
	return true
}

// clickCell puts the cursor on a cell, and the text cursor where the click was while editing; a
// second click on a cell begins to edit it there.
func (m *Model) clickCell(l layout, x, y int, double bool) tea.Cmd {
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
	var begun tea.Cmd
	if edit := m.named("edit"); double && !m.book.editing && edit != nil {
		begun = m.perform(edit)
	}
	if m.book.editing {
		m.place(i, x, false)
	}
	return begun
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
