package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestEditPalette finds a key of EDIT by what it does, and does it in the cell; what no single key
// does is named.
func TestEditPalette(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i ctrl+p")
	r.send(tea.PasteMsg{Content: "comment\n"})
	r.has("> comment", "Ctrl+/")
	r.keys("enter")
	if !r.m.book.editing || !strings.HasPrefix(r.text(), "-- SELECT") {
		t.Errorf("the cell is %q", r.text())
	}
	r.keys("ctrl+p u n d o enter")
	if !strings.HasPrefix(r.text(), "SELECT") {
		t.Errorf("undone to %q", r.text())
	}
	r.keys("ctrl+p w o r d space l e f t enter")
	r.has("Ctrl+Left Ctrl+Right: type it in the cell")
	r.keys("esc ? r e d o space")
	r.send(tea.PasteMsg{Content: "ctrl+y"})
	r.keys("enter")
	r.has("Ctrl+Y: typed inside a cell; i goes there")
}

// TestSignature shows what the call takes whose arguments are typed, until it is closed.
func TestSignature(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i")
	r.f.signature = "f(a, b)\nhelp"
	r.typed("f(")
	r.has("EDIT  f(a, b)")
	r.typed("1")
	r.has("EDIT  f(a, b)")
	r.f.signature = ""
	r.typed(")")
	r.hasNot("f(a, b)")
	r.f.signature = "f(a, b)"
	r.typed("(")
	r.keys("esc")
	r.hasNot("f(a, b)")
}

// TestClickLeavesEdit holds that the keys go where a click was.
func TestClickLeavesEdit(t *testing.T) {
	for _, place := range []string{"2 Plan", "12:05-12:10"} {
		r := newRig(t, 80, 24)
		r.keys("i x")
		r.clickOn(place)
		if r.m.book.editing || r.m.focus != paneInsp || !strings.HasPrefix(r.last(kernel.OpEdit).Text, "xSELECT") {
			t.Errorf("after a click on %q: editing %v, %q", place, r.m.book.editing, r.text())
		}
	}
}

// TestPageByRows holds that a page in a cell is one of the screen, where lines have several rows.
func TestPageByRows(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i ctrl+home")
	r.send(tea.PasteMsg{Content: strings.Repeat("word ", 400)})
	r.keys("pgup")
	if line, col := r.m.book.draft(r.m.book.cell(r.m.view)).buf.place(r.m.book.draft(r.m.book.cell(r.m.view)).buf.cur); line != 0 || col == 0 || col > 1900 {
		t.Errorf("a page up went to line %d, column %d", line, col)
	}
}

// TestKeysInCell holds what Tab does with a selection, and what Ctrl+C says where q would be typed.
func TestKeysInCell(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i ctrl+home end shift+down tab")
	if !strings.HasPrefix(r.text(), "    SELECT window(ts, '5 minutes') w, page,\n           count") {
		t.Errorf("Tab with two lines selected: %q", r.text())
	}
	r.keys("shift+tab right ctrl+c")
	r.has("Ctrl+Q quits")
	if strings.HasPrefix(r.text(), " ") {
		t.Errorf("Shift+Tab: %q", r.text())
	}
}
