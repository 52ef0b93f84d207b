package present

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// Bars shows rows as bars: the first column of numbers over the columns that are none. At most limit
// rows are shown, and the others counted.
func Bars(r *Rows, limit int) *viz.Figure {
	value := slices.IndexFunc(r.Columns, func(c viz.Column) bool { return c.Right })
	if value < 0 {
		return textFigure(viz.Styled(viz.Dim, "no column holds numbers, so there is nothing to plot"))
	}
	b := &viz.Bars{}
	for row := range min(r.N, limit) {
		var label []string
		for i, c := range r.Columns {
			if !c.Right {
				label = append(label, strings.ReplaceAll(r.Cell(row, i).Text, c.Lead, ""))
			}
		}
		text := r.Cell(row, value).Text
		v, _ := strconv.ParseFloat(text, 64) // a null is no bar
		b.Labels, b.Values, b.Texts = append(b.Labels, strings.Join(label, " ")), append(b.Values, v), append(b.Texts, viz.Rounded(text))
	}
	if more := r.N - limit; more > 0 {
		b.Labels, b.Values, b.Texts = append(b.Labels, "("+viz.Count(more)+" more)"), append(b.Values, 0), append(b.Texts, "")
	}
	return &viz.Figure{Title: r.Columns[value].Name, Bars: b}
}

// JSON shows the first rows as lines of JSON.
func JSON(r *Rows, limit int) *viz.Figure {
	t := r.Table(Ask{Limit: limit}, &Orders{}, "")
	var lines []viz.Line
	for _, l := range strings.Split(strings.TrimRight(jsonLines(t, ", "), "\n"), "\n") {
		lines = append(lines, viz.Plainly(l))
	}
	if more := r.N - limit; more > 0 {
		lines = append(lines, viz.Styled(viz.Dim, "("+viz.Count(more)+" more)"))
	}
	f := textFigure(lines...)
	f.Text.Wrap = true
	return f
}

func textFigure(lines ...viz.Line) *viz.Figure { return &viz.Figure{Text: &viz.Text{Lines: lines}} }
