package tui

import (
	"slices"

	"github.com/sparkrepl/sparkrepl/viz"
)

// Rows of the lists below the inspector of a large screen; the log gets what they leave.
const (
	belowRows = 12
	mostWatch = 4
	mostStops = 3
)

// below are the lists under the inspector of a large screen, from top to bottom, with their size
// set: what is watched, the stops, the log.
func (m *Model) below(l layout) []*tablePane {
	if l.extra.h < belowRows {
		return nil
	}
	in := &m.insp
	left := l.extra.h - 3 // a rule above each
	for _, s := range []struct {
		pane *tablePane
		most int
	}{{in.watch, mostWatch}, {in.stops, mostStops}} {
		rows := 1
		if tab := s.pane.table(); tab != nil {
			rows = min(max(tab.Total, 1), s.most)
		}
		s.pane.resize(l.extra.w, rows)
		left -= rows
	}
	in.log.resize(l.extra.w, left)
	return []*tablePane{in.watch, in.stops, in.log}
}

// renderBelow draws the lists with a rule above each; the batches that the watches compare stand
// in the rule.
func (m *Model) renderBelow(l layout) []viz.Line {
	var out []viz.Line
	for _, t := range m.below(l) {
		title, right := "Log", ""
		lines := t.render(m.th, false)
		tab := t.table()
		switch t {
		case m.insp.watch:
			title = "Watch"
			if tab != nil && len(tab.Rows) > 0 && len(tab.Columns) > 3 {
				right = tab.Columns[2].Name + " > " + tab.Columns[3].Name
			}
		case m.insp.stops:
			title = "Breakpoints"
		}
		if t != m.insp.log {
			lines = bodyOf(t, m.th)
			if tab != nil && tab.Total > t.h {
				right = viz.Count(tab.Total-t.h) + " more"
			}
		}
		out = append(out, m.th.rule(l.extra.w, viz.Plainly(title), right))
		out = append(out, fill(lines, t.h)...)
	}
	return out
}

// bodyOf draws a list without the names of its columns, which its rule makes plain.
func bodyOf(t *tablePane, th *theme) []viz.Line {
	tab := t.table()
	if tab == nil || len(tab.Rows) == 0 || t.err != nil {
		return t.render(th, false)
	}
	bare := *tab
	bare.Columns = slices.Clone(tab.Columns)
	for i := range bare.Columns {
		bare.Columns[i].Name = "" // nor their width
	}
	return viz.DrawTable(&bare, t.w, t.h+1, th.Theme, viz.TableLook{Row: -1, Col: -1})[1:]
}

// fill makes lines as many as a part of the screen has.
func fill(lines []viz.Line, h int) []viz.Line {
	out := make([]viz.Line, h)
	copy(out, lines)
	return out
}
