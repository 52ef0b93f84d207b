package viz

import (
	"fmt"
	"strings"
)

// Sizes of a picture in SVG units, which are pixels at normal size.
const (
	svgWidth  = 720
	svgRow    = 22
	svgLabel  = 150 // room for labels at the left
	svgNote   = 170 // room for notes at the right
	svgLetter = 7.2 // width of a letter of the text face
)

// drawing collects the shapes of one picture.
type drawing struct {
	b strings.Builder
	h float64
}

// SVG is the figure as a picture of its own: shapes for series, bars, lanes and grids, text for
// the others. Colours come from class names, with a readable look where no style is given.
func SVG(f *Figure) string {
	d := &drawing{}
	switch {
	case f == nil:
	case f.Series != nil:
		d.series(f.Series)
	case f.Bars != nil:
		d.bars(f.Bars)
	case f.Lanes != nil:
		d.lanes(f.Lanes)
	case f.Grid != nil:
		d.grid(f.Grid)
	default:
		d.lines(Draw(f, 0, 0, Theme{}))
	}
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %g\" width=\"%d\" font-family=\"monospace\" font-size=\"12\">\n%s</svg>\n",
		svgWidth, d.h+8, svgWidth, d.b.String())
}

func (d *drawing) text(x, y float64, anchor string, c Cell) {
	fmt.Fprintf(&d.b, "<text x=\"%g\" y=\"%g\" text-anchor=\"%s\" class=\"%s\" xml:space=\"preserve\">%s</text>\n", x, y, anchor, escape(string(c.Style)), escape(c.Text))
}

func (d *drawing) rect(x, y, w, h float64, class, title string) {
	fmt.Fprintf(&d.b, "<rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" class=\"%s\" fill=\"currentColor\" fill-opacity=\"0.35\" stroke=\"currentColor\"><title>%s</title></rect>\n",
		x, y, max(w, 1), h, class, escape(title))
}

func (d *drawing) vertical(x, y1, y2 float64, class string) {
	fmt.Fprintf(&d.b, "<line x1=\"%g\" y1=\"%g\" x2=\"%g\" y2=\"%g\" class=\"%s\" stroke=\"currentColor\" stroke-dasharray=\"3 2\"/>\n", x, y1, x, y2, class)
}

func (d *drawing) lines(lines []Line) {
	for _, l := range lines {
		d.h += 16
		x := 0.0
		for _, c := range l {
			d.text(x, d.h, "start", c)
			x += float64(Width(c.Text)) * svgLetter
		}
	}
}

func (d *drawing) bars(x *Bars) {
	top := 0.0
	for _, v := range x.Values {
		top = max(top, v)
	}
	for i, label := range x.Labels {
		d.h += svgRow
		d.text(svgLabel-6, d.h-6, "end", Cell{Text: label})
		if i < len(x.Values) && top > 0 {
			w := x.Values[i] / top * (svgWidth - svgLabel - svgNote)
			d.rect(svgLabel, d.h-svgRow+3, w, svgRow-6, "bar", amount(x, i))
			d.text(svgLabel+w+6, d.h-6, "start", Cell{Text: amount(x, i), Style: Dim})
		}
	}
}

func (d *drawing) series(x *Series) {
	const height = 90
	for i, values := range x.Values {
		lo, hi := bounds(values)
		lo = min(lo, 0)
		name := ""
		if i < len(x.Names) {
			name = x.Names[i]
		}
		d.text(svgLabel-6, d.h+height/2, "end", Cell{Text: name})
		d.text(svgWidth, d.h+height/2, "end", Cell{Text: Number(lo) + ".." + Number(hi), Style: Dim})
		var points []string
		for k, v := range values {
			px := float64(svgLabel)
			if len(values) > 1 {
				px += float64(k) / float64(len(values)-1) * (svgWidth - svgLabel - svgNote)
			}
			py := d.h + height - 8
			if hi > lo {
				py -= (v - lo) / (hi - lo) * (height - 16)
			}
			points = append(points, fmt.Sprintf("%.1f,%.1f", px, py))
		}
		fmt.Fprintf(&d.b, "<polyline points=\"%s\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>\n", strings.Join(points, " "))
		d.h += height
	}
}

// place is where a value of an axis stands.
func place(v, lo, hi float64) float64 {
	if hi <= lo {
		return svgLabel
	}
	return svgLabel + min(max((v-lo)/(hi-lo), 0), 1)*(svgWidth-svgLabel-svgNote)
}

func (d *drawing) axis(ticks []Tick, lo, hi float64) {
	d.h += svgRow
	for _, t := range ticks {
		d.text(place(t.At, lo, hi), d.h-6, "middle", Cell{Text: t.Label, Style: Dim})
	}
}

func (d *drawing) lanes(x *Lanes) {
	d.axis(x.Axis, x.Min, x.Max)
	top := d.h
	for _, l := range x.Lanes {
		d.h += svgRow
		d.text(svgLabel-6, d.h-6, "end", Cell{Text: l.Label})
		for _, s := range l.Spans {
			from, to := place(s.From, x.Min, x.Max), place(s.To, x.Min, x.Max)
			d.rect(from, d.h-svgRow+3, to-from, svgRow-6, "span "+escape(string(s.Style)), s.Glyph+" "+s.Label)
			d.text((from+to)/2, d.h-6, "middle", Cell{Text: s.Glyph, Style: s.Style})
		}
		d.text(svgWidth-svgNote+8, d.h-6, "start", Cell{Text: l.Note, Style: Dim})
	}
	bottom := d.h
	for _, m := range x.Marks {
		d.h += 16
		at := place(m.At, x.Min, x.Max)
		d.vertical(at, top, d.h-10, escape(string(m.Style)))
		d.text(at, d.h, "middle", Cell{Text: m.Glyph + " " + m.Label, Style: m.Style})
	}
	d.h = max(d.h, bottom)
}

func (d *drawing) grid(x *Grid) {
	d.axis(x.Axis, x.Min, x.Max)
	top := d.h
	for _, r := range x.Rows {
		d.h += svgRow
		d.text(svgLabel-6, d.h-6, "end", Cell{Text: r.Label})
		for _, p := range r.Points {
			d.text(place(p.At, x.Min, x.Max), d.h-6, "middle", Cell{Text: p.Glyph, Style: p.Style})
		}
		d.text(svgWidth-svgNote+8, d.h-6, "start", Cell{Text: r.Note, Style: Dim})
	}
	for _, t := range x.Axis {
		d.vertical(place(t.At, x.Min, x.Max), top, d.h, "dim")
	}
}
