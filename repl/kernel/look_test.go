package kernel_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// looked is a notebook in a file that is opened several times.
type looked struct {
	t         *testing.T
	dir, path string
	k         *kernel.Kernel
	cells     []kernel.CellView
}

// lookedAt writes the notebook of these SQL cells and opens it; what comes before "|" stands behind
// the language of a fence.
func lookedAt(t *testing.T, cells ...string) *looked {
	n := &looked{t: t, dir: t.TempDir()}
	n.path = filepath.Join(n.dir, "n.spark.md")
	n.write(cells...)
	n.open()
	return n
}

func (n *looked) write(cells ...string) {
	text := "---\nsparkrepl: 1\n---\n"
	for _, c := range cells {
		first, sql, _ := strings.Cut(c, "|")
		text += "```sql" + first + "\n" + sql + "\n```\n"
	}
	if err := os.WriteFile(n.path, []byte(text), 0o600); err != nil {
		n.t.Fatal(err)
	}
}

func (n *looked) open() {
	if n.k != nil {
		n.k.Close()
	}
	n.k = kernel.New(kernel.Options{StateDir: filepath.Join(n.dir, "state"), CacheDir: filepath.Join(n.dir, "cache"), Command: command.Run})
	a := do(n.t, n.k, kernel.Request{Op: kernel.OpOpen, Text: n.path})
	if a.Err != nil {
		n.t.Fatal(a.Err)
	}
	n.cells = a.View.Cells
}

func (n *looked) view(i int, view string) string {
	return do(n.t, n.k, kernel.Request{Op: kernel.OpCommand, Cell: n.cells[i].ID, Text: "view " + view}).Text
}

func (n *looked) fold(i int) { do(n.t, n.k, kernel.Request{Op: kernel.OpFold, Cell: n.cells[i].ID}) }

// looks says of each cell how it is looked at.
func (n *looked) looks() string {
	v := do(n.t, n.k, kernel.Request{Op: kernel.OpView}).View
	out := make([]string, len(v.Cells))
	for _, l := range v.Kept.Looks {
		out[l.Place] = l.View
	}
	for i, c := range v.Cells {
		if c.Folded {
			out[i] = strings.TrimSpace(out[i] + " folded")
		}
	}
	return strings.Join(out, "|")
}

// TestLooksComeBack folds outputs and shows them another way, quits, and opens the notebook again.
func TestLooksComeBack(t *testing.T) {
	n := lookedAt(t, "|SELECT 1 AS n", " name=two view=plot|SELECT 'b' AS k, 2 AS n", "|SELECT 1 AS n", "|SELECT 4 AS n")
	before, _ := os.ReadFile(n.path)
	do(t, n.k, kernel.Request{Op: kernel.OpRunAll})
	n.view(1, "next")
	n.view(3, "plot")
	for _, i := range []int{2, 3, 3, 1, 0, 0} {
		n.fold(i)
	}
	if a := do(t, n.k, kernel.Request{Op: kernel.OpFold, Cell: "no such"}); a.Err == nil {
		t.Error("a cell that is not there was folded")
	}
	do(t, n.k, kernel.Request{Op: kernel.OpEdit, Cell: n.cells[3].ID, Text: "SELECT 5 AS n"})
	do(t, n.k, kernel.Request{Op: kernel.OpSave})

	n.open()
	if got, want := n.looks(), "|json folded|folded|plot"; got != want {
		t.Errorf("opened again %q, want %q", got, want)
	}
	if say := n.view(1, "json"); !strings.Contains(say, "from the cache") {
		t.Errorf("a cached output as JSON: %q", say)
	}
	if a := do(t, n.k, kernel.Request{Op: kernel.OpRunAll}); a.View.Cells[1].Output.Table != nil || a.View.Cells[3].Output.Table != nil || a.View.Cells[0].Output.Table == nil {
		t.Errorf("run again: %+v", a.View.Cells)
	}
	n.k.Close()
	if now, _ := os.ReadFile(n.path); string(now) != strings.Replace(string(before), "SELECT 4", "SELECT 5", 1) {
		t.Errorf("the file is %q", now)
	}
}

// TestLooksFollowCells lets another program change the file: a cell with a name is known by it,
// another by its text, and of two that say the same the one in its place.
func TestLooksFollowCells(t *testing.T) {
	n := lookedAt(t, "|SELECT 1 AS n", " name=two|SELECT 2 AS n", "|SELECT 1 AS n", "|SELECT 4 AS n")
	for i := 1; i < 4; i++ {
		n.fold(i)
	}
	n.view(1, "json")
	n.k.Close()
	n.write("|SELECT 6 AS n", "|SELECT 1 AS n", " name=two|SELECT 3 AS n", "|SELECT 7 AS n")
	n.open()
	defer n.k.Close()
	if got, want := n.looks(), "|folded|json folded|"; got != want {
		t.Errorf("opened again %q, want %q", got, want)
	}
	n.write("|SELECT 1 AS n", " name=two|SELECT 2 AS n", "|SELECT 1 AS n")
	n.open()
	if got, want := n.looks(), "folded|json folded|"; got != want { // its text came back in two places
		t.Errorf("after a second change %q, want %q", got, want)
	}
}
