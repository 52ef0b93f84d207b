package sessions

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// nameNew gives a file a name that nobody has, and takes its old one; it fails with [fs.ErrExist] where somebody has it.
// One step leaves no second name to take away, which would make the places of new files harder to find.
func nameNew(old, path string) error {
	err := unix.Renameat2(unix.AT_FDCWD, old, unix.AT_FDCWD, path, unix.RENAME_NOREPLACE)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.EINVAL), errors.Is(err, unix.ENOSYS), errors.Is(err, unix.EPERM):
		return linkNew(old, path) // a file system or system that cannot, or a sandbox that does not let it
	}
	return &os.LinkError{Op: "rename", Old: old, New: path, Err: err}
}
