package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// TestOwnTableKeys sorts, filters and opens a table that a command answered with: the keys that its
// sheet shows work there as in the tabs.
func TestOwnTableKeys(t *testing.T) {
	r := newRig(t, 80, 24)
	table := &viz.Table{Columns: []viz.Column{{Name: "name"}, {Name: "size", Right: true}}, Total: 3}
	for _, x := range [][2]string{{"pear", "9"}, {"apple", "100"}, {"plum", "20"}} {
		table.Rows = append(table.Rows, []viz.Cell{{Text: x[0]}, {Text: x[1]}})
	}
	r.m.push(newFigurePopup("Fruit", &viz.Figure{Table: table}))
	r.has("s sort", "/ filter", "F counts")
	order := func(want ...string) {
		t.Helper()
		text, at := r.frame(), -1
		for _, w := range want {
			next := strings.Index(text, w)
			if next <= at {
				t.Fatalf("%v do not follow each other in\n%s", want, text)
			}
			at = next
		}
	}
	order("pear", "apple", "plum")
	r.keys("s")
	order("apple", "pear", "plum")
	r.keys("l S")
	order("apple", "plum", "pear")
	r.keys("/ p l enter")
	r.hasNot("pear")
	r.has("Fruit   / pl")
	order("apple", "plum")
	r.keys("j enter")
	r.has("name  plum", "size  20")
	r.keys("esc esc") // the record, the filter
	order("apple", "plum", "pear")
	r.keys("esc") // the order
	order("pear", "apple", "plum")
	r.keys("esc")
	r.hasNot("Fruit")
}

// TestOwnRecord holds that the record of a row shows the whole of a value that its table cuts, and
// that a message that is longer than the line stands over the keys of the sheet.
func TestOwnRecord(t *testing.T) {
	r := newRig(t, 80, 24)
	long := strings.Repeat("wide ", 30) + "end"
	name := strings.Repeat("name", 20)
	r.m.push(newFigurePopup("Fruit", &viz.Figure{Table: &viz.Table{Columns: []viz.Column{{Name: "value"}, {Name: name}}, Total: 1,
		Rows: [][]viz.Cell{{{Text: long}, {Text: "1"}}}}}))
	r.hasNot("end")
	r.keys("l p")
	r.has("the columns up to", "namename")
	r.keys("o")
	r.has("value  wide wide", "wide end")
	r.keys("esc / n o enter")
	r.has("no row of 1 has")
	r.keys("y")
	r.has("the table as text")
	r.hasNot("this row")
}

// TestSheetKeepsItsSize holds that the keys that make panes bigger do not close a sheet.
func TestSheetKeepsItsSize(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("B")
	for _, key := range []string{"+", "_"} {
		r.keys(key)
		r.has("Breakpoints", "as large as what it shows")
	}
}

// TestFaceCommandArguments holds that a wrong argument changes nothing and is named.
func TestFaceCommandArguments(t *testing.T) {
	for line, want := range map[string]string{"motion fast": ":motion on or :motion off", "mouse maybe": ":mouse on or :mouse off", "hints loud": "full, short or off",
		"theme pink": "themes are", "tab x": "tabs are batch", "play fast": "batches a second"} {
		r := newRig(t, 80, 24)
		r.m.command(line)
		r.has(want)
		if r.m.motion.off != r.m.o.NoMotion || !r.m.mouse || r.m.hintsMode != "" || r.m.play.on {
			t.Errorf(":%s changed something", line)
		}
	}
}

// TestStartShowsRows holds that the rows of the sample's batch are seen on the smallest screens too.
func TestStartShowsRows(t *testing.T) {
	r := startRig(t, 60, 20)
	r.keys(".")
	r.has("586", "589", "b0  in 60 rows")
	r = startRig(t, 160, 48)
	r.hasNot("Space play")
}

// TestInterruptFromSheet holds that Ctrl+C stops long work where a sheet or a prompt is open too,
// and that the screen says so at once.
func TestInterruptFromSheet(t *testing.T) {
	for _, open := range []string{"W", "/"} {
		r := newRig(t, 80, 24)
		r.keys(open)
		v := r.f.snapshot()
		v.Busy = "sorting 10 000 000 rows"
		r.event(kernel.Event{View: v, Progress: &kernel.Progress{What: v.Busy, Percent: 42, LeftMs: 4000}})
		r.has("sorting 10 000 000 rows", "42 %", "0:04 left", "Ctrl+C stops it")
		r.keys("ctrl+c")
		if r.last(kernel.OpInterrupt) == nil {
			t.Fatalf("%s: nothing was interrupted", open)
		}
		r.has("stopping ...")
		r.event(kernel.Event{View: r.f.snapshot(), Progress: &kernel.Progress{Finished: true}})
		r.hasNot("stopping ...")
	}
}

// TestClickChoosesCell clicks on a value of a table: row and column are the ones that Enter, s and F
// mean then.
func TestClickChoosesCell(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("3")
	lines := strings.Split(r.frame(), "\n")
	for y, l := range lines {
		if x := strings.Index(l, "31"); x > 0 && strings.Contains(l, "12:05-12:10  home") {
			r.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		}
	}
	p := r.m.insp.pane()
	if cells := p.cells(); len(cells) < 3 || cells[p.col].Text != "31" {
		t.Errorf("the cursor is on column %d of %v", p.col, cells)
	}
	r.keys("s")
	if q := r.last(kernel.OpFigure).Pane; q.Sort != "rows" {
		t.Errorf("sorted by %q", q.Sort)
	}
}
