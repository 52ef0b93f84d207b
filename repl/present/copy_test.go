package present

import (
	"strconv"
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
		got, err := Copy(c.rows, Ask{Filter: c.filter, Offset: 3}, &Orders{}, "rows", "csv")
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%d rows, filter %q: %.60q, want %q", c.rows.N, c.filter, got, c.want)
		}
	}
}

// TestCopySelected copies a selection out of a table that no clipboard takes as a whole.
func TestCopySelected(t *testing.T) {
	rows := &Rows{Columns: []viz.Column{{Name: "n"}, {Name: "twice"}}, N: 10 * copyMost, Cell: func(row, col int) viz.Cell {
		return viz.Cell{Text: strconv.Itoa(row * (col + 1))}
	}}
	for form, want := range map[string]string{"rows": "700000\t1400000\n700001\t1400002", "csv": "n,twice\n700000,1400000\n700001,1400002\n"} {
		if got, err := Copy(rows, Ask{Offset: 7 * copyMost, Limit: 2}, &Orders{}, "rows", form); err != nil || got != want {
			t.Errorf("%s: %q, %v", form, got, err)
		}
	}
	if _, err := Copy(rows, Ask{Offset: 1, Limit: copyMost + 1}, &Orders{}, "rows", "csv"); err == nil {
		t.Error("a selection that no clipboard takes was copied")
	}
}
