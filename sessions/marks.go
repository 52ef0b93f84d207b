package sessions

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Marks are what [NotebookFile.KeepMarks] kept last of this notebook; nil when there is nothing.
func (f *NotebookFile) Marks() []byte {
	if f.state == "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(f.state, "marks"))
	if err != nil {
		return nil
	}
	return text
}

// KeepMarks keeps what belongs to a notebook and is no part of its text; nothing takes away what was kept.
// Where several programs have the notebook open, only the first one keeps anything.
func (f *NotebookFile) KeepMarks(text []byte) error {
	if f.state == "" || f.Shared() {
		return nil
	}
	path := filepath.Join(f.state, "marks")
	if len(text) == 0 {
		if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	if err := os.MkdirAll(f.state, 0o700); err != nil {
		return err
	}
	return Replace(path, text, 0o600)
}
