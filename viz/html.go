package viz

import (
	"fmt"
	"html"
	"strings"
)

// HTML is the figure as a fragment: tables, trees and text as such, pictures as inline SVG. It
// carries class names (the styles) and no script, so that one page style serves all.
func HTML(f *Figure) string {
	if f == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("<figure class=\"viz\">\n")
	if f.Title != "" {
		fmt.Fprintf(&b, "<figcaption>%s</figcaption>\n", escape(f.Title))
	}
	switch {
	case f.Table != nil:
		htmlTable(&b, f.Table)
	case f.Tree != nil:
		htmlTree(&b, f.Tree.Roots)
	case f.Text != nil:
		htmlLines(&b, "pre", f.Text.Lines)
	default:
		b.WriteString(SVG(f))
	}
	b.WriteString("</figure>\n")
	return b.String()
}

func escape(s string) string { return html.EscapeString(Clean(s)) }

// piece is a text in its style.
func piece(c Cell) string {
	if c.Style == Plain {
		return escape(c.Text)
	}
	return fmt.Sprintf("<span class=\"%s\">%s</span>", escape(string(c.Style)), escape(c.Text))
}

func htmlLine(l Line) string {
	var b strings.Builder
	for _, c := range l {
		b.WriteString(piece(c))
	}
	return b.String()
}

func htmlLines(b *strings.Builder, tag string, lines []Line) {
	if len(lines) == 0 {
		return
	}
	fmt.Fprintf(b, "<%s>", tag)
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(htmlLine(l))
	}
	fmt.Fprintf(b, "</%s>\n", tag)
}

// htmlTable writes every row there is, and says how many more were not given.
func htmlTable(b *strings.Builder, t *Table) {
	htmlLines(b, "pre", t.Head)
	if len(t.Rows) == 0 && t.Empty != "" {
		fmt.Fprintf(b, "<p class=\"dim\">%s</p>\n", escape(t.Empty))
	} else {
		b.WriteString("<table>\n<thead><tr>")
		if len(t.Marks) > 0 {
			b.WriteString("<th></th>")
		}
		for _, c := range t.Columns {
			fmt.Fprintf(b, "<th%s>%s</th>", alignment(c), escape(columnTitle(c)))
		}
		b.WriteString("</tr></thead>\n<tbody>\n")
		for i, row := range t.Rows {
			htmlRow(b, t, i, row)
		}
		b.WriteString("</tbody>\n</table>\n")
		if n := t.Total - t.Offset - len(t.Rows); n > 0 {
			fmt.Fprintf(b, "<p class=\"dim\">%s</p>\n", escape(moreText(n, "rows")))
		}
	}
	htmlLines(b, "pre", t.Foot)
}

func htmlRow(b *strings.Builder, t *Table, i int, row []Cell) {
	b.WriteString("<tr>")
	if len(t.Marks) > 0 {
		mark := ""
		if i < len(t.Marks) {
			mark = t.Marks[i]
		}
		fmt.Fprintf(b, "<td>%s</td>", escape(mark))
	}
	for k, c := range t.Columns {
		var cell Cell
		if k < len(row) {
			cell = row[k]
		}
		fmt.Fprintf(b, "<td%s>%s</td>", alignment(c), piece(cell))
	}
	b.WriteString("</tr>\n")
}

func alignment(c Column) string {
	if c.Right {
		return " class=\"right\""
	}
	return ""
}

func htmlTree(b *strings.Builder, nodes []TreeNode) {
	if len(nodes) == 0 {
		return
	}
	b.WriteString("<ul>\n")
	for _, n := range nodes {
		b.WriteString("<li>" + htmlLine(n.Label))
		if n.Note != "" {
			fmt.Fprintf(b, " <span class=\"dim\">%s</span>", escape(n.Note))
		}
		htmlTree(b, n.Children)
		b.WriteString("</li>\n")
	}
	b.WriteString("</ul>\n")
}
