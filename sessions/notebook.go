package sessions

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

// ErrChanged says that a notebook was changed on disk by another program since it was read.
var ErrChanged = errors.New("the file was changed on disk by another program")

// maxVersions is how many older versions of a notebook are kept.
const maxVersions = 5

// NotebookFile is a notebook on disk with its swap file and older versions, which lie in the state
// directory under a name made from the path. Of several programs that have the notebook open each has a
// swap file of its own. It keeps no goroutine: the owner asks, and closes it.
type NotebookFile struct {
	path  string
	state string // directory of swap file and versions; "" keeps neither
	swap  string // directory of the swap file: the state directory, or one in it
	use   *folderUse
	seen  fileMark
	text  []byte
}

// fileMark is what tells that a file was changed.
type fileMark struct {
	there bool
	size  int64
	mod   time.Time
}

// OpenNotebook reads a notebook. A file that does not exist is new, with no text. Without a state
// directory it has neither swap file nor versions.
func OpenNotebook(path string, p Paths) (*NotebookFile, []byte, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, nil, err
	}
	if link, err := filepath.EvalSymlinks(full); err == nil {
		full = link // saving must replace the file, not the link to it
	}
	sum := sha256.Sum256([]byte(full))
	name := strings.TrimSuffix(filepath.Base(full), ".spark.md") + "-" + hex.EncodeToString(sum[:6])
	f := &NotebookFile{path: full}
	if p.State != "" {
		f.state = filepath.Join(p.State, "notebooks", name)
	}
	text, err := f.Reload()
	if err == nil {
		f.claim()
	}
	return f, text, err
}

// Path is the file's absolute path, links followed.
func (f *NotebookFile) Path() string { return f.path }

// Reload reads the file again.
func (f *NotebookFile) Reload() ([]byte, error) {
	mark, err := f.mark()
	if err != nil {
		return nil, err
	}
	if !mark.there {
		f.seen, f.text = mark, nil
		return nil, nil
	}
	text, err := os.ReadFile(f.path)
	if err != nil {
		return nil, err
	}
	f.seen, f.text = mark, text
	return text, nil
}

func (f *NotebookFile) mark() (fileMark, error) {
	info, err := os.Stat(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return fileMark{}, nil
	}
	if err != nil {
		return fileMark{}, err
	}
	if info.IsDir() {
		return fileMark{}, fmt.Errorf("%s is a directory, not a notebook", f.path)
	}
	return fileMark{true, info.Size(), info.ModTime()}, nil
}

// Changed tells whether the file on disk is not what was last read or saved. A file that was only
// touched has not changed.
func (f *NotebookFile) Changed() bool {
	mark, err := f.mark()
	if err != nil || mark == f.seen {
		return false
	}
	text, err := os.ReadFile(f.path)
	if err != nil && mark.there {
		return false
	}
	if mark.there == f.seen.there && bytes.Equal(text, f.text) {
		f.seen = mark
		return false
	}
	return true
}

// There tells whether the file is on the disk; when that cannot be told it is taken to be.
func (f *NotebookFile) There() bool {
	mark, err := f.mark()
	return err != nil || mark.there
}

// Save replaces the file's content atomically (temporary file, fsync, rename; mode bits kept), keeps the
// content before as a version, and removes the swap file. It refuses with [ErrChanged] when the file
// changed on disk since it was read or saved, unless force. A file that is gone is written again.
func (f *NotebookFile) Save(text []byte, force bool) error {
	if !force && f.Changed() && f.There() {
		return ErrChanged
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(f.path); err == nil {
		mode = info.Mode().Perm()
		if mode&0o200 == 0 {
			return fmt.Errorf("%s is read-only: %w", f.path, fs.ErrPermission)
		}
		if old, err := os.ReadFile(f.path); err == nil && !bytes.Equal(old, text) {
			if err := f.keep(old, info.ModTime()); err != nil {
				return err
			}
		}
	}
	if err := Replace(f.path, text, mode); err != nil {
		return err
	}
	f.text = bytes.Clone(text)
	mark, err := f.mark()
	f.seen = mark
	if derr := f.Discard(); err == nil {
		err = derr
	}
	return err
}

const versionTime = "20060102-150405.000000000"

// keep stores a version and removes the oldest above the limit.
func (f *NotebookFile) keep(text []byte, at time.Time) error {
	if f.state == "" {
		return nil
	}
	if err := os.MkdirAll(f.state, 0o700); err != nil {
		return err
	}
	name := filepath.Join(f.state, "version-"+at.UTC().Format(versionTime))
	if err := Replace(name, text, 0o600); err != nil {
		return err
	}
	for names := f.versionNames(); len(names) > maxVersions; names = names[:len(names)-1] {
		if err := os.Remove(names[len(names)-1]); err != nil {
			return err
		}
	}
	return nil
}

// versionNames lists the version files, newest first.
func (f *NotebookFile) versionNames() []string {
	if f.state == "" {
		return nil
	}
	names, _ := filepath.Glob(filepath.Join(f.state, "version-*")) // the pattern is sound
	sort.Sort(sort.Reverse(sort.StringSlice(names)))
	return names
}

// Versions lists the times of the kept versions, newest first; [NotebookFile.Version] reads one.
func (f *NotebookFile) Versions() []time.Time {
	var out []time.Time
	for _, n := range f.versionNames() {
		at, _ := time.Parse(versionTime, strings.TrimPrefix(filepath.Base(n), "version-"))
		out = append(out, at)
	}
	return out
}

// Version reads version i of [NotebookFile.Versions].
func (f *NotebookFile) Version(i int) ([]byte, error) {
	names := f.versionNames()
	if i < 0 || i >= len(names) {
		return nil, fmt.Errorf("%s has %d older versions; there is no version %d", f.path, len(names), i)
	}
	return os.ReadFile(names[i])
}
