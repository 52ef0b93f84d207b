package viz

// Record is a row of a table with a line or more for each column: its name, and its whole value. The
// lines have w columns at most; w <= 0 does not limit them. A long name has a line of its own, so
// that the values stay below each other.
func Record(columns []Column, cells []Cell, w int) []Line {
	most, width := 1<<20, 0
	if w > 0 {
		most = max(w/3, 12)
	}
	for _, c := range columns {
		if n := Width(Clean(c.Name)); n <= most {
			width = max(width, n)
		}
	}
	var out []Line
	for i, c := range columns[:min(len(columns), len(cells))] {
		name, cell := Cell{Text: Clean(c.Name), Style: Key}, cells[i]
		cell.Text = Clean(cell.Text)
		if Width(name.Text) > width {
			out = append(out, Wrap(Line{name}, w)...)
			name.Text = ""
		}
		for _, part := range Wrap(Line{cell}, max(w-width-2, min(w, 1))) {
			lead := Cell{Text: Pad(name.Text, width+2, false), Style: Key}
			out, name.Text = append(out, append(Line{lead}, part...)), ""
		}
	}
	return out
}
