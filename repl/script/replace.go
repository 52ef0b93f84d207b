package script

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/sessions"
)

// ReplaceFile puts text in the place of a file, whole or not at all, with the mode that the file
// had; what a link leads to is replaced, not the link. The error is an [Exit] that says why.
func ReplaceFile(path string, text []byte) error {
	to := path
	if full, err := filepath.EvalSymlinks(path); err == nil {
		to = full
	}
	mode := fs.FileMode(0o644)
	st, err := os.Stat(to)
	switch {
	case err == nil && st.IsDir():
		return exit(Misuse, &kernel.Failure{Message: path + " is a folder; name a file in it"})
	case err == nil && !st.Mode().IsRegular():
		return Unwritten(path, os.WriteFile(to, text, 0)) // a device or a pipe
	case err == nil:
		mode = st.Mode().Perm()
	}
	return Unwritten(path, sessions.Replace(to, text, mode))
}

// Unwritten says which file could not be written, where, and why: exit code 2 for a wrong name,
// else 6.
func Unwritten(path string, err error) error {
	if err == nil {
		return nil
	}
	code := SourceFailed
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		code = Misuse
	}
	return exit(code, &kernel.Failure{Message: fmt.Sprintf("%s was not written: %s", path, kernel.WhyUnwritten(err))})
}

// counted is a number with the word for one or for many.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
