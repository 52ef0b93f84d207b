package kernel_test

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestReactive edits cells: what runs is the cell, what it needs, and what is stale because of it.
func TestReactive(t *testing.T) {
	k := kernel.New(kernel.Options{})
	t.Cleanup(k.Close)
	book := "```sql name=a\nSELECT 1 AS one\n```\n\n```sql name=b\nSELECT one + 1 AS two FROM a\n```\n\n```sql name=c\nSELECT 7 AS other\n```\n"
	do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: book})
	cells := do(t, k, kernel.Request{Op: kernel.OpView}).View.Cells
	edit := func(cell int, text string) []string {
		t.Helper()
		do(t, k, kernel.Request{Op: kernel.OpEdit, Cell: cells[cell].ID, Text: text})
		a := do(t, k, kernel.Request{Op: kernel.OpRunStale, Cell: cells[cell].ID, Kind: "reactive"})
		var out []string
		for _, c := range a.View.Cells {
			out = append(out, c.State)
		}
		return out
	}
	for _, step := range []struct {
		cell       int
		text, want string
	}{
		{1, "SELECT one + 2 AS two FROM a", "ok,ok,"},
		{0, "SELECT 5 AS one", "ok,ok,"},
		{2, "SELECT 8 AS other", "ok,ok,ok"},
		{0, "SELECT 5 AS one,", "failed,stale,ok"},
	} {
		if got := strings.Join(edit(step.cell, step.text), ","); got != step.want {
			t.Errorf("after %s the cells are %s, want %s", step.text, got, step.want)
		}
	}
	a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: cells[1].ID})
	if a.Err == nil || a.Err.Cell != cells[0].ID {
		t.Errorf("the cell whose source does not parse is not what failed: %+v", a.Err)
	}
}

// TestOtherCell gives two cells one name: the failure of the second names the first.
func TestOtherCell(t *testing.T) {
	k := kernel.New(kernel.Options{})
	t.Cleanup(k.Close)
	for _, c := range []struct{ cell, hint string }{{"sql name=a\nSELECT 1 AS one", "skip one of the two"}, {"go\na := 1", "assign with = to change a"}} {
		cells := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: strings.Repeat("```"+c.cell+"\n```\n\n", 2)}).View.Cells
		a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: cells[1].ID})
		if a.Err == nil || a.Err.Other != cells[0].ID || !strings.Contains(a.Err.Message+a.Err.Hint, c.hint) {
			t.Errorf("%s: %+v", c.cell, a.Err)
		}
	}
}
