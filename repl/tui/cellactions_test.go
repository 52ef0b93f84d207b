package tui

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

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

// TestErrorDetails shows what Spark calls an error that has no more to tell.
func TestErrorDetails(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.view.Cells[2].State, r.f.view.Cells[2].Err = "failed", &kernel.Failure{Message: "no column pag", Hint: "Did you mean page?", Condition: "UNRESOLVED_COLUMN", SQLState: "42703", Cell: "c3", Line: 1}
	r.keys(".")
	r.has("X details")
	r.keys("X")
	r.has("[UNRESOLVED_COLUMN] SQLSTATE: 42703", "no column pag", "Did you mean page?")
	r.keys("esc j X")
	r.has("this cell has no error")
}
