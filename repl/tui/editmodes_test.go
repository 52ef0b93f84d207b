package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestVimInCells edits a cell with the keys of vim: the modes are named, Esc goes to normal and a
// second one to NAV, and the keys of the program still work.
func TestVimInCells(t *testing.T) {
	r := newRigWith(t, 100, 30, Options{Path: "orders.spark.md", ASCII: true, Editing: "vim"})
	r.keys("i")
	r.has("EDIT insert", "Esc normal")
	r.typed("x")
	r.keys("esc")
	r.has("EDIT normal", "Esc leave", "xSELECT")
	if v := r.m.View(); v.Cursor == nil || v.Cursor.Shape != tea.CursorBlock {
		t.Error("normal mode has no block as its cursor")
	}
	r.keys("x d w")
	r.has("window(ts", "EDIT normal")
	r.hasNot("SELECT")
	r.keys("u u")
	r.has("xSELECT")
	r.keys("u v e")
	r.has("EDIT visual", "SELECT")
	r.keys("esc")
	r.keys("/")
	r.typed("count")
	r.keys("enter c w")
	r.typed("sum")
	r.keys("esc")
	r.has("sum(*) AS n")
	r.keys(": 4 enter c c")
	r.typed("GROUP BY w")
	r.keys("esc K")
	r.has("ReadStream reads a stream")
	r.keys("ctrl+j")
	if q := r.last(kernel.OpEdit); !strings.HasSuffix(q.Text, "GROUP BY w") || !strings.Contains(q.Text, "sum(*)") {
		t.Errorf("the kernel got %q", q.Text)
	}
	r.last(kernel.OpRun)
	r.keys("esc")
	r.has("NAV")
	r.keys("j i")
	r.has("EDIT insert")
	r.keys("esc p esc")
	r.has("GROUP BY 1, 2") // what was changed in one cell is put into another
	r.keys("i esc ? ")
	r.has("While editing, keys of vim", "dd D x")
	r.keys("esc esc")
	r.m.command("editing default")
	r.keys("i")
	r.hasNot("EDIT insert")
	r.keys("esc")
	r.has("NAV")
}

func TestEmacsInCells(t *testing.T) {
	r := newRigWith(t, 100, 30, Options{Path: "orders.spark.md", ASCII: true, Editing: "emacs"})
	r.keys("i alt+d ctrl+e ctrl+y")
	r.has("window(ts, '5 minutes') w, page,SELECT")
	r.keys("ctrl+_ ctrl+_")
	r.has("1 SELECT window")
	r.keys("ctrl+n ctrl+p ctrl+a")
	r.keys("ctrl+s")
	r.typed("clicks")
	r.keys("enter ctrl+k")
	r.has("3 FROM", "4 GROUP")
	r.hasNot("3 FROM clicks")
	r.keys("ctrl+x ctrl+s")
	r.last(kernel.OpSave)
	r.keys("alt+x")
	r.has("type to search")
	r.keys("esc esc")
	r.has("NAV")
}

// TestEmacsPages goes a page of the screen down and up in a long cell; with a mark set it selects.
func TestEmacsPages(t *testing.T) {
	r := newRigWith(t, 80, 24, Options{Path: "orders.spark.md", ASCII: true, Editing: "emacs"})
	r.f.view.Cells[2].Source = strings.Repeat("x\n", 60)
	r.send(event{Event: kernel.Event{View: r.f.snapshot()}, from: r.f, ok: true})
	r.keys("i")
	b := r.m.book.draft(r.m.book.cell(r.m.view)).buf
	at := func(keys string, want int) {
		t.Helper()
		r.keys(keys)
		if line, _ := b.place(b.cur); line != want {
			t.Errorf("%s: line %d, want %d", keys, line, want)
		}
	}
	page := r.m.bookRows()
	if page < 5 {
		t.Fatalf("a page of %d rows", page)
	}
	at("ctrl+v", page)
	at("ctrl+v ctrl+v", 3*page)
	at("alt+v", 2*page)
	at("alt+v alt+v alt+v", 0)
	at("ctrl+@ ctrl+v", page)
	if got := b.selected(); got != strings.Repeat("x\n", page) {
		t.Errorf("selected %q", got)
	}
	at("ctrl+w", 0)
	at("ctrl+v ctrl+v ctrl+v ctrl+v ctrl+v ctrl+v ctrl+v ctrl+v ctrl+v", 60-page)
}

// TestHistoryOfCells picks a cell that was run before: it is inserted as one step and not run.
func TestHistoryOfCells(t *testing.T) {
	r := newRig(t, 100, 30)
	r.keys("i ctrl+r")
	r.has("History of cells", "SELECT page  (2 lines)", "Enter inserts it")
	r.typed("where")
	r.hasNot("clicks.Limit")
	r.keys("enter")
	r.has("1 SELECT page", "2 FROM clicks WHERE x", "EDIT")
	for _, q := range r.f.asked {
		if q.Op == kernel.OpRun {
			t.Error("the pick was run")
		}
	}
	r.keys("ctrl+z")
	r.hasNot("WHERE x")
}

// TestPickedActionLeavesEdit holds that an action picked from the palette while one edits is done
// in NAV, where it belongs.
func TestPickedActionLeavesEdit(t *testing.T) {
	r := newRig(t, 100, 30)
	r.keys("i ctrl+p")
	r.typed("next cell")
	r.keys("enter")
	r.has("NAV", "> [4] go  busy")
}
