package kernel_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestRunsAhead says where batches are computed ahead: in a run in which nobody steps, stops or prints.
func TestRunsAhead(t *testing.T) {
	toEnd := kernel.Request{Op: kernel.OpNextStop, Query: "q"}
	for _, c := range []struct {
		name      string
		forgetful bool
		filter    string // in the stream
		say       string // a command before
		move      kernel.Request
		want      bool
	}{
		{"a run", true, "", "", toEnd, true},
		{"a run with a function that became columns", true, `.Filter(func(r spark.Row) bool { return r.Int("n") >= 0 })`, "", toEnd, true},
		{"a run with a function that prints", true, `.Filter(func(r spark.Row) bool { fmt.Println(r.Int("n")); return true })`, "", toEnd, false},
		{"a run to a batch", true, "", "", kernel.Request{Op: kernel.OpGoto, Index: 3, Query: "q"}, false},
		{"a run until", true, "", "until out > 100", toEnd, false},
		{"somebody steps", false, "", "", toEnd, false},
	} {
		dir := t.TempDir()
		for i := range 4 {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("f%d.json", i)), []byte(fmt.Sprintf("{\"n\":%d}\n", i)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var k *kernel.Kernel
		var ahead []bool
		o := kernel.Options{Dir: dir, Paced: true, Forgetful: c.forgetful, Command: command.Run, Batch: func(e kernel.BatchEvent) {
			ahead = append(ahead, kernel.LooksAhead(k, e.Query))
		}}
		k = kernel.New(o)
		do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```go\n" +
			`spark.ReadStream().Format("json").Option("maxFilesPerTrigger", "1").Schema("n INT").Load("` + dir + `/*.json")` + c.filter +
			`.WriteStream().Format("json").Option("path", "` + dir + `/out").Option("checkpointLocation", "` + dir + `/c").Trigger(spark.AvailableNow()).QueryName("q").Start()` + "\n```\n"})
		requests := []kernel.Request{{Op: kernel.OpRunAll}, c.move}
		if c.say != "" {
			requests = append(requests[:1], kernel.Request{Op: kernel.OpCommand, Text: c.say, Query: "q"})
		}
		for _, r := range requests {
			if a := do(t, k, r); a.Err != nil {
				t.Errorf("%s: %v", c.name, a.Err)
			}
		}
		k.Close()
		if len(ahead) < 3 {
			t.Errorf("%s: %d batches", c.name, len(ahead))
		}
		for _, got := range ahead {
			if got != c.want {
				t.Errorf("%s: %v", c.name, ahead)
				break
			}
		}
	}
}
