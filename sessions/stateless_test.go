package sessions

import (
	"os"
	"path/filepath"
	"testing"
)

// TestStateless holds that without a state directory nothing but the notebook is written: not
// into the working directory either.
func TestStateless(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	path := filepath.Join(dir, "n.spark.md")
	if err := os.WriteFile(path, []byte("one\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, _, err := OpenNotebook(path, Paths{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Swap([]byte("typed")); err != nil {
		t.Fatal(err)
	}
	if _, _, found := f.Recovered(); found {
		t.Error("text was recovered from nowhere")
	}
	if err := f.Save([]byte("two\n"), false); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadDir(dir)
	if err != nil || len(list) != 1 {
		t.Errorf("the folder holds %v, %v", list, err)
	}
}
