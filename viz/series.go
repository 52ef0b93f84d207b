package viz

import (
	"math"
	"strings"
)

// drawSeries draws a sparkline a name, and a chart of several lines for one series when there
// is room for it.
func drawSeries(x *Series, w, h int, t Theme) []Line {
	if len(x.Values) == 1 && h >= 6 && len(x.Values[0]) > 1 {
		return chart(x, w, h, t)
	}
	names := 0
	for _, n := range x.Names {
		names = max(names, Width(seen(n)))
	}
	var out []Line
	for i, values := range x.Values {
		name := ""
		if i < len(x.Names) {
			name = seen(x.Names[i])
		}
		values = tail(values, w-names-14)
		lo, hi := bounds(values)
		out = append(out, Line{
			{Text: " " + Pad(name, names, false) + " "},
			{Text: t.spark(values, hi), Style: Key},
			{Text: " " + Number(lo) + ".." + Number(hi), Style: Dim},
		})
	}
	return out
}

func tail(v []float64, n int) []float64 {
	if n = max(n, 1); len(v) > n {
		return v[len(v)-n:]
	}
	return v
}

func bounds(v []float64) (lo, hi float64) {
	for i, x := range v {
		if math.IsNaN(x) {
			continue
		}
		if i == 0 || x < lo {
			lo = x
		}
		if i == 0 || x > hi {
			hi = x
		}
	}
	return lo, hi
}

func (t Theme) spark(values []float64, top float64) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(t.Level(v, top))
	}
	return b.String()
}

// chart draws columns of full height with a scale at the left and the ends of the x axis below.
func chart(x *Series, w, h int, t Theme) []Line {
	values := tail(x.Values[0], w-12)
	_, top := bounds(values)
	rows := h - 1
	if len(x.Names) > 0 {
		rows--
	}
	var out []Line
	if len(x.Names) > 0 {
		out = append(out, Styled(Strong, " "+seen(x.Names[0])))
	}
	for r := rows - 1; r >= 0; r-- {
		scale := ""
		if r == rows-1 {
			scale = Number(top)
		} else if r == 0 {
			scale = "0"
		}
		var b strings.Builder
		for _, v := range values {
			b.WriteString(t.Level(v*float64(rows)-top*float64(r), top))
		}
		out = append(out, Line{{Text: Pad(scale, 9, true) + " " + t.Wall(), Style: Dim}, {Text: b.String(), Style: Key}})
	}
	return append(out, axisEnds(x, len(values)))
}

func axisEnds(x *Series, n int) Line {
	if len(x.X) < n || n == 0 {
		return nil
	}
	from, to := seen(x.X[len(x.X)-n]), seen(x.X[len(x.X)-1])
	gap := max(n-Width(from)-Width(to), 1)
	return Styled(Dim, strings.Repeat(" ", 11)+from+strings.Repeat(" ", gap)+to)
}
