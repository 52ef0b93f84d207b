package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// cellActions are the keys of the notebook pane.
func cellActions() []action {
	const g = "Cells"
	return []action{
		{name: "next-cell", keys: "j|down", where: inBook, group: g, title: "next cell", ready: always, do: func(m *Model) tea.Cmd { return m.nextCell(1) }},
		{name: "previous-cell", keys: "k|up", where: inBook, group: g, title: "previous cell", ready: always, do: func(m *Model) tea.Cmd { return m.nextCell(-1) }},
		{name: "scroll-down", keys: "pgdown", where: inBook, group: g, title: "scroll down", ready: always, do: func(m *Model) tea.Cmd { return m.scrollBook(m.bookRows()) }},
		{name: "scroll-up", keys: "pgup", where: inBook, group: g, title: "scroll up", ready: always, do: func(m *Model) tea.Cmd { return m.scrollBook(-m.bookRows()) }},
		{name: "edit", keys: "i|enter", where: inBook, group: g, title: "edit the cell", hint: "edit", rank: 5, ready: mayEditCell, do: func(m *Model) tea.Cmd { return m.startEdit(false) }},
		{name: "edit-end", keys: "I", where: inBook, group: g, title: "edit at the end of the cell", ready: mayEditCell, do: func(m *Model) tea.Cmd { return m.startEdit(true) }},
		{name: "run", keys: "r", where: inBook, group: g, title: "run the cell, and stale cells it needs first", hint: "run", rank: 4, ready: canRun, do: (*Model).runCell},
		{name: "run-stale", keys: "R", where: inAny, group: g, title: "run all stale cells in order", hint: "run stale", rank: 22, ready: always, do: op(kernel.OpRunStale)},
		{name: "cell-above", keys: "a", where: inBook, group: g, title: "new cell above", hint: "cell above", rank: 24, ready: mayEdit, do: func(m *Model) tea.Cmd { return m.addCell(m.book.cur) }},
		{name: "cell-below", keys: "b", where: inBook, group: g, title: "new cell below", hint: "below", rank: 25, ready: mayEdit, do: func(m *Model) tea.Cmd { return m.addCell(m.book.cur + 1) }},
		{name: "delete-cell", keys: "d d", where: inBook, group: g, title: "delete the cell (u brings it back)", hint: "delete", rank: 26, ready: mayEditCell, do: deleteCell},
		{name: "undo", keys: "u|z", where: inBook, group: g, title: "undo: cells and texts, without limit", hint: "undo", rank: 27, ready: canUndo, do: op(kernel.OpUndo)},
		{name: "redo", keys: "ctrl+r|Z", where: inBook, group: g, title: "redo", ready: canRedo, do: op(kernel.OpRedo)},
		{name: "cut-cell", keys: "x", where: inBook, group: g, title: "cut the cell", ready: mayEditCell, do: cutCell},
		{name: "copy-cell", keys: "c", where: inBook, group: g, title: "copy the cell", ready: hasCell, do: copyCell},
		{name: "paste-cell", keys: "v", where: inBook, group: g, title: "paste the cell below", ready: canPaste, do: pasteCell},
		{name: "move-down", keys: "J", where: inBook, group: g, title: "move the cell down", ready: mayEditCell, do: func(m *Model) tea.Cmd { return m.moveCell(1) }},
		{name: "move-up", keys: "K", where: inBook, group: g, title: "move the cell up", ready: mayEditCell, do: func(m *Model) tea.Cmd { return m.moveCell(-1) }},
		{name: "cell-type", keys: "t", where: inBook, group: g, title: "cell type: go, sql, text", hint: "type", rank: 28, ready: mayEditCell, do: cycleType},
		{name: "skip", keys: "s", where: inBook, group: g, title: "skip: keep the cell but never run it", ready: mayEditCell, do: skipCell},
		{name: "editor", keys: "e", where: inBook, group: g, title: "open the cell in $EDITOR", hint: "$EDITOR", rank: 29, ready: mayEditCell, do: func(m *Model) tea.Cmd { return m.external(false) }},
		{name: "fold", keys: "o", where: inBook, group: g, title: "fold the output, or show it", hint: "fold", rank: 33, ready: hasOutput, do: foldOutput},
		{name: "next-view", keys: "O", where: inBook, group: g, title: "show the output another way: table, plot, JSON", hint: "view", rank: 34, ready: hasOutput, do: func(m *Model) tea.Cmd { return m.command("view next") }},
		{name: "open-output", keys: "l|right", where: inBook, group: g, title: "open the whole output", hint: "output", rank: 8, ready: hasOutput, do: openOutput},
		{name: "error-details", keys: "X", where: inBook, group: g, title: "details of the error: Spark's name for it, and more", hint: "details", rank: 9, ready: hasDetail, do: showDetail},
		{name: "restart", keys: "0 0", where: inAny, group: g, title: "restart the session, keep the recording", ready: always, do: op(kernel.OpRestart)},
	}
}

func canRun(m *Model) string {
	c := m.book.cell(m.view)
	switch {
	case c == nil:
		return m.noCellHere()
	case c.Kind == "md":
		return "this is a text, there is nothing to run"
	}
	return ""
}

// canUndo and canRedo let the kernel answer while a change is on its way to it.
func canUndo(m *Model) string {
	if m.view == nil || !m.view.CanUndo && m.inflight == 0 {
		return "there is nothing to undo"
	}
	return ""
}

func canRedo(m *Model) string {
	if m.view == nil || !m.view.CanRedo && m.inflight == 0 {
		return "there is nothing to redo"
	}
	return ""
}

func canPaste(m *Model) string {
	if len(m.clip) == 0 {
		return "no cell was cut or copied yet (" + m.keyName("cut-cell") + ", " + m.keyName("copy-cell") + ")"
	}
	return mayEdit(m)
}

func hasOutput(m *Model) string {
	if c := m.book.cell(m.view); c == nil || c.Output == nil {
		return "this cell has no output"
	}
	return ""
}

func hasDetail(m *Model) string {
	switch c := m.book.cell(m.view); {
	case c == nil || c.Err == nil:
		return "this cell has no error"
	case c.Err.Detail == "" && c.Err.Condition == "":
		return "there is no more to tell about this error"
	}
	return ""
}

// nextCell goes to the cell after or before, or first on to the rest of this one where it is longer
// than the pane: a text is read to its end.
func (m *Model) nextCell(n int) tea.Cmd {
	if m.view == nil {
		return nil
	}
	if rest := m.book.rest(n, m.layout().book.h); rest != 0 {
		return m.scrollBook(rest)
	}
	m.book.cur = max(min(m.book.cur+n, len(m.view.Cells)-1), 0)
	m.book.free = false
	return nil
}

// rest is how far to scroll for what is hidden of the current cell in a direction, a page at most,
// less a line: 0 when nothing is, or nothing of it was on the screen of h lines.
func (n *notebook) rest(direction, h int) int {
	first := slices.Index(n.rows, n.cur)
	if first < 0 || n.drawn != n.cur || h < 2 {
		return 0
	}
	last := first
	for last+1 < len(n.rows) && n.rows[last+1] == n.cur {
		last++
	}
	for last > first && n.blank[last] { // between cells
		last--
	}
	switch {
	case direction > 0 && first < n.top+h && last >= n.top+h:
		return min(last-n.top-h+1, h-1)
	case direction < 0 && last >= n.top && first < n.top:
		return -min(n.top-first, h-1)
	}
	return 0
}

// scrollBook moves the window without the cursor.
func (m *Model) scrollBook(n int) tea.Cmd {
	m.book.top, m.book.free = max(m.book.top+n, 0), true
	return nil
}

func (m *Model) bookRows() int { return max(m.layout().book.h-1, 1) }

func (m *Model) runCell() tea.Cmd {
	c := m.book.cell(m.view)
	if c == nil {
		return nil
	}
	if m.ran = c.ID; m.book.editing {
		m.book.began = m.book.draft(c).buf.text
	}
	return m.do(kernel.Request{Op: kernel.OpRun, Cell: c.ID})
}

// addCell adds a cell of the kind of its neighbour; text stays text only for a person who asks.
func (m *Model) addCell(at int) tea.Cmd {
	kind := "sql"
	if c := m.book.cell(m.view); c != nil && c.Kind == "go" {
		kind = "go"
	}
	at = min(at, len(m.view.Cells))
	m.book.cur = at
	return m.do(kernel.Request{Op: kernel.OpAdd, Index: at, Kind: kind})
}

func deleteCell(m *Model) tea.Cmd {
	c := m.book.cell(m.view)
	if c.State == "running" {
		id := c.ID
		m.push(&confirm{text: "This cell is running. Delete it all the same?", yes: func(m *Model) tea.Cmd {
			return tea.Batch(m.interrupt(), m.do(kernel.Request{Op: kernel.OpDelete, Cell: id}))
		}})
		return nil
	}
	m.say(viz.Plain, "cell deleted; "+m.keyName("undo")+" brings it back")
	return m.do(kernel.Request{Op: kernel.OpDelete, Cell: c.ID})
}

func copyCell(m *Model) tea.Cmd {
	c := *m.book.cell(m.view)
	c.Source = m.book.source(&c)
	m.clip = []kernel.CellView{c}
	m.say(viz.Plain, "cell copied; "+m.keyName("paste-cell")+" pastes it")
	return nil
}

func cutCell(m *Model) tea.Cmd {
	copyCell(m)
	cmd := deleteCell(m)
	if len(m.popups) == 0 { // it asks when the cell is running
		m.say(viz.Plain, "cell cut; "+m.keyName("paste-cell")+" pastes it, "+m.keyName("undo")+" brings it back")
	}
	return cmd
}

func pasteCell(m *Model) tea.Cmd {
	c := m.clip[0]
	at := m.book.cur
	if len(m.view.Cells) > 0 {
		at++
	}
	m.book.cur = at
	return m.do(kernel.Request{Op: kernel.OpAdd, Index: at, Kind: c.Kind, Text: c.Source, Name: c.Name})
}

func (m *Model) moveCell(n int) tea.Cmd {
	to := m.book.cur + n
	if to < 0 || to >= len(m.view.Cells) {
		m.say(viz.Plain, "the cell is at the end already")
		return nil
	}
	id := m.book.cell(m.view).ID
	m.book.cur = to
	return m.do(kernel.Request{Op: kernel.OpMove, Cell: id, Index: to})
}

func cycleType(m *Model) tea.Cmd {
	next := map[string]string{"go": "sql", "sql": "md"}
	c := m.book.cell(m.view)
	kind := next[c.Kind]
	if kind == "" {
		kind = "go"
	}
	return m.do(kernel.Request{Op: kernel.OpType, Cell: c.ID, Kind: kind})
}

func skipCell(m *Model) tea.Cmd {
	return m.do(kernel.Request{Op: kernel.OpSkip, Cell: m.book.cell(m.view).ID})
}

func foldOutput(m *Model) tea.Cmd {
	return m.do(kernel.Request{Op: kernel.OpFold, Cell: m.book.cell(m.view).ID})
}

func openOutput(m *Model) tea.Cmd {
	p := newTablePane("output")
	p.cell = m.book.cell(m.view).ID
	m.push(newPanePopup("Output", p))
	return nil
}

func showDetail(m *Model) tea.Cmd {
	e := m.book.cell(m.view).Err
	parts := []string{e.Message}
	if e.Condition != "" {
		parts = []string{"[" + e.Condition + "] SQLSTATE: " + e.SQLState, e.Message}
	}
	for _, more := range []string{e.Hint, e.Detail} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	m.showText("Error", strings.Join(parts, "\n\n"))
	return nil
}
