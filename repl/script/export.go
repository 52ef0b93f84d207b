package script

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Export runs a notebook to its end and writes it with its results.
type Export struct {
	Streams
	Form   string // "md" or "html"
	File   string
	Output string // "" stands beside the notebook, with the ending of the form; "-" is Out
	Params map[string]string
	Zone   string
	Seed   int64
	DryRun bool // check, and say what would run and be written
	Files  fs.FS
}

// Do runs and writes. After a failure it writes what there is: exit code 1, or 6 for a source.
func (e *Export) Do(ctx context.Context) error {
	if err := given(e.File, e.File); err != nil {
		return err
	}
	out := e.Output
	if out == "" {
		out = strings.TrimSuffix(strings.TrimSuffix(e.File, ".md"), ".spark") + "." + e.Form
	}
	if sameFile(out, e.File) {
		return exit(Misuse, &kernel.Failure{Message: "the export would replace the notebook itself", Hint: "name another file with -o"})
	}
	if e.DryRun {
		r := Run{Streams: e.Streams, File: e.File, To: -1, DryRun: true, SaveOutputs: out}
		return r.Do(ctx)
	}
	k := kernel.New(kernel.Options{Params: e.Params, Zone: e.Zone, Seed: e.Seed, Files: e.Files, Command: command.Run})
	_, failed := settle(ctx, k, e.File)
	if errors.Is(failed, errStuck) {
		return failed
	}
	defer k.Close()
	text, err := k.Exported(context.WithoutCancel(ctx), e.Form)
	switch {
	case err != nil:
		err = exit(SourceFailed, err)
	case out == "-" && !e.JSON && !e.CSV:
		_, err = io.WriteString(e.Out, text)
	case out == "-":
		err = e.List([]string{"text"}, [][]any{{text}}, nil)
	default:
		if err = ReplaceFile(out, []byte(text)); err == nil {
			err = e.tell([]string{"file", "bytes"}, []any{out, len(text)}, "%s: %d bytes", viz.Clean(out), len(text))
		}
	}
	if failed == nil {
		return err
	}
	if err != nil {
		e.warn("%s", err)
	}
	return tellPlace(e.Streams, k, e.File, SourceOrCell(failed), failed)
}

func sameFile(a, b string) bool {
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}
