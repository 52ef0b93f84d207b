package kernel_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares a text with testdata/name, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (rewrite with -update)\n--- want\n%s--- got\n%s", path, want, got)
	}
}

// still is a kernel over an example in which no batch takes any time, with so many batches done.
func still(t *testing.T, example string, batches int) *kernel.Kernel {
	t.Helper()
	k := kernel.New(kernel.Options{Files: examples.Files, Command: command.Run, Now: func() time.Time { return time.Unix(1e9, 0) }})
	t.Cleanup(k.Close)
	do(t, k, kernel.Request{Op: kernel.OpOpen, Kind: "examples:" + example})
	if a := do(t, k, kernel.Request{Op: kernel.OpGoto, Index: batches}); a.Err != nil {
		t.Fatal(a.Err)
	}
	return k
}

// drawn is a pane as a screen of w columns shows it in h lines.
func drawn(t *testing.T, k *kernel.Kernel, p kernel.Pane, w, h int) string {
	t.Helper()
	p.Width, p.Height, p.Limit = w, h, h
	a := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &p})
	if a.Err != nil {
		t.Fatalf("%s: %v", p.Name, a.Err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "== %s %s, %d columns\n", p.Name, p.Row, w)
	for _, l := range viz.Draw(a.Figure, w, 2*h, viz.Theme{ASCII: true}) {
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	return b.String()
}

// TestTabsOfExamples draws what is special about other kinds of state.
func TestTabsOfExamples(t *testing.T) {
	var b strings.Builder
	for _, e := range []string{"joinstreams", "dedup", "sessions", "wordcount", "modes"} {
		k := still(t, e, 13)
		b.WriteString("==== " + e + "\n")
		for _, name := range []string{"batch", "windows", "state", "why"} {
			b.WriteString(drawn(t, k, kernel.Pane{Name: name}, 80, 7))
		}
	}
	golden(t, "examples.txt", b.String())
}

// TestTabs draws every tab of the flights at one batch as a screen of 80 columns and the inspector
// of one of 160 show it: no value that matters is cut.
func TestTabs(t *testing.T) {
	k := still(t, "flights", 12)
	var b strings.Builder
	draw := func(p kernel.Pane) {
		for _, w := range []int{80, 71} {
			b.WriteString(drawn(t, k, p, w, 8))
		}
	}
	for _, name := range []string{"batch", "plan", "windows", "state", "late", "why"} {
		draw(kernel.Pane{Name: name})
	}
	draw(kernel.Pane{Name: "state", Filter: "~"})
	rows := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "state"}}).Figure.Table
	draw(kernel.Pane{Name: "state", Row: rows.IDs[2]})
	draw(kernel.Pane{Name: "why", Row: rows.IDs[2]})
	late := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "late"}}).Figure.Table
	draw(kernel.Pane{Name: "why", Row: late.IDs[0]})
	golden(t, "tabs.txt", b.String())
	back := do(t, k, kernel.Request{Op: kernel.OpPrevStop, Pane: &kernel.Pane{Row: rows.IDs[2]}})
	if back.Err != nil || back.View.Track.At != 11 {
		t.Errorf("the last change of %s: %+v", rows.IDs[2], back)
	}
}

// TestOutputViews shows the rows under a cell as a table, as bars and as JSON, and the rows out of an
// operator.
func TestOutputViews(t *testing.T) {
	k := still(t, "flights", 10)
	cells := do(t, k, kernel.Request{Op: kernel.OpView}).View.Cells
	last := cells[6].ID
	var b strings.Builder
	for _, view := range []string{"table", "plot", "json"} {
		a := do(t, k, kernel.Request{Op: kernel.OpView})
		b.WriteString("== " + view + "\n" + viz.Lines(viz.Draw(a.View.Cells[6].Output, 60, 12, viz.Theme{ASCII: true})))
		do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "view next", Cell: last})
	}
	b.WriteString(drawn(t, k, kernel.Pane{Name: "rows", Row: "node:3"}, 60, 5))
	b.WriteString(drawn(t, k, kernel.Pane{Name: "rows", Row: "node:2", Sort: "-delay"}, 60, 5))
	golden(t, "outputs.txt", b.String())
	if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "view pie", Cell: last}); a.Err == nil || !strings.Contains(a.Err.Message, "table, plot, json") {
		t.Errorf("a view that is none: %+v", a)
	}
	if a := do(t, k, kernel.Request{Op: kernel.OpCopy, Kind: "csv", Pane: &kernel.Pane{Name: "rows", Row: "node:3"}}); !strings.Contains(a.Text, "window,origin,count(1),avg(delay)\n") {
		t.Errorf("copied %q", a.Text)
	}
}

// TestPrintsStandWhereTheyBelong runs cells after batches: what console sinks wrote is in no cell, and
// what a function of the user printed in a batch is under the cell that started its query.
func TestPrintsStandWhereTheyBelong(t *testing.T) {
	k := kernel.New(kernel.Options{Files: examples.Files})
	defer k.Close()
	do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```go\nrows := spark.ReadStream().Format(\"recording\").Load(\"examples:sample.rec\")\n" +
		"seen := rows.Where(func(r spark.Row) bool { fmt.Println(\"saw\", r.Str(\"user\")); return true })\n" +
		"seen.WriteStream().Format(\"console\").QueryName(\"q\").Start()\n```\n\n```go\nfmt.Println(\"here\")\n```\n"})
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 2})
	v := do(t, k, kernel.Request{Op: kernel.OpView}).View
	a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: v.Cells[1].ID})
	for i, want := range []string{"saw ann", "here"} {
		text := do(t, k, kernel.Request{Op: kernel.OpCopy, Kind: "text", Pane: &kernel.Pane{Name: "output", Cell: a.View.Cells[i].ID}}).Text
		if i == 0 {
			text = ""
			for _, l := range do(t, k, kernel.Request{Op: kernel.OpView}).View.Cells[0].Notes {
				text += l.String()
			}
			text += k.OutputText(v.Cells[0].ID, 0)
		}
		if !strings.Contains(text, want) || strings.Contains(text, "Batch: 0") {
			t.Errorf("cell %d shows %q, want %q", i+1, text, want)
		}
	}
}

// TestLaterMark goes back behind the marked batch: what is there and not at the mark is not new, and
// what comes until there was not evicted.
func TestLaterMark(t *testing.T) {
	k := still(t, "flights", 12)
	for _, r := range []kernel.Request{{Op: kernel.OpCommand, Text: "mark"}, {Op: kernel.OpGoto, Index: 9}} {
		if a := do(t, k, r); a.Err != nil {
			t.Fatal(a.Err)
		}
	}
	got := drawn(t, k, kernel.Pane{Name: "state"}, 120, 20)
	if strings.Contains(got, "evicted") || strings.Count(got, "- gone by b11") != 3 || strings.Count(got, "+ new by b11") != 3 {
		t.Error(got)
	}
}
