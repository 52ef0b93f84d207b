package sessions

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A name is given once: whoever comes second is refused and changes nothing.
func TestNameNew(t *testing.T) {
	for how, name := range map[string]func(old, path string) error{"at once": nameNew, "by a link": linkNew} {
		dir := t.TempDir()
		a, b, path := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "0")
		for _, f := range []string{a, b} {
			if err := os.WriteFile(f, []byte(filepath.Base(f)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := name(a, path); err != nil {
			t.Fatal(how, err)
		}
		if err := name(b, path); !errors.Is(err, fs.ErrExist) {
			t.Errorf("%s: a second file of the name gave %v", how, err)
		}
		got, err := os.ReadFile(path)
		if _, gone := os.Lstat(a); err != nil || string(got) != "a" || !errors.Is(gone, fs.ErrNotExist) {
			t.Errorf("%s: the name stands for %q (%v), the old one is %v", how, got, err, gone)
		}
		if left, err := os.ReadFile(b); err != nil || string(left) != "b" {
			t.Errorf("%s: the refused file is %q, %v", how, left, err)
		}
	}
}
