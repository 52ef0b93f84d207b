package tui

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// notebook is the pane of the cells.
type notebook struct {
	cur     int // the cell the cursor is on
	top     int // first line shown
	free    bool
	editing bool
	began   string // text of the cell when editing began
	drafts  map[string]*draft
	// revealed are the cells whose hidden text is shown.
	revealed map[string]bool
	cache    map[string]cachedCell
	// rows maps lines of the last drawing to cells, places to their texts, for the mouse; cursor is
	// where the text cursor stands in the pane, hidden when x < 0. drawn was the current cell then.
	rows    []int
	places  []textPlace
	blank   []bool
	drawn   int
	cursorX int
	cursorY int
	popup   *completion
	hover   []viz.Line
	sign    string              // of the call whose arguments are typed
	past    []kernel.Completion // cells run before, newest first, where they are suggested
}

func newNotebook() notebook {
	return notebook{drafts: map[string]*draft{}, revealed: map[string]bool{}, cache: map[string]cachedCell{}}
}

// begin goes to the first cell, as of a notebook that was just opened.
func (n *notebook) begin() { n.cur, n.top, n.free = 0, 0, false }

// cell is the cell under the cursor.
func (n *notebook) cell(v *kernel.View) *kernel.CellView {
	if v == nil || n.cur < 0 || n.cur >= len(v.Cells) {
		return nil
	}
	return &v.Cells[n.cur]
}

// number is the number of a cell by id, 0 when it is unknown.
func (n *notebook) number(v *kernel.View, id string) int {
	if v != nil && id != "" {
		for _, c := range v.Cells {
			if c.ID == id {
				return c.Number
			}
		}
	}
	return 0
}

// draft is the local text of a cell, made when it is first edited.
func (n *notebook) draft(c *kernel.CellView) *draft {
	d := n.drafts[c.ID]
	if d == nil {
		d = &draft{buf: newBuffer(c.Source), base: c.Source, sent: c.Source}
		n.drafts[c.ID] = d
	}
	return d
}

// source is the text of a cell as this side knows it.
func (n *notebook) source(c *kernel.CellView) string {
	if d := n.drafts[c.ID]; d != nil {
		return d.buf.text
	}
	return c.Source
}

// bookLook is what a drawing of the notebook needs beside the notebook.
type bookLook struct {
	th      *theme
	w, h    int
	numbers bool // line numbers in every cell
	focus   bool
	busy    string // what to show for a running cell
	flash   bool
	ran     string
	suggest string // what is suggested behind the text cursor
	closed  *kernel.Failure
	key     func(action string) string
}

// render draws the cells around the cursor into w columns and h lines.
func (n *notebook) render(v *kernel.View, look bookLook) []viz.Line {
	n.cursorX, n.cursorY = -1, -1
	if v == nil && look.closed != nil {
		return append([]viz.Line{nil}, viz.Wrap(viz.Styled(viz.Bad, "  "+look.closed.Message+"  "+look.closed.Hint), look.w)...)
	}
	if v == nil {
		return []viz.Line{nil, viz.Styled(viz.Dim, "  the kernel is starting")}
	}
	if len(v.Cells) == 0 {
		return []viz.Line{nil, viz.Styled(viz.Dim, fmt.Sprintf("  No cells yet.  %s or %s adds one, %s changes its type, %s edits it, %s runs it.", look.key("cell-above"), look.key("cell-below"), look.key("cell-type"), look.key("edit"), look.key("run")))}
	}
	var lines []viz.Line
	n.rows, n.places, n.blank, n.drawn = n.rows[:0], n.places[:0], n.blank[:0], n.cur
	first, last, cursor := 0, 0, -1
	for i := range v.Cells {
		drawn := n.drawCell(&v.Cells[i], i == n.cur, look)
		if i == n.cur {
			first = len(lines)
			last = first + len(drawn.lines) - 1
			if drawn.cursorY >= 0 {
				cursor = first + drawn.cursorY
				n.cursorX = drawn.cursorX
			}
		}
		for k, l := range drawn.lines {
			lines = append(lines, l)
			n.rows = append(n.rows, i)
			n.blank = append(n.blank, l.Width() == 0)
			n.places = append(n.places, drawn.place(k))
		}
	}
	n.scroll(len(lines), first, last, cursor, look.h)
	if cursor >= 0 {
		n.cursorY = cursor - n.top
		if n.cursorY < 0 || n.cursorY >= look.h {
			n.cursorX = -1
		}
	}
	return lines[n.top:min(n.top+look.h, len(lines))]
}

// scroll keeps the cursor, or as much of the current cell as fits, on the screen.
func (n *notebook) scroll(total, first, last, cursor, h int) {
	if !n.free {
		if cursor >= 0 && last-first >= h {
			first, last = max(cursor-1, first), min(cursor+1, last)
		}
		if last >= n.top+h {
			n.top = last - h + 1
		}
		if first < n.top || last-first >= h {
			n.top = first
		}
	}
	n.top = max(min(n.top, total-h), 0)
}

// find moves to the next cell that has text, from after the current one; back goes up.
func (n *notebook) find(v *kernel.View, text string, back bool) bool {
	want := strings.ToLower(text)
	step := 1
	if back {
		step = -1
	}
	count := len(v.Cells)
	for k := 1; k <= count; k++ {
		i := ((n.cur+step*k)%count + count) % count
		if strings.Contains(strings.ToLower(n.source(&v.Cells[i])), want) {
			n.cur, n.free = i, false
			return true
		}
	}
	return false
}
