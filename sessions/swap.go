package sessions

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// swapPlaces is how many programs may have one notebook open and each keep what is typed in it apart.
const swapPlaces = 9

// place is the directory of swap file n, from 0.
func (f *NotebookFile) place(n int) string {
	if n == 0 {
		return f.state
	}
	return filepath.Join(f.state, fmt.Sprintf("beside-%d", n))
}

// claim takes the first place for a swap file that no other program has, and brings what a program that
// crashed left in another one. Where nothing can be locked, the first place is everybody's.
func (f *NotebookFile) claim() {
	f.swap = f.state
	if f.state == "" {
		return
	}
	for n := range swapPlaces {
		use, taken := takePlace(f.place(n))
		if use == nil && taken {
			continue
		}
		f.swap, f.use = f.place(n), use
		break
	}
	if _, err := os.Stat(f.swapPath()); f.use == nil || err == nil {
		return
	}
	for n := 1; n < swapPlaces; n++ {
		left := filepath.Join(f.place(n), "swap")
		if _, err := os.Stat(left); err != nil {
			continue
		}
		if use, _ := takePlace(f.place(n)); use != nil {
			err := os.Rename(left, f.swapPath())
			use.leave()
			if err == nil {
				return
			}
		}
	}
}

// takePlace makes a place this program's; taken says that another one has it.
func takePlace(dir string) (use *folderUse, taken bool) {
	if os.MkdirAll(dir, 0o700) != nil {
		return nil, false
	}
	use, err := useFolder(dir)
	if err != nil {
		return nil, errors.Is(err, errAlone)
	}
	if !use.alone() {
		use.leave()
		return nil, true
	}
	return use, false
}

// Shared tells whether another program had the notebook open when it was opened.
func (f *NotebookFile) Shared() bool { return f.swap != f.state }

func (f *NotebookFile) swapPath() string { return filepath.Join(f.swap, "swap") }

// Swap stores text that is not saved yet, so that it survives a crash.
func (f *NotebookFile) Swap(text []byte) error {
	if f.state == "" {
		return nil
	}
	if err := os.MkdirAll(f.swap, 0o700); err != nil {
		return err
	}
	return Replace(f.swapPath(), text, 0o600)
}

// Recovered is text found in a swap file that is not the notebook's: typed but not saved. Its time
// is when it was stored.
func (f *NotebookFile) Recovered() ([]byte, time.Time, bool) {
	if f.state == "" {
		return nil, time.Time{}, false
	}
	info, err := os.Stat(f.swapPath())
	if err != nil {
		return nil, time.Time{}, false
	}
	text, err := os.ReadFile(f.swapPath())
	if err != nil || bytes.Equal(text, f.text) {
		return nil, time.Time{}, false
	}
	return text, info.ModTime(), true
}

// Discard removes the swap file.
func (f *NotebookFile) Discard() error {
	if f.state == "" {
		return nil
	}
	if err := os.Remove(f.swapPath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// Close removes the swap file when everything in it is saved, and lets the notebook go.
func (f *NotebookFile) Close() error {
	defer f.use.leave()
	if _, _, unsaved := f.Recovered(); unsaved {
		return nil
	}
	return f.Discard()
}
