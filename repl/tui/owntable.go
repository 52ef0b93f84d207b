package tui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// arranged is a table whose rows are all here, filtered and sorted by the face. Equal rows stay in
// their order.
func arranged(whole *viz.Table, by, filter string) *viz.Table {
	out := *whole
	out.Rows, out.IDs, out.Marks = nil, nil, nil
	name, down := strings.CutPrefix(by, "-")
	col := slices.IndexFunc(whole.Columns, func(c viz.Column) bool { return by != "" && c.Name == name })
	order := matching(whole, filter)
	if col >= 0 {
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
		out.Empty = "no row of " + viz.Count(len(whole.Rows)) + " has " + strconv.Quote(filter)
	}
	out.Total, out.Offset = len(out.Rows), 0
	return &out
}

// matching are the rows that have a text in any cell.
func matching(t *viz.Table, filter string) []int {
	var out []int
	low := strings.ToLower(filter)
	for i, row := range t.Rows {
		if filter == "" || slices.ContainsFunc(row, func(c viz.Cell) bool { return strings.Contains(strings.ToLower(c.Text), low) }) {
			out = append(out, i)
		}
	}
	return out
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
