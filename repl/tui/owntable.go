package tui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// arranged is a table whose rows are all here as a pane looks at it: filtered, sorted, or counted by
// the values of a column. Equal rows stay in their order.
func arranged(whole *viz.Table, look *tablePane) *viz.Table {
	out := *whole
	out.Rows, out.IDs, out.Marks = nil, nil, nil
	order := matching(whole, look)
	if i := columnNamed(whole, look.count); i >= 0 {
		return counted(whole, order, i)
	}
	name, down := strings.CutPrefix(look.sort, "-")
	if col := columnNamed(whole, name); col >= 0 {
		out.Columns = slices.Clone(whole.Columns)
		out.Columns[col].Sort = map[bool]string{false: "asc", true: "desc"}[down]
		slices.SortStableFunc(order, func(a, b int) int {
			c := compareCells(cellOf(whole, a, col), cellOf(whole, b, col))
			if down {
				return -c
			}
			return c
		})
	}
	for _, i := range order {
		out.Rows = append(out.Rows, whole.Rows[i])
		if i < len(whole.IDs) {
			out.IDs = append(out.IDs, whole.IDs[i])
		}
		if i < len(whole.Marks) {
			out.Marks = append(out.Marks, whole.Marks[i])
		}
	}
	if len(out.Rows) == 0 && len(whole.Rows) > 0 {
		what := strconv.Quote(look.filter)
		if look.in != "" {
			what = look.filterText()
		}
		out.Empty = "no row of " + viz.Count(len(whole.Rows)) + " has " + what
	}
	out.Total, out.Offset = len(out.Rows), 0
	return &out
}

// placeOf is the place of a row, by the room its values have; -1 when it is not there.
func placeOf(t *viz.Table, row []viz.Cell) int {
	return slices.IndexFunc(t.Rows, func(r []viz.Cell) bool { return len(r) > 0 && len(row) > 0 && &r[0] == &row[0] })
}

// columnNamed is the place of a column, -1 when there is none.
func columnNamed(t *viz.Table, name string) int {
	return slices.IndexFunc(t.Columns, func(c viz.Column) bool { return name != "" && c.Name == name })
}

// counted is the table of a column's values with how often each stands in the rows, most frequent
// first.
func counted(t *viz.Table, rows []int, col int) *viz.Table {
	count, values := map[string]int{}, []string(nil)
	for _, i := range rows {
		v := cellOf(t, i, col)
		if count[v] == 0 {
			values = append(values, v)
		}
		count[v]++
	}
	slices.SortStableFunc(values, func(a, b string) int { return cmp.Or(count[b]-count[a], compareCells(a, b)) })
	out := &viz.Table{Columns: []viz.Column{t.Columns[col], {Name: "rows", Right: true}}, Total: len(values), Empty: "no rows to count"}
	for _, v := range values {
		out.Rows = append(out.Rows, []viz.Cell{{Text: v}, {Text: strconv.Itoa(count[v])}})
	}
	return out
}

// nextOwn is the row after, or before, the cursor that has a text; -1 when none has.
func nextOwn(t *viz.Table, from int, text string, back bool) int {
	step := 1
	if back {
		step = -1
	}
	low, n := strings.ToLower(text), len(t.Rows)
	for k := 1; k <= n; k++ {
		i := ((from+step*k)%n + n) % n
		if has(t.Rows[i], low) {
			return i
		}
	}
	return -1
}

// matching are the rows that pass the filter of a pane.
func matching(t *viz.Table, look *tablePane) []int {
	var out []int
	low, in := strings.ToLower(look.filter), columnNamed(t, look.in)
	for i, row := range t.Rows {
		ok := look.filter == "" || has(row, low)
		if in >= 0 {
			ok = cellOf(t, i, in) == look.filter
		}
		if ok {
			out = append(out, i)
		}
	}
	return out
}

// has tells whether a text in small letters stands in any cell.
func has(row []viz.Cell, low string) bool {
	return slices.ContainsFunc(row, func(c viz.Cell) bool { return strings.Contains(strings.ToLower(c.Text), low) })
}

func cellOf(t *viz.Table, row, col int) string {
	if col < len(t.Rows[row]) {
		return t.Rows[row][col].Text
	}
	return ""
}

// compareCells orders numbers by value, before texts.
func compareCells(a, b string) int {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	switch {
	case errX == nil && errY == nil:
		return cmp.Compare(x, y)
	case errX == nil:
		return -1
	case errY == nil:
		return 1
	}
	return strings.Compare(a, b)
}
