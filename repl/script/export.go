package script

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// Export runs a notebook to its end and writes it with its results.
type Export struct {
	Streams
	Form   string // "md" or "html"
	File   string
	Output string // "" stands beside the notebook, with the ending of the form
	Params map[string]string
	Zone   string
	Files  fs.FS
}

// Do runs and writes. The exit code is 1 when a cell failed: then nothing is written.
func (e *Export) Do(ctx context.Context) error {
	if err := given(e.File, e.File); err != nil {
		return err
	}
	out := e.Output
	if out == "" {
		out = strings.TrimSuffix(strings.TrimSuffix(e.File, ".md"), ".spark") + "." + e.Form
	}
	if same, err := filepath.Abs(out); err == nil {
		if own, err := filepath.Abs(e.File); err == nil && own == same {
			return exit(Misuse, &kernel.Failure{Message: "the export would replace the notebook itself", Hint: "name another file with -o"})
		}
	}
	k := kernel.New(kernel.Options{Params: e.Params, Zone: e.Zone, Files: e.Files, Command: command.Run})
	defer k.Close()
	if _, err := settle(ctx, k, e.File); err != nil {
		return exitOf(err, SourceOrCell(err))
	}
	full, err := filepath.Abs(out)
	if err != nil {
		return exit(Misuse, err)
	}
	a, err := k.Do(ctx, kernel.Request{Op: kernel.OpCommand, Text: "export " + e.Form + " " + full})
	if err == nil {
		err = failed(a.Err)
	}
	if err != nil {
		return exitOf(err, SourceFailed)
	}
	st, err := os.Stat(full)
	if err != nil {
		return exit(SourceFailed, err)
	}
	e.say("%s", fmt.Sprintf("%s: %d bytes", out, st.Size()))
	return nil
}
