package notebook

import (
	"slices"
	"testing"
)

func TestSucceed(t *testing.T) {
	const before = "one\n\n```go\na := 1\n```\n\n```sql\nSELECT 1\n```\n\n```go\nb := 2\n```\n"
	for _, c := range []struct {
		after string
		ids   []string
	}{
		{before, []string{"c1", "c2", "c3", "c4"}},
		{"one\n\n```go\na := 1\n```\n\n```sql\nSELECT 2\n```\n\n```go\nb := 2\n```\n", []string{"c1", "c2", "c3", "c4"}},
		{"one\n\n```go\nb := 2\n```\n\n```go\na := 1\n```\n", []string{"c1", "c4", "c2"}},
		{"```go\nnew := 0\n```\n\none\n\n```go\na := 1\n```\n", []string{"c5", "c1", "c2"}},
		{"```go\na := 1\n```\n\n```go\na := 1\n```\n", []string{"c2", "c5"}},
		{"", nil},
	} {
		old, err := Parse([]byte(before))
		if err != nil {
			t.Fatal(err)
		}
		n, err := Parse([]byte(c.after))
		if err != nil {
			t.Fatal(err)
		}
		n.Succeed(old)
		var ids []string
		for _, x := range n.Cells() {
			ids = append(ids, x.ID)
		}
		if !slices.Equal(ids, c.ids) {
			t.Errorf("%q has the cells %q, want %q", c.after, ids, c.ids)
		}
		if n.CanUndo() != (c.after != before) {
			t.Errorf("%q: can undo %v", c.after, n.CanUndo())
		}
		n.Undo()
		if got := string(n.Bytes()); got != before {
			t.Errorf("undo gives %q", got)
		}
	}
}
