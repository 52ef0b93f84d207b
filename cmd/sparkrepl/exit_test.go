package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// spawned starts the test binary as the program.
func spawned(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	return started(t, "sparkrepl", args...)
}

// started starts the test binary as one of its programs (see TestMain).
func started(t testing.TB, name string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), name)
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(link, args...)
	c.Dir = t.TempDir()
	c.Env = append(os.Environ(), "XDG_STATE_HOME="+c.Dir, "XDG_CONFIG_HOME="+c.Dir, "TESTSCRIPT_COMMAND="+name, "TERM=dumb")
	return c
}

func codeOf(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return 0
}

func write(t *testing.T, c *exec.Cmd, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(c.Dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestExitCodes(t *testing.T) {
	stream := "```go\ns := spark.ReadStream().Format(\"json\").Schema(\"a INT\").Load(\"rows/\")\n"
	files := map[string]string{
		"ok.spark.md":       "```sql\nSELECT 1 AS one\n```\n",
		"bad.spark.md":      "```go\nx := 1\ny := z + x\n```\n",
		"newer.spark.md":    "---\nsparkrepl: 99\n---\n",
		"binary.spark.md":   "\x00\x01",
		"endless.spark.md":  "```go\nfor {\n}\n```\n",
		"source.spark.md":   "```go\ns := spark.ReadStream().Format(\"json\").Schema(\"a INT\").Load(\"nowhere/\")\n_ = s\n```\n",
		"lost.spark.md":     "```go\ns := spark.ReadStream().Format(\"recording\").Load(\"lost.rec\")\n_ = s\n```\n",
		"text.spark.md":     "```go\ns := spark.ReadStream().Format(\"recording\").Load(\"rows/1.json\")\n_ = s\n```\n",
		"socket.spark.md":   "```go\ns := spark.ReadStream().Format(\"socket\").Option(\"host\", \"127.0.0.1\").Option(\"port\", \"1\").Load()\ns.WriteStream().Format(\"console\").Start()\n```\n",
		"sink.spark.md":     stream + "s.WriteStream().Format(\"json\").Option(\"path\", \"rows/1.json/out\").Option(\"checkpointLocation\", \"ck\").Start()\n```\n",
		"unsteady.spark.md": stream + "n := 0\nt := s.Where(func(r spark.Row) bool { n++; return n < 3 })\nt.WriteStream().Format(\"console\").Start()\n```\n",
		"steady.spark.md":   stream + "t := s.Where(func(r spark.Row) bool { return r.Int(\"a\") > 1 })\nt.WriteStream().Format(\"console\").Start()\n```\n",
		"wrong.toml":        "them = 1\n",
		"fence.spark.md":    "```sql\nSELECT 1 AS one\n```\n\n```output\nsomething else\n```\n",
	}
	for _, c := range []struct {
		args string
		code int
	}{
		{"run ok.spark.md", 0}, {"version", 0}, {"--help", 0}, {"-V", 0},
		{"run bad.spark.md", 1}, {"check bad.spark.md", 1}, {"check ok.spark.md", 0},
		{"run", 2}, {"run missing.spark.md", 2}, {"run ok.spark.md --nonsense", 2}, {"", 2}, {"run .", 2},
		{"test fence.spark.md", 3}, {"test ok.spark.md", 0},
		{"test unsteady.spark.md", 5}, {"test steady.spark.md", 0}, {"run --verify unsteady.spark.md", 5}, {"run --verify steady.spark.md", 0}, {"run unsteady.spark.md", 0},
		{"run source.spark.md", 6}, {"run lost.spark.md", 6}, {"run socket.spark.md", 6}, {"run sink.spark.md", 6},
		{"run ok.spark.md --config wrong.toml", 4}, {"run newer.spark.md", 4}, {"run text.spark.md", 4}, {"step rows/1.json --query steady.spark.md --batch 0", 4}, {"run binary.spark.md", 4},
		{"run endless.spark.md --timeout 300ms", 124},
	} {
		t.Run(c.args, func(t *testing.T) {
			cmd := spawned(t, strings.Fields(c.args)...)
			for name, text := range files {
				write(t, cmd, name, text)
			}
			if err := os.Mkdir(filepath.Join(cmd.Dir, "rows"), 0o755); err != nil {
				t.Fatal(err)
			}
			for i := 1; i < 4; i++ {
				write(t, cmd, fmt.Sprintf("rows/%d.json", i), fmt.Sprintf("{\"a\":%d}\n", i))
			}
			out, err := cmd.CombinedOutput()
			if got := codeOf(err); got != c.code {
				t.Errorf("exit code %d, want %d\n%s", got, c.code, out)
			}
		})
	}
}

// TestSignals ends a run that would go on for ever: 130 and 143, also in a function that a query calls,
// which nothing stops but the end of the process.
func TestSignals(t *testing.T) {
	endless := "```go\nfmt.Println(\"ready\")\nfor {\n}\n```\n"
	function := "```go\nloop := spark.UDF(\"loop\", func(n int64) int64 { for { n++ }; return n })\nfmt.Println(\"ready\")\n_ = loop\n```\n\n```sql\nSELECT loop(id) FROM range(1)\n```\n"
	for _, c := range []struct {
		signal syscall.Signal
		cells  string
		code   int
		says   string
	}{
		{syscall.SIGINT, endless, 130, "interrupted: in the cells, before a query started; sparkrepl run endless.spark.md starts it again\n"},
		{syscall.SIGTERM, endless, 143, "terminated: in the cells, before a query started; sparkrepl run endless.spark.md starts it again\n"},
		{syscall.SIGTERM, function, 143, "terminated: in "},
	} {
		cmd := spawned(t, "run", "endless.spark.md")
		write(t, cmd, "endless.spark.md", c.cells)
		var said strings.Builder
		cmd.Stderr = &said
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(out, make([]byte, len("ready\n"))); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Signal(c.signal); err != nil {
			t.Fatal(err)
		}
		if got := codeOf(cmd.Wait()); got != c.code {
			t.Errorf("%v: exit code %d, want %d", c.signal, got, c.code)
		}
		if !strings.HasPrefix(said.String(), c.says) {
			t.Errorf("%v: it said %q, want %q", c.signal, said.String(), c.says)
		}
	}
}

// TestBrokenPipe ends quietly when the reader goes away.
func TestBrokenPipe(t *testing.T) {
	cmd := spawned(t, "run", "many.spark.md", "--json")
	write(t, cmd, "many.spark.md", "```sql\nSELECT id FROM range(200000)\n```\n")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = out.Read(make([]byte, 10))
	_ = out.Close()
	if err := cmd.Wait(); codeOf(err) != 0 || said.String() != "" {
		t.Errorf("exit %v, stderr %q; want a quiet end", err, said.String())
	}
}
