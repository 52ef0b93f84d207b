package tui

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// TestQuitUnsaved holds that a notebook which could not be saved is not left without a yes, however
// long the question stands, and that a no goes back to it.
func TestQuitUnsaved(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.unsaved = &kernel.Failure{Message: "a.spark.md was not saved in /full: the disk is full"}
	for _, answer := range []string{"n", "y"} {
		r.keys("q")
		r.has("Could not save: a.spark.md was not saved in /full: the disk is full", "without saving?")
		r.pass()
		if r.m.quitting {
			t.Fatal("it left while it asked")
		}
		r.keys(answer)
		r.pass()
		if r.m.quitting != (answer == "y") {
			t.Errorf("after %s: quitting is %v", answer, r.m.quitting)
		}
	}
}

// TestUndoOnTheWay holds that u is sent while the change it takes back is on its way.
func TestUndoOnTheWay(t *testing.T) {
	m := &Model{view: &kernel.View{}}
	if canUndo(m) == "" || canRedo(m) == "" {
		t.Error("nothing was done yet")
	}
	m.inflight = 1
	if why := canUndo(m) + canRedo(m); why != "" {
		t.Error(why)
	}
}

// TestLastTable holds which table stays on the terminal: that of the tab with the focus, else the
// cell's, else that of the last cell which shows one.
func TestLastTable(t *testing.T) {
	r := newRig(t, 80, 24)
	if f := r.m.lastTable(); f != nil {
		t.Errorf("no cell shows a table, and it is %+v", f)
	}
	first, second := &viz.Figure{Table: &viz.Table{}}, &viz.Figure{Table: &viz.Table{}}
	r.m.view.Cells[0].Output, r.m.view.Cells[2].Output = first, second
	for cell, want := range []*viz.Figure{first, second, second} {
		r.m.book.cur = cell
		if f := r.m.lastTable(); f != want {
			t.Errorf("in cell %d it is %+v", cell, f)
		}
	}
	r.keys("tab")
	if f := r.m.lastTable(); f == nil || f != r.m.insp.pane().fig {
		t.Errorf("in the tab it is %+v", f)
	}
}
