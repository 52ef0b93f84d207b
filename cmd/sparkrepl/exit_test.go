package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
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
	c.Env = append(os.Environ(), "XDG_STATE_HOME="+c.Dir, "TESTSCRIPT_COMMAND="+name, "TERM=dumb")
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
	files := map[string]string{
		"ok.spark.md":      "```sql\nSELECT 1 AS one\n```\n",
		"bad.spark.md":     "```go\nx := 1\ny := z + x\n```\n",
		"newer.spark.md":   "---\nsparkrepl: 99\n---\n",
		"binary.spark.md":  "\x00\x01",
		"endless.spark.md": "```go\nfor {\n}\n```\n",
		"fence.spark.md":   "```sql\nSELECT 1 AS one\n```\n\n```output\nsomething else\n```\n",
	}
	for _, c := range []struct {
		args string
		code int
	}{
		{"run ok.spark.md", 0}, {"version", 0}, {"--help", 0}, {"-V", 0},
		{"run bad.spark.md", 1}, {"check bad.spark.md", 1}, {"check ok.spark.md", 0},
		{"run", 2}, {"run missing.spark.md", 2}, {"run ok.spark.md --nonsense", 2}, {"", 2}, {"run .", 2},
		{"test fence.spark.md", 3}, {"test ok.spark.md", 0},
		{"run newer.spark.md", 4}, {"run binary.spark.md", 4},
		{"run endless.spark.md --timeout 300ms", 124},
	} {
		t.Run(c.args, func(t *testing.T) {
			cmd := spawned(t, strings.Fields(c.args)...)
			for name, text := range files {
				write(t, cmd, name, text)
			}
			out, err := cmd.CombinedOutput()
			if got := codeOf(err); got != c.code {
				t.Errorf("exit code %d, want %d\n%s", got, c.code, out)
			}
		})
	}
}

// TestSignals ends a run that would go on for ever: 130 and 143, quickly.
func TestSignals(t *testing.T) {
	for sig, code := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		cmd := spawned(t, "run", "endless.spark.md")
		write(t, cmd, "endless.spark.md", "```go\nfor {\n}\n```\n")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(500 * time.Millisecond)
		began := time.Now()
		if err := cmd.Process.Signal(sig); err != nil {
			t.Fatal(err)
		}
		if got := codeOf(cmd.Wait()); got != code {
			t.Errorf("%v: exit code %d, want %d", sig, got, code)
		}
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("%v: it took %v to end", sig, took)
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
