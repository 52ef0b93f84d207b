package sessions_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/sparkrepl/sparkrepl/sessions"
)

func TestRecent(t *testing.T) {
	dir := t.TempDir()
	p := sessions.Paths{State: filepath.Join(dir, "state")}
	if got := sessions.Recent(p); got != nil {
		t.Fatalf("before anything was opened: %v", got)
	}
	var files []string
	for i := range 12 {
		path := filepath.Join(dir, fmt.Sprintf("n%d.spark.md", i))
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
		sessions.Remember(p, path)
	}
	sessions.Remember(p, files[5])
	if err := os.Remove(files[11]); err != nil {
		t.Fatal(err)
	}
	got := sessions.Recent(p)
	want := []string{files[5], files[10], files[9], files[8], files[7], files[6], files[4], files[3]}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}
