package script

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// given tells why the file that a command line names cannot be read: exit code 2 for one that is not
// there, 4 for one that may not be read. path is where it is, name what was typed.
func given(name, path string) error {
	st, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return exit(Misuse, &kernel.Failure{Message: name + ": there is no such file", Hint: "sparkrepl examples lists notebooks that come with the program"})
	case errors.Is(err, fs.ErrPermission):
		return forbidden(name)
	case err != nil:
		return exit(Misuse, err)
	case st.IsDir():
		return exit(Misuse, &kernel.Failure{Message: name + " is a folder; name a .spark.md file in it"})
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrPermission) {
		return forbidden(name)
	}
	if err != nil {
		return exit(Misuse, err)
	}
	return f.Close()
}

func forbidden(name string) error {
	return exit(Unreadable, &kernel.Failure{Message: name + ": you are not permitted to read it"})
}

// GivenRecording tells why the recording that a command line names cannot be read, as for a notebook; "" and one
// that comes with the program can.
func GivenRecording(path string) error {
	if path == "" || strings.HasPrefix(path, "examples:") {
		return nil
	}
	return given(path, path)
}
