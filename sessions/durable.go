package sessions

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// PutIfAbsent stores a new file so that it is there whole or not at all, and durable: temporary
// file, fsync, its name unless that is taken, fsync of the folder. It fails with [fs.ErrExist] when the name
// is taken; two writers never both succeed.
func PutIfAbsent(path string, content []byte) error { return PutAfter(path, content, nil) }

// PutAfter is [PutIfAbsent] for an entry that names what other files hold: those and their
// folders are durable before the entry appears. All files are synced at once.
func PutAfter(path string, content []byte, before []string) error {
	e, err := ReadyEntry(path, content, before)
	if err != nil {
		return err
	}
	return e.Publish()
}

// Entry is a file that is durable in all but its name. It is published or discarded.
type Entry struct {
	path, tmp string
	content   []byte
}

// ReadyEntry is [PutAfter] up to where the name would appear.
func ReadyEntry(path string, content []byte, before []string) (*Entry, error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, fs.ErrExist
	}
	var wait sync.WaitGroup
	errs := make([]error, len(before))
	for i, p := range before {
		wait.Add(1)
		go func() {
			defer wait.Done()
			errs[i] = syncPath(p)
		}()
	}
	tmp, err := writeTemp(path, content, 0o644)
	wait.Wait()
	e := &Entry{path, tmp, content}
	if err := errors.Join(append(errs, err)...); err != nil {
		e.Discard()
		return nil, err
	}
	return e, nil
}

// Discard removes the file without a name, if it is there.
func (e *Entry) Discard() {
	if e.tmp != "" {
		_ = os.Remove(e.tmp)
	}
}

// Publish gives the entry its name, durably; it fails with [fs.ErrExist] when the name is taken.
func (e *Entry) Publish() error {
	defer e.Discard()
	if err := e.link(); err != nil {
		return err
	}
	return syncDir(filepath.Dir(e.path))
}

// link gives the entry its name, which is not durable yet.
func (e *Entry) link() error {
	err := nameNew(e.tmp, e.path)
	if err == nil {
		e.tmp = ""
		return nil
	}
	if !errors.Is(err, fs.ErrExist) && linkRefused(err) {
		// A file system without links: an exclusive create is as exclusive, but a crash may
		// leave a short file, which readers of the log report.
		return writeNew(e.path, e.content)
	}
	return err
}

// linkNew is nameNew by way of a second name. The name is given even where the old one cannot be taken away.
func linkNew(old, path string) error {
	err := os.Link(old, path)
	if err == nil {
		_ = os.Remove(old)
	}
	return err
}

// Replace stores a file in the place of an older one, if any, whole or not at all, and durable.
func Replace(path string, content []byte, mode fs.FileMode) error {
	tmp, err := writeTemp(path, content, mode)
	if err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		os.Remove(tmp)
		return err
	}
	return syncDir(filepath.Dir(path))
}

func writeTemp(path string, content []byte, mode fs.FileMode) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		var place *fs.PathError
		if errors.As(err, &place) {
			place.Path = path // the name of the file beside it says nothing to anybody
		}
		return "", err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("cannot write %s: %w", path, err)
	}
	return f.Name(), nil
}

func writeNew(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(path)
	}
	return err
}

func linkRefused(err error) bool {
	text := strings.ToLower(err.Error())
	return strings.Contains(text, "not supported") || strings.Contains(text, "not permitted") || strings.Contains(text, "not implemented")
}

// syncDir makes the names in a folder durable. Systems that cannot sync a folder make names
// durable by themselves.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !strings.Contains(err.Error(), "invalid argument") && !strings.Contains(err.Error(), "Access is denied") {
		return err
	}
	return nil
}
