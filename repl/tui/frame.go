package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

// View implements tea.Model: one frame, and what the terminal should report.
func (m *Model) View() tea.View {
	var v tea.View
	v.AltScreen = true
	v.WindowTitle = "sparkrepl"
	if m.view != nil && m.view.Title != "" {
		v.WindowTitle = "sparkrepl  " + viz.Clean(m.view.Title)
	}
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if m.w == 0 {
		return v
	}
	lines, x, y := m.frame()
	v.SetContent(m.th.paint(lines))
	if x >= 0 && y >= 0 {
		v.Cursor = tea.NewCursor(x, y)
		v.Cursor.Shape = tea.CursorBar
		if m.prompt == nil && m.editing == "vim" && m.vim.mode != vimInsert {
			v.Cursor.Shape = tea.CursorBlock
		}
		v.Cursor.Blink = !m.motion.off
	}
	return v
}

// frame draws the screen as lines of exactly its size, and says where the text cursor is.
func (m *Model) frame() (lines []viz.Line, x, y int) {
	l := m.layout()
	if l.tooSmall {
		return m.tooSmall(), -1, -1
	}
	lines = make([]viz.Line, m.h)
	lines[0] = m.titleLine(l)
	put(lines, l.strip, m.renderStrip(l))
	status := m.statusLines(l)
	put(lines, l.status, status[:1])
	put(lines, l.hints, m.hintLines(l))
	x, y = -1, -1
	if m.start != nil {
		put(lines, l.body, m.renderStart(l))
	} else {
		x, y = m.drawBody(lines, l)
	}
	if n := len(m.popups); n > 0 {
		m.drawSheet(lines, l, m.popups[n-1])
		x, y = -1, -1
	}
	if len(status) > 1 { // the rest of a message stands over the keys, until the next one is pressed
		put(lines, l.hints, status[1:])
	}
	if m.prompt != nil {
		x, y = m.drawPrompt(lines, l)
	}
	for i := range lines {
		lines[i] = lines[i].Fit(m.w, "")
	}
	return lines, x, y
}

// put lays lines into a part of the screen, each filled or cut to its width.
func put(screen []viz.Line, r rect, lines []viz.Line) {
	for i := range r.h {
		var l viz.Line
		if i < len(lines) {
			l = lines[i]
		}
		if y := r.y + i; y >= 0 && y < len(screen) {
			screen[y] = screen[y].Over(r.x, l.Fit(r.w, ""))
		}
	}
}

// drawBody draws the panes that are on the screen.
func (m *Model) drawBody(lines []viz.Line, l layout) (x, y int) {
	x, y = -1, -1
	if l.lesson.h > 0 {
		put(lines, l.lesson, lessonLines(m.view.Lesson, l.w))
	}
	if l.book.h > 0 {
		numbers := l.side
		put(lines, l.book, m.book.render(m.view, m.bookLook(l.book.w, l.book.h, numbers)))
		if m.book.cursorX >= 0 {
			x, y = l.book.x+m.book.cursorX, l.book.y+m.book.cursorY
		}
	}
	if l.side && !l.full {
		for i := range l.body.h {
			put(lines, rect{l.book.w, l.body.y + i, 3, 1}, []viz.Line{{{Text: " " + m.th.Wall() + " ", Style: styleRule}}})
		}
	}
	if l.tabs.h > 0 {
		put(lines, l.tabs, []viz.Line{m.tabLine(l.tabs.w)})
	}
	if l.insp.h > 0 {
		put(lines, l.insp, m.renderInspector(l))
	}
	if l.extra.h > 0 {
		put(lines, l.extra, m.renderBelow(l))
	}
	m.drawAtCursor(lines, l, x, y)
	return x, y
}

func (m *Model) bookLook(w, h int, numbers bool) bookLook {
	return bookLook{th: m.th, w: w, h: h, numbers: numbers, focus: m.focus == paneBook, busy: m.motion.busy(m.th.ASCII),
		flash: m.motion.flash(), ran: m.ran, suggest: m.suggestion(), closed: m.closed, key: m.keyName}
}

// drawAtCursor draws the completion list or the doc below the text cursor, above it when there
// is no room.
func (m *Model) drawAtCursor(lines []viz.Line, l layout, x, y int) {
	if x < 0 {
		return
	}
	var box []viz.Line
	switch {
	case m.book.popup != nil:
		box = m.walled(m.book.popup.lines(l.w-6, m.th))
	case m.book.hover != nil:
		box = m.hoverBox(l)
	default:
		return
	}
	width := 0
	for _, b := range box {
		width = max(width, b.Width())
	}
	top := y + 1
	if top+len(box) > l.strip.y {
		top = max(y-len(box), 1)
	}
	left := max(min(x-2, l.w-width-1), 0)
	for i, b := range box {
		if top+i < len(lines) {
			lines[top+i] = lines[top+i].Over(left, b.Fit(width, ""))
		}
	}
}

// walled puts a wall at both sides of a box, so that it stands apart from the text around it.
func (m *Model) walled(box []viz.Line) []viz.Line {
	width := 0
	for _, b := range box {
		width = max(width, b.Width())
	}
	wall := viz.Cell{Text: m.th.Wall(), Style: styleRule}
	out := make([]viz.Line, len(box))
	for i, b := range box {
		out[i] = append(append(viz.Line{wall}, b.Fit(width, "")...), wall)
	}
	return out
}

func (m *Model) hoverBox(l layout) []viz.Line {
	var out []viz.Line
	w := min(l.w-6, 90)
	for _, h := range m.book.hover {
		out = append(out, viz.Wrap(h, w)...)
	}
	rows := max(l.body.h-4, 3)
	if len(out) > rows {
		out = append(out[:rows], viz.Styled(viz.Dim, " ("+viz.Count(len(out)-rows)+" more lines)"))
	}
	rule := viz.Styled(styleRule, strings.Repeat(m.th.Rule(), w))
	return m.walled(append(append([]viz.Line{rule}, out...), rule))
}

func (m *Model) sheetWidth(l layout) int { return l.w }

// drawSheet draws a popup over the body, as high as it needs.
func (m *Model) drawSheet(lines []viz.Line, l layout, p popup) {
	w := m.sheetWidth(l)
	body := p.render(m, w, max(l.body.h-1, 1))
	head := m.th.rule(w, p.title(), p.right())
	h := min(max(len(body), 6)+1, l.body.h)
	r := rect{0, l.body.y + l.body.h - h, w, h}
	m.sheetAt = r
	put(lines, r, append([]viz.Line{head}, body...))
	put(lines, l.hints, m.joinHints(l, p.hints(m)))
}

// drawPrompt draws the command line in place of the hints, its list above the status.
func (m *Model) drawPrompt(lines []viz.Line, l layout) (x, y int) {
	box := m.prompt.lines(m, l.w)
	list := box[:len(box)-1]
	put(lines, rect{0, l.status.y - len(list), l.w, len(list)}, list)
	put(lines, l.hints, box[len(box)-1:])
	return m.prompt.cursor(l.w), l.hints.y
}

// tooSmall is the one message of a screen that nothing fits in.
func (m *Model) tooSmall() []viz.Line {
	path := m.o.Path
	if m.view != nil && m.view.Path != "" {
		path = m.view.Path
	}
	text := []string{
		fmt.Sprintf(" This needs %d columns and %d rows; here are %d by %d.", minWidth, minHeight, m.w, m.h),
		" Make the window larger or the font smaller, or run",
		"   sparkrepl --plain " + path,
		" Your work is saved.          " + m.keyName("quit") + " quit",
	}
	if m.view != nil && m.view.Dirty {
		text[3] = " Nothing you typed is lost.   " + m.keyName("quit") + " quit"
	}
	var wrapped []viz.Line
	for _, s := range text {
		wrapped = append(wrapped, viz.Wrap(viz.Plainly(s), m.w)...)
	}
	lines := make([]viz.Line, m.h)
	put(lines, rect{0, 0, m.w, m.h}, wrapped)
	return lines
}
