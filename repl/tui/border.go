package tui

// borders is where a person dragged the line between the notebook and the tabs to: columns of the
// notebook beside them, rows of the tabs below it. 0 is where it stands by itself.
type borders struct{ columns, rows int }

// The least that dragging leaves to a pane.
const (
	leastColumns = 30
	leastRows    = 3
)

// onBorder tells whether a place is on the line between the panes.
func (l layout) onBorder(x, y int) bool {
	switch {
	case l.full || l.tabs.h == 0:
		return false
	case l.side:
		return l.body.has(x, y) && x >= l.book.w && x < l.tabs.x
	}
	return y == l.tabs.y
}

// dragBorder brings the line between the panes to a place. The panes have their usual size then,
// but for the line.
func (m *Model) dragBorder(l layout, x, y int) {
	m.zoom = 0
	if l.side {
		m.borders.columns = max(min(x-1, l.w-leastColumns), leastColumns)
		return
	}
	m.borders.rows = max(min(l.body.y+l.body.h-1-y, l.body.h-1-leastRows), leastRows)
}
