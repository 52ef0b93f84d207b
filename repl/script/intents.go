package script

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Intents are what a command would do without --dry-run: a verb and its object each.
type Intents [][]any

// Add adds one.
func (in *Intents) Add(verb, format string, args ...any) {
	*in = append(*in, []any{verb, fmt.Sprintf(format, args...)})
}

// Tell writes them.
func (in Intents) Tell(s Streams) error {
	return s.List([]string{"would", "what"}, in, func(row []any) string {
		return viz.Clean(fmt.Sprintf("would %s %s", row...))
	})
}

// addWrite adds that a file would be written; the error is that it cannot be, as when it is written.
func (in *Intents) addWrite(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return exit(Misuse, &kernel.Failure{Message: path + " is a folder; name a file in it"})
	} else if err == nil {
		in.Add("replace", "%s", path)
		return nil
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return Unwritten(path, err)
	}
	in.Add("write", "%s", path)
	return nil
}
