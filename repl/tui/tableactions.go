package tui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// tableActions are the keys of tables, in the inspector.
func tableActions() []action {
	const g = groupTables
	return []action{
		{name: "next-row", keys: "j|down", where: inInsp | inSheet, group: g, title: "next row", ready: always, do: rows(1)},
		{name: "previous-row", keys: "k|up", where: inInsp | inSheet, group: g, title: "previous row", ready: always, do: rows(-1)},
		{name: "page-down", keys: "pgdown", where: inInsp | inSheet, group: g, title: "a page down", ready: always, do: page(1)},
		{name: "page-up", keys: "pgup", where: inInsp | inSheet, group: g, title: "a page up", ready: always, do: page(-1)},
		{name: "first-row", keys: "home", where: inInsp | inSheet, group: g, title: "first row", ready: always, do: rows(-1 << 40)},
		{name: "last-row", keys: "end", where: inInsp | inSheet, group: g, title: "last row", ready: always, do: rows(1 << 40)},
		{name: "column-left", keys: "h|left", where: inInsp | inSheet, group: g, title: "column left", ready: always, do: columns(-1)},
		{name: "column-right", keys: "l|right", where: inInsp | inSheet, group: g, title: "column right", ready: always, do: columns(1)},
		{name: "columns-left", keys: "H", where: inInsp | inSheet, group: g, title: "five columns left", ready: always, do: columns(-5)},
		{name: "columns-right", keys: "L", where: inInsp | inSheet, group: g, title: "five columns right", ready: always, do: columns(5)},
		{name: "open-row", keys: "enter", where: inInsp | inSheet, group: g, title: "open what is under the cursor", hint: "open", rank: 4, ready: hasRow, do: openRow},
		{name: "record", keys: "o", where: inInsp | inSheet, group: g, title: "the whole row, nothing cut", hint: "row", rank: 5, ready: hasRow, do: showRecord},
		{name: "sort", keys: "s", where: inInsp | inSheet, group: g, title: "sort by this column", hint: "sort", rank: 6, ready: hasRow, do: sortBy("")},
		{name: "sort-down", keys: "S", where: inInsp | inSheet, group: g, title: "sort by this column, largest first", ready: hasRow, do: sortBy("-")},
		{name: "counts", keys: "F", where: inInsp | inSheet, group: g, title: "count per value of this column; Enter filters", hint: "counts", rank: 8, ready: hasRow, do: countValues},
		{name: "pin", keys: "p", where: inInsp | inSheet, group: g, title: "pin the columns up to here at the left", ready: hasRow, do: pinColumns},
		{name: "break", keys: "b|f9", where: inInsp, group: g, title: "break here: stop where what this row shows comes again", hint: "break", rank: 24, ready: hasTrack, do: breakHere},
		{name: "watch", keys: "w", where: inInsp, group: g, title: "watch the key of this row, or an expression, at every stop", hint: "watch", rank: 25, ready: hasTrack, do: watchHere},
		{name: "last-change", keys: "C", where: inInsp, group: g, title: "go back to the batch that changed this key last", hint: "last change", rank: 7, ready: hasKey, do: lastChange},
		{name: "changed-only", keys: "a", where: inInsp, group: g, title: "only the keys that changed, or all", hint: "changed only", rank: 7, ready: onState, do: changedOnly},
		{name: "try-delay", keys: "t", where: inInsp, group: g, title: "try another watermark delay on the same rows", hint: "try a delay", rank: 7, ready: onLate, do: tryDelay},
		{name: "switch-stop", keys: "t", where: inSheet, group: g, title: "list of stops: switch this one off or on", ready: onStop, do: switchStop},
		{name: "remove-row", keys: "x", where: inSheet, group: g, title: "lists of stops and watches: remove this one", ready: onListed, do: removeListed},
		{name: "explain", keys: "x", where: inInsp, group: g, title: "explain: the plan before and after each rule", ready: hasTrack, do: explain},
		{name: "select-rows", keys: "v", where: inInsp | inSheet, group: g, title: "select rows (then y)", ready: hasRow, do: pickRows},
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
	return func(m *Model) tea.Cmd { m.table().move(n); return nil }
}

func page(n int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd { t := m.table(); t.move(n * t.space()); return nil }
}

func columns(n int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		if t := m.table(); t.table() != nil {
			t.col = max(min(t.col+n, len(t.table().Columns)-1), 0)
		}
		return nil
	}
}

func sortBy(front string) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		t := m.table()
		c := t.column()
		if c == nil {
			return nil
		}
		if want := front + c.Name; t.sort == want {
			t.sort = ""
			m.say(viz.Plain, "in its own order again")
		} else {
			t.sort = want
		}
		t.top, t.cur = 0, 0
		return nil
	}
}

func countValues(m *Model) tea.Cmd {
	t := m.table()
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
	t.count, t.top, t.cur = "", 0, 0
	return nil
}

func pinColumns(m *Model) tea.Cmd {
	t := m.table()
	c := t.column()
	switch {
	case c == nil:
	case t.pin == t.col+1:
		t.pin = 0
		m.say(viz.Plain, "all columns move again")
	default:
		t.pin = t.col + 1
		m.say(viz.Plain, "the columns up to "+c.Name+" stay in sight; "+m.keyName("pin")+" again lets them go")
	}
	return nil
}

func pickRows(m *Model) tea.Cmd {
	t := m.table()
	if t.pick >= 0 {
		t.pick = -1
		return nil
	}
	t.pick = t.cur
	m.say(viz.Plain, "select with "+m.keyName("next-row")+" and "+m.keyName("previous-row")+", then "+m.keyName("copy"))
	return nil
}

// findNext goes to the next match of the last search, in the notebook or in the table.
func (m *Model) findNext(back bool) tea.Cmd {
	if m.search == "" {
		m.say(viz.Plain, "nothing was searched for yet ("+m.keyName("search")+")")
		return nil
	}
	if p := m.sheet(); p != nil && p.text() {
		p.findLine(m, back)
		return nil
	} else if p != nil && p.own {
		if i := nextOwn(m.table().table(), m.table().cur, m.search, back); i >= 0 {
			m.table().find, m.table().cur = m.search, i
			m.table().show(m.table().table())
		} else {
			m.say(viz.Plain, "no row has "+m.search)
		}
		return nil
	}
	if m.sheet() == nil && m.focus == paneBook {
		if m.view == nil || !m.book.find(m.view, m.search, back) {
			m.say(viz.Plain, "no cell has "+m.search)
		}
		return nil
	}
	t := m.table()
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
