package sessions

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// recentKept is how many opened files are remembered.
const recentKept = 9

// Recent lists the notebooks and recordings opened last, newest first; files that are gone are
// left out. Without a state directory there are none.
func Recent(p Paths) []string {
	var out []string
	for _, path := range remembered(p) {
		if _, err := os.Stat(path); err == nil {
			out = append(out, path)
		}
	}
	return out
}

func remembered(p Paths) []string {
	if p.State == "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(p.State, "recent"))
	if err != nil {
		return nil
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// Remember puts path in front of the files that [Recent] lists. A list that cannot be written is
// no error: nothing but comfort hangs on it.
func Remember(p Paths, path string) {
	if p.State == "" || strings.ContainsRune(path, '\n') {
		return
	}
	list := slices.DeleteFunc(remembered(p), func(old string) bool { return old == path || old == "" })
	list = append([]string{path}, list...)
	if os.MkdirAll(p.State, 0o700) != nil {
		return
	}
	_ = Replace(filepath.Join(p.State, "recent"), []byte(strings.Join(list[:min(len(list), recentKept)], "\n")+"\n"), 0o600)
}
