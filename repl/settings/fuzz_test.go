package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzRead holds that no configuration makes reading it panic, and that errors name the file.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"theme = \"dark\"\n[keys]\nstep = [\"n\", \"f10\"]\n", "them = 1", "[keys]\nstep = 3", "= x", "[keys\n", "memory = 1e400", "tz = \"Mars/Base\"", "a.b.c = 1", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := filepath.Join(t.TempDir(), "c.toml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Read([]string{file}, "", func(map[string][]string) (string, error) { return "", nil })
		if err != nil && !strings.HasPrefix(err.Error(), file) {
			t.Fatal(err)
		}
	})
}
