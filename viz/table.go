package viz

import (
	"strconv"
	"strings"
)

// TableLook is how a person looks at a table: where the cursor is and what is pinned.
type TableLook struct {
	Row   int    // the row under the cursor, counted from the first row of all; -1 none
	Col   int    // the column under the cursor; -1 none
	Pin   int    // so many columns stay at the left
	From  int    // with To: rows selected, [From, To); equal means none
	To    int    //
	Find  string // text to make visible
	Focus bool   // the cursor is live: draw it strongly
}

// shown is one column of the drawing: a column of the table, or a gap of dropped ones.
type shown struct {
	index   int // -1 for a gap
	dropped int // columns in the gap
	width   int
}

// DrawTable draws head lines, column names, the rows that fit, and foot lines. Columns that do
// not fit are dropped from the middle, with a mark and their number; rows that do not fit are
// counted at the right end of the last line. h <= 0 draws all rows.
func DrawTable(t *Table, w, h int, th Theme, look TableLook) []Line {
	out := headLines(t, w, h, th)
	foot := t.Foot
	if len(t.Columns) > 0 && (len(t.Rows) > 0 || t.Empty == "") {
		body := drawRows(t, w, rowSpace(t, h), th, look)
		out = append(out, body...)
	} else if t.Empty != "" {
		out = append(out, wrapped(Line{{Text: " " + seen(t.Empty), Style: Dim}}, w)...)
	}
	out = append(out, wrappedInto(foot, w, h, h-len(out)-len(foot), th)...)
	return crop(out, w, h, th)
}

// headLines are the lines above the rows. One that is too long goes on in the next where the rows
// leave room, else it is cut.
func headLines(t *Table, w, h int, th Theme) []Line {
	rows := min(len(t.Rows), rowSpace(t, h))
	if t.Total > len(t.Rows) {
		rows = rowSpace(t, h) // more are on their way
	}
	return wrappedInto(t.Head, w, h, h-len(t.Head)-1-rows-len(t.Foot), th)
}

// HeadSpace is the number of lines that [DrawTable] has above the names of the columns.
func (t *Table) HeadSpace(w, h int) int { return len(headLines(t, w, h, Theme{})) }

// wrappedInto wraps lines while that takes no more than spare lines, and cuts the others; without
// a limit of height, h <= 0, it wraps all.
func wrappedInto(lines []Line, w, h, spare int, th Theme) []Line {
	var out []Line
	for _, l := range lines {
		l = indented(cleanLine(l))
		rows := wrapped(l, w)
		if h > 0 && len(rows)-1 > spare {
			rows = []Line{cutLine(l, w, th)}
		}
		spare -= len(rows) - 1
		out = append(out, rows...)
	}
	return out
}

// ColumnAt is the column that [DrawTable] draws at x, -1 when there is none.
func ColumnAt(t *Table, w, h int, look TableLook, x int) int {
	rows := t.Rows[:min(len(t.Rows), max(rowSpace(t, h), 0))]
	marks := markWidth(t)
	at := 1 + marks
	for _, c := range chooseColumns(t, shortRows(t, rows), w-1-marks, look) {
		if x >= at && x < at+c.width+columnGap {
			return c.index
		}
		at += c.width + columnGap
	}
	return -1
}

// RowSpace is the number of rows DrawTable shows in h lines.
func (t *Table) RowSpace(h int) int { return max(rowSpace(t, h), 0) }

func rowSpace(t *Table, h int) int {
	if h <= 0 {
		return len(t.Rows)
	}
	return max(h-len(t.Head)-len(t.Foot)-1, 1)
}

// indented puts a line above or below the rows on a level with them.
func indented(l Line) Line {
	if len(l) == 0 || strings.HasPrefix(l[0].Text, " ") {
		return l
	}
	return append(Line{{Text: " "}}, l...)
}

func cutLine(l Line, w int, th Theme) Line {
	if l.Width() > w {
		return l.Fit(w, th.Mark())
	}
	return l
}

func drawRows(t *Table, w, space int, th Theme, look TableLook) []Line {
	rows := t.Rows
	if len(rows) > space {
		rows = rows[:space]
	}
	if w < noWidth {
		rows = shortRows(t, rows)
	}
	marks := markWidth(t)
	cols := chooseColumns(t, rows, w-1-marks, look)
	out := []Line{headerLine(t, cols, w, marks, th, look)}
	for i, row := range rows {
		out = append(out, rowLine(t, cols, marks, i, row, th, look))
	}
	for i, l := range out {
		out[i] = cutLine(l, w, th)
	}
	if text := rest(t, len(rows)); text != "" {
		last := len(out) - 1
		if free := w - Width(text) - 2; w < noWidth && out[last].Width() > free && out[0].Width() <= free {
			last = 0 // over no value where the line of names has room
		}
		out[last] = note(out[last], w, text, th)
	}
	return out
}

// rest tells which rows are hidden.
func rest(t *Table, shown int) string {
	switch {
	case t.Offset > 0:
		return "(" + Count(t.Offset+1) + "-" + Count(t.Offset+shown) + " of " + Count(t.Total) + ")"
	case t.Total > shown:
		return moreText(t.Total-shown, "")
	}
	return ""
}

func moreText(n int, what string) string {
	if n == 1 {
		what = strings.TrimSuffix(what, "s")
	}
	if what == "" {
		return "(" + Count(n) + " more)"
	}
	return "(" + Count(n) + " more " + what + ")"
}

// Count is a number with a thin space between thousands, as in 2 410.
func Count(n int) string {
	s := strconv.Itoa(n)
	if len(s) <= 4 {
		return s
	}
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 && s[i-1] != '-' {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

func markWidth(t *Table) int {
	w := 0
	for _, m := range t.Marks {
		w = max(w, Width(seen(m)))
	}
	if w > 0 {
		w++
	}
	return w
}

func headerLine(t *Table, cols []shown, w, marks int, th Theme, look TableLook) Line {
	front := strings.Repeat(" ", 1+marks)
	l := Line{}
	used := 1 + marks
	for i, c := range cols {
		if i > 0 {
			front = "  "
		}
		if look.Focus && c.index >= 0 && c.index == look.Col {
			l = append(l, Cell{Text: front[1:]}, Cell{Text: ">", Style: Key})
		} else {
			l = append(l, Cell{Text: front})
		}
		if c.index < 0 {
			l = append(l, Cell{Text: Pad(strconv.Itoa(c.dropped)+" more", c.width, false), Style: Dim})
			continue
		}
		col := t.Columns[c.index]
		style := Strong
		if look.Focus && c.index == look.Col {
			style = Key
		}
		width := c.width
		if last(i, cols) && !col.Right {
			width = max(width, w-used) // nothing follows
		}
		text := columnTitle(col)
		if Width(text) > width && col.Short != "" {
			text = shortTitle(col)
		}
		l = append(l, Cell{Text: padCell(text, width, col.Right, last(i, cols), th), Style: style})
		used += c.width + columnGap
	}
	return l
}

func columnTitle(c Column) string { return seen(c.Name) + sortSign(c) }

func shortTitle(c Column) string { return seen(c.Short) + sortSign(c) }

func sortSign(c Column) string { return map[string]string{"asc": " ^", "desc": " v"}[c.Sort] }

func last(i int, cols []shown) bool { return i == len(cols)-1 }

func padCell(text string, w int, right, last bool, th Theme) string {
	text = Cut(text, w, th.Mark())
	if last && !right {
		return text
	}
	return Pad(text, w, right)
}

func rowLine(t *Table, cols []shown, marks, i int, row []Cell, th Theme, look TableLook) Line {
	n := t.Offset + i
	picked := n >= look.From && n < look.To
	l := Line{{Text: " "}}
	if n == look.Row {
		l = Line{{Text: ">", Style: Key}}
	} else if picked {
		l = Line{{Text: "*", Style: Key}}
	}
	if marks > 0 {
		m := ""
		if i < len(t.Marks) {
			m = seen(t.Marks[i])
		}
		l = append(l, Cell{Text: Pad(m, marks, false), Style: Warn})
	}
	for k, c := range cols {
		if k > 0 {
			l = append(l, Cell{Text: "  "})
		}
		if c.index < 0 {
			l = append(l, Cell{Text: Pad(th.Mark(), c.width, false), Style: Dim})
			continue
		}
		l = append(l, cellPieces(t, c, row, look, n, last(k, cols), th)...)
	}
	return l
}

// cellPieces is one cell, with the text that was searched for made visible.
func cellPieces(t *Table, c shown, row []Cell, look TableLook, n int, last bool, th Theme) Line {
	var cell Cell
	if c.index < len(row) {
		cell = row[c.index]
	}
	text := padCell(seen(cell.Text), c.width, t.Columns[c.index].Right, last, th)
	style := cell.Style
	if look.Focus && n == look.Row && c.index == look.Col {
		style = Cursor
	}
	if look.Find == "" {
		return Line{{Text: text, Style: style}}
	}
	return highlight(text, look.Find, style)
}

// Marked is the line with a text in it made visible, whatever its case.
func (l Line) Marked(find string) Line {
	if find == "" {
		return l
	}
	var out Line
	for _, c := range l {
		out = append(out, highlight(c.Text, find, c.Style)...)
	}
	return out
}

func highlight(text, find string, style Style) Line {
	low, want := strings.ToLower(text), strings.ToLower(find)
	at := strings.Index(low, want)
	if at < 0 || len(low) != len(text) {
		return Line{{Text: text, Style: style}}
	}
	return Line{{Text: text[:at], Style: style}, {Text: text[at : at+len(want)], Style: Match}, {Text: text[at+len(want):], Style: style}}
}
