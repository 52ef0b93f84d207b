package settings

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func fine(map[string][]string) (string, error) { return "", nil }

func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRead(t *testing.T) {
	person := file(t, "config.toml", "# mine\ntheme = \"light\"\nascii = true\nmemory = 512\n[keys]\nstep = \"n\"\nback = [\"p\", \"ctrl+b\"]\n")
	project := file(t, ".sparkrepl.toml", "theme = \"dark\"\nkeys.back = []\n")
	s, err := Read([]string{person, filepath.Join(t.TempDir(), "missing.toml"), project}, "", fine)
	if err != nil {
		t.Fatal(err)
	}
	if s.Theme != "dark" || s.From["theme"] != project || !*s.ASCII || s.From["ascii"] != person || *s.Memory != 512 {
		t.Errorf("%+v", s)
	}
	if strings.Join(s.Keys["step"], " ") != "n" || len(s.Keys["back"]) != 0 || s.From["keys.back"] != project {
		t.Errorf("keys %v from %v", s.Keys, s.From)
	}
	if len(s.Files) != 2 {
		t.Errorf("read %v", s.Files)
	}
}

// TestReadEditing holds the two ways to say how cells are edited.
func TestReadEditing(t *testing.T) {
	for text, want := range map[string]string{"keys = \"vim\"\n": "vim", "editing = \"emacs\"\n[keys]\nstep = \"n\"\n": "emacs", "keys = \"default\"\n": "default"} {
		path := file(t, "config.toml", text)
		s, err := Read([]string{path}, "", fine)
		if err != nil || s.Editing != want || s.From["editing"] != path {
			t.Errorf("%q: %q from %q, %v", text, s.Editing, s.From["editing"], err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"\nthem = \"dark\"\n": `2:1: there is no setting "them"; did you mean "theme"?`,
		"flights = 1\n":       `1:1: there is no setting "flights"; the settings are theme`,
		"theme = \"blue\"\n":  `1:1: theme is "auto", "dark", "light" or "none", not "blue"`,
		"theme = 1\n":         "1:1: theme is a text in quotes, not 1",
		"ascii = \"yes\"\n":   "1:1: ascii is true or false, not yes",
		"memory = -1\n":       "1:1: memory is a number from 0 up, not -1",
		"theme = dark\n":      "1:9: ",
		"a = 1\na = 2\n":      "2:1: ",
		"keys = 1\n":          "1:1: keys is a table",
		"keys = \"vi\"\n":     `1:1: keys is a table: [keys], and then lines like step = "."; or "default", "vim" or "emacs"`,
		"editing = \"vi\"\n":  `1:1: editing is "default", "vim" or "emacs", not "vi"`,
		"[keys]\nstep = 1\n":  "2:1: step takes a key in quotes",
		"theme = \"dark\"\n[keys]\n  step = [1]\n": "3:3: step takes a key in quotes",
		"[keys]\nback = \"x\"\nstep = \"bad\"\n":   "3:1: no such key",
		"\xff\xfe":                                 ": ",
	} {
		path := file(t, "config.toml", text)
		_, err := Read([]string{path}, "", func(k map[string][]string) (string, error) {
			if k["step"] != nil {
				return "step", errors.New("no such key")
			}
			return "", nil
		})
		if err == nil || !strings.HasPrefix(err.Error(), path+":") || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if _, err := Read(nil, "nosuch.toml", fine); err == nil || err.Error() != "nosuch.toml: there is no such file" {
		t.Errorf("a named file that is missing: %v", err)
	}
}
