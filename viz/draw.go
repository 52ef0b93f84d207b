package viz

// noWidth is the width of a drawing that nothing limits.
const noWidth = 1 << 20

// Draw turns a figure into at most h lines of at most w columns. Everything in the figure is
// cleaned here. h <= 0 means as many lines as the figure has; w <= 0 means no limit, for files
// and pipes, where nothing is ever cut.
func Draw(f *Figure, w, h int, t Theme) []Line {
	if f == nil {
		return nil
	}
	if w <= 0 {
		w = noWidth
	}
	var out []Line
	switch {
	case f.Table != nil:
		return DrawTable(f.Table, w, h, t, TableLook{Row: -1, Col: -1})
	case f.Series != nil:
		out = drawSeries(f.Series, w, h, t)
	case f.Bars != nil:
		out = drawBars(f.Bars, w, t)
	case f.Lanes != nil:
		out = drawLanes(f.Lanes, w, h, t)
	case f.Grid != nil:
		out = drawGrid(f.Grid, w, t)
	case f.Tree != nil:
		out = drawTree(f.Tree, t)
	case f.Text != nil:
		out = drawText(f.Text, w)
	}
	return crop(out, w, h, t)
}

// crop cuts a drawing to size; the last line says how many lines are missing.
func crop(lines []Line, w, h int, t Theme) []Line {
	hidden := 0
	if h > 0 && len(lines) > h {
		hidden = len(lines) - h
		lines = lines[:h]
	}
	for i, l := range lines {
		if l.Width() > w {
			lines[i] = l.Fit(w, t.Mark())
		}
	}
	if hidden > 0 {
		lines[h-1] = note(lines[h-1], w, moreText(hidden, "lines"), t)
	}
	return lines
}

// note puts text at the right end of a line; what it takes the room of is cut, with a mark.
func note(l Line, w int, text string, t Theme) Line {
	if w >= noWidth {
		return append(l[:len(l):len(l)], Cell{Text: "  " + text, Style: Dim})
	}
	x := w - Width(text) - 1
	if x < 1 {
		return l
	}
	return append(l.Fit(x-1, t.Mark()), Cell{Text: " "}, Cell{Text: text, Style: Dim}, Cell{Text: " "})
}
