package present

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/viz"
)

// copyMost and copyBytes are how much of a table a clipboard is given: more is no text that anybody
// pastes, and takes many times its size to make.
const (
	copyMost  = 100_000
	copyBytes = 32 << 20
)

// Copy writes rows of a table, in the order and with the filter asked for, as CopyTable does: Limit
// rows from Offset on, or all of them where Limit is 0. What is too long for a clipboard is refused.
func Copy(r *Rows, a Ask, o *Orders, name, form string) (string, error) {
	a.Find, a.FindRow = "", ""
	n := a.Limit
	if n <= 0 {
		one := a
		one.Offset, one.Limit = 0, 1
		n, a.Offset, a.Limit = r.Table(one, o, name).Total, 0, 0
	}
	if n > copyMost {
		return "", fmt.Errorf("%s rows are too many for the clipboard, which takes %s: filter the table, or select rows", viz.Count(n), viz.Count(copyMost))
	}
	return CopyTable(r.Table(a, o, name), form)
}

// CopyTable writes all rows of a table as text, csv, json (a row a line), markdown, or rows: their
// values with tabs between, without the names of the columns.
func CopyTable(t *viz.Table, form string) (string, error) {
	if n := textBytes(t); n > copyBytes {
		return "", fmt.Errorf("%d MB are too much for the clipboard, which takes %d: filter the table, or select rows", n>>20, copyBytes>>20)
	}
	head := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = c.Name
	}
	rows := make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = make([]string, len(row))
		for k, c := range row {
			rows[i][k] = c.Text
		}
	}
	switch form {
	case "", "text":
		return PlainTable(head, rows), nil
	case "csv":
		var b strings.Builder
		w := csv.NewWriter(&b)
		_ = w.Write(head) // a Builder takes every write
		_ = w.WriteAll(rows)
		return b.String(), nil
	case "json":
		return jsonLines(t, ","), nil
	case "markdown":
		return markdownTable(head, rows), nil
	case "rows":
		lines := make([]string, len(rows))
		for i, row := range rows {
			lines[i] = strings.Join(row, "\t")
		}
		return strings.Join(lines, "\n"), nil
	}
	return "", fmt.Errorf("copy as %q is unknown; choose text, csv, json, markdown or rows", form)
}

// textBytes is how long the texts of a table are together.
func textBytes(t *viz.Table) int {
	n := 0
	for _, row := range t.Rows {
		for _, c := range row {
			n += len(c.Text)
		}
	}
	return n
}

// PlainTable aligns columns with two blanks between them; nothing is cut.
func PlainTable(head []string, rows [][]string) string {
	width := make([]int, len(head))
	for i, h := range head {
		width[i] = utf8.RuneCountInString(h)
	}
	for _, r := range rows {
		for i, v := range r {
			width[i] = max(width[i], utf8.RuneCountInString(v))
		}
	}
	var b strings.Builder
	line := func(r []string) {
		var l strings.Builder
		for i, v := range r {
			l.WriteString(v + strings.Repeat(" ", width[i]-utf8.RuneCountInString(v)+2))
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(head)
	for _, r := range rows {
		line(r)
	}
	return b.String()
}

// jsonLines writes numbers as numbers and nulls as null; everything else is a string. gap stands
// between values.
func jsonLines(t *viz.Table, gap string) string {
	var b strings.Builder
	for _, r := range t.Rows {
		b.WriteByte('{')
		for i, c := range r {
			if i > 0 {
				b.WriteString(gap)
			}
			name, _ := json.Marshal(t.Columns[i].Name) // strings always marshal
			b.Write(name)
			b.WriteByte(':')
			b.WriteString(jsonValue(c, t.Columns[i].Right))
		}
		b.WriteString("}\n")
	}
	return b.String()
}

func jsonValue(c viz.Cell, number bool) string {
	if c.Text == "null" && c.Style == viz.Dim {
		return "null"
	}
	if number && json.Valid([]byte(c.Text)) {
		return c.Text
	}
	text, _ := json.Marshal(c.Text)
	return string(text)
}

func markdownTable(head []string, rows [][]string) string {
	escape := strings.NewReplacer("|", `\|`, "\n", " ")
	var b strings.Builder
	line := func(r []string) {
		b.WriteString("|")
		for _, v := range r {
			b.WriteString(" " + escape.Replace(v) + " |")
		}
		b.WriteByte('\n')
	}
	line(head)
	b.WriteString(strings.Repeat("|---", len(head)) + "|\n")
	for _, r := range rows {
		line(r)
	}
	return b.String()
}
