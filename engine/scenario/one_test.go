package scenario_test

import (
	"context"
	"flag"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/scenario"
)

var (
	oneFile = flag.String("one", "", "run the scenarios of this file whose name contains -like, with the stack of a panic")
	oneLike = flag.String("like", "", "part of a name")
)

// TestOne runs scenarios of a file given on the command line.
func TestOne(t *testing.T) {
	if *oneFile == "" {
		t.Skip("no -one given")
	}
	list, err := scenario.Load(*oneFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if !strings.Contains(s.Name, *oneLike) {
			continue
		}
		r := scenario.Run(context.Background(), s)
		if !r.OK {
			t.Errorf("%s does not hold", s.Name)
		}
		t.Logf("%s: ok %v, step %d batch %d: %s\n%s\nwant %v\n got %v\n%s", s.Name, r.OK, r.Step, r.Batch, r.Error, r.Diff, r.Want, r.Got, s.YAML())
	}
}
