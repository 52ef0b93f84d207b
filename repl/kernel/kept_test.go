package kernel_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func ask(t *testing.T, c kernel.Client, p kernel.Pane) []string {
	t.Helper()
	a := do(t, c, kernel.Request{Op: kernel.OpFigure, Pane: &p})
	if a.Err != nil {
		t.Fatalf("pane %s: %v", p.Name, a.Err)
	}
	var out []string
	for _, row := range a.Figure.Table.Rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, c.Text)
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}

// TestKilledKeepsMarks kills the kernel: stops with their numbers, watches, the mark and the
// place come back with it, also when it is killed a second time before the queries run again.
func TestKilledKeepsMarks(t *testing.T) {
	k := spawn(t)
	cell := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: stream}).View.Cells[0].ID
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 2})
	for _, c := range []string{"break out > 5", "break late > 0", "break keys > 3", "clear 1", "toggle 3", "watch keys", "mark base", "view json"} {
		if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Cell: cell, Text: c}); a.Err != nil {
			t.Fatalf(":%s: %v", c, a.Err)
		}
	}
	do(t, k, kernel.Request{Op: kernel.OpFold, Cell: cell})
	want := do(t, k, kernel.Request{Op: kernel.OpForward, N: 2}).View.Kept
	if len(want.Looks) != 1 || !want.Looks[0].Folded || want.Looks[0].View != "json" || len(want.Stops) != 2 || len(want.Watches) != 1 || len(want.Queries) != 1 || want.Queries[0].Marked != "base" {
		t.Fatalf("kept %+v", want)
	}
	stops := ask(t, k, kernel.Pane{Name: "breaks"})
	for round := range 2 {
		if err := syscall.Kill(kernel.PID(k), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		dead(t, k)
		a := do(t, k, kernel.Request{Op: kernel.OpRestart})
		if a.Err != nil || a.View.Track == nil || a.View.Track.At != 4 {
			t.Fatalf("round %d: %v %+v", round, a.Err, a.View.Track)
		}
		if !reflect.DeepEqual(a.View.Kept, want) {
			t.Errorf("round %d: kept %+v, want %+v", round, a.View.Kept, want)
		}
		if got := ask(t, k, kernel.Pane{Name: "breaks"}); !reflect.DeepEqual(got, stops) {
			t.Errorf("round %d: the stops are %q, want %q", round, got, stops)
		}
	}
}

// TestLogTells looks into the log after cells, batches and a failure.
func TestLogTells(t *testing.T) {
	k := flights(t, nil)
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 12})
	do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "goto nowhere"})
	log := strings.Join(ask(t, k, kernel.Pane{Name: "log"}), "\n")
	for _, want := range []string{"hourly b11: in 19, out 0, late 1", "hourly b5: in 7, out 3", "cell 5 ran in", `not "nowhere"`} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %q:\n%s", want, log)
		}
	}
}

// TestCountFiltersColumn filters by a value that stands in other columns too.
func TestCountFiltersColumn(t *testing.T) {
	k := flights(t, nil)
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 8})
	all := ask(t, k, kernel.Pane{Name: "batch", Limit: 100})
	// Of every row the delay equals its column only where the delay itself does.
	for _, value := range []string{"0", "5", "-5"} {
		want := 0
		for _, row := range all {
			if strings.Split(row, "|")[8] == value {
				want++
			}
		}
		got := ask(t, k, kernel.Pane{Name: "batch", Limit: 100, Filter: value, In: "delay"})
		if len(got) != want {
			t.Errorf("delay = %s gives %d rows, want %d", value, len(got), want)
		}
		counts := ask(t, k, kernel.Pane{Name: "batch", Limit: 100, Count: "delay"})
		if want > 0 && !strings.Contains(strings.Join(counts, "\n"), fmt.Sprintf("%s|%d|", value, want)) {
			t.Errorf("the counts say other than %d for %s: %q", want, value, counts)
		}
	}
}

// TestPrintedLines prints much: a view carries a few lines, the rest comes by the page.
func TestPrintedLines(t *testing.T) {
	k := kernel.New(kernel.Options{Command: command.Run})
	t.Cleanup(k.Close)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```go\nfor i := 0; i < 50000; i++ {\n\tfmt.Println(\"line\", i)\n}\n```\n"}).View
	id := v.Cells[0].ID
	c := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: id}).View.Cells[0]
	if c.Output == nil || len(c.Output.Text.Lines) != 12 || !strings.Contains(c.Output.Text.Lines[11][0].Text, "(49 989 more lines") {
		t.Fatalf("under the cell stands %+v", c.Output)
	}
	if got := ask(t, k, kernel.Pane{Name: "output", Cell: id, Offset: 40_000, Limit: 2}); !reflect.DeepEqual(got, []string{"line 40000", "line 40001"}) {
		t.Errorf("lines 40000 on: %q", got)
	}
	text := do(t, k, kernel.Request{Op: kernel.OpCopy, Kind: "text", Pane: &kernel.Pane{Name: "output", Cell: id}}).Text
	if strings.Count(text, "\n") != 50_000 || !strings.HasPrefix(text, "line 0\n") {
		t.Errorf("the copy has %d lines", strings.Count(text, "\n"))
	}
}

// TestReloadKeeps changes one cell of a file from outside: the others keep what they did, and the
// query stands where it stood.
func TestReloadKeeps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.spark.md")
	text := "# Title\n\n" + stream[strings.Index(stream, "```"):] + "\n```go\nx := 1\n```\n"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	k := kernel.New(kernel.Options{Command: command.Run})
	t.Cleanup(k.Close)
	do(t, k, kernel.Request{Op: kernel.OpOpen, Text: path})
	do(t, k, kernel.Request{Op: kernel.OpRunAll})
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 3})
	if err := os.WriteFile(path, []byte(strings.Replace(text, "x := 1", "x := 2", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "e!"})
	if a.Err != nil || a.View.Track == nil || a.View.Track.At != 3 {
		t.Fatalf("after reading it again: %v %+v", a.Err, a.View.Track)
	}
	if c := a.View.Cells; c[1].State != "ok" || c[2].State != "stale" || c[2].Source != "x := 2" {
		t.Errorf("the cells are %q and %q", c[1].State, c[2].State)
	}
}

// TestFileIsGone takes the file of an open notebook away: the cells stay, and saving writes it again.
func TestFileIsGone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.spark.md")
	if err := os.WriteFile(path, []byte("```go\nx := 1\n```\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	k := kernel.New(kernel.Options{Command: command.Run})
	t.Cleanup(k.Close)
	do(t, k, kernel.Request{Op: kernel.OpOpen, Text: path})
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "e!"})
	if a.Err == nil || !strings.Contains(a.Err.Message, "n.spark.md is not on the disk") {
		t.Errorf("reading it again says %v", a.Err)
	}
	for told := false; !told; {
		select {
		case e := <-k.Events():
			told = e.View != nil && strings.Contains(e.View.Message, "n.spark.md is not on the disk")
			if e.View != nil && (len(e.View.Cells) != 1 || e.View.Cells[0].Source != "x := 1") {
				t.Fatalf("the cells are gone with the file: %+v", e.View.Cells)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("nobody says that the file is gone")
		}
	}
	if a := do(t, k, kernel.Request{Op: kernel.OpSave}); a.Err != nil {
		t.Errorf("saving a file that is gone: %v", a.Err)
	}
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "x := 1") {
		t.Errorf("the file holds %q, %v", text, err)
	}
}

// TestResultUnderCell holds that the rows of a SQL cell stand under it, some of them, with the
// number of all.
func TestResultUnderCell(t *testing.T) {
	k := kernel.New(kernel.Options{Command: command.Run})
	t.Cleanup(k.Close)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```sql\nSELECT id FROM range(1000)\n```\n"}).View
	c := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: v.Cells[0].ID}).View.Cells[0]
	if c.Output == nil || c.Output.Table == nil || c.Output.Table.Total != 1000 || len(c.Output.Table.Rows) != 5 {
		t.Fatalf("under the cell stands %+v", c.Output)
	}
}

// TestInjectRefuses holds that what is no row of the source runs no batch.
func TestInjectRefuses(t *testing.T) {
	k := flights(t, nil)
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 2})
	for line, want := range map[string]string{"inject nope": "JSON object", "inject [1]": "JSON object", `inject {"orgin": "EWR"}`: `no column "orgin"`} {
		if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: line}); a.Err == nil || !strings.Contains(a.Err.Message, want) {
			t.Errorf(":%s: %v", line, a.Err)
		}
	}
	if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: `inject {"origin": "EWR", "delay": 3}`}); a.Err != nil || a.View.Track.At != 3 {
		t.Errorf("a row by hand: %v, %d batches", a.Err, a.View.Track.At)
	}
}

// TestRevivedRunsWhatRan ends the kernel in a cell: of the others only those run again that had run
// to their end, and the cell itself says what it did.
func TestRevivedRunsWhatRan(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector dies of the recursion in its own way")
	}
	k := spawn(t)
	cells := stream + "```go\nfor { }\n```\n```go\nfmt.Println(nothing)\n```\n```go\n" + endless + "\n```\n"
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: cells}).View
	do(t, k, kernel.Request{Op: kernel.OpRun, Cell: v.Cells[0].ID})
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 2})
	if a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: v.Cells[2].ID}); a.Err == nil {
		t.Fatal("cell 3 did not fail")
	}
	_, _ = k.Do(t.Context(), kernel.Request{Op: kernel.OpRun, Cell: v.Cells[3].ID})
	dead(t, k)
	for round := range 2 {
		a := do(t, k, kernel.Request{Op: kernel.OpRestart})
		if a.Err != nil || a.View.Track == nil || a.View.Track.At != 2 {
			t.Fatalf("round %d: %v, the query stands at %+v", round, a.Err, a.View.Track)
		}
		var states []string
		for _, c := range a.View.Cells {
			states = append(states, c.State)
		}
		want := []string{"ok", "", "", "failed"}
		if round == 1 {
			want[3] = "" // it did not run in the process that ended now
		}
		if !reflect.DeepEqual(states, want) {
			t.Errorf("round %d: the cells are %q, want %q", round, states, want)
		}
		if err := a.View.Cells[3].Err; round == 0 && (err == nil || !strings.Contains(err.Message, "ended while this ran: a function called itself without end")) {
			t.Errorf("the cell that ended the kernel says %+v", err)
		}
		if err := syscall.Kill(kernel.PID(k), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		dead(t, k)
	}
}
