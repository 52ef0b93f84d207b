package kernel_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestConditionsOnState stops at what conditions say of windows and keys, and refuses what they
// cannot mean with a name that was probably meant.
func TestConditionsOnState(t *testing.T) {
	dir := t.TempDir()
	for i, row := range []string{"12:00:10 home", "12:00:20 home", "12:00:30 home", "12:01:00 cart", "12:02:30 cart", "12:03:30 cart", "12:00:30 home"} {
		at, page, _ := strings.Cut(row, " ")
		text := `{"ts":"2024-01-01 ` + at + `","page":"` + page + `"}` + "\n"
		if err := os.WriteFile(filepath.Join(dir, string(rune('a'+i))+".json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k := kernel.New(kernel.Options{Dir: dir, Command: command.Run})
	defer k.Close()
	do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```go\n" +
		`clicks := spark.ReadStream().Format("json").Option("maxFilesPerTrigger", "1").Schema("ts TIMESTAMP, page STRING").Load("` + dir + `").WithWatermark("ts", "1 minute")` +
		"\n```\n\n```sql name=counts\nSELECT window(ts, '1 minute') AS w, page, count(*) AS n FROM clicks GROUP BY 1, 2\n```\n"})
	say := func(text string) kernel.Response { return do(t, k, kernel.Request{Op: kernel.OpCommand, Text: text}) }
	stopsThatWait(t, k, say)
	say("clearall")
	for text, want := range map[string]string{
		"break count[home].n > 1":           "count[home].n: there is no query count; did you mean counts?",
		"break late = 0 or counts[home].nn": "counts[home].nn: the state of counts has no column nn; it has n",
		"break counts[home].n":              "a stop needs a condition that is true or false; counts[home].n is BIGINT",
		"break lat > 0":                     `there is no name "lat" here`,
	} {
		if a := say(text); a.Err == nil || !strings.Contains(strings.ToLower(a.Err.Message), strings.ToLower(want)) {
			t.Errorf("%s: %+v, want %s", text, a.Err, want)
		}
	}
	if a := say("break late = 0 or counts[home].nn"); a.Err.Col != 13 || a.Err.Len != len("counts[home].nn") {
		t.Errorf("the place is column %d, length %d", a.Err.Col, a.Err.Len)
	}
	for text, want := range map[string]string{
		"counts[home].n = 2":              "1",
		"counts[12:00-12:01, home].n > 2": "2",
		"counts[cart] > 0 and late = 0":   "3",
		"fired(12:00)":                    "5",
		"fired(12:00-12:01)":              "5",
		"key 12:02-12:03 cart changes":    "4",
		"key cart changes":                "3",
		"wm > TIMESTAMP '2024-01-01 12:00:00' and key home changes": "5",
	} {
		do(t, k, kernel.Request{Op: kernel.OpGoto, Index: 0})
		if a := say("break " + text); a.Err != nil {
			t.Errorf("%s: %v", text, a.Err)
			continue
		}
		a := do(t, k, kernel.Request{Op: kernel.OpNextStop})
		if p := say("print batch"); p.Text != "batch = "+want {
			t.Errorf("%s: stopped at %s (%s), want %s", text, p.Text, a.View.Track.Paused, want)
		}
		say("clearall")
	}
}

// stopsThatWait sets stops before their query is started, and reads in the list of stops what became
// of each after a run.
func stopsThatWait(t *testing.T, k *kernel.Kernel, say func(string) kernel.Response) {
	t.Helper()
	waiting := [][2]string{ // set before the query started: what stands in the list of stops after a run
		{"counts[home].n = 3", "b2 | on"},
		{"counts[home].nn > 1", "not hit yet | stops nothing: counts[home].nn: the state of counts has no column nn; it has n"},
		{"counts[home].n", "not hit yet | stops nothing: a stop needs a condition that is true or false; counts[home].n is BIGINT"},
	}
	for _, w := range waiting {
		if a := say("break " + w[0]); a.Err != nil || !strings.Contains(a.Text, "not started yet") {
			t.Errorf("%s before the query started: %q, %v", w[0], a.Text, a.Err)
		}
	}
	if a := say("break counts[home].n >"); a.Err == nil {
		t.Error("a condition that nobody can read was taken")
	}
	do(t, k, kernel.Request{Op: kernel.OpRunAll})
	do(t, k, kernel.Request{Op: kernel.OpNextStop})
	list := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: "breaks"}}).Figure.Table
	for i, w := range waiting {
		if got := list.Rows[i][3].Text + " | " + list.Rows[i][4].Text; got != w[1] {
			t.Errorf("%s: %q, want %q", w[0], got, w[1])
		}
	}
}

// TestSetTrigger holds that a copy under another trigger goes at once to the batch where the query
// was: who steps by hand waits for no clock.
func TestSetTrigger(t *testing.T) {
	for text, want := range map[string]string{"5 seconds": "", "every 2 hours": "", "100 rows": "", "once": "", "available": "", "now and then": `"now and then" is no trigger; write "5 seconds"`, "-3 seconds": "is no trigger"} {
		k := flights(t, nil)
		do(t, k, kernel.Request{Op: kernel.OpForward, N: 3})
		a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "set trigger " + text})
		switch {
		case want != "" && (a.Err == nil || !strings.Contains(a.Err.Message, want)):
			t.Errorf("%s: %v", text, a.Err)
		case want == "" && a.Err != nil:
			t.Errorf("%s: %v", text, a.Err)
		case want == "" && (a.View.Track.At != map[string]int{"once": 1}[text]+map[bool]int{true: 3}[text != "once"] || !strings.HasSuffix(a.View.Track.Query, "~trigger")):
			t.Errorf("%s: %s stands after %d batches", text, a.View.Track.Query, a.View.Track.At)
		}
	}
}
