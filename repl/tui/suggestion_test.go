package tui

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestSuggestion shows the rest of a cell that was run before behind what is typed, where that was asked
// for: Right takes it as one step, any other key goes on, and nothing of it is text before.
func TestSuggestion(t *testing.T) {
	for _, on := range []bool{true, false} {
		r := newRigWith(t, 80, 24, Options{Path: "orders.spark.md", ASCII: true, Suggest: on})
		r.f.view.Cells[2].Source = ""
		r.send(event{Event: kernel.Event{View: r.f.snapshot()}, from: r.f, ok: true})
		r.keys("i")
		r.hasNot("SELECT page")
		r.typed("SELECT")
		if !on {
			r.hasNot("SELECT page")
			r.hasNot("suggested")
			continue
		}
		r.has("1 SELECT page  (+1 lines)", "Right take what is suggested")
		if x := r.m.View().Cursor.X; x != textIndent+len("SELECT") {
			t.Errorf("the cursor is in column %d", x)
		}
		r.typed("x")
		r.hasNot("SELECTx page")
		r.keys("backspace left")
		r.hasNot("SELECT page") // the cursor is not at the end
		r.keys("right")
		r.has("SELECT page")
		r.keys("esc")
		if q := r.last(kernel.OpEdit); q.Text != "SELECT" {
			t.Errorf("sent %q", q.Text)
		}
		r.hasNot("SELECT page")
		r.keys("I right")
		r.has("1 SELECT page", "2 FROM clicks WHERE x")
		r.hasNot("suggested")
		r.keys("ctrl+z")
		r.hasNot("FROM clicks WHERE")
		r.has("1 SELECT page  (+1 lines)")
		r.keys("esc")
		for _, q := range r.f.asked {
			if q.Op == kernel.OpRun {
				t.Error("what was suggested was run")
			}
		}
	}
	r := newRigWith(t, 80, 24, Options{Path: "orders.spark.md", ASCII: true, Suggest: true, Editing: "vim"})
	r.f.view.Cells[2].Source = "SELECT"
	r.send(event{Event: kernel.Event{View: r.f.snapshot()}, from: r.f, ok: true})
	r.keys("I")
	r.has("SELECT page")
	r.keys("esc")
	r.hasNot("SELECT page")
	if got := suggestionCell("\tx\x1b[31m"+strings.Repeat("y", 90), 20, r.m.th).Text; len(got) > 20 || strings.ContainsAny(got, "\t\x1b") {
		t.Errorf("drawn %q", got)
	}
}
