package expr_test

import (
	"context"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/scenario"
)

// atLeast is how many of the recorded answers of each group are ours; a change may only raise it.
var atLeast = map[string]int{"aggregate": 90, "arithmetic": 58, "cast": 181, "collection": 99, "comparison": 58, "conditional": 30,
	"datetime": 162, "error": 65, "json": 80, "literal": 54, "math": 106, "string": 186}

// TestRecorded asks what Spark was asked and compares type, value and refusal.
func TestRecorded(t *testing.T) {
	list, err := scenario.Load("../scenario/testdata/recorded/functions.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	only := os.Getenv("GROUP")
	passed, total := map[string]int{}, map[string]int{}
	for _, s := range list {
		group := strings.TrimPrefix(s.Family, "functions: ")
		if only != "" && group != only {
			continue
		}
		total[group]++
		r := answer(s)
		if r.OK {
			passed[group]++
		} else if testing.Verbose() {
			t.Logf("%s | %s\n%s %s", group, s.Function.SQL, r.Error, r.Diff)
		}
	}
	var groups []string
	for g := range total {
		groups = append(groups, g)
	}
	sort.Strings(groups)
	for _, g := range groups {
		t.Logf("%4d of %4d  %s", passed[g], total[g], g)
		if passed[g] < atLeast[g] {
			t.Errorf("%s: %d answers are Spark's, %d were", g, passed[g], atLeast[g])
		}
	}
}

func answer(s *scenario.Scenario) (r scenario.Result) {
	defer func() {
		if p := recover(); p != nil {
			r = scenario.Result{Error: fmt.Sprint("panic: ", p)}
		}
	}()
	return scenario.Run(context.Background(), s)
}
