package kernel_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// TestNameless types into a notebook without a name: the text is in a file that the start screen
// offers, until the notebook is saved under a name.
func TestNameless(t *testing.T) {
	dir := t.TempDir()
	p := sessions.Paths{State: filepath.Join(dir, "state")}
	k := kernel.New(kernel.Options{StateDir: p.State, Dir: dir})
	defer k.Close()
	do(t, k, kernel.Request{Op: kernel.OpOpen})
	do(t, k, kernel.Request{Op: kernel.OpAdd, Kind: "go", Text: "typed := 41"})
	kept := sessions.Recent(p)
	if len(kept) != 1 {
		t.Fatalf("files kept: %v, want one", kept)
	}
	text, err := os.ReadFile(kept[0])
	if err != nil || !strings.Contains(string(text), "typed := 41") {
		t.Fatalf("kept %q, %v", text, err)
	}
	if a := do(t, k, kernel.Request{Op: kernel.OpSave, Text: "named.spark.md"}); a.Err != nil {
		t.Fatal(a.Err)
	}
	if _, err := os.Stat(kept[0]); !os.IsNotExist(err) {
		t.Errorf("the kept text is still there after the notebook was saved: %v", err)
	}
}

// TestNoQueryRuns says in the inspector which cell keeps the queries from running.
func TestNoQueryRuns(t *testing.T) {
	k := kernel.New(kernel.Options{})
	defer k.Close()
	do(t, k, kernel.Request{Op: kernel.OpOpen})
	do(t, k, kernel.Request{Op: kernel.OpAdd, Kind: "sql", Text: "SELECT 1 +"})
	if got := drawn(t, k, kernel.Pane{Name: "windows"}, 80, 8); !strings.Contains(got, "no query is started yet") {
		t.Errorf("before a run:\n%s", got)
	}
	if a := do(t, k, kernel.Request{Op: kernel.OpForward}); a.Err == nil {
		t.Fatal("a cell with a mistake ran")
	}
	if got := drawn(t, k, kernel.Pane{Name: "windows"}, 80, 8); !strings.Contains(got, "no query runs, for cell 1 failed: ") {
		t.Errorf("after it:\n%s", got)
	}
}

// TestNewQueryIsShown brings the query of a cell to the screen when the cell runs for the first time,
// and leaves the screen alone when it runs again.
func TestNewQueryIsShown(t *testing.T) {
	k := kernel.New(kernel.Options{})
	defer k.Close()
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: stream}).View
	do(t, k, kernel.Request{Op: kernel.OpRunAll})
	first := do(t, k, kernel.Request{Op: kernel.OpForward}).View.Track.Query
	source := "more := spark.ReadStream().Format(\"rate-micro-batch\").Option(\"rowsPerBatch\", 1).Load()\nmore.WriteStream().Format(\"memory\").QueryName(\"other\").Start()"
	cell := do(t, k, kernel.Request{Op: kernel.OpAdd, Index: len(v.Cells), Kind: "go", Text: source}).Text
	if a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: cell}); a.Err != nil || a.View.Track.Query != "other" {
		t.Errorf("after it ran: %v, query %s", a.Err, a.View.Track.Query)
	}
	do(t, k, kernel.Request{Op: kernel.OpQuery, Query: first})
	a := do(t, k, kernel.Request{Op: kernel.OpRun, Cell: cell})
	if a.View.Track.Query != first {
		t.Errorf("after it ran again: query %s in place of %s", a.View.Track.Query, first)
	}
}
