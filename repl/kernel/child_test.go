package kernel_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestMain lets the test binary be the kernel process.
func TestMain(m *testing.M) {
	if dir := os.Getenv("KERNEL_TEST_CHILD"); dir != "" {
		err := kernel.Serve(kernel.Options{StateDir: dir, Command: command.Run}, os.Stdin, os.Stdout, 512<<20)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func spawn(t *testing.T) kernel.Client {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c, err := kernel.Spawn(kernel.SpawnOptions{Path: self, Args: []string{}, Env: append(os.Environ(), "KERNEL_TEST_CHILD="+t.TempDir())})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func do(t *testing.T, c kernel.Client, r kernel.Request) kernel.Response {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	a, err := c.Do(ctx, r)
	if err != nil {
		t.Fatalf("%s: %v", r.Op, err)
	}
	return a
}

// stream is a notebook that needs no file: a seeded stream of rows by batch.
const stream = `---
sparkrepl: 1
---
` + "```go\n" + `rows := spark.ReadStream().Format("rate-micro-batch").Option("rowsPerBatch", "10").Load()
rows.GroupBy().Count().WriteStream().OutputMode("complete").Format("noop").QueryName("n").Start()
` + "```\n"

// dead waits for the event that says the process ended.
func dead(t *testing.T, c kernel.Client) string {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		select {
		case e := <-c.Events():
			if e.Dead != "" {
				return e.Dead
			}
		case <-late:
			t.Fatal("no event said that the kernel ended")
		}
	}
}

// endless is a cell with a list so deep that writing it fills the stack, which ends the process.
const endless = "var a any\nfor range 400_000 {\n\ta = []any{a}\n}\n_, _ = json.Marshal(a)"

// TestEvilCells runs cells that end the kernel process. The notebook stays, and one request
// brings the batch back where one was.
func TestEvilCells(t *testing.T) {
	for _, c := range []struct{ name, cell, why string }{
		{"recursion", endless, "stack"},
		{"memory", "var all [][]byte\nfor {\n\tall = append(all, make([]byte, 64<<20))\n\tfor i := 0; i < 64<<20; i += 4096 {\n\t\tall[len(all)-1][i] = 1\n\t}\n}", "memory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if raceDetector {
				t.Skip("the race detector dies of the memory limit in its own way")
			}
			t.Parallel()
			k := spawn(t)
			v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: stream}).View
			do(t, k, kernel.Request{Op: kernel.OpForward, N: 5})
			add := do(t, k, kernel.Request{Op: kernel.OpAdd, Index: len(v.Cells), Kind: "go", Text: c.cell})
			_, err := k.Do(context.Background(), kernel.Request{Op: kernel.OpRun, Cell: add.Text})
			if !errors.Is(err, kernel.ErrDead) {
				t.Fatalf("running it gave %v, want %v", err, kernel.ErrDead)
			}
			if why := dead(t, k); !strings.Contains(why, c.why) {
				t.Errorf("the reason is %q, want one with %q", why, c.why)
			}
			checkRevived(t, k, c.cell, 5)
		})
	}
}

// checkRevived restarts a dead kernel: the cell's text is there and the batch is the same.
func checkRevived(t *testing.T, k kernel.Client, cell string, at int) {
	t.Helper()
	a := do(t, k, kernel.Request{Op: kernel.OpRestart})
	if a.Err != nil {
		t.Fatalf("restart: %v", a.Err)
	}
	found := false
	for _, c := range a.View.Cells {
		found = found || c.Source == cell
	}
	if !found {
		t.Errorf("the cell %q is lost", cell)
	}
	if a.View.Track == nil || a.View.Track.At != at {
		t.Errorf("the query stands at %+v, want %d batches", a.View.Track, at)
	}
}

// TestKill ends the process from outside while text is typed: nothing typed is lost.
func TestKill(t *testing.T) {
	k := spawn(t)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: stream}).View
	do(t, k, kernel.Request{Op: kernel.OpForward, N: 3})
	pid := do(t, k, kernel.Request{Op: kernel.OpCommand, Text: "print SELECT 1"})
	if pid.Err != nil {
		t.Fatal(pid.Err)
	}
	if err := syscall.Kill(kernel.PID(k), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if why := dead(t, k); !strings.Contains(why, "killed") {
		t.Errorf("the reason is %q", why)
	}
	typed := v.Cells[0].Source + "\n// typed while it was dead"
	a, err := k.Do(context.Background(), kernel.Request{Op: kernel.OpEdit, Cell: v.Cells[0].ID, Text: typed})
	if err != nil || a.View == nil || a.View.Cells[0].Source != typed {
		t.Fatalf("an edit while there is no kernel: %+v, %v", a, err)
	}
	checkRevived(t, k, typed, 3)
}

// TestInterrupt stops an endless loop within the time a person waits, and the kernel lives.
func TestInterrupt(t *testing.T) {
	k := spawn(t)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```go\nn := 0\nfor {\n\tn++\n}\n```\n"}).View
	answered := make(chan error, 1)
	go func() {
		_, err := k.Do(context.Background(), kernel.Request{Op: kernel.OpRun, Cell: v.Cells[0].ID})
		answered <- err
	}()
	for from := time.Now(); do(t, k, kernel.Request{Op: kernel.OpView}).View.Cells[0].State != "running"; time.Sleep(time.Millisecond) {
		if time.Since(from) > answerLimit {
			t.Fatal("the cell never runs")
		}
	}
	time.Sleep(300 * time.Millisecond)
	began := time.Now()
	do(t, k, kernel.Request{Op: kernel.OpInterrupt})
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	took := time.Since(began)
	t.Logf("stopping took %v", took)
	if took > answerLimit {
		t.Error("the loop was not stopped")
	}
	if a := do(t, k, kernel.Request{Op: kernel.OpView}); len(a.View.Cells) != 1 {
		t.Error("the kernel is not well after an interrupt")
	}
}

// answerLimit is far above what an answer takes: only a hang comes to it.
const answerLimit = time.Minute

// TestInterruptWhatever holds that whatever a cell does, an interrupt is answered: by the end of
// the cell, or by the end of the process, after which the notebook is there again. The log tells
// how long it took; the aim is 200 ms.
func TestInterruptWhatever(t *testing.T) {
	for _, c := range []struct{ name, cell string }{
		{"loop", "for {\n}"},
		{"calls", "f := func(i int) int { return i + 1 }\nn := 0\nfor {\n\tn = f(n)\n}"},
		{"print", "for {\n\tfmt.Println(1)\n}"},
		{"wait", "<-make(chan int)"},
		{"compiled sort", "x := make([]int, 50)\nfor i := range x {\n\tx[i] = 50 - i\n}\nfor n := 0; ; n++ {\n\tsort.Slice(x, func(a, b int) bool {\n\t\tfor {\n\t\t}\n\t})\n}"},
		{"compiled copy", "s := \"\"\nfor {\n\ts = strings.Repeat(\"abc\", 20000000)\n}\nfmt.Println(len(s))"},
		{"function in a batch", "rows := spark.ReadStream().Format(\"rate-micro-batch\").Option(\"rowsPerBatch\", \"10\").Load()\nrows.Where(func(r spark.Row) bool {\n\tfor {\n\t}\n}).WriteStream().Format(\"noop\").QueryName(\"n\").Start()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Logf("an interrupt took %v", interruptTime(t, c.cell))
		})
	}
}

// interruptTime runs a cell, and the first batch, and interrupts what runs.
func interruptTime(t *testing.T, cell string) time.Duration {
	k := spawn(t)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```go\n" + cell + "\n```\n"}).View
	answered := make(chan error, 1)
	go func() {
		a, err := k.Do(context.Background(), kernel.Request{Op: kernel.OpRun, Cell: v.Cells[0].ID})
		if err == nil && a.Err == nil && a.View.Track != nil {
			_, err = k.Do(context.Background(), kernel.Request{Op: kernel.OpForward})
		}
		answered <- err
	}()
	time.Sleep(400 * time.Millisecond)
	began := time.Now()
	var err error
	for stopped := false; !stopped; {
		_, _ = k.Do(context.Background(), kernel.Request{Op: kernel.OpInterrupt}) // it may end the process
		select {
		case err = <-answered:
			stopped = true
		case <-time.After(2 * time.Second): // a busy machine had not begun yet
		}
		if time.Since(began) > answerLimit {
			t.Fatal("the interrupt is not answered")
		}
	}
	took := time.Since(began)
	if errors.Is(err, kernel.ErrDead) {
		if a := do(t, k, kernel.Request{Op: kernel.OpRestart}); a.Err != nil || len(a.View.Cells) != 1 || a.View.Cells[0].Source != cell {
			t.Errorf("after the restart: %+v %v", a.View, a.Err)
		}
	}
	return took
}

// TestUnsaved keeps typed text in the swap file when the kernel ends.
func TestUnsaved(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "n.spark.md")
	if err := os.WriteFile(path, []byte("```sql\nSELECT 1\n```\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	o := kernel.Options{StateDir: filepath.Join(dir, "state")}
	k := kernel.New(o)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Text: path}).View
	do(t, k, kernel.Request{Op: kernel.OpEdit, Cell: v.Cells[0].ID, Text: "SELECT 2"})
	k.Close()
	k = kernel.New(o)
	defer k.Close()
	a := do(t, k, kernel.Request{Op: kernel.OpOpen, Text: path})
	if got := a.View.Cells[0].Source; got != "SELECT 2" || !strings.Contains(a.View.Message, "recovered") {
		t.Errorf("reopened with %q, message %q", got, a.View.Message)
	}
	if text, _ := os.ReadFile(path); !strings.Contains(string(text), "SELECT 1") {
		t.Error("the file was changed without a save")
	}
}

// TestQuitSaves writes what was typed when the person leaves, and does not leave when it cannot.
func TestQuitSaves(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "n.spark.md")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("```sql\nSELECT 1\n```\n")
	k := kernel.New(kernel.Options{StateDir: filepath.Join(dir, "state")})
	defer k.Close()
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Text: path}).View
	do(t, k, kernel.Request{Op: kernel.OpEdit, Cell: v.Cells[0].ID, Text: "SELECT 2"})
	write("theirs\n")
	if a := do(t, k, kernel.Request{Op: kernel.OpQuit}); a.Err == nil || !strings.Contains(a.Err.Message, "changed by another program") {
		t.Fatalf("leaving over another program's changes: %+v", a.Err)
	}
	if a := do(t, k, kernel.Request{Op: kernel.OpView}); a.Err != nil || a.View.Cells[0].Source != "SELECT 2" {
		t.Fatalf("the kernel left: %+v", a.Err)
	}
	write("```sql\nSELECT 1\n```\n")
	if a := do(t, k, kernel.Request{Op: kernel.OpQuit}); a.Err != nil {
		t.Fatal(a.Err)
	}
	if text, _ := os.ReadFile(path); string(text) != "```sql\nSELECT 2\n```\n" {
		t.Errorf("left in the file: %q", text)
	}
}

// TestDeadShowsNothingRunning holds that the event of an end brings a view in which nothing runs.
func TestDeadShowsNothingRunning(t *testing.T) {
	k := spawn(t)
	v := do(t, k, kernel.Request{Op: kernel.OpOpen, Notebook: "```go\n" + endless + "\n```\n"}).View
	_, err := k.Do(context.Background(), kernel.Request{Op: kernel.OpRun, Cell: v.Cells[0].ID})
	if !errors.Is(err, kernel.ErrDead) {
		t.Fatal(err)
	}
	for e := range k.Events() {
		if e.Dead == "" {
			continue
		}
		if e.View == nil || e.View.Busy != "" || e.View.Cells[0].State != "failed" {
			t.Errorf("the end came with %+v", e.View)
		}
		return
	}
}
