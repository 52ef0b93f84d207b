package tui

import (
	"os"
	"path/filepath"
	"testing"
)

// TestFilesInTheCommandLine proposes notebooks and folders for :e, and goes into a folder.
func TestFilesInTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"clicks.spark.md", "week.rec", "notes.txt", ".hidden.spark.md", "more/orders.spark.md"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := newRig(t, 80, 24)
	r.f.view.Path = filepath.Join(dir, "here.spark.md")
	r.keys("r : e space")
	r.has("clicks.spark.md", "week.rec", "more/")
	r.hasNot("notes.txt")
	r.hasNot("hidden")
	r.typed("mo")
	r.hasNot("week.rec")
	r.keys("tab")
	r.has(":e more/", "orders.spark.md")
	r.keys("tab")
	r.has(":e more/orders.spark.md")
	r.keys("esc : n")
	r.hasNot("clicks.spark.md")
}
