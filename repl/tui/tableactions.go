package tui

import (
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// tableActions are the keys of tables, in the inspector.
func tableActions() []action {
	const g = "Tables"
	return []action{
		{name: "next-row", keys: "j|down", where: inInsp, group: g, title: "next row", ready: always, do: rows(1)},
		{name: "previous-row", keys: "k|up", where: inInsp, group: g, title: "previous row", ready: always, do: rows(-1)},
		{name: "page-down", keys: "pgdown", where: inInsp, group: g, title: "a page down", ready: always, do: page(1)},
		{name: "page-up", keys: "pgup", where: inInsp, group: g, title: "a page up", ready: always, do: page(-1)},
		{name: "first-row", keys: "home", where: inInsp, group: g, title: "first row", ready: always, do: rows(-1 << 40)},
		{name: "last-row", keys: "end", where: inInsp, group: g, title: "last row", ready: always, do: rows(1 << 40)},
		{name: "column-left", keys: "h|left", where: inInsp, group: g, title: "column left", ready: always, do: columns(-1)},
		{name: "column-right", keys: "l|right", where: inInsp, group: g, title: "column right", ready: always, do: columns(1)},
		{name: "columns-left", keys: "H", where: inInsp, group: g, title: "five columns left", ready: always, do: columns(-5)},
		{name: "columns-right", keys: "L", where: inInsp, group: g, title: "five columns right", ready: always, do: columns(5)},
		{name: "open-row", keys: "enter", where: inInsp, group: g, title: "open what is under the cursor", hint: "open", rank: 4, ready: hasRow, do: openRow},
		{name: "sort", keys: "s", where: inInsp, group: g, title: "sort by this column", hint: "sort", rank: 6, ready: hasRow, do: sortBy("")},
		{name: "sort-down", keys: "S", where: inInsp, group: g, title: "sort by this column, largest first", ready: hasRow, do: sortBy("-")},
		{name: "counts", keys: "F", where: inInsp, group: g, title: "count per value of this column; Enter filters", hint: "counts", rank: 8, ready: hasRow, do: countValues},
		{name: "pin", keys: "p", where: inInsp, group: g, title: "pin the columns up to here at the left", ready: hasRow, do: pinColumns},
		{name: "break", keys: "b", where: inInsp, group: g, title: "break: stop where a condition holds", hint: "break", rank: 24, ready: hasTrack, do: prefilled("break ")},
		{name: "watch", keys: "w", where: inInsp, group: g, title: "watch an expression at every stop", hint: "watch", rank: 25, ready: hasTrack, do: prefilled("watch ")},
		{name: "explain", keys: "x", where: inInsp, group: g, title: "explain: the plan before and after each rule", ready: hasTrack, do: explain},
		{name: "select-rows", keys: "v", where: inInsp, group: g, title: "select rows (then y)", ready: hasRow, do: pickRows},
	}
}

// prefilled opens the command line with a command begun.
func prefilled(text string) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		cmd := m.commandPrompt()
		m.prompt.set(text)
		return tea.Batch(cmd, m.prompt.changed(m))
	}
}

func explain(m *Model) tea.Cmd {
	m.push(newPanePopup("Plan", newTablePane("explain")))
	return nil
}

func rows(n int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd { m.insp.pane().move(n); return nil }
}

func page(n int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd { t := m.insp.pane(); t.move(n * t.space()); return nil }
}

func columns(n int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		if t := m.insp.pane(); t.table() != nil {
			t.col = max(min(t.col+n, len(t.table().Columns)-1), 0)
		}
		return nil
	}
}

// openRow does what Enter means on a row: going to a batch, the history of a key, why a row was
// dropped or a window is closed, else the whole row.
func openRow(m *Model) tea.Cmd {
	t := m.insp.pane()
	if t.count != "" {
		return filterByValue(t)
	}
	return m.open1(t)
}

func (m *Model) open1(t *tablePane) tea.Cmd {
	id := t.rowID()
	if n, ok := batchID(id); ok {
		m.popups = nil
		return m.gotoBatch(n)
	}
	p := newTablePane("record")
	p.cell = t.cell
	switch kind, rest, _ := strings.Cut(id, ":"); {
	case kind == "command":
		m.popups = nil
		return prefilled(rest + " ")(m)
	case kind == "example":
		m.popups = nil
		return m.command("examples " + rest)
	case id == "":
		m.push(newFigurePopup("Record", record(t)))
		return nil
	case kind == "key":
		p.name, p.row = "state", id
	case kind == "late" || kind == "closed":
		p.name, p.row = "why", id
	case t.name == "output":
		p.row = id
	default:
		p.row = t.name + "/" + id
	}
	title := "Record"
	if cells := t.cells(); len(cells) > 0 {
		title = cells[0].Text
	}
	m.push(newPanePopup(title, p))
	return nil
}

// batchID reads the ID of a row that stands for a batch: "b12".
func batchID(id string) (int, bool) {
	digits, ok := strings.CutPrefix(id, "b")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n, err == nil
}

// record is the row under the cursor as name and value, for rows the kernel has no more about.
func record(t *tablePane) *viz.Figure {
	out := &viz.Table{Columns: []viz.Column{{Name: "column"}, {Name: "value"}}}
	cells := t.cells()
	for i, c := range t.table().Columns {
		if i < len(cells) {
			out.Rows = append(out.Rows, []viz.Cell{{Text: c.Name, Style: viz.Dim}, cells[i]})
		}
	}
	out.Total = len(out.Rows)
	return &viz.Figure{Table: out}
}

func sortBy(front string) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		t := m.insp.pane()
		c := t.column()
		if c == nil {
			return nil
		}
		if want := front + c.Name; t.sort == want {
			t.sort = ""
			m.say(viz.Plain, "in the order of the kernel again")
		} else {
			t.sort = want
		}
		t.top, t.cur = 0, 0
		return nil
	}
}

func countValues(m *Model) tea.Cmd {
	t := m.insp.pane()
	if t.count != "" {
		t.count = ""
		return nil
	}
	c := t.column()
	if c == nil {
		return nil
	}
	t.count, t.top, t.cur, t.sort = c.Name, 0, 0, ""
	return nil
}

// filterByValue goes from the counts back to the rows that have the value.
func filterByValue(t *tablePane) tea.Cmd {
	if cells := t.cells(); len(cells) > 0 {
		t.filter, t.in = cells[0].Text, t.count
	}
	t.count, t.top, t.cur, t.col = "", 0, 0, 0
	return nil
}

func pinColumns(m *Model) tea.Cmd {
	t := m.insp.pane()
	if t.pin == t.col+1 {
		t.pin = 0
	} else {
		t.pin = t.col + 1
	}
	return nil
}

func pickRows(m *Model) tea.Cmd {
	t := m.insp.pane()
	if t.pick >= 0 {
		t.pick = -1
		return nil
	}
	t.pick = t.cur
	m.say(viz.Plain, "select with j and k, then y")
	return nil
}

// findNext goes to the next match of the last search, in the notebook or in the table.
func (m *Model) findNext(back bool) tea.Cmd {
	if m.search == "" {
		m.say(viz.Plain, "nothing was searched for yet (/)")
		return nil
	}
	if m.focus == paneBook {
		if m.view == nil || !m.book.find(m.view, m.search, back) {
			m.say(viz.Plain, "no cell has "+m.search)
		}
		return nil
	}
	t := m.insp.pane()
	p := t.pane()
	p.Find, p.Back = m.search, back
	p.Offset = t.cur + 1
	if back {
		p.Offset = t.cur
	}
	t.seek, t.find = &kernel.Pane{}, m.search
	*t.seek = p
	return nil
}
