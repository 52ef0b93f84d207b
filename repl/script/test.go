package script

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/scenario"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Test checks notebooks against their output fences, and scenarios.
type Test struct {
	Streams
	Files   []string // files and folders; none: the current folder
	Update  bool     // write what came out into the fences
	DryRun  bool     // with Update: say which would be written
	Seed    int64
	Only    string // names that contain this
	Builtin fs.FS
	// KeepGoing tests the other files when one cannot be read.
	KeepGoing bool

	passed, failed, skipped int
	unsteady                bool // a replay was not deterministic
}

// verdict is the line of --json for one scenario or notebook.
type verdict struct {
	V       int    `json:"v"`
	Event   string `json:"event"`
	File    string `json:"file"`
	Name    string `json:"name"`
	OK      bool   `json:"ok"`
	Skipped string `json:"skipped,omitempty"`
	Step    int    `json:"step"`
	Batch   int    `json:"batch"`
	Want    any    `json:"want,omitempty"`
	Got     any    `json:"got,omitempty"`
	Error   string `json:"error,omitempty"`
	// Cell and Line are the place in a notebook that failed.
	Cell int `json:"cell,omitempty"`
	Line int `json:"line,omitempty"`
	// Open is the command that opens a failed scenario at that batch.
	Open string `json:"open,omitempty"`
}

// summaryEvent counts the verdicts.
type summaryEvent struct {
	head
	Passed  int `json:"passed"`
	Failed  int `json:"failed"`
	Skipped int `json:"skipped"`
}

// row writes a verdict as CSV, the first below a header.
func (t *Test) row(v verdict) {
	var columns []string
	if t.passed+t.failed+t.skipped == 1 {
		columns = []string{"file", "name", "ok", "skipped", "step", "batch", "cell", "line", "error"}
	}
	_ = t.List(columns, [][]any{{v.File, v.Name, v.OK, v.Skipped, v.Step, v.Batch, v.Cell, v.Line, v.Error}}, nil) // Do flushes, and says what went wrong
}

// Do tests all files; exit code 3 when one differs, 5 when one comes out otherwise each time, 2 for
// one that cannot be read.
func (t *Test) Do(ctx context.Context) error {
	flush := t.buffered()
	err := t.do(ctx)
	if flushErr := flush(); err == nil {
		err = flushErr
	}
	return err
}

func (t *Test) do(ctx context.Context) error {
	files, err := t.find()
	if err != nil {
		return exit(Misuse, err)
	}
	if len(files) == 0 {
		return exit(Misuse, errors.New("there is nothing to test here: no *.spark.md, *.scenario.yaml, *.scenario.json or *.scenarios.jsonl"))
	}
	unread := each(files, t.KeepGoing, func(f string) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case strings.HasSuffix(f, ".spark.md"):
			return t.notebook(ctx, f)
		}
		return t.scenarios(ctx, f)
	})
	if unread != nil && !t.KeepGoing && !ended(unread) {
		return unread
	}
	t.summary()
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if t.Only != "" && t.passed+t.failed+t.skipped == 0 {
		return exit(Misuse, fmt.Errorf("no scenario and no notebook here has %q in its name", t.Only))
	}
	if t.failed > 0 {
		code := Different
		if t.unsteady {
			code = NotRepeatable
		}
		unread = errors.Join(unread, Told{exit(code, fmt.Errorf("%d of %d differ", t.failed, t.passed+t.failed))})
	}
	return unread
}

// testable tells whether test knows what to do with a file.
func testable(name string) bool {
	name = strings.TrimSuffix(name, ".gz")
	for _, end := range []string{".spark.md", ".scenario.yaml", ".scenario.json", ".scenarios.jsonl"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// find lists the files, those of folders in the order of their names.
func (t *Test) find() ([]string, error) {
	roots := t.Files
	if len(roots) == 0 {
		roots = []string{"."}
	}
	var out []string
	for _, root := range roots {
		st, err := os.Stat(root)
		if err != nil && t.KeepGoing {
			out = append(out, root) // whoever reads it says why it cannot be
			continue
		}
		if err != nil {
			return nil, given(root, root)
		}
		if !st.IsDir() {
			out = append(out, root)
			continue
		}
		var found []string
		err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && testable(path) {
				found = append(found, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		sort.Strings(found)
		out = append(out, found...)
	}
	return out, nil
}

func (t *Test) scenarios(ctx context.Context, file string) error {
	if err := given(file, file); err != nil {
		return err
	}
	list, err := scenario.Load(file)
	if err != nil {
		return exit(Misuse, err)
	}
	for _, s := range list {
		if t.Only != "" && !strings.Contains(s.Name, t.Only) {
			continue
		}
		r := scenario.Run(ctx, s)
		v := verdict{File: file, Name: r.Name, OK: r.OK, Skipped: r.Skipped, Step: r.Step, Batch: r.Batch, Want: r.Want, Got: r.Got, Error: r.Error}
		if !r.OK && r.At >= 0 && s.Kind == "" {
			v.Open = openCommand(file, s.Name, len(list) > 1, r.At)
		}
		t.tell(v, r.Diff)
	}
	return nil
}

// tell counts and writes one verdict.
func (t *Test) tell(v verdict, diff string) {
	switch {
	case v.Skipped != "":
		t.skipped++
	case v.OK:
		t.passed++
	default:
		t.failed++
	}
	switch {
	case t.JSON:
		v.V, v.Event = 1, "scenario"
		newEvents(t.Out).put(v)
		return
	case t.CSV:
		t.row(v)
		return
	}
	switch {
	case v.Skipped != "":
		fmt.Fprintf(t.Out, "%s  %s: %s (%s)\n", paint(t.Colour, viz.Warn, "skip"), v.File, viz.Clean(v.Name), viz.Clean(v.Skipped))
	case v.OK && t.Verbose > 0:
		fmt.Fprintf(t.Out, "%s    %s: %s\n", paint(t.Colour, viz.Good, "ok"), v.File, viz.Clean(v.Name))
	case !v.OK:
		fmt.Fprintf(t.Out, "%s  %s: %s\n", paint(t.Colour, viz.Bad, "FAIL"), v.File, viz.Clean(v.Name))
		t.details(v, diff)
	}
}

func (t *Test) details(v verdict, diff string) {
	place := ""
	if v.Step >= 0 {
		place = fmt.Sprintf("step %d: ", v.Step)
	}
	if v.Batch >= 0 {
		place = fmt.Sprintf("step %d, batch %d: ", v.Step, v.Batch)
	}
	fmt.Fprintln(t.Out, "      "+viz.Clean(place+v.Error))
	for line := range strings.SplitSeq(strings.TrimRight(diff, "\n"), "\n") {
		if line != "" {
			fmt.Fprintln(t.Out, "      "+viz.Clean(line))
		}
	}
	if v.Open != "" {
		fmt.Fprintln(t.Out, "      "+viz.Clean("open it there with: "+v.Open))
	}
	if strings.HasSuffix(v.File, ".spark.md") && v.Want != nil {
		fmt.Fprintf(t.Out, "      look at it with: sparkrepl %s; accept it with: sparkrepl test --update %s\n", v.File, v.File)
	}
}

func (t *Test) summary() {
	switch {
	case t.CSV:
		return
	case t.JSON:
		newEvents(t.Out).put(summaryEvent{head{1, "summary"}, t.passed, t.failed, t.skipped})
		return
	}
	fmt.Fprintf(t.Out, "%d passed, %d failed, %d skipped\n", t.passed, t.failed, t.skipped)
}
