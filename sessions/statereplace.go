package sessions

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// The folder of the state, what is to come in its place, and what it was until that is there.
const (
	stateFolder    = "state"
	stateFolderNew = "state.new"
	stateFolderOld = "state.old"
)

// Replace implements [engine.ShapeKeeper]: the new state is written beside the old one and then takes
// its name. A crash leaves the old state or the new one. It is refused while another run has the checkpoint
// open.
func (c *checkpoint) Replace(n int64, states []state.Versioned, shapes []engine.StateShape) error {
	if !c.use.alone() {
		return c.inUse()
	}
	defer c.use.share()
	if last, err := newestEntry(filepath.Join(c.dir, "commits")); err != nil || last != n-1 {
		return errors.Join(err, c.taken(n, fs.ErrExist)) // another run went on since it was read
	}
	fresh, old, now := filepath.Join(c.dir, stateFolderNew), filepath.Join(c.dir, stateFolderOld), filepath.Join(c.dir, stateFolder)
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	files, err := writeShapes(fresh, shapes)
	if err != nil {
		return err
	}
	for i, s := range states {
		dir := filepath.Join(fresh, strconv.Itoa(i), "0")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		path := filepath.Join(dir, strconv.FormatInt(n, 10)+".snapshot")
		if _, err := writeSummed(path, s.Save); err != nil {
			return fmt.Errorf("the state of operator %d cannot be saved: %w", i, err)
		}
		files = append(files, path, dir, filepath.Dir(dir))
	}
	if err := os.MkdirAll(fresh, 0o755); err != nil {
		return err
	}
	for _, p := range append(files, fresh) {
		if err := syncPath(p); err != nil {
			return err
		}
	}
	c.o.At("before new state")
	if err := errors.Join(os.RemoveAll(old), os.Rename(now, old)); err != nil {
		return err
	}
	c.o.At("between states")
	if err := errors.Join(os.Rename(fresh, now), syncDir(c.dir)); err != nil {
		return err
	}
	c.o.At("after new state")
	c.states = nil
	for i, s := range states { // as if it had been restored from there
		f, err := c.stateFiles(i)
		if err != nil {
			return err
		}
		f.snapshot = n
		if info, err := os.Stat(filepath.Join(f.dir, strconv.FormatInt(s.Version(), 10)+".snapshot")); err == nil {
			f.size = info.Size()
		}
	}
	return os.RemoveAll(old)
}

// interrupted tells that a Replace did not come to its end.
func (c *checkpoint) interrupted() bool {
	for _, name := range []string{stateFolderNew, stateFolderOld} {
		if _, err := os.Lstat(filepath.Join(c.dir, name)); err == nil {
			return true
		}
	}
	return false
}

// stateRoot is where the state stands now; between two renames of Replace that is the old one.
func (c *checkpoint) stateRoot() string {
	now := filepath.Join(c.dir, stateFolder)
	if _, err := os.Lstat(now); errors.Is(err, fs.ErrNotExist) && c.interrupted() {
		return filepath.Join(c.dir, stateFolderOld)
	}
	return now
}

// settle ends what a crash interrupted in Replace: without a state the old one comes back.
func (c *checkpoint) settle() error {
	fresh, old, now := filepath.Join(c.dir, stateFolderNew), filepath.Join(c.dir, stateFolderOld), filepath.Join(c.dir, stateFolder)
	if _, err := os.Lstat(old); err == nil {
		if _, err := os.Lstat(now); errors.Is(err, fs.ErrNotExist) {
			if err := os.Rename(old, now); err != nil {
				return err
			}
		}
	}
	return errors.Join(os.RemoveAll(old), os.RemoveAll(fresh))
}
