package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// popup is a sheet over the body: the topmost one gets the keys.
type popup interface {
	title() viz.Line
	right() string
	// render draws at most h lines of w columns.
	render(m *Model, w, h int) []viz.Line
	key(m *Model, k tea.KeyPressMsg) tea.Cmd
	hints() string
}

func (m *Model) push(p popup) { m.popups = append(m.popups, p) }

func (m *Model) pop() {
	if n := len(m.popups); n > 0 {
		m.popups = m.popups[:n-1]
	}
}

// confirm asks a question. The key that says yes is y: never the key that asked.
type confirm struct {
	text string
	yes  func(*Model) tea.Cmd
}

func (c *confirm) title() viz.Line { return viz.Styled(viz.Warn, "Question") }
func (c *confirm) right() string   { return "y n" }
func (c *confirm) hints() string   { return " y yes   n no   Esc no" }

func (c *confirm) render(_ *Model, w, _ int) []viz.Line {
	return append(viz.Wrap(viz.Plainly(" "+c.text), w), nil, viz.Line{{Text: " y", Style: viz.Key}, {Text: " yes    "}, {Text: "n", Style: viz.Key}, {Text: " no"}})
}

func (c *confirm) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "y", "Y":
		m.pop()
		return c.yes(m)
	case "n", "N", "esc", "q":
		m.pop()
	}
	return nil
}

// panePopup shows a figure: one of the kernel that is asked for by rows, or a finished one.
type panePopup struct {
	name string
	pane *tablePane
	own  bool // the figure is here already: nothing is asked for
	// whole is the table of an own figure before it was sorted and filtered.
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

// popupPane is the pane of the topmost popup that asks the kernel.
func (m *Model) popupPane() *tablePane {
	if n := len(m.popups); n > 0 {
		if p, ok := m.popups[n-1].(*panePopup); ok && !p.own {
			l := m.layout()
			p.pane.resize(m.sheetWidth(l), max(l.body.h-1, 1))
			return p.pane
		}
	}
	return nil
}

// popupFigure takes the answer for a popup.
func (m *Model) popupFigure(p kernel.Pane, r kernel.Response) {
	for _, x := range m.popups {
		if pp, ok := x.(*panePopup); ok && pp.pane.name == p.Name && pp.pane.row == p.Row && pp.pane.cell == p.Cell {
			pp.pane.take(p, r, "")
			if r.Figure != nil && r.Figure.Title != "" {
				pp.name = r.Figure.Title
			}
		}
	}
}

func (p *panePopup) title() viz.Line {
	l := viz.Styled(styleTitle, viz.Clean(p.name))
	if filter := p.pane.filterText(); filter != "" {
		l = append(l, viz.Cell{Text: "   " + viz.Clean(filter), Style: viz.Warn})
	}
	return l
}

func (p *panePopup) right() string { return "Esc" }

func (p *panePopup) hints() string {
	tab := p.pane.table()
	switch {
	case tab == nil:
		return " j k scroll   y copy   Esc close"
	case len(tab.Rows) == 0 && p.pane.filter == "":
		return " Esc close"
	}
	return " j k rows   h l columns   Enter open   s S sort   / filter   y copy   Esc close"
}

func (p *panePopup) render(m *Model, w, h int) []viz.Line {
	t := p.pane
	if p.own {
		t.resize(w, h)
	}
	if tab := t.table(); tab != nil {
		if p.own {
			return p.renderOwn(m, w, h)
		}
		return t.render(m.th, true)
	}
	if t.fig == nil || t.err != nil {
		if t.fig == nil && t.err == nil {
			return []viz.Line{viz.Styled(viz.Dim, " ...")}
		}
		return t.render(m.th, true)
	}
	all := indented(t.fig, w, m.th)
	t.top = max(min(t.top, len(all)-h), 0)
	out := all[t.top:min(t.top+h, len(all))]
	if len(all) > h {
		out = append(out[:len(out)-1:len(out)-1], viz.Styled(viz.Dim, " ("+viz.Count(t.top+len(out))+" of "+viz.Count(len(all))+" lines, j and k scroll)"))
	}
	return out
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

// renderOwn draws a window of a table whose rows are all here.
func (p *panePopup) renderOwn(m *Model, w, h int) []viz.Line {
	t := p.pane
	tab := p.arrange()
	cut := *tab
	cut.Total = len(tab.Rows)
	t.clamp(&cut)
	cut.Rows, cut.Offset = tab.Rows[t.top:], t.top
	return viz.DrawTable(&cut, w, h, m.th.Theme, viz.TableLook{Row: t.cur, Col: t.col, Focus: true, Find: t.find})
}

// arrange sorts and filters a table that is here whole.
func (p *panePopup) arrange() *viz.Table {
	t := p.pane
	t.fig = &viz.Figure{Title: t.fig.Title, Table: arranged(p.whole, t.sort, t.filter)}
	return t.fig.Table
}

func (p *panePopup) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	t := p.pane
	switch k.String() {
	case "esc", "q", "W":
		if t.filter != "" && k.String() == "esc" {
			t.setFilter("")
			return nil
		}
		m.pop()
	case "j", "down":
		t.move(1)
	case "k", "up":
		t.move(-1)
	case "pgdown", "space":
		t.move(t.space())
	case "pgup":
		t.move(-t.space())
	case "home":
		t.move(-1 << 40)
	case "end":
		t.move(1 << 40)
	case "h", "left":
		t.col = max(t.col-1, 0)
	case "l", "right":
		if tab := t.table(); tab != nil {
			t.col = min(t.col+1, len(tab.Columns)-1)
		}
	case "enter":
		if p.pane.table() != nil && p.pane.name != "record" && len(p.pane.cells()) > 0 {
			return m.open1(p.pane)
		}
	case "s", "S":
		p.sort(k.String() == "S")
	case "/":
		if t.table() != nil {
			return m.filterPrompt(t)
		}
	case "y":
		return m.copyPane(t)
	case ".", ",":
		m.pop()
		return m.navKey(k.String())
	}
	return nil
}

func (p *panePopup) sort(down bool) {
	c := p.pane.column()
	if c == nil {
		return
	}
	p.pane.sort = c.Name
	if down {
		p.pane.sort = "-" + c.Name
	}
	p.pane.top, p.pane.cur = 0, 0
}

// showText shows an answer: one line in the status, more in a sheet.
func (m *Model) showText(title, text string) {
	text = strings.TrimRight(text, "\n")
	if !strings.Contains(text, "\n") && viz.Width(text) < m.w-20 {
		m.say(viz.Plain, text)
		return
	}
	x := &viz.Text{Wrap: true}
	for _, l := range strings.Split(text, "\n") {
		x.Lines = append(x.Lines, viz.Plainly(" "+expand(l, 1)))
	}
	m.push(newFigurePopup(title, &viz.Figure{Text: x}))
}
