package kernel_test

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestRename holds that a cell gets only names that SQL and Go can use.
func TestRename(t *testing.T) {
	k := kernel.New(kernel.Options{Command: command.Run})
	t.Cleanup(k.Close)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```sql\nSELECT 1\n```\n"}).View
	for name, good := range map[string]bool{"counts": true, "_x1": true, "größe": true, "1x!": false, "a b": false, "a=b": false, "x-y": false} {
		a := do(t, k, kernel.Request{Op: kernel.OpCommand, Cell: v.Cells[0].ID, Text: "name " + name})
		if (a.Err == nil) != good {
			t.Errorf("%q: %v", name, a.Err)
		}
		if good && a.View.Cells[0].Name != name {
			t.Errorf("%q: the cell is called %q", name, a.View.Cells[0].Name)
		}
	}
}

// TestPastedCellKeepsItsName holds that a cell that is cut and pasted has its name again, and that a
// second one of the same name has none.
func TestPastedCellKeepsItsName(t *testing.T) {
	k := kernel.New(kernel.Options{})
	defer k.Close()
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```sql name=a\nSELECT 1\n```\n"}).View
	do(t, k, kernel.Request{Op: kernel.OpDelete, Cell: v.Cells[0].ID})
	paste := kernel.Request{Op: kernel.OpAdd, Kind: "sql", Text: "SELECT 1", Name: "a"}
	do(t, k, paste)
	paste.Index = 1
	v = do(t, k, paste).View
	if len(v.Cells) != 2 || v.Cells[0].Name != "a" || v.Cells[1].Name != "" {
		t.Errorf("%+v", v.Cells)
	}
}
