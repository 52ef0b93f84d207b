package kernel_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/docs/examples"
	"github.com/sparkrepl/sparkrepl/engine/scenario"
	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestScenarioOfExamples writes the first batches of every query of every example as a scenario: the
// file is read again and holds.
func TestScenarioOfExamples(t *testing.T) {
	names, err := fs.Glob(examples.Files, "*.spark.md")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, file := range names {
		t.Run(file, func(t *testing.T) {
			dir := t.TempDir()
			k := kernel.New(kernel.Options{Dir: dir, Files: examples.Files, Command: command.Run})
			defer k.Close()
			do(t, k, kernel.Request{Op: kernel.OpOpen, Kind: "examples:" + strings.TrimSuffix(file, ".spark.md")})
			a := do(t, k, kernel.Request{Op: kernel.OpRunAll})
			for _, q := range a.View.Queries {
				do(t, k, kernel.Request{Op: kernel.OpQuery, Query: q})
				do(t, k, kernel.Request{Op: kernel.OpGoto, Index: 12})
				a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "test " + q})
				if q == "windy" && a.Err != nil && strings.Contains(a.Err.Message, "a function of a Go cell") {
					continue
				}
				if a.Err != nil {
					t.Errorf("%s: %v %s", q, a.Err, a.Err.Hint)
					continue
				}
				path := filepath.Join(dir, q+".scenario.yaml")
				list, err := scenario.Load(path)
				if err != nil {
					t.Fatal(err)
				}
				text, _ := os.ReadFile(path)
				if r := scenario.Run(context.Background(), list[0]); !r.OK || r.Batches < 8 {
					t.Errorf("%s: %+v\n%s", q, r, text)
				}
			}
		})
	}
}
