package kernel_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestNumbersGoOn holds that a query which went on from its checkpoint has its batches numbered on from there,
// the same in every tab, and that going to a batch means these numbers.
func TestNumbersGoOn(t *testing.T) {
	dir := t.TempDir()
	for i := range 6 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.json", i)), fmt.Appendf(nil, `{"n":%d}`, i%2), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	book := fmt.Sprintf("```go\nj := spark.ReadStream().Format(\"json\").Schema(\"n INT\").Option(\"maxFilesPerTrigger\", 1).Load(%q)\n```\n\n"+
		"```sql name=s\nSELECT n, count(*) AS c FROM j GROUP BY n\n```\n\n"+
		"```go\ns.WriteStream().OutputMode(\"update\").Option(\"checkpointLocation\", %q).Format(\"console\").QueryName(\"q\").Start()\n```\n", filepath.Join(dir, "*.json"), filepath.Join(dir, "ck"))
	open := func() *kernel.Kernel {
		k := kernel.New(kernel.Options{Command: command.Run})
		do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: book})
		return k
	}
	k := open()
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 2})
	k.Close()
	k = open()
	t.Cleanup(k.Close)
	if tr := do(t, k, kernel.Request{Op: kernel.OpRunAll}).View.Track; tr.At != 0 || tr.Keys != 2 {
		t.Errorf("before b2: at %d, %d keys", tr.At, tr.Keys)
	}
	if tr := do(t, k, kernel.Request{Op: kernel.OpForward, N: 2}).View.Track; tr.Base != 2 || tr.At != 2 {
		t.Fatalf("base %d, at %d", tr.Base, tr.At)
	}
	shown := func(pane string) string {
		tab := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: pane, Limit: 9}}).Figure.Table
		text := ""
		for _, l := range tab.Head {
			text += l.String() + "\n"
		}
		for _, c := range tab.Columns {
			text += c.Name + " "
		}
		return text + fmt.Sprint(tab.IDs)
	}
	for pane, want := range map[string]string{"batch": "b3", "state": "b2 > b3", "timeline": "[b2 b3", "late": "b3: 0 late"} {
		if got := shown(pane); !strings.Contains(got, want) || strings.Contains(got, "b1") {
			t.Errorf("%s has no %q: %s", pane, want, got)
		}
	}
	at := func(what string, r kernel.Request, want int) {
		t.Helper()
		if tr := do(t, k, r).View.Track; tr.Base+tr.At-1 != want {
			t.Errorf("%s: at b%d, want b%d", what, tr.Base+tr.At-1, want)
		}
	}
	at(":batch 2", kernel.Request{Op: kernel.OpCommand, Text: "batch 2"}, 2)
	at(":continue b4", kernel.Request{Op: kernel.OpCommand, Text: "continue b4"}, 4)
	at(":batch 0", kernel.Request{Op: kernel.OpCommand, Text: "batch 0"}, 1) // it is behind the checkpoint
	at("--at 3", kernel.Request{Op: kernel.OpGoto, Index: 4, Kind: "number"}, 3)
	if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "mark early"}); a.View.Message != "b3 is the base of differences now (:mark off ends it)" && !strings.Contains(a.Text, "b3") {
		t.Errorf("marked: %q %q", a.Text, a.View.Message)
	}
	at(":batch 5", kernel.Request{Op: kernel.OpCommand, Text: "batch 5"}, 5)
	at(":batch early", kernel.Request{Op: kernel.OpCommand, Text: "batch early"}, 3)
	at(`:inject`, kernel.Request{Op: kernel.OpCommand, Text: `inject {"n":7}`}, 4)
}
