package scenario_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/scenario"
)

// TestRecorded runs everything that Spark answered: all of it must hold. It prints how many
// scenarios of each family do.
func TestRecorded(t *testing.T) {
	files, err := filepath.Glob("testdata/*/*.jsonl*")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	passed, total := map[string]int{}, map[string]int{}
	for _, file := range files {
		list, err := scenario.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list {
			family := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".gz"), ".jsonl")
			family = strings.TrimSuffix(family, ".scenarios")
			if s.Kind == "function" {
				family = s.Family
			}
			r := run(s)
			total[family]++
			if r.OK {
				passed[family]++
				continue
			}
			t.Errorf("%s:%d %s: step %d batch %d: %s\n%s", file, s.Line, s.Name, r.Step, r.Batch, r.Error, r.Diff)
		}
	}
	report(t, passed, total)
}

// run shields the table from a bug of the engine: a panic is a failure like any other.
func run(s *scenario.Scenario) (r scenario.Result) {
	defer func() {
		if p := recover(); p != nil {
			r = scenario.Result{Name: s.Name, Step: -1, Batch: -1, Error: fmt.Sprint("panic: ", p)}
		}
	}()
	return scenario.Run(context.Background(), s)
}

func report(t *testing.T, passed, total map[string]int) {
	var families []string
	for f := range total {
		families = append(families, f)
	}
	sort.Strings(families)
	all, ok := 0, 0
	for _, f := range families {
		t.Logf("%4d of %4d  %s", passed[f], total[f], f)
		all, ok = all+total[f], ok+passed[f]
	}
	t.Logf("%4d of %4d", ok, all)
}
