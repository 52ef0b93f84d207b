package tui

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// openRow does what Enter means on a row: going to a batch, the rows of a window, the history of a
// key, why a row was dropped or a window is closed, else the whole row.
func openRow(m *Model) tea.Cmd {
	t := m.table()
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
	case kind == "stop":
		return m.changeStop(t, rest)
	case kind == "command":
		m.popups = nil
		return prefilled(rest + " ")(m)
	case kind == "example":
		m.popups = nil
		return m.command("examples " + rest)
	case id == "" || t.name == "" || t.name == "rows" || t.name == watchList:
		m.push(newFigurePopup("Record", m.record(t)))
		return nil
	case kind == "node":
		p.name, p.row = "rows", id
	case kind == "key" && t.name == "windows":
		p.name, p.row = "rows", id
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
func (m *Model) record(t *tablePane) *viz.Figure {
	w := m.sheetWidth(m.layout()) - 2
	return &viz.Figure{Text: &viz.Text{Lines: viz.Record(t.table().Columns, t.cells(), w), Wrap: true}}
}

// showRecord shows the row under the cursor as name and value.
func showRecord(m *Model) tea.Cmd {
	t := m.table()
	id := t.rowID()
	if p := m.sheet(); id == "" || t.count != "" || t.row != "" || p != nil && p.own {
		m.push(newFigurePopup("Row "+viz.Count(t.cur+1), m.record(t)))
		return nil
	}
	p := newTablePane("record")
	p.cell, p.row = t.cell, t.name+"/"+id
	m.push(newPanePopup("Record", p))
	return nil
}

func hasKey(m *Model) string {
	if !strings.HasPrefix(m.table().rowID(), "key:") {
		return "put the cursor on a key of the State or the Windows tab first"
	}
	return ""
}

// lastChange goes back to the newest batch before this one that changed the key of the row.
func lastChange(m *Model) tea.Cmd {
	return m.do(kernel.Request{Op: kernel.OpPrevStop, Pane: &kernel.Pane{Name: "state", Row: m.table().rowID()}})
}

func onState(m *Model) string {
	if m.insp.pane().name != "state" {
		return "this is for the State tab (" + m.keyName("tab-state") + ")"
	}
	return hasTrack(m)
}

// onlyChanged is the filter of the State tab that keeps the keys which changed.
const onlyChanged = "~"

func changedOnly(m *Model) tea.Cmd {
	t := m.insp.pane()
	defer t.stayOn(t.here())
	if t.filter == onlyChanged {
		t.setFilter("")
	} else {
		t.setFilter(onlyChanged)
	}
	t.find = ""
	return nil
}

func onLate(m *Model) string {
	if m.insp.pane().name != "late" {
		return "this is for the Late tab (" + m.keyName("tab-late") + ")"
	}
	return hasTrack(m)
}

// tryDelay begins the command that runs the same rows with a delay which keeps the row under the
// cursor.
func tryDelay(m *Model) tea.Cmd {
	return prefilled(fmt.Sprintf("set watermark \"%d minutes\"", delayFor(m.insp.pane())))(m)
}

// delayFor is the next whole minute above the delay that a late row needs.
func delayFor(t *tablePane) int {
	tab := t.table()
	if i := columnNamed(tab, "needs delay"); i >= 0 && i < len(t.cells()) {
		seconds := 0
		text, days := strings.TrimPrefix(t.cells()[i].Text, "over "), 0
		if d, rest, found := strings.Cut(text, " d "); found {
			days, _ = strconv.Atoi(d)
			text = rest
		}
		for _, part := range strings.Split(text, ":") {
			n, err := strconv.Atoi(part)
			if err != nil {
				return 1 // fractions of a second
			}
			seconds = seconds*60 + n
		}
		return days*24*60 + seconds/60 + 1
	}
	return 30
}

// breakHere begins the command that stops where what the row shows comes again.
func breakHere(m *Model) tea.Cmd {
	t := m.insp.pane()
	id, cells := t.rowID(), t.cells()
	condition := ""
	switch kind, _, _ := strings.Cut(id, ":"); {
	case t.name == "windows" && len(cells) > 0:
		condition = "fired(" + cells[0].Text + ")"
	case kind == "key" && len(cells) > 0:
		condition = "key " + cells[0].Text + " changes"
	case t.name == "late":
		condition = "late > 0"
	case t.name == "timeline" && id != "":
		condition = "batch = " + strings.TrimPrefix(id, "b")
	}
	return prefilled("break " + condition)(m)
}

// watchHere watches the key of the row; elsewhere it begins the command.
func watchHere(m *Model) tea.Cmd {
	if hasKey(m) == "" {
		m.say(viz.Plain, "watched: "+m.table().cells()[0].Text)
		return m.do(kernel.Request{Op: kernel.OpCommand, Text: "watch " + m.table().rowID()})
	}
	return prefilled("watch ")(m)
}
