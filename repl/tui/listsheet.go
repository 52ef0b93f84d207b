package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// The lists of the kernel that a sheet can change: the stops, and what is watched.
const (
	stopList  = "breaks"
	watchList = "watch"
)

// listOf is the list that a command shows when it has no argument, "" for other commands.
func listOf(command string) string {
	switch command {
	case "bp", "break":
		return stopList
	case "watch", "display":
		return watchList
	}
	return ""
}

// openList shows a list in a sheet, where its rows can be changed. It is asked for again whenever
// it changes.
func (m *Model) openList(name string) tea.Cmd {
	title := map[string]string{stopList: "Breakpoints", watchList: "Watch"}[name]
	m.push(&panePopup{name: title, pane: newTablePane(name), own: true, live: true})
	return nil
}

// showWatches opens the list of what is watched, unless it is open: that changes by itself.
func (m *Model) showWatches() {
	if p := m.sheet(); p == nil || p.pane.name != watchList {
		m.openList(watchList)
	}
}

// firstWord is the name of a command as it was typed.
func firstWord(text string) string {
	name, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return name
}

func openStops(m *Model) tea.Cmd { return m.openList(stopList) }

// listed is the kind and the number of the row under the cursor of a list: "stop" and "2".
func (m *Model) listed() (kind, number string) {
	p := m.sheet()
	if p == nil || !p.live || p.pane.count != "" {
		return "", ""
	}
	kind, number, _ = strings.Cut(p.pane.rowID(), ":")
	return kind, number
}

func onListed(m *Model) string {
	if kind, _ := m.listed(); kind == "" {
		return "this is for a row of the stops or of what is watched"
	}
	return ""
}

func onStop(m *Model) string {
	if kind, _ := m.listed(); kind != "stop" {
		return "this is for a stop; " + m.keyName("stops") + " lists them"
	}
	return ""
}

// removeListed takes a stop or a watch away; the list stays open.
func removeListed(m *Model) tea.Cmd {
	kind, number := m.listed()
	text := "clear " + number
	if kind == "watch" {
		text = "display -d " + number
	}
	return m.do(kernel.Request{Op: kernel.OpCommand, Text: text})
}

func switchStop(m *Model) tea.Cmd {
	_, number := m.listed()
	return m.do(kernel.Request{Op: kernel.OpCommand, Text: "toggle " + number})
}

// listHints are the keys that change the row under the cursor.
func (m *Model) listHints() []hint {
	var out []hint
	for _, a := range []struct{ name, text string }{{"open-row", "change"}, {"switch-stop", "off and on"}, {"remove-row", "remove"}} {
		if act := m.named(a.name); act.ready(m) == "" && act.keys != "" && (a.name != "open-row" || onStop(m) == "") {
			out = append(out, hint{m.keyName(a.name), a.text})
		}
	}
	return out
}

// fresh is what the figure of a sheet depends on.
func (p *panePopup) fresh(m *Model) string {
	if p.live && m.view != nil {
		return m.freshOf(p.pane.name)
	}
	return ""
}

// sheetFigure is the request for what the topmost sheet shows, if one is needed now.
func (m *Model) sheetFigure() (kernel.Pane, bool) {
	p := m.sheet()
	if p == nil || p.own && !p.live {
		return kernel.Pane{}, false
	}
	l := m.layout()
	p.pane.resize(m.sheetWidth(l), max(l.body.h-1, 1))
	return p.pane.next(p.fresh(m), m.progress != nil)
}

// sheetTakes takes the answer for a sheet.
func (m *Model) sheetTakes(p kernel.Pane, r kernel.Response) {
	for _, x := range m.popups {
		pp, ok := x.(*panePopup)
		if !ok || pp.pane.name != p.Name || pp.pane.row != p.Row || pp.pane.cell != p.Cell {
			continue
		}
		pp.pane.take(p, r, pp.fresh(m))
		if r.Figure == nil {
			continue
		}
		if r.Figure.Title != "" {
			pp.name = r.Figure.Title
		}
		if pp.live {
			pp.whole = r.Figure.Table
		}
	}
}

// changeStop begins the command that gives a stop another condition.
func (m *Model) changeStop(t *tablePane, number string) tea.Cmd {
	condition := ""
	if cells := t.cells(); len(cells) > 1 {
		condition = viz.Clean(cells[1].Text)
	}
	return prefilled("cond " + number + " " + condition)(m)
}
