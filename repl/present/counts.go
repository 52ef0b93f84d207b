package present

import (
	"cmp"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// compareText orders numbers by value and before other texts.
func compareText(a, b string) int {
	x, ex := strconv.ParseFloat(a, 64)
	y, ey := strconv.ParseFloat(b, 64)
	switch {
	case ex == nil && ey == nil:
		return cmp.Compare(x, y)
	case ex == nil:
		return -1
	case ey == nil:
		return 1
	}
	return strings.Compare(a, b)
}

// counts is the table of a column's values with how often each stands there, most frequent
// first; the ID of a row is its value, to filter by.
func (r *Rows) counts(col int, a Ask, o *Orders, name string) *viz.Table {
	order := r.order(Ask{Filter: a.Filter, In: a.In}, o, name)
	n := r.N
	if order != nil {
		n = len(order)
	}
	count := map[string]int{}
	for i := range n {
		row := i
		if order != nil {
			row = int(order[i])
		}
		count[r.Cell(row, col).Text]++
	}
	values := make([]string, 0, len(count))
	for v := range count {
		values = append(values, v)
	}
	sort.Slice(values, func(i, j int) bool {
		if count[values[i]] != count[values[j]] {
			return count[values[i]] > count[values[j]]
		}
		return compareText(values[i], values[j]) < 0
	})
	top := 1
	if len(values) > 0 {
		top = count[values[0]]
	}
	out := Rows{
		Columns: []viz.Column{r.Columns[col], {Name: "rows", Right: true}, {Name: "share", Right: true}, {Name: ""}},
		N:       len(values),
		Cell: func(row, c int) viz.Cell {
			v := values[row]
			switch c {
			case 0:
				return viz.Cell{Text: v}
			case 1:
				return viz.Cell{Text: strconv.Itoa(count[v])}
			case 2:
				return viz.Cell{Text: fmt.Sprintf("%.1f %%", 100*float64(count[v])/float64(n))}
			}
			return viz.Cell{Text: strings.Repeat("#", max(1, 20*count[v]/top)), Style: viz.Dim}
		},
		ID:    func(row int) string { return values[row] },
		Head:  []viz.Line{{{Text: fmt.Sprintf("%d values in %d rows", len(values), n), Style: viz.Dim}}},
		Empty: "no rows to count",
	}
	a.Count, a.Filter, a.In, a.Find = "", "", "", ""
	return out.Table(a, o, name+"\x00count\x00"+r.Columns[col].Name+"\x00"+strconv.Itoa(n))
}
