package kernel_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestMarksComeBack opens a notebook again: the stops and watches that a person set are there, those
// of a fence come once, when it runs, and go when it no longer sets them.
func TestMarksComeBack(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "n.spark.md")
	if err := os.WriteFile(path, []byte(stream+"\n```sparkrepl\n:break out > 5\n:watch n.keys\n```\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	start := func() *kernel.Kernel {
		k := kernel.New(kernel.Options{StateDir: filepath.Join(dir, "state"), Command: command.Run})
		if a := do(t, k, kernel.Request{Op: kernel.OpOpen, Text: path}); a.Err != nil {
			t.Fatal(a.Err)
		}
		return k
	}
	tell := func(k *kernel.Kernel, lines ...string) {
		t.Helper()
		for _, c := range lines {
			if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: c}); a.Err != nil {
				t.Fatalf(":%s: %v", c, a.Err)
			}
		}
	}
	k := start()
	tell(k, "run all", "run all", "break late > 0", "on 2 print late", "watch watermark", "watch watermark", "break keys > 3", "clear 3")
	want := []string{"B1|out > 5|every query|not hit yet|on", "B2|late > 0, then :print late|every query|not hit yet|on"}
	if got := ask(t, k, kernel.Pane{Name: "breaks"}); !reflect.DeepEqual(got, want) {
		t.Errorf("stops %q", got)
	}
	k.Close()
	k = start()
	defer k.Close()
	kept := do(t, k, kernel.Request{Op: kernel.OpView}).View.Kept
	if len(kept.Stops) != 1 || kept.Stops[0].N != 2 || kept.Stops[0].Do != "print late" || !reflect.DeepEqual(kept.Watches, []string{"watermark"}) {
		t.Errorf("opened again: %+v", kept)
	}
	tell(k, "run all")
	if kept := do(t, k, kernel.Request{Op: kernel.OpView}).View.Kept; len(kept.Stops) != 2 || !reflect.DeepEqual(kept.Watches, []string{"watermark", "n.keys"}) {
		t.Errorf("run again: %+v", kept)
	}
	cells := do(t, k, kernel.Request{Op: kernel.OpView}).View.Cells
	do(t, k, kernel.Request{Op: kernel.OpEdit, Cell: cells[1].ID, Text: ":watch keys"})
	tell(k, "run all", "clear 2", "display -d 1")
	if kept := do(t, k, kernel.Request{Op: kernel.OpView}).View.Kept; len(kept.Stops) != 0 || !reflect.DeepEqual(kept.Watches, []string{"keys"}) {
		t.Errorf("without the fence's line: %+v", kept)
	}
}

// TestStopCarriesOut runs to stops that have a command.
func TestStopCarriesOut(t *testing.T) {
	k := flights(t, nil)
	for _, line := range []string{"run all", "break late > 0", "on 1 print late + 1"} {
		if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: line}); a.Err != nil {
			t.Fatalf(":%s: %v", line, a.Err)
		}
	}
	a := do(t, k, kernel.Request{Op: kernel.OpNextStop})
	if at := a.View.Track; a.Text != "late + 1 = 2" || at.Late != 1 {
		t.Errorf("%q at a batch with %d late", a.Text, at.Late)
	}
	do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "on 1 state agg"})
	if a := do(t, k, kernel.Request{Op: kernel.OpNextStop}); a.Figure == nil || a.Figure.Title != "State" || a.Figure.Table.Total == 0 {
		t.Errorf("no state: %+v", a)
	}
	if a := do(t, k, kernel.Request{Op: kernel.OpPrevStop}); a.Figure == nil || a.View.Track.Late == 0 {
		t.Errorf("no state on the way back: %+v", a)
	}
	for line, want := range map[string]string{"on 1 run all": "does more than look", "on 7 print late": "no stop B7", "on 1 prit": "no command", "state nothing": "no operator nothing"} {
		if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: line}); a.Err == nil || !strings.Contains(a.Err.Message, want) {
			t.Errorf(":%s: %v", line, a.Err)
		}
	}
}

// TestDelveWords types what delve's users type.
func TestDelveWords(t *testing.T) {
	k := flights(t, nil)
	at := func(line string) int {
		t.Helper()
		a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: line})
		if a.Err != nil {
			t.Fatalf(":%s: %v", line, a.Err)
		}
		return do(t, k, kernel.Request{Op: kernel.OpView}).View.Track.At - 1
	}
	at("run all")
	for _, c := range []struct {
		line string
		at   int
	}{{"c b 12", 12}, {"rev next", 11}, {"check note", 11}, {"rev next 3", 8}, {"mark early", 8}, {"n 2", 10}, {"batch note", 11}, {"batch early", 8},
		{"diff early note", 8}, {"s", 8}, {"so", 8}, {"b error", 8}, {"print hourly.late + hourly.batch", 8}} {
		if got := at(c.line); got != c.at {
			t.Errorf("after :%s the batch is b%d, want b%d", c.line, got, c.at)
		}
	}
	a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "checkpoints"})
	if rows := a.Figure.Table.Rows; len(rows) != 2 || rows[0][0].Text != "note" || rows[1][1].Text != "b8" {
		t.Errorf("marks %v", rows)
	}
	a = do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "print hourly.late + hourly.batch"})
	if !strings.HasSuffix(a.Text, "= 8") {
		t.Errorf("%q", a.Text)
	}
}
