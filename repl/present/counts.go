package present

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
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

// tally is how often each value of a column stands in the rows counted.
type tally struct {
	key    string
	col    int
	rows   int
	others int // rows whose value came when the tally was full
	count  map[string]int
	values []string // most frequent first
}

// tallyMost bounds the values that are counted one by one.
const tallyMost = 200_000

func (t *tally) add(value string) {
	t.rows++
	if _, known := t.count[value]; !known && len(t.count) == tallyMost {
		t.others++
		return
	}
	t.count[value]++
}

func (t *tally) sorted() *tally {
	t.values = slices.Collect(maps.Keys(t.count))
	slices.SortFunc(t.values, func(a, b string) int { return cmp.Or(t.count[b]-t.count[a], compareText(a, b)) })
	return t
}

func (t *tally) head() string {
	if t.others > 0 {
		return fmt.Sprintf("the first %s values; %s of %s rows have others", viz.Count(len(t.values)), viz.Count(t.others), viz.Count(t.rows))
	}
	return counted(len(t.values), "value") + " in " + counted(t.rows, "row")
}

func (r *Rows) countKey(a Ask, name string) string {
	return fmt.Sprintf("%s\x00%s\x00%s\x00%s", name, a.Count, a.In, a.Filter)
}

// counts is the table of a column's values with how often each stands there, most frequent
// first; the ID of a row is its value, to filter by.
func (r *Rows) counts(col int, a Ask, o *Orders, name string) *viz.Table {
	if w := r.Ordering(a, o, name); w != nil {
		for !w.Step() {
		}
	}
	count, values, n := o.tally.count, o.tally.values, o.tally.rows
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
		Head:  []viz.Line{viz.Styled(viz.Dim, o.tally.head())},
		Empty: "no rows to count",
	}
	key := r.countKey(a, name)
	a.Count, a.Filter, a.In, a.Find = "", "", "", ""
	return out.Table(a, o, key)
}
