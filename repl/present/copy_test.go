package present

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/viz"
)

// A table that no clipboard takes is refused before its text is made; what a filter leaves of it is not.
func TestCopyRefusesEndless(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	numbers := func(n int, text string) *Rows {
		return &Rows{Columns: []viz.Column{{Name: "v"}}, N: n, Cell: func(row, _ int) viz.Cell {
			if row == 7 {
				return viz.Cell{Text: "seven"}
			}
			return viz.Cell{Text: text}
		}}
	}
	for _, c := range []struct {
		rows   *Rows
		filter string
		want   string
	}{
		{numbers(copyMost, "a"), "seven", "v\nseven\n"},
		{numbers(copyMost+1, "a"), "seven", "v\nseven\n"},
		{numbers(copyMost+1, "a"), "", "100 001 rows are too many"},
		{numbers(8, "a"), "", "v\n" + strings.Repeat("a\n", 7) + "seven\n"},
		{numbers(34, long), "", "33 MB are too much"},
	} {
		got, err := Copy(c.rows, Ask{Filter: c.filter}, &Orders{}, "rows", "csv")
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%d rows, filter %q: %.60q, want %q", c.rows.N, c.filter, got, c.want)
		}
	}
}
