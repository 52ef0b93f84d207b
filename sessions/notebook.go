package sessions

import (
	"errors"
	"time"
)

// ErrChanged is returned by [NotebookFile.Save] when another program changed the file.
var ErrChanged = errors.New("the file changed on disk")

// Paths are the directories of the program, by the XDG rules.
type Paths struct{ Config, State, Cache, Runtime string }

// FindPaths finds the directories from the environment (os.Getenv) and the home directory; goos
// is runtime.GOOS.
func FindPaths(getenv func(string) string, home, goos string) Paths { return Paths{} }

// NotebookFile is a notebook on disk with its swap file and older versions. It keeps no
// goroutine: the owner asks.
type NotebookFile struct{ path string }

// OpenNotebook reads a notebook. A file that does not exist is new, with no text.
func OpenNotebook(path string, p Paths) (*NotebookFile, []byte, error) {
	return &NotebookFile{path: path}, nil, nil
}

// Path is the file's absolute path.
func (f *NotebookFile) Path() string { return f.path }

// Recovered is text found in a swap file that is newer than the notebook: typed but not saved.
func (f *NotebookFile) Recovered() ([]byte, time.Time, bool) { return nil, time.Time{}, false }

// Save replaces the file's content atomically (temporary file, fsync, rename; mode bits kept), keeps the
// content before as a version, and removes the swap file. It refuses with [ErrChanged] when the file
// changed on disk since it was read or saved, unless force.
func (f *NotebookFile) Save(text []byte, force bool) error { return nil }

// Swap stores text that is not saved yet.
func (f *NotebookFile) Swap(text []byte) error { return nil }

// Changed tells whether the file on disk is not what was last read or saved.
func (f *NotebookFile) Changed() bool { return false }

// Reload reads the file again.
func (f *NotebookFile) Reload() ([]byte, error) { return nil, nil }

// Versions lists the kept versions, newest first; Version reads one.
func (f *NotebookFile) Versions() []time.Time { return nil }

// Version reads version i of [NotebookFile.Versions].
func (f *NotebookFile) Version(i int) ([]byte, error) { return nil, nil }

// Discard removes the swap file.
func (f *NotebookFile) Discard() error { return nil }

// Close removes the swap file when everything is saved.
func (f *NotebookFile) Close() error { return nil }
