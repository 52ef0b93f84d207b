package notebook

import (
	"strings"
	"testing"
)

const sample = "---\nsparkrepl: 1\ntitle: Clicks\ncolour: blue\n---\n# Clicks\n\nSome text.\n\n```go\nclicks := 1\n```\n\n```sql  name=counts   view=plot\nSELECT 1\n```\n```text\nonly shown\n```\n\n~~~sparkrepl\n:break late > 0\n~~~\n"

func mustParse(t *testing.T, text string) *Notebook {
	t.Helper()
	n, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(n.Bytes()); got != text {
		t.Fatalf("round trip:\n%q\n%q", text, got)
	}
	return n
}

func kinds(n *Notebook) string {
	var out []string
	for _, c := range n.Cells() {
		out = append(out, string(c.Kind)+":"+c.Source)
	}
	return strings.Join(out, "|")
}

func TestParse(t *testing.T) {
	n := mustParse(t, sample)
	want := "md:# Clicks\n\nSome text.|go:clicks := 1|sql:SELECT 1|other:only shown|sparkrepl::break late > 0"
	if got := kinds(n); got != want {
		t.Errorf("cells\n%s\nwant\n%s", got, want)
	}
	if n.Title() != "Clicks" || n.Front("colour") != "blue" || n.ReadOnly != "" {
		t.Errorf("front matter: %q %q %q", n.Title(), n.Front("colour"), n.ReadOnly)
	}
	c := n.Cells()[2]
	if v, _ := c.Option("view"); c.Name() != "counts" || v != "plot" {
		t.Errorf("options %v", c.Options)
	}
}

func TestRoundTrip(t *testing.T) {
	for _, text := range []string{
		"", "\n", "x", "---\n", "---\nnever: closed\n", "\uFEFF---\r\nsparkrepl: 1\r\n---\r\n\r\n```go\r\nx\r\n```\r\n",
		"```go\nunclosed", "```go", "````go\n```\n````\n", "   ```go skip  \nx\n  ```   \n\n\n", "```go\n\n\n```\n\n  \n", "a\r\n\nb\n```sql\n```",
		"<<<<<<< HEAD\n```go\na\n```\n=======\n```go\nb\n```\n>>>>>>> other\n",
	} {
		mustParse(t, text)
	}
}

func TestNewerVersion(t *testing.T) {
	n := mustParse(t, "---\nsparkrepl: 2.1\n---\n```go\nx\n```\n")
	if !strings.Contains(n.ReadOnly, "format 2.1") {
		t.Errorf("ReadOnly %q", n.ReadOnly)
	}
	if err := n.Edit("c1", "y"); err != ErrReadOnly {
		t.Errorf("edit of a read-only notebook: %v", err)
	}
}

func TestConflict(t *testing.T) {
	n := mustParse(t, "```go\na := 1\n<<<<<<< HEAD\nb := 1\n=======\nb := 2\n>>>>>>> other\n```\n\n```go\nc := 1\n```\n")
	if c := n.Cells()[0]; c.Failed == "" || c.FailedLine != 2 {
		t.Errorf("conflict not seen: %+v", c)
	}
	if c := n.Cells()[1]; c.Failed != "" {
		t.Errorf("the rest of the notebook must open: %s", c.Failed)
	}
}

func TestEdit(t *testing.T) {
	n := mustParse(t, sample)
	sql := n.Cells()[2].ID
	if err := n.Edit(sql, "SELECT 2"); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(sample, "SELECT 1", "SELECT 2", 1)
	if got := string(n.Bytes()); got != want {
		t.Errorf("only the source may change:\n%s", got)
	}
	if err := n.SetOption(sql, "skip", "", true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(n.Bytes()), "```sql name=counts view=plot skip\n") {
		t.Errorf("option not written:\n%s", n.Bytes())
	}
	if err := n.Edit(n.Cells()[1].ID, "s := `\n```\n`"); err != nil {
		t.Fatal(err)
	}
	again := mustParse(t, string(n.Bytes()))
	if got := again.Cells()[1].Source; got != "s := `\n```\n`" {
		t.Errorf("a source with a fence in it reads back as %q", got)
	}
	for n.CanUndo() {
		n.Undo()
	}
	if string(n.Bytes()) != sample {
		t.Errorf("undo of everything gives\n%s", n.Bytes())
	}
	if what := n.Redo(); what != "edit cell 3" {
		t.Errorf("redo says %q", what)
	}
}

func TestCellActions(t *testing.T) {
	n := mustParse(t, "```go\na\n```\n```go\nb\n```")
	id, err := n.Insert(1, SQL, "SELECT 1")
	if err != nil {
		t.Fatal(err)
	}
	if got := kinds(n); got != "go:a|sql:SELECT 1|go:b" {
		t.Errorf("insert: %s", got)
	}
	if err := n.Move(id, 9); err != nil {
		t.Fatal(err)
	}
	if got, want := string(n.Bytes()), "```go\na\n```\n```go\nb\n```\n\n```sql\nSELECT 1\n```\n"; got != want {
		t.Errorf("move\n%q\n%q", got, want)
	}
	if err := n.SetKind(id, Text); err != nil {
		t.Fatal(err)
	}
	if err := n.Edit(id, "words\n\n```go\nc\n```"); err != nil {
		t.Fatal(err)
	}
	if got := kinds(mustParse(t, string(n.Bytes()))); got != "go:a|go:b|md:words|go:c" {
		t.Errorf("fence typed into text: %s", got)
	}
	if err := n.Delete("c1"); err != nil {
		t.Fatal(err)
	}
	if err := n.Delete("c1"); err == nil || err.Error() != "there is no cell c1" {
		t.Errorf("second delete: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample, "x", 1)
	f.Add("\uFEFF---\r\n---\r\n```go\r\nx\r\n", "```\ny", 0)
	f.Add("  ~~~ go a=\"b c\"\n", "", 3)
	f.Fuzz(func(t *testing.T, text, edit string, at int) {
		n, err := Parse([]byte(text))
		if err != nil {
			return
		}
		if string(n.Bytes()) != text {
			t.Fatalf("round trip: %q gives %q", text, n.Bytes())
		}
		cells := n.Cells()
		if len(cells) == 0 || n.ReadOnly != "" || strings.ContainsAny(edit, "\r\x00") {
			return
		}
		c := cells[((at%len(cells))+len(cells))%len(cells)]
		if err := n.Edit(c.ID, edit); err != nil {
			t.Fatal(err)
		}
		again, err := Parse(n.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if c.Kind != Text && !strings.HasSuffix(edit, "\n") {
			at := -1
			for i, k := range n.Cells() {
				if k.ID == c.ID {
					at = i
				}
			}
			if len(again.Cells()) != len(n.Cells()) || again.Cells()[at].Source != edit {
				t.Fatalf("%q edited to %q reads back as %q", text, edit, n.Bytes())
			}
		}
		n.Undo()
		if string(n.Bytes()) != text {
			t.Fatalf("undo: %q gives %q", text, n.Bytes())
		}
	})
}
