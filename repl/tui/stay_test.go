package tui

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// TestStaysOnRow takes a filter away from a table: the cursor stays on its row, and so it does when a
// filter that was being typed is given up.
func TestStaysOnRow(t *testing.T) {
	r := newRig(t, 80, 24)
	on := func(want string) {
		t.Helper()
		if cells := r.m.insp.pane().cells(); len(cells) < 3 || cells[0].Text+" "+cells[1].Text != want {
			t.Errorf("the cursor is on %v, not on %s", cells, want)
		}
	}
	r.keys("3 / h o m e enter j j")
	on("12:10-12:15 home")
	r.keys("esc")
	on("12:10-12:15 home")
	r.has(">12:10-12:15  home")
	r.keys("/ c a r t esc")
	on("12:10-12:15 home")
	r.keys("/ h e l p enter")
	on("12:10-12:15 help")
	r.keys("/ enter")
	on("12:10-12:15 help")
	r.hasNot("/ help")
	r.keys("4 a")
	if got := r.m.insp.pane().here(); got.id != "key:0" {
		t.Errorf("of the changed keys the cursor is on %s", got.id)
	}
	r.keys("a j j a a")
	if got := r.m.insp.pane().here(); got.id != "key:0" { // its key is the same, and not among the changed ones
		t.Errorf("the cursor is on %s", got.id)
	}
}

// TestStaysOnOwnRow does the same in a table that came whole.
func TestStaysOnOwnRow(t *testing.T) {
	r := newRig(t, 80, 24)
	table := &viz.Table{Columns: columnsOf("name, >size"), Total: 4}
	for _, x := range []string{"pear | 9", "plum | 20", "apple | 100", "plum | 30"} {
		table.Rows = append(table.Rows, row(x))
	}
	r.m.push(newFigurePopup("Fruit", &viz.Figure{Table: table}))
	on := func(keys, want string) {
		t.Helper()
		r.keys(keys)
		r.frame()
		if cells := r.m.table().cells(); len(cells) < 2 || cells[0].Text+" "+cells[1].Text != want {
			t.Errorf("%s: the cursor is on %v, not on %s", keys, cells, want)
		}
	}
	on("/ p l u enter j", "plum 30")
	on("esc", "plum 30")
	on("l S", "apple 100")
	on("esc", "apple 100")
	on("k k", "pear 9")
}

// TestOtherNotebook opens another notebook by a command: it is seen from its first line on, wherever the one
// before was scrolled to; a new name for the same one moves nothing.
func TestOtherNotebook(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("G pgdown")
	r.m.book.cur = 4
	r.f.view.Seq, r.f.view.Path = 1, "other.spark.md"
	r.event(kernel.Event{View: r.f.snapshot()})
	r.has("cell 5 of 5")
	r.keys("pgdown")
	r.f.view.Book++
	r.event(kernel.Event{View: r.f.snapshot()})
	r.has("cell 1 of 5", "> [1] md")
}
