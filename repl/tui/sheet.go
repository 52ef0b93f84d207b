package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

// panePopup shows a figure: one of the kernel that is asked for by rows, or a finished one. The
// keys of tables work in it as in the tabs.
type panePopup struct {
	name string
	pane *tablePane
	own  bool // the whole table is here: it is sorted, filtered and counted here
	live bool // a list that is asked for again when it changes
	// whole is the table of an own figure before it was sorted, filtered and counted.
	whole *viz.Table
}

func newPanePopup(title string, p *tablePane) *panePopup { return &panePopup{name: title, pane: p} }

func newFigurePopup(title string, f *viz.Figure) *panePopup {
	p := newTablePane("")
	p.fig = f
	if f.Title != "" {
		title = f.Title
	}
	return &panePopup{name: title, pane: p, own: true, whole: f.Table}
}

// sheet is the figure that is topmost on the screen, nil when there is none.
func (m *Model) sheet() *panePopup {
	if n := len(m.popups); n > 0 {
		p, _ := m.popups[n-1].(*panePopup)
		return p
	}
	return nil
}

// table is the pane that the keys of tables are for: that of the topmost sheet, else the tab.
func (m *Model) table() *tablePane {
	if p := m.sheet(); p != nil {
		return p.pane
	}
	return m.insp.pane()
}

func (p *panePopup) title() viz.Line {
	l := viz.Styled(styleTitle, viz.Clean(p.name))
	if filter := p.pane.filterText(); filter != "" {
		l = append(l, viz.Cell{Text: "   " + viz.Clean(filter), Style: viz.Warn})
	}
	return l
}

func (p *panePopup) right() string { return "Esc" }

// ways are the commands that a text offers by number.
func (p *panePopup) ways() []string {
	if f := p.pane.fig; f != nil && f.Text != nil {
		return f.Text.Ways
	}
	return nil
}

func (p *panePopup) hints(m *Model) []hint {
	tab := p.pane.table()
	var out []hint
	switch n := len(p.ways()); {
	case n == 1:
		out = append(out, hint{"1", "do it"})
	case n > 1:
		out = append(out, hint{"1-" + viz.Count(n), "do it"})
	}
	out = append(out, m.listHints()...)
	switch {
	case tab == nil && p.scrolls(m):
		out = append(out, hint{m.keyName("next-row") + " " + m.keyName("previous-row"), "scroll"}, hint{m.keyName("search"), "search"}, hint{m.keyName("copy"), "copy"})
	case tab == nil:
		out = append(out, hint{m.keyName("copy"), "copy"})
	case len(tab.Rows) > 0 || p.pane.filter != "":
		for _, a := range []struct{ name, text string }{{"open-row", "open"}, {"record", "whole row"}, {"sort", "sort"}, {"counts", "counts"}, {"search", "filter"}, {"copy", "copy"}} {
			if act := m.named(a.name); act != nil && act.ready(m) == "" && act.keys != "" && (!p.live || a.name != "open-row") {
				out = append(out, hint{m.keyName(a.name), a.text})
			}
		}
	}
	return append(out, hint{"Esc", "close"}, hint{m.keyName("help"), "help"})
}

// scrolls tells whether a text is longer than the sheet.
func (p *panePopup) scrolls(m *Model) bool {
	l := m.layout()
	return p.pane.fig != nil && len(indented(p.pane.fig, m.sheetWidth(l), m.th)) > max(l.body.h-1, 1)
}

func (p *panePopup) render(m *Model, w, h int) []viz.Line {
	t := p.pane
	t.resize(w, h)
	if p.own && p.whole != nil {
		t.fig = &viz.Figure{Title: t.fig.Title, Table: arranged(p.whole, t)}
		if i := placeOf(t.fig.Table, t.kept); i >= 0 {
			t.cur = i
		}
		t.kept = nil
		t.clamp(t.fig.Table)
	}
	switch {
	case t.fig == nil && t.err == nil:
		return []viz.Line{viz.Styled(viz.Dim, " ...")}
	case t.fig == nil || t.err != nil || t.table() != nil:
		return t.render(m.th, true)
	}
	return p.renderText(m, w, h)
}

// indented draws prose a column away from the edge, as tables are.
func indented(f *viz.Figure, w int, th *theme) []viz.Line {
	if f.Text == nil && f.Tree == nil {
		return viz.Draw(f, w, 0, th.Theme)
	}
	out := viz.Draw(f, w-2, 0, th.Theme)
	for i, l := range out {
		out[i] = append(viz.Line{{Text: " "}}, l...)
	}
	return out
}

func (p *panePopup) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	key := k.String()
	m.message = nil
	ways := p.ways()
	switch {
	case key == "esc":
		if !p.pane.leave() {
			m.pop()
		}
		return nil
	case key == "q":
		m.pop()
		return nil
	case len(key) == 1 && key[0] >= '1' && int(key[0]-'0') <= len(ways):
		m.popups = nil
		return m.command(ways[key[0]-'1'])
	case key == "space" && p.pane.table() == nil: // as pagers do
		p.pane.move(p.pane.space())
		return nil
	}
	return m.sheetKey(key)
}

// click chooses a row, a second one opens it; on a command that the text offers it runs that.
func (p *panePopup) click(m *Model, x, y int, double bool) tea.Cmd {
	if p.pane.table() != nil {
		row := p.pane.click(x, y)
		if open := m.named("open-row"); double && row && open != nil {
			return m.perform(open)
		}
		return nil
	}
	if p.pane.fig == nil || y < 0 {
		return nil
	}
	lines := p.render(m, m.sheetAt.w, m.sheetAt.h-1)
	for i, way := range p.ways() {
		if y < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[y].String()), fmt.Sprintf("%d  :%s", i+1, way)) {
			m.popups = nil
			return m.command(way)
		}
	}
	return nil
}

// sheetKey does the action that a key has in a sheet: those of tables there, those that move
// through batches and tabs after it is closed.
func (m *Model) sheetKey(key string) tea.Cmd {
	for i := range m.actions {
		a := &m.actions[i]
		for _, k := range splitKeys(a.keys) {
			if k != key || a.where&(inInsp|inStart|inSheet) == 0 {
				continue
			}
			switch {
			case a.where&inSheet != 0:
			case a.name == "bigger" || a.name == "smaller":
				m.say(viz.Dim, "this is as large as what it shows; Esc closes it")
				return nil
			case a.group == groupBatches || a.group == groupPanes:
				why := a.name == "why" && m.table().name == "why"
				m.popups = nil
				if why {
					return nil // it opened this sheet, and closes it
				}
			default:
				continue
			}
			return m.perform(a)
		}
	}
	m.say(viz.Dim, viz.Clean(niceKey(key))+" does nothing here; Esc closes this")
	return nil
}

// leave gives up one thing of how a table is looked at; false when there is none.
func (t *tablePane) leave() bool {
	row := t.here()
	switch {
	case t.pick >= 0:
		t.pick = -1
	case t.count != "":
		t.count, t.top, t.cur = "", 0, 0
	case t.filter != "" || t.find != "":
		t.filter, t.in, t.find = "", "", ""
		t.stayOn(row)
	case t.sort != "":
		t.sort = ""
		t.stayOn(row)
	default:
		return false
	}
	return true
}
