package tui

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
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
