package tui

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// drawnCell is one cell as lines; cursorX is -1 when the text cursor is not in it.
type drawnCell struct {
	lines            []viz.Line
	places           []textPlace // of the lines, as far as they show the text
	cursorX, cursorY int
}

// textPlace is what a line of a drawing shows: a line of the text, from a column on.
type textPlace struct{ line, column int }

// noPlace is the place of lines that show something else.
var noPlace = textPlace{line: -1}

// place is what line k of the drawing shows.
func (c *drawnCell) place(k int) textPlace {
	if k < len(c.places) {
		return c.places[k]
	}
	return noPlace
}

// cachedCell is a drawing and all it depends on.
type cachedCell struct {
	key   string
	drawn drawnCell
}

const textIndent = 6 // columns before the text of a cell: line numbers stand there

// drawCell draws a cell, or takes the drawing of before when nothing about it changed.
func (n *notebook) drawCell(c *kernel.CellView, current bool, look bookLook) drawnCell {
	d := n.drafts[c.ID]
	editing := current && n.editing
	if editing {
		return n.cellLines(c, d, current, look)
	}
	version := 0
	if d != nil {
		version = d.buf.version
	}
	key := fmt.Sprint(version, c.Number, c.Kind, c.Name, c.State, c.Reason, c.Millis, current, look.w, look.numbers, look.focus,
		look.busy, look.flash && c.ID == look.ran, c.Folded, look.th.light, look.th.ASCII, len(c.Source), c.Source, c.Notes, c.Hide, n.revealed[c.ID])
	if c.Output != nil || c.Err != nil {
		key += fmt.Sprintf("%p%p", c.Output, c.Err)
	}
	if old, ok := n.cache[c.ID]; ok && old.key == key {
		return old.drawn
	}
	drawn := n.cellLines(c, d, current, look)
	n.cache[c.ID] = cachedCell{key, drawn}
	return drawn
}

func (n *notebook) cellLines(c *kernel.CellView, d *draft, current bool, look bookLook) drawnCell {
	out := drawnCell{cursorX: -1, cursorY: -1}
	out.lines = append(out.lines, headLine(c, current, look))
	if c.Hide != "" && !n.revealed[c.ID] && !(current && n.editing) {
		out.lines = append(out.lines, viz.Styled(viz.Dim, "      hidden: "+viz.Clean(c.Hide)+"   (:reveal shows it)"))
	} else {
		n.addText(&out, c, d, current, look)
	}
	for _, l := range c.Notes {
		note := indent(textIndent, l)
		if current { // nothing is cut of the cell under the cursor
			out.lines = append(out.lines, viz.Wrap(note, look.w-1)...)
		} else {
			out.lines = append(out.lines, fitted(note, look))
		}
	}
	if c.Output != nil && !c.Folded {
		in := textIndent
		if c.Output.Table != nil {
			in-- // a table leaves its first column for the cursor
		}
		for _, l := range viz.Draw(c.Output, look.w-in, 12, look.th.Theme) {
			out.lines = append(out.lines, indent(in, l))
		}
	} else if c.Output != nil {
		out.lines = append(out.lines, viz.Styled(viz.Dim, "      output folded   ("+look.key("fold")+" shows it)"))
	}
	out.lines = append(out.lines, nil)
	return out
}

func fitted(l viz.Line, look bookLook) viz.Line {
	if l.Width() > look.w {
		return l.Fit(look.w, look.th.Mark())
	}
	return l
}

// indent puts n spaces before a line of the kernel and cleans it.
func indent(n int, l viz.Line) viz.Line {
	out := viz.Line{{Text: strings.Repeat(" ", n)}}
	for _, c := range l {
		out = append(out, viz.Cell{Text: viz.Clean(c.Text), Style: c.Style})
	}
	return out
}

// headLine is "> [3] sql  name            STALE: cell 2 was edited  (r)".
func headLine(c *kernel.CellView, current bool, look bookLook) viz.Line {
	l := viz.Line{{Text: "  "}}
	style := viz.Dim
	if current {
		l[0] = viz.Cell{Text: "> ", Style: viz.Key}
		if look.focus {
			style = styleTitle
		}
	}
	l = append(l, viz.Cell{Text: fmt.Sprintf("[%d] %s", c.Number, viz.Clean(c.Kind)), Style: style})
	if c.Name != "" {
		l = append(l, viz.Cell{Text: "  " + viz.Clean(c.Name), Style: style})
	}
	state := stateText(c, look)
	room := look.w - 1 - l.Width()
	if state.Text == "" || room < 6 {
		return fitted(l, look)
	}
	state.Text = viz.Cut(state.Text, room-2, look.th.Mark())
	gap := room - viz.Width(state.Text)
	return append(l, viz.Cell{Text: strings.Repeat(" ", gap)}, state)
}

// stateText says in words how a cell is.
func stateText(c *kernel.CellView, look bookLook) viz.Cell {
	took := ""
	if c.Millis > 0 {
		took = "  " + viz.Millis(c.Millis)
	}
	reason := ""
	if c.Reason != "" {
		reason = ": " + viz.Clean(c.Reason)
	}
	switch c.State {
	case "ok":
		style := viz.Good
		if look.flash && c.ID == look.ran {
			style = styleFlash
		}
		return viz.Cell{Text: "ok" + took, Style: style}
	case "failed":
		where := ""
		if c.Err != nil && c.Err.Line > 0 {
			where = fmt.Sprintf("  line %d", c.Err.Line)
		}
		return viz.Cell{Text: "FAILED" + where + took, Style: viz.Bad}
	case "stale":
		return viz.Cell{Text: "STALE" + reason + "  (" + look.key("run") + ")", Style: viz.Warn}
	case "running":
		return viz.Cell{Text: "running" + look.busy + reason, Style: viz.Key}
	case "queued":
		return viz.Cell{Text: "waits", Style: viz.Key}
	case "skipped":
		return viz.Cell{Text: "skipped" + reason, Style: viz.Dim}
	case "cached":
		return viz.Cell{Text: "from cache", Style: viz.Dim}
	}
	if c.Kind == "go" || c.Kind == "sql" || c.Kind == "sparkrepl" {
		return viz.Cell{Text: "not run yet", Style: viz.Dim}
	}
	return viz.Cell{}
}
