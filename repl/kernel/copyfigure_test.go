package kernel_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// TestCopySheets copies what stands in a sheet of its own: the history of a key, a row, a list; and
// some rows of a table only.
func TestCopySheets(t *testing.T) {
	k := flights(t, nil)
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 5})
	do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "break late > 0"})
	key := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "state", Limit: 1}}).Figure.Table.IDs[0]
	for name, c := range map[string]struct {
		pane  kernel.Pane
		lines int
		want  string
	}{
		"history":   {kernel.Pane{Name: "state", Row: key}, 3, "batch,flights,"},
		"selection": {kernel.Pane{Name: "timeline", Offset: 2, Limit: 2}, 3, "\n2,"},
		"stops":     {kernel.Pane{Name: "breaks"}, 2, "B1,late > 0,every query"},
		"row":       {kernel.Pane{Name: "record", Row: "timeline/b3"}, 8, "batch      3"},
	} {
		a := do(t, k, kernel.Request{Op: kernel.OpCopy, Kind: "csv", Pane: &c.pane})
		if n := strings.Count(strings.TrimSpace(a.Text), "\n") + 1; a.Err != nil || n != c.lines || !strings.Contains(a.Text, c.want) {
			t.Errorf("%s: %v, %d lines, want %d\n%s", name, a.Err, n, c.lines, a.Text)
		}
	}
}

// TestSkippedFailure holds that the inspector does not go on telling of the failure of a cell that
// is skipped by now.
func TestSkippedFailure(t *testing.T) {
	k := kernel.New(kernel.Options{Command: command.Run})
	t.Cleanup(k.Close)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```sql\nSELECT nothing\n```\n"}).View
	do(t, k, kernel.Request{Op: kernel.OpRunAll})
	says := func() string {
		return do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "batch"}}).Figure.Table.Empty
	}
	if !strings.Contains(says(), "cell 1 failed") {
		t.Errorf("of a failed cell it says %q", says())
	}
	do(t, k, kernel.Request{Op: kernel.OpSkip, Cell: v.Cells[0].ID})
	if strings.Contains(says(), "failed") {
		t.Errorf("of a skipped cell it says %q", says())
	}
}

// TestClocks holds that the picture of the two clocks has room for the times of all batches: the
// watermark stands before the rows that made it.
func TestClocks(t *testing.T) {
	k := flights(t, nil)
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 12})
	g := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "clocks", Limit: 20, Width: 80}}).Figure.Grid
	if len(g.Rows) != 12 || g.Max-g.Min < 3*3600e6 || len(g.Axis) < 3 {
		t.Fatalf("%d rows from %f to %f, axis %v", len(g.Rows), g.Min, g.Max, g.Axis)
	}
	lines := viz.Draw(&viz.Figure{Grid: g}, 80, 0, viz.Theme{ASCII: true})
	last := lines[len(lines)-1].String()
	if x, w, o := strings.Index(last, "x"), strings.Index(last, "W"), strings.LastIndex(last[:50], "o"); x < 0 || x >= w || w >= o {
		t.Errorf("a dropped row, the watermark and the newest row stand in columns %d, %d, %d of %q", x, w, o, last)
	}
}

// TestWatchNames holds that a watched key has its values by the names that the query gives them.
func TestWatchNames(t *testing.T) {
	k := flights(t, nil)
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 5})
	key := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "state", Limit: 1}}).Figure.Table.IDs[0]
	do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "watch " + key})
	row := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "watch"}}).Figure.Table.Rows[0]
	if !strings.HasPrefix(row[3].Text, "flights=") {
		t.Errorf("the watch shows %q", row[3].Text)
	}
}

// TestLateColumns holds that what a narrow Late tab leaves out is never the delay that a row needs.
func TestLateColumns(t *testing.T) {
	k := flights(t, nil)
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 62})
	for _, w := range []int{60, 71, 80} {
		f := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "late", Limit: 8, Width: w}}).Figure
		text := viz.Lines(viz.Draw(f, w, 8, viz.Theme{ASCII: true}))
		for _, part := range []string{"late by", "needs delay", "over "} {
			if !strings.Contains(text, part) {
				t.Errorf("%d columns have no %q:\n%s", w, part, text)
			}
		}
	}
}

// TestRowsOfWindow holds that the rows listed for a window are those that its aggregate counted, over
// batches, and that they can be sorted, filtered and copied.
func TestRowsOfWindow(t *testing.T) {
	k := flights(t, nil)
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 12})
	w := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "windows", Limit: 20}}).Figure.Table
	seen := 0
	for i, id := range w.IDs {
		if !strings.HasPrefix(id, "key:") {
			continue
		}
		p := kernel.Pane{Name: "rows", Row: id, Limit: 5}
		f := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &p}).Figure
		if n := strconv.Itoa(f.Table.Total); n != w.Rows[i][2].Text || !strings.HasPrefix(f.Title, "Rows of ") || f.Table.Columns[1].Name != "sched" {
			t.Errorf("%s: %s rows, the window counts %s; %q", id, n, w.Rows[i][2].Text, f.Title)
		}
		p.Filter, p.Limit = w.Rows[i][1].Text, 0 // the airport
		if a := do(t, k, kernel.Request{Op: kernel.OpCopy, Kind: "rows", Pane: &p}); strings.Count(a.Text, "\n")+1 != f.Table.Total {
			t.Errorf("%s: copied %q, %v", id, a.Text, a.Err)
		}
		seen++
	}
	if seen < 5 {
		t.Errorf("%d windows are open", seen)
	}
}
