package kernel_test

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// TestRunAgainGoesFarBack holds that a cell which is run again comes back to the batch where its query
// stood, however many slices of work that takes.
func TestRunAgainGoesFarBack(t *testing.T) {
	k := flights(t, nil)
	do(t, k, kernel.Request{Op: kernel.OpGoto, Index: 500})
	cells := do(t, k, kernel.Request{Op: kernel.OpView}).View.Cells
	if a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: cells[6].ID}); a.Err != nil || a.View.Track.At != 500 {
		t.Errorf("the query stands at %d, %v", a.View.Track.At, a.Err)
	}
}

// TestRunAgainCompares edits the delay of the watermark and runs the cells again: the same rows up to
// the same batch, and what came out otherwise stands beside what it was.
func TestRunAgainCompares(t *testing.T) {
	k := still(t, "flights", 60)
	cells := do(t, k, kernel.Request{Op: kernel.OpView}).View.Cells
	if a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: cells[6].ID}); a.Err != nil || a.View.Message != "hourly ran again up to b59: the same numbers" {
		t.Errorf("an unchanged cell: %v %q", a.Err, a.View.Message)
	}
	do(t, k, kernel.Request{Op: kernel.OpEdit, Cell: cells[4].ID, Text: cells[4].Source + ", carrier"})
	if a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: cells[4].ID}); a.Err != nil || a.View.Message != "hourly is as it was: cell 7, which starts it, is stale; R runs the stale cells" {
		t.Errorf("a cell above the query: %v %q", a.Err, a.View.Message)
	}
	do(t, k, kernel.Request{Op: kernel.OpEdit, Cell: cells[4].ID, Text: cells[4].Source})
	if a := do(t, k, kernel.Request{Op: kernel.OpRunStale}); a.Err != nil || a.View.Message != "hourly ran again up to b59: the same numbers" {
		t.Errorf("as it was: %v %q", a.Err, a.View.Message)
	}
	before := do(t, k, kernel.Request{Op: kernel.OpView}).View.Track
	do(t, k, kernel.Request{Op: kernel.OpEdit, Cell: cells[3].ID, Text: `timed := departures.WithWatermark("sched", "3 hours")`})
	a := do(t, k, kernel.Request{Op: kernel.OpRunStale})
	if a.Err != nil || a.View.Track.At != before.At {
		t.Fatalf("ran again to %+v, %v", a.View.Track, a.Err)
	}
	for _, want := range []string{"hourly up to b59, same rows:", "  out 42 > 36", "  late 30 > 2", "  keys 6 > 12", "(5 batch by batch)"} {
		if !strings.Contains(a.View.Message, want) {
			t.Errorf("%q does not say %q", a.View.Message, want)
		}
	}
	f := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "timeline", Offset: 8, Limit: 6}}).Figure
	golden(t, "compared.txt", viz.Lines(viz.Draw(f, 80, 8, viz.Theme{ASCII: true})))
}
