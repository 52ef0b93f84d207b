package viz

import "strings"

// leastLanes are drawn however small the place is.
const leastLanes = 2

// scale maps values of an axis to columns.
type scale struct {
	min, max float64
	width    int
}

func (s scale) at(v float64) int {
	if s.max <= s.min || s.width < 2 {
		return 0
	}
	x := int((v-s.min)/(s.max-s.min)*float64(s.width-1) + 0.5)
	return min(max(x, 0), s.width-1)
}

// axisLine is the labels of an axis; a label that would run into the one before is left out.
func axisLine(ticks []Tick, s scale, indent int) Line {
	row := strings.Repeat(" ", indent)
	for _, k := range ticks {
		label := seen(k.Label)
		x := indent + s.at(k.At)
		if x+Width(label) > indent+s.width {
			x = indent + s.width - Width(label)
		}
		if w := Width(row); x > w || (x == w && (w == indent || w == 0)) {
			row += strings.Repeat(" ", x-w) + label
		}
	}
	return Styled(Dim, row)
}

// drawLanes draws the axis, a line a lane with its spans, and below a line for each mark that
// points at its place: the watermark, the next one, the largest time seen. Of lanes that do not fit
// into h lines the last are left out, and counted beside the axis.
func drawLanes(x *Lanes, w, h int, t Theme) []Line {
	labels, notes := 0, 0
	for _, l := range x.Lanes {
		labels = max(labels, Width(seen(l.Label)))
		notes = max(notes, Width(seen(l.Note)))
	}
	labels = min(labels, max(w/3, 8))
	notes = min(notes, max(w/3, 8))
	indent := labels + 2
	s := scale{min: x.Min, max: x.Max, width: min(max(w-indent-notes-2, 10), 200)}
	below := markLines(x.Marks, s, indent, w)
	lanes, axis := x.Lanes, axisLine(x.Axis, s, indent)
	if room := max(h-1-len(below), leastLanes); h > 0 && len(lanes) > room {
		lanes = lanes[:room]
	}
	if more := x.More + len(x.Lanes) - len(lanes); more > 0 {
		text := Cut(" "+moreText(more, ""), indent, t.Mark())
		axis = axis.Over(0, Line{{Text: text, Style: Dim}})
	}
	out := []Line{axis}
	for _, lane := range lanes {
		l := Line{{Text: " " + Pad(Cut(seen(lane.Label), labels, t.Mark()), labels, false) + " "}}
		l = append(l, laneBody(lane, x.Marks, s, t)...)
		if lane.Note != "" {
			l = append(l, Cell{Text: "  " + seen(lane.Note), Style: Dim})
		}
		out = append(out, l)
	}
	return append(out, below...)
}

// laneBody fills the spans and puts the marks that stand in a free place.
func laneBody(lane Lane, marks []Mark, s scale, t Theme) Line {
	row := make([]Cell, s.width)
	for i := range row {
		row[i] = Cell{Text: " "}
	}
	for _, sp := range lane.Spans {
		from, to := s.at(sp.From), s.at(sp.To)
		for i := from; i < to; i++ {
			row[i] = Cell{Text: t.glyph(seen(sp.Glyph)), Style: sp.Style}
		}
		row[from] = Cell{Text: t.Wall(), Style: sp.Style}
		row[to] = Cell{Text: t.Wall(), Style: sp.Style}
		for i, r := range []rune(seen(sp.Label)) {
			if from+1+i < to {
				row[from+1+i] = Cell{Text: string(r), Style: sp.Style}
			}
		}
	}
	for _, m := range marks {
		if i := s.at(m.At); strings.TrimSpace(row[i].Text) == "" {
			row[i] = Cell{Text: t.Wall(), Style: Dim}
		}
	}
	return joined(row)
}

// joined puts neighbours of one style into one piece.
func joined(row []Cell) Line {
	var out Line
	for _, c := range row {
		if n := len(out); n > 0 && out[n-1].Style == c.Style {
			out[n-1].Text += c.Text
		} else {
			out = append(out, c)
		}
	}
	return out
}

// markLines points at each mark with "^" and says what it is.
func markLines(marks []Mark, s scale, indent, w int) []Line {
	var out []Line
	for _, m := range marks {
		text := "^" + seen(m.Glyph) + " " + seen(m.Label)
		x := indent + s.at(m.At)
		if x+Width(text) > w {
			text = seen(m.Glyph) + " " + seen(m.Label) + "^"
			x = max(x+1-Width(text), 0)
		}
		if n := len(out); n > 0 && out[n-1].Width()+2 <= x {
			out[n-1] = append(out[n-1], Cell{Text: strings.Repeat(" ", x-out[n-1].Width())}, Cell{Text: text, Style: m.Style})
			continue
		}
		out = append(out, Line{{Text: strings.Repeat(" ", x)}, {Text: text, Style: m.Style}})
	}
	return out
}
