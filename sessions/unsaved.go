package sessions

import (
	"os"
	"path/filepath"
	"time"
)

// Unsaved keeps what is typed into a notebook that has no name yet: a file in the state directory,
// found again among the recent ones. The zero value has kept nothing.
type Unsaved struct{ path string }

// Keep stores the text; the first time it makes the file, named for now.
func (u *Unsaved) Keep(p Paths, text []byte, now time.Time) error {
	if p.State == "" {
		return nil
	}
	if u.path == "" {
		dir := filepath.Join(p.State, "unsaved")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		u.path = filepath.Join(dir, "unsaved-"+now.UTC().Format("20060102-150405.000")+".spark.md")
		Remember(p, u.path)
	}
	return Replace(u.path, text, 0o600)
}

// Drop removes the file: the notebook has a name now.
func (u *Unsaved) Drop() {
	if u.path != "" {
		_ = os.Remove(u.path)
		u.path = ""
	}
}
