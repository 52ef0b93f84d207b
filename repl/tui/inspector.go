package tui

import (
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// tab is one tab of the inspector: its key is its place.
type tab struct {
	name  string // of kernel.Pane
	title string
}

// tabs lists the tabs in the order of their keys.
var tabs = [...]tab{
	{"batch", "Batch"},
	{"plan", "Plan"},
	{"windows", "Windows"},
	{"state", "State"},
	{"timeline", "Timeline"},
	{"late", "Late"},
}

// The tabs that the code names.
const (
	tabBatch    = 0
	tabWindows  = 2
	tabTimeline = 4
)

// inspector is the pane with the tabs, and below it on large screens a picture, the
// watches, the stops and the log.
type inspector struct {
	cur    int
	chosen bool // by the person
	panes  [len(tabs)]*tablePane
	lanes  *tablePane
	watch  *tablePane
	stops  *tablePane
	log    *tablePane
	// tabAt is where each tab stands in the line of tabs, for the mouse.
	tabAt [len(tabs)][2]int
}

func newInspector() inspector {
	var in inspector
	for i, t := range tabs {
		in.panes[i] = newTablePane(t.name)
	}
	in.cur = tabWindows
	in.lanes, in.log = newTablePane("lanes"), newTablePane("log")
	in.watch, in.stops = newTablePane("watch"), newTablePane("breaks")
	return in
}

func (in *inspector) pane() *tablePane { return in.panes[in.cur] }

// all are the panes that can be on the screen.
func (in *inspector) all() []*tablePane {
	return append(append([]*tablePane{}, in.panes[:]...), in.lanes, in.watch, in.stops, in.log)
}

func (in *inspector) find(name string) *tablePane {
	for _, t := range in.all() {
		if t.name == name {
			return t
		}
	}
	return nil
}

// follow keeps the row of the timeline tab on the batch of the marker, and shows the windows of a
// query, or its rows when it has none, until the person chooses a tab.
func (in *inspector) follow(old, now *kernel.View) {
	if !in.chosen && now.Track != nil {
		in.cur = tabBatch
		if now.Track.Windowed {
			in.cur = tabWindows
		}
	}
	if now.Track == nil || (old != nil && old.Track != nil && old.Track.At == now.Track.At) {
		return
	}
	t := in.panes[tabTimeline]
	t.cur = max(now.Track.At-1, 0)
	t.centre = t.centre || t.h == 0 || t.cur < t.top || t.cur >= t.top+t.space()
}

// take puts an answer into its pane.
func (in *inspector) take(p kernel.Pane, r kernel.Response, fresh string) {
	if t := in.find(p.Name); t != nil {
		t.take(p, r, fresh)
	}
}

// unanswered forgets that a pane was asked for, so that it is asked for again.
func (in *inspector) unanswered(p kernel.Pane) {
	if t := in.find(p.Name); t != nil {
		t.waiting, t.asked = false, request{}
	}
}

// Lines of the picture of windows below their table.
const (
	laneRows    = 6
	mostLanes   = 14
	tableLeast  = 6
	lanesWanted = tableLeast + laneRows + 2
)

// visible are the panes on the screen, with their size set.
func (m *Model) visible() []*tablePane {
	l := m.layout()
	if m.start != nil {
		t := m.insp.panes[tabBatch]
		h := l.body.h - startHead(l)
		if tab := t.table(); tab != nil {
			h += len(tab.Head) // the start screen leaves it out
		}
		t.resize(m.w-2, max(h, 0))
		return []*tablePane{t}
	}
	if l.tooSmall || l.insp.h <= 0 {
		return nil
	}
	t := m.insp.pane()
	out := []*tablePane{t}
	w, h := l.insp.w, l.insp.h
	tab := t.table()
	if m.insp.cur == tabWindows && h >= lanesWanted && (tab == nil || tab.Total > 0) {
		rows := laneRows
		if tab != nil {
			rows = min(max(h-tab.Total-len(tab.Head)-len(tab.Foot)-2, laneRows), mostLanes)
		}
		h -= rows + 1
		m.insp.lanes.resize(w, rows)
		out = append(out, m.insp.lanes)
	}
	t.resize(w, h)
	return append(out, m.below(l)...)
}

// fresh names the state of the world that figures show: when it changes they are old.
func (m *Model) fresh() string {
	k := m.track()
	if k == nil && m.view == nil {
		return "none"
	}
	if k == nil {
		return "none " + m.notStarted()
	}
	return fmt.Sprint(k.Query, " ", k.At, " ", k.Computed, " ", k.Watermark, " ", m.view.Stale)
}

// freshOf is what the figure of a pane depends on.
func (m *Model) freshOf(pane string) string {
	switch pane {
	case "log":
		return fmt.Sprint(m.view.Counts["log"])
	case "watch":
		return fmt.Sprint(m.fresh(), m.view.Kept.Watches)
	case "breaks":
		return fmt.Sprint(m.view.Kept.Stops)
	}
	return m.fresh()
}

// figures are the requests for what is on the screen, to go along with a step.
func (m *Model) figures() []kernel.Request {
	if m.w == 0 {
		return nil
	}
	var out []kernel.Request
	for _, t := range m.visible() {
		if t.waiting || t.h <= 0 {
			continue
		}
		p := t.pane()
		t.asked, t.waiting = request{p, "coming"}, true
		out = append(out, kernel.Request{Op: kernel.OpFigure, Pane: &p})
	}
	return out
}

// refresh asks for the figures on the screen that are old or look elsewhere.
func (m *Model) refresh() tea.Cmd {
	if m.view == nil || m.dead != "" || !m.link.up() || m.w == 0 {
		return nil
	}
	var cmds []tea.Cmd
	for _, t := range m.visible() {
		if p, ok := t.next(m.freshOf(t.name), m.progress != nil); ok {
			cmds = append(cmds, m.link.ask("pane "+t.name, kernel.Request{Op: kernel.OpFigure, Pane: &p}))
		}
	}
	if p, ok := m.sheetFigure(); ok {
		cmds = append(cmds, m.link.ask("popup", kernel.Request{Op: kernel.OpFigure, Pane: &p}))
	}
	return tea.Batch(cmds...)
}

// tabLine draws the tabs with their counts, closer together where there is little room.
func (m *Model) tabLine(w int) viz.Line {
	side := m.layout().side
	l := m.tabsWith(" ", side, true)
	if l.Width() > w {
		l = m.tabsWith("", side, true)
	}
	if l.Width() > w { // a narrow pane: the other tabs are their keys
		l = m.tabsWith("", side, false)
	}
	filter := viz.Clean(m.insp.pane().filterText())
	if filter != "" {
		filter = viz.Cut(" "+filter, max(w-l.Width()-2, 0), m.th.Mark()) + " "
	}
	if side {
		l = l.Fit(w-viz.Width(filter), m.th.Mark())
	} else {
		l = fillRule(l, w-viz.Width(filter), m.th)
	}
	return append(l, viz.Cell{Text: filter, Style: viz.Warn})
}

// tabsWith draws the tabs, the one on the screen in brackets, and notes where each stands. Without titles
// the others have their numbers only.
func (m *Model) tabsWith(after string, side, titles bool) viz.Line {
	l := viz.Line{{Text: m.th.Rule() + m.th.Rule(), Style: styleRule}}
	if side || after == "" {
		l = nil
	}
	for i, t := range tabs {
		text := fmt.Sprintf("%d %s", i+1, t.title)
		if !titles && i != m.insp.cur {
			text = strconv.Itoa(i + 1)
		}
		if n := m.count(t.name); n > 0 {
			text += fmt.Sprintf("(%s)", viz.Count(n))
		}
		from := l.Width()
		switch {
		case i == m.insp.cur:
			l = append(l, viz.Cell{Text: "[" + text + "]", Style: styleTabOn})
		case after == "" && i == m.insp.cur+1:
			l = append(l, viz.Cell{Text: text, Style: styleTab})
		default:
			l = append(l, viz.Cell{Text: " " + text + after, Style: styleTab})
		}
		m.insp.tabAt[i] = [2]int{from, l.Width()}
	}
	return l
}

// count is the number shown on a tab: of what a person should look at.
func (m *Model) count(name string) int {
	if m.view == nil || name != "late" {
		return 0
	}
	return m.view.Counts[name]
}

// renderInspector draws the tab's figure, and the picture of the windows where there is room.
func (m *Model) renderInspector(l layout) []viz.Line {
	focus := m.focus == paneInsp && len(m.popups) == 0
	shown := m.visible()
	if len(shown) == 0 {
		return nil
	}
	t := shown[0]
	lines := t.render(m.th, focus)
	if len(shown) > 1 && shown[1] == m.insp.lanes && m.insp.lanes.err == nil && m.insp.lanes.fig != nil && m.insp.lanes.fig.Lanes != nil {
		lines = append(append(lines, nil), m.insp.lanes.render(m.th, false)...)
	}
	return lines
}
