package tui

// The least size that a screen can be drawn in.
const (
	minWidth  = 60
	minHeight = 16
)

// twoPanes is the least width that shows the notebook and the inspector together.
const twoPanes = 80

// rect is a part of the screen.
type rect struct{ x, y, w, h int }

func (r rect) has(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// layout is where everything stands, computed from the size of each frame.
type layout struct {
	tooSmall bool
	side     bool // notebook and inspector beside each other
	full     bool // one pane takes the whole body
	w, h     int
	title    rect
	lesson   rect
	body     rect
	book     rect
	tabs     rect
	insp     rect
	extra    rect // watches, stops and log below the inspector on a large screen
	strip    rect
	status   rect
	hints    rect
}

// place cuts the screen: under 60x16 nothing fits; 60-79 one pane; 80-119 one above the other;
// 120 and up side by side. Chrome is title, two lines of timeline, status and hints.
func place(w, h, zoom, lesson int, focus pane, tracks bool, b borders) layout {
	l := layout{w: w, h: h, tooSmall: w < minWidth || h < minHeight, side: w >= 120}
	stripRows, hintRows := 2, 1
	if l.side && h >= 40 {
		hintRows = 2
		if tracks {
			stripRows = 9
		}
	}
	l.title = rect{0, 0, w, 1}
	l.hints = rect{0, h - hintRows, w, hintRows}
	l.status = rect{0, l.hints.y - 1, w, 1}
	l.strip = rect{0, l.status.y - stripRows, w, stripRows}
	if lesson > 0 {
		l.lesson = rect{0, 1, w, min(lesson, max(h-16, 2))}
	}
	top := 1 + l.lesson.h
	l.body = rect{0, top, w, max(l.strip.y-top, 0)}
	l.full = zoom == 2 || w < twoPanes
	switch {
	case l.full:
		l.onePane(zoom, focus)
	case l.side:
		l.sideBySide(zoom, focus, b.columns)
	default:
		l.stacked(zoom, focus, b.rows)
	}
	return l
}

// onePane gives the body to the pane in focus. Zoomed, the title names the tab, and the line of
// tabs goes.
func (l *layout) onePane(zoom int, focus pane) {
	if focus == paneBook {
		l.book = l.body
		return
	}
	l.insp = l.body
	if zoom < 2 {
		l.tabs = rect{0, l.body.y, l.w, 1}
		l.insp = rect{0, l.body.y + 1, l.w, l.body.h - 1}
	}
}

func (l *layout) stacked(zoom int, focus pane, dragged int) {
	rows := l.body.h - 1
	insp := rows * 2 / 5
	switch {
	case zoom == 1 && focus == paneInsp:
		insp = rows * 3 / 4
	case zoom == 1:
		insp = rows / 4
	case dragged > 0:
		insp = min(dragged, rows-leastRows)
	}
	insp = max(insp, 3)
	l.book = rect{0, l.body.y, l.w, rows - insp}
	l.tabs = rect{0, l.book.y + l.book.h, l.w, 1}
	l.insp = rect{0, l.tabs.y + 1, l.w, insp}
}

func (l *layout) sideBySide(zoom int, focus pane, dragged int) {
	left := l.w * 54 / 100
	if l.w < 140 {
		left = l.w / 2
	}
	switch {
	case zoom == 1 && focus == paneBook:
		left = l.w * 68 / 100
	case zoom == 1:
		left = l.w * 35 / 100
	case dragged > 0:
		left = min(dragged, l.w-leastColumns-3)
	}
	l.book = rect{0, l.body.y, left, l.body.h}
	x := left + 3
	l.tabs = rect{x, l.body.y, l.w - x, 1}
	l.insp = rect{x, l.body.y + 1, l.w - x, l.body.h - 1}
	if l.body.h >= 30 {
		l.insp.h -= belowRows
		l.extra = rect{x, l.insp.y + l.insp.h, l.w - x, belowRows}
	}
}
