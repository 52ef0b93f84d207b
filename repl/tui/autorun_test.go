package tui

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestAutorun leaves a cell that was edited: it runs by itself where that is asked for, once, and not
// where nothing changed or the person ran it.
func TestAutorun(t *testing.T) {
	for _, auto := range []bool{true, false} {
		r := newRigWith(t, 80, 24, Options{Path: "orders.spark.md", ASCII: true, Autorun: auto})
		runs := func() int {
			n := 0
			for _, q := range r.f.asked {
				if q.Op == kernel.OpRunStale && q.Kind == "reactive" {
					n++
				}
			}
			return n
		}
		r.keys("i esc")
		if runs() != 0 {
			t.Error("nothing was changed, and it ran")
		}
		r.keys("i")
		r.typed("-- x")
		r.keys("esc")
		if got := runs(); got == 1 != auto || got > 1 {
			t.Errorf("autorun %v: ran %d times", auto, got)
		}
		was := runs()
		r.keys("i")
		r.typed("y")
		r.keys("ctrl+j esc")
		if runs() != was {
			t.Error("it was run by hand, and ran again")
		}
	}
}
