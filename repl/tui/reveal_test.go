package tui

import "testing"

// TestReveal shows the solution of a cell that hides it, and hides it again.
func TestReveal(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.view.Cells[2].Hide = "solution"
	r.keys(".")
	r.has("hidden: solution", ":reveal shows it")
	r.hasNot("FROM clicks")
	r.keys(": r e v e a l enter")
	r.has("FROM clicks")
	r.keys(": r e v e a l enter")
	r.hasNot("FROM clicks")
	r.keys("k : r e v e a l enter")
	r.has("nothing of this cell is hidden")
}
