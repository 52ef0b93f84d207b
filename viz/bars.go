package viz

import (
	"strconv"
	"strings"
)

func drawBars(x *Bars, w int, t Theme) []Line {
	names, texts := 0, 0
	top := 0.0
	labels := make([]string, len(x.Labels))
	amounts := make([]string, len(x.Labels))
	for i, l := range x.Labels {
		labels[i] = seen(l)
		amounts[i] = amount(x, i)
		names = max(names, Width(labels[i]))
		texts = max(texts, Width(amounts[i]))
		if i < len(x.Values) {
			top = max(top, x.Values[i])
		}
	}
	names = min(names, max(w/2, 8))
	room := min(max(w-names-texts-4, 1), 60)
	var out []Line
	for i := range labels {
		v := 0.0
		if i < len(x.Values) {
			v = x.Values[i]
		}
		out = append(out, Line{
			{Text: " " + Pad(Cut(labels[i], names, t.Mark()), names, false) + " "},
			{Text: Pad(amounts[i], texts, true) + " "},
			{Text: t.bar(v, top, room), Style: Key},
		})
	}
	return out
}

func amount(x *Bars, i int) string {
	if i < len(x.Texts) {
		return seen(x.Texts[i])
	}
	if i < len(x.Values) {
		return Number(x.Values[i])
	}
	return ""
}

// Number is the shortest text of a number.
func Number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// bar is a horizontal bar of at most room columns; a value above nothing shows.
func (t Theme) bar(v, top float64, room int) string {
	if v <= 0 || top <= 0 {
		return ""
	}
	n := max(int(v/top*float64(room)+0.5), 1)
	return strings.Repeat(t.glyph("#"), min(n, room))
}
