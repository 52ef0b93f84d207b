package tui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

// text tells whether a sheet shows prose or a tree, which has lines and no rows.
func (p *panePopup) text() bool { return p.pane.fig != nil && p.pane.table() == nil }

// textPrompt asks for what to look for in the lines of a sheet, from the first one on the screen.
func (m *Model) textPrompt(p *panePopup) tea.Cmd {
	m.openPrompt("/", func(m *Model, text string) tea.Cmd {
		m.prompt = nil
		m.search, p.pane.find, p.pane.cur = text, "", p.pane.top-1
		if text == "" {
			return nil
		}
		return m.findNext(false)
	})
	return nil
}

// findLine goes to the next line of a sheet that has what is searched for, or to the one before.
func (p *panePopup) findLine(m *Model, back bool) {
	t, low, step := p.pane, strings.ToLower(m.search), 1
	if back {
		step = -1
	}
	lines := indented(t.fig, t.w, m.th)
	n := len(lines)
	for k := 1; k <= n; k++ {
		i := ((t.cur+step*k)%n + n) % n
		if !strings.Contains(strings.ToLower(lines[i].String()), low) {
			continue
		}
		t.find, t.cur = m.search, i
		if rows := textRows(n, t.h); i < t.top || i >= t.top+rows {
			t.top = i
		}
		return
	}
	m.say(viz.Plain, "no line has "+m.search)
}

// textRows is how many of a text's lines a sheet shows: one less where it says that there are more.
func textRows(lines, h int) int {
	if lines > h {
		return max(h-1, 1)
	}
	return lines
}

// renderText draws the lines that are in sight, with what was searched for.
func (p *panePopup) renderText(m *Model, w, h int) []viz.Line {
	t := p.pane
	all := indented(t.fig, w, m.th)
	rows := textRows(len(all), h)
	t.top = max(min(t.top, len(all)-rows), 0)
	out := slices.Clone(all[t.top : t.top+rows])
	for i := range out {
		out[i] = out[i].Marked(t.find)
	}
	if len(all) > rows {
		out = append(out, viz.Styled(viz.Dim, " ("+viz.Count(t.top+rows)+" of "+viz.Count(len(all))+" lines, "+m.keyName("next-row")+" and "+m.keyName("previous-row")+" scroll)"))
	}
	return out
}
