package sessions_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/sessions"
)

func TestHistory(t *testing.T) {
	p := sessions.Paths{State: filepath.Join(t.TempDir(), "state")}
	if got := sessions.RanBefore(p); got != nil {
		t.Fatalf("before anything ran: %v", got)
	}
	for _, text := range []string{"SELECT 1", "SELECT 2\nFROM t", "SELECT 1"} {
		sessions.AddRan(p, sessions.Ran{Kind: "sql", Text: text})
	}
	path := filepath.Join(p.State, "history")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(whole, []byte(`{"kind":"go","te`)...), 0o600); err != nil { // cut by a crash
		t.Fatal(err)
	}
	got := sessions.RanBefore(p)
	if len(got) != 2 || got[0].Text != "SELECT 1" || got[1] != (sessions.Ran{Kind: "sql", Text: "SELECT 2\nFROM t"}) {
		t.Errorf("%q", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		sessions.AddRan(p, sessions.Ran{Kind: "go", Text: fmt.Sprint(i, strings.Repeat("x", 50_000))})
	}
	sessions.AddRan(p, sessions.Ran{Kind: "go", Text: strings.Repeat("y", 1<<20)}) // more than one cares for
	if st, err := os.Stat(path); err != nil || st.Size() > 1<<20+60_000 {
		t.Errorf("the file grew to %v, %v", st, err)
	}
	if got := sessions.RanBefore(p); len(got) < 5 || !strings.HasPrefix(got[0].Text, "39x") {
		t.Errorf("%d cells are left, the newest is %.4s", len(got), got[0].Text)
	}
	sessions.AddRan(sessions.Paths{}, sessions.Ran{Kind: "go", Text: "x"})
	if sessions.RanBefore(sessions.Paths{}) != nil {
		t.Error("a history without a state directory")
	}
}
