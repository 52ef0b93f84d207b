package notebook

import (
	"fmt"
	"strings"
	"testing"
)

func TestStaleness(t *testing.T) {
	n := mustParse(t, "```go\na\n```\n```go\nb\n```\n```go\nc\n```\n```go\nd\n```\n")
	names := map[string]Names{
		"c1": {Defines: []string{"a"}}, "c2": {Defines: []string{"b"}, Uses: []string{"a"}},
		"c3": {Uses: []string{"b"}}, "c4": {Defines: []string{"d"}},
	}
	var r Runs
	check := func(when string, want ...Outcome) {
		t.Helper()
		status := r.Status(n.Cells(), names)
		for i, c := range n.Cells() {
			if got := status[c.ID]; got.State != want[i] {
				t.Errorf("%s: cell %d is %q (%s), want %q", when, i+1, got.State, got.Reason, want[i])
			}
		}
	}
	check("at first", NotRun, NotRun, NotRun, NotRun)
	for _, id := range []string{"c1", "c2", "c3", "c4"} {
		r.Done(n.Cells(), names, id, OK)
	}
	check("all ran", OK, OK, OK, OK)
	if err := n.Edit("c1", "a2"); err != nil {
		t.Fatal(err)
	}
	check("first edited", Stale, Stale, Stale, OK)
	n.Undo()
	check("edit undone", OK, OK, OK, OK)
	n.Redo()
	r.Done(n.Cells(), names, "c1", OK)
	check("first ran", OK, Stale, Stale, OK)
	if got := r.Needed(n.Cells(), names, "c3"); len(got) != 2 || got[0] != "c2" || got[1] != "c3" {
		t.Errorf("c3 needs %v", got)
	}
	r.Done(n.Cells(), names, "c2", Failed)
	check("second failed", OK, Failed, Stale, OK)
	if err := n.Delete("c2"); err != nil {
		t.Fatal(err)
	}
	check("second deleted", OK, Stale, OK)
	r.Forget()
	check("restarted", NotRun, NotRun, NotRun)
}

// A cell that is needed over many ways is looked at once: here there are more ways than could
// ever be walked.
func TestNeededOverManyWays(t *testing.T) {
	const count = 90
	var text strings.Builder
	names := map[string]Names{}
	for i := range count {
		fmt.Fprintf(&text, "```go\nc%d\n```\n\n", i)
	}
	n := mustParse(t, text.String())
	for i, c := range n.Cells() {
		names[c.ID] = Names{Defines: []string{fmt.Sprint("c", i)}, Uses: []string{fmt.Sprint("c", i-1), fmt.Sprint("c", i-2)}}
	}
	last := n.Cells()[count-1].ID
	if got := (&Runs{}).Needed(n.Cells(), names, last); len(got) != count || got[0] != n.Cells()[0].ID || got[count-1] != last {
		t.Errorf("needs %d cells: %v", len(got), got)
	}
}
