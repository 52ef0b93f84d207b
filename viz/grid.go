package viz

// drawGrid is the two-clock picture: event time across, batches down.
func drawGrid(x *Grid, w int, t Theme) []Line {
	labels, notes := 0, 0
	for _, r := range x.Rows {
		labels = max(labels, Width(seen(r.Label)))
		notes = max(notes, Width(seen(r.Note)))
	}
	notes = min(notes, w/2)
	indent := labels + 2
	s := scale{min: x.Min, max: x.Max, width: min(max(w-indent-notes-3, 10), 200)}
	out := []Line{axisLine(x.Axis, s, indent)}
	for _, r := range x.Rows {
		l := Line{{Text: " " + Pad(seen(r.Label), labels, false) + " "}}
		l = append(l, gridBody(r, x.Axis, s)...)
		if r.Note != "" {
			l = append(l, Cell{Text: "  " + seen(r.Note), Style: Dim})
		}
		out = append(out, cutLine(l, w, t))
	}
	return out
}

func gridBody(r GridRow, axis []Tick, s scale) Line {
	row := make([]Cell, s.width)
	for i := range row {
		row[i] = Cell{Text: " "}
	}
	for _, k := range axis {
		row[s.at(k.At)] = Cell{Text: ".", Style: Dim}
	}
	for _, p := range r.Points {
		glyph := seen(p.Glyph)
		if Width(glyph) != 1 {
			glyph = "?"
		}
		row[s.at(p.At)] = Cell{Text: glyph, Style: p.Style}
	}
	return joined(row)
}
