package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/repl/script"
)

// output is where a command prints: standard output, or the file of -o, which stands there when all
// of it was written.
type output struct {
	io.Writer
	file *os.File // the text so far, nil for standard output
	path string
}

// ownOutput are the commands whose -o is no place for what they print.
var ownOutput = map[string]bool{"open": true, "run": true, "record": true, "export": true}

// printTo opens what a command prints to.
func (c *Common) printTo(command string) (*output, error) {
	if c.Output == "" || c.Output == "-" || ownOutput[command] || c.DryRun {
		return &output{Writer: os.Stdout}, nil
	}
	st, err := os.Stat(c.Output)
	if err == nil && st.IsDir() {
		return nil, &script.Exit{Code: script.Misuse, Err: &kernel.Failure{Message: c.Output + " is a folder; name a file in it"}}
	}
	if err == nil && st.Mode().IsRegular() && !c.Force {
		return nil, occupied(c.Output)
	}
	if err == nil && !st.Mode().IsRegular() { // a device or a pipe
		file, err := os.OpenFile(c.Output, os.O_WRONLY, 0)
		return &output{Writer: file, file: file}, script.Unwritten(c.Output, err)
	}
	to := c.Output
	if full, err := filepath.EvalSymlinks(to); err == nil {
		to = full
	}
	file, err := os.CreateTemp(filepath.Dir(to), ".sparkrepl-*")
	return &output{Writer: file, file: file, path: to}, script.Unwritten(c.Output, err)
}

func occupied(path string) error {
	return &script.Exit{Code: script.Misuse, Err: &kernel.Failure{Message: path + " is here already", Hint: "-f replaces it"}}
}

// done gives the file its name, also after a failure: what came out until then is in it.
func (o *output) done(err error) error {
	if o.file == nil {
		return err
	}
	wrong := o.file.Close()
	if o.path != "" && wrong == nil {
		wrong = errors.Join(os.Chmod(o.file.Name(), 0o644), os.Rename(o.file.Name(), o.path))
	}
	if wrong != nil {
		_ = os.Remove(o.file.Name()) // the error before says more
	}
	return errors.Join(err, script.Unwritten(o.path, wrong))
}

// printText prints a text as it is, or as the only value of a row.
func (c *Common) printText(name, text string) error {
	if c.JSON || c.CSV {
		return c.streams().List([]string{name}, [][]any{{text}}, nil)
	}
	_, err := io.WriteString(c.out, text)
	return err
}
