package kernel_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// TestStanding asks why a query is where it is: its first batch failed, or a stop paused it.
func TestStanding(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.json": `{"a":1}`, "b.json": `{"a":2}`, "c.json": `none`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	open := func(files, option string) *kernel.Kernel {
		k := kernel.New(kernel.Options{Dir: dir, Command: command.Run})
		t.Cleanup(k.Close)
		do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```go\n" +
			`in := spark.ReadStream().Format("json").Option("maxFilesPerTrigger", 1)` + option + `.Schema("a INT").Load("` + filepath.Join(dir, files) + `")` +
			"\nin.WriteStream().Format(\"memory\").QueryName(\"q\").Start()\n```\n"})
		do(t, k, kernel.Request{Op: kernel.OpRunAll})
		return k
	}
	shows := func(k *kernel.Kernel, pane, want string) {
		t.Helper()
		f := do(t, k, kernel.Request{Op: kernel.OpFigure, Pane: &kernel.Pane{Name: pane, Limit: 9, Width: 500, Height: 30}}).Figure
		if text := viz.Lines(viz.Draw(f, 500, 30, viz.Theme{})); !strings.Contains(text, want) {
			t.Errorf("%s does not say %q:\n%s", pane, want, text)
		}
	}
	k := open("c.json", `.Option("mode", "FAILFAST")`)
	a := do(t, k, kernel.Request{Op: kernel.OpForward})
	if a.Err == nil || !a.Err.Source {
		t.Errorf("a file that cannot be read is no failure of the source: %+v", a.Err)
	}
	for _, pane := range []string{"batch", "windows", "state", "why"} {
		shows(k, pane, "q stopped in batch 0: Encountered error while reading file")
	}
	shows(k, "batch", ". tries it again")
	k = open("", "")
	do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "break batch = 1"})
	do(t, k, kernel.Request{Op: kernel.OpNextStop})
	shows(k, "why", "q is paused here, by B1 batch = 1.")
	for text, want := range map[string]string{
		"split 0":                               "say how many rows a batch takes",
		"record " + dir + "/no/such/folder.rec": "folder.rec was not written: there is no such folder",
		"drop-track":                            "the query on the screen is no copy",
	} {
		if a := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: text}); a.Err == nil || !strings.Contains(a.Err.Message, want) {
			t.Errorf("%s: %+v, want %q", text, a.Err, want)
		}
	}
}
