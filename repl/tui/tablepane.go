package tui

import (
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// tablePane is a figure of the kernel that is looked at through a window of rows: only the
// rows on the screen are asked for. The state of looking stays while figures come and go.
type tablePane struct {
	name string // of kernel.Pane
	row  string // kernel.Pane.Row
	cell string

	fig    *viz.Figure
	err    *kernel.Failure
	cur    int // row under the cursor, of all rows
	col    int
	top    int // first row shown
	pin    int
	centre bool // the cursor goes to the middle of the window
	pick   int  // where a selection of rows began; -1 none
	sort   string
	filter string
	in     string // column that the filter is a value of; "" any text anywhere
	find   string
	count  string
	w, h   int

	held    arrangement // of the rows that came last
	wanted  request     // what the drawing needs
	asked   request     // what was asked last
	waiting bool
	seek    *kernel.Pane // a search in place of the next request
	kept    []viz.Cell   // of a table that is all here: the row to stay on
}

// filterText says which rows are shown, "" when all are.
func (t *tablePane) filterText() string {
	switch {
	case t.name == "state" && t.row == "" && t.filter == onlyChanged:
		return "changed only"
	case t.in != "":
		return t.in + " = " + t.filter
	case t.filter != "":
		return "/ " + t.filter
	}
	return ""
}

// arrangement is which rows of a table are shown, and in what order.
type arrangement struct{ sort, filter, in, count string }

func arrangementOf(p kernel.Pane) arrangement { return arrangement{p.Sort, p.Filter, p.In, p.Count} }

// request is a pane and the state of the world it is asked about.
type request struct {
	pane  kernel.Pane
	fresh string
}

func newTablePane(name string) *tablePane { return &tablePane{name: name, pick: -1} }

// resize tells the pane how much room it has.
func (t *tablePane) resize(w, h int) {
	t.w, t.h = w, h
	if t.centre && h > 0 {
		t.centre = false
		t.top = max(t.cur-t.space()/2, 0)
	}
}

// pane is the request for what is on the screen now.
func (t *tablePane) pane() kernel.Pane {
	p := kernel.Pane{Name: t.name, Row: t.row, Cell: t.cell, Offset: t.top, Limit: t.h, Width: t.w, Height: t.h,
		Sort: t.sort, Filter: t.filter, In: t.in, Count: t.count}
	return p
}

// next is the request to send, if one is needed now. One at a time is on its way, but where the
// kernel works long at rows that nobody wants any more: the new request ends that.
func (t *tablePane) next(fresh string, long bool) (kernel.Pane, bool) {
	if t.w <= 0 || t.h <= 0 || t.waiting && !(long && t.movedOn()) {
		return kernel.Pane{}, false
	}
	if t.seek != nil {
		p := *t.seek
		t.seek, t.waiting = nil, true
		t.asked = request{p, fresh}
		return p, true
	}
	t.wanted = request{t.pane(), fresh}
	if t.wanted == t.asked {
		return kernel.Pane{}, false
	}
	t.asked, t.waiting = t.wanted, true
	return t.asked.pane, true
}

// movedOn tells whether other rows are wanted than those on their way.
func (t *tablePane) movedOn() bool {
	p := t.asked.pane
	return arrangementOf(p) != (arrangement{t.sort, t.filter, t.in, t.count}) || p.Find != "" && p.Find != t.find
}

// take puts an answer in. A search moves the cursor to what was found. What a later request has
// overtaken is not looked at.
func (t *tablePane) take(p kernel.Pane, r kernel.Response, fresh string) {
	if q := t.asked.pane; t.waiting && (arrangementOf(p) != arrangementOf(q) || p.Find != q.Find || p.FindRow != q.FindRow) {
		return
	}
	t.waiting = false
	if r.Stopped {
		t.goBack(p)
		p = t.pane()
		if t.held != (arrangement{}) {
			t.asked = request{}
			return
		}
	}
	t.fig, t.err = r.Figure, r.Err
	if r.Err == nil {
		t.held = arrangementOf(p)
	}
	found := p.Find != "" || p.FindRow != ""
	if tab := t.table(); tab != nil {
		if found {
			t.found(tab)
		}
		t.clamp(tab)
	}
	if !found {
		t.asked = request{p, fresh}
	}
}

// goBack looks again as before the request that was stopped: the kernel still has the order of
// then. Where that was the same, the rows stand as they are.
func (t *tablePane) goBack(stopped kernel.Pane) {
	if t.held == arrangementOf(stopped) {
		t.held = arrangement{}
	}
	t.sort, t.filter, t.in, t.count = t.held.sort, t.held.filter, t.held.in, t.held.count
}

// tableRow is a row by its id and its values.
type tableRow struct {
	id    string
	cells []viz.Cell
}

// here is the row under the cursor.
func (t *tablePane) here() tableRow { return tableRow{t.rowID(), t.cells()} }

// stayOn keeps the cursor on a row, wherever that stands after the rows were arranged anew.
func (t *tablePane) stayOn(r tableRow) {
	switch {
	case t.name == "":
		t.kept = r.cells
	case r.id != "":
		p := t.pane()
		p.FindRow = r.id
		t.seek = &p
	}
}

func (t *tablePane) found(tab *viz.Table) {
	t.top, t.cur = tab.Offset, tab.Offset
	p := t.pane()
	p.Offset = tab.Offset
	t.asked.pane = p
}

func (t *tablePane) table() *viz.Table {
	if t.fig == nil {
		return nil
	}
	return t.fig.Table
}

// clamp keeps cursor and window inside the rows there are.
func (t *tablePane) clamp(tab *viz.Table) {
	t.cur = max(min(t.cur, tab.Total-1), 0)
	t.col = max(min(t.col, len(tab.Columns)-1), 0)
	t.top = max(min(t.top, tab.Total-1), 0)
	t.show(tab)
}

// show moves the window so that the cursor is in it.
func (t *tablePane) show(tab *viz.Table) {
	space := max(tab.RowSpace(t.h), 1)
	if t.cur < t.top {
		t.top = t.cur
	}
	if t.cur >= t.top+space {
		t.top = t.cur - space + 1
	}
	t.top = max(min(t.top, tab.Total-space), 0)
}

// move moves the cursor by rows.
func (t *tablePane) move(n int) {
	tab := t.table()
	if tab == nil {
		t.top = max(t.top+n, 0)
		return
	}
	t.cur = max(min(t.cur+n, tab.Total-1), 0)
	t.show(tab)
}

// scroll moves the window by rows and takes the cursor along.
func (t *tablePane) scroll(n int) {
	tab := t.table()
	if tab == nil {
		return
	}
	space := max(tab.RowSpace(t.h), 1)
	t.top = max(min(t.top+n, tab.Total-space), 0)
	t.cur = max(min(t.cur, t.top+space-1), t.top)
}

// space is the number of rows a page has.
func (t *tablePane) space() int {
	if tab := t.table(); tab != nil {
		return max(tab.RowSpace(t.h), 1)
	}
	return max(t.h-1, 1)
}

// column is the column under the cursor, nil when there is none.
func (t *tablePane) column() *viz.Column {
	tab := t.table()
	if tab == nil || t.col >= len(tab.Columns) {
		return nil
	}
	return &tab.Columns[t.col]
}

// rowID names the row under the cursor for the kernel.
func (t *tablePane) rowID() string {
	tab := t.table()
	if tab == nil {
		return ""
	}
	if i := t.cur - tab.Offset; i >= 0 && i < len(tab.IDs) {
		return tab.IDs[i]
	}
	return ""
}

// cells are the values of the row under the cursor.
func (t *tablePane) cells() []viz.Cell {
	tab := t.table()
	if tab == nil {
		return nil
	}
	if i := t.cur - tab.Offset; i >= 0 && i < len(tab.Rows) {
		return tab.Rows[i]
	}
	return nil
}

// picked is the selected range of rows, empty when nothing is selected.
func (t *tablePane) picked() (from, to int) {
	if t.pick < 0 {
		return 0, 0
	}
	return min(t.pick, t.cur), max(t.pick, t.cur) + 1
}

// render draws the figure. Rows that are not here yet stay empty until they come.
func (t *tablePane) render(th *theme, focus bool) []viz.Line {
	switch {
	case t.err != nil:
		text := viz.Clean(t.err.Message)
		if t.err.Hint != "" {
			text += "  " + viz.Clean(t.err.Hint)
		}
		return viz.Wrap(viz.Line{{Text: " " + text, Style: viz.Warn}}, t.w)
	case t.fig == nil:
		return nil
	case t.fig.Table == nil:
		return viz.Draw(t.fig, t.w, t.h, th.Theme)
	}
	from, to := t.picked()
	look := viz.TableLook{Row: t.cur, Col: -1, Pin: t.pin, From: from, To: to, Find: t.find, Focus: focus}
	if focus {
		look.Col = t.col
	} else {
		look.Row = -1
	}
	return viz.DrawTable(t.shifted(), t.w, t.h, th.Theme, look)
}

// shifted is the table as it looks from t.top while the rows of there are on their way.
func (t *tablePane) shifted() *viz.Table {
	tab := *t.fig.Table
	n := t.top - tab.Offset
	if n == 0 {
		return &tab
	}
	space := max(tab.RowSpace(t.h), 1)
	rows, marks := make([][]viz.Cell, 0, space), make([]string, 0, space)
	for i := n; i < n+space && t.top+i-n < tab.Total; i++ {
		var row []viz.Cell
		mark := ""
		if i >= 0 && i < len(tab.Rows) {
			row = tab.Rows[i]
		}
		if i >= 0 && i < len(tab.Marks) {
			mark = tab.Marks[i]
		}
		rows, marks = append(rows, row), append(marks, mark)
	}
	tab.Rows, tab.Offset = rows, t.top
	if len(tab.Marks) > 0 {
		tab.Marks = marks
	}
	return &tab
}
