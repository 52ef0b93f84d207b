package kernel_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// shownByCells is the state of each cell, and the first that it shows.
func shownByCells(t *testing.T, k *kernel.Kernel) string {
	t.Helper()
	var out []string
	for _, c := range do(t, k, kernel.Request{Op: kernel.OpView}).View.Cells {
		shown := ""
		if c.Output != nil && c.Output.Table != nil {
			shown = c.Output.Table.Rows[0][0].Text
		} else if c.Output != nil && c.Output.Text != nil {
			shown = strings.TrimSpace(c.Output.Text.Lines[0].String())
		}
		out = append(out, fmt.Sprintf("%s %s", c.State, shown))
	}
	return strings.Join(out, ", ")
}

// TestOutputCache opens a notebook again: nothing runs, and its cells show what they showed, until they, a cell
// before them, or a file that they read is another.
func TestOutputCache(t *testing.T) {
	dir := t.TempDir()
	path, rows := filepath.Join(dir, "n.spark.md"), filepath.Join(dir, "rows.jsonl")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(rows, "{\"a\":1}\n{\"a\":2}\n")
	book := "```go\nfmt.Println(\"one\")\n```\n\n```go\nr := spark.Read().Schema(\"a INT\").JSON(\"rows.jsonl\")\n```\n\n```sql\nSELECT sum(a) AS total FROM r\n```\n"
	write(path, book)
	start := func() *kernel.Kernel {
		k := kernel.New(kernel.Options{StateDir: filepath.Join(dir, "state"), CacheDir: filepath.Join(dir, "cache"), Command: command.Run})
		if a := do(t, k, kernel.Request{Op: kernel.OpOpen, Text: path}); a.Err != nil {
			t.Fatal(a.Err)
		}
		return k
	}
	expect := func(k *kernel.Kernel, when, want string) {
		t.Helper()
		if got := shownByCells(t, k); got != want {
			t.Errorf("%s: %s; want %s", when, got, want)
		}
	}
	k := start()
	expect(k, "never run", " ,  ,  ")
	do(t, k, kernel.Request{Op: kernel.OpRunAll})
	expect(k, "run", "ok one, ok , ok 3")
	k.Close()

	k = start()
	expect(k, "opened again", "cached one, cached , cached 3")
	cells := do(t, k, kernel.Request{Op: kernel.OpView}).View.Cells
	if f := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "output", Cell: cells[2].ID}}).Figure; f.Table == nil || f.Table.Rows[0][0].Text != "3" {
		t.Errorf("its table is %+v", f)
	}
	do(t, k, kernel.Request{Op: kernel.OpEdit, Cell: cells[1].ID, Text: strings.Replace(cells[1].Source, "a INT", "a LONG", 1)})
	expect(k, "edited", "cached one,  ,  ")
	do(t, k, kernel.Request{Op: kernel.OpUndo})
	expect(k, "undone", "cached one, cached , cached 3")
	k.Close()

	k = start()
	expect(k, "not run since", "cached one, cached , cached 3")
	k.Close()
	write(rows, "{\"a\":5}\n")
	if err := os.Chtimes(rows, time.Unix(1, 0), time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	k = start()
	expect(k, "other rows", "cached one,  ,  ")
	do(t, k, kernel.Request{Op: kernel.OpRunAll})
	expect(k, "run again", "ok one, ok , ok 5")
	k.Close()

	files, err := filepath.Glob(filepath.Join(dir, "cache", "outputs", "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	write(files[0], "{damaged")
	k = start()
	defer k.Close()
	expect(k, "damaged", " ,  ,  ")
}
