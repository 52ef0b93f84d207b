//go:build unix

package tui

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// childEnv makes the test binary run the face itself, over the fake kernel: the program that
// the tests below drive through a real pseudo-terminal.
const childEnv = "SPARKREPL_TUI_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		f := newFake()
		f.rows = 10_000_000
		f.view.Path = "orders.spark.md"
		ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
		defer stop()
		if err := Run(ctx, f, Options{Path: "orders.spark.md", ASCII: true, NoMotion: true}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// console is a program in a pseudo-terminal, and the screen of an emulator that reads it.
type console struct {
	t      testing.TB
	cmd    *exec.Cmd
	master *os.File
	tty    *os.File
	before *term.State
	mu     sync.Mutex
	screen *vt.Emulator
	raw    bytes.Buffer
	blind  bool // what comes is not drawn: the emulator cannot follow every size
	ended  chan error
}

// The tool measures this program over this notebook in place of the fake kernel:
//
//	go test ./repl/tui -run Nothing -bench Feel -program ./sparkrepl -notebook docs/examples/flights.spark.md
var (
	program = flag.String("program", "", "the built program to measure")
	opened  = flag.String("notebook", "", "the notebook it opens")
)

func startConsole(t testing.TB, w, h int, env ...string) *console {
	t.Helper()
	return startConsoleAs(t, w, h, &syscall.SysProcAttr{Setsid: true, Setctty: true}, env...)
}

func startConsoleAs(t testing.TB, w, h int, as *syscall.SysProcAttr, env ...string) *console {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal here: %v", err)
	}
	c := &console{t: t, master: master, tty: tty, screen: vt.NewEmulator(w, h), ended: make(chan error, 1)}
	if err := pty.Setsize(master, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)}); err != nil {
		t.Fatal(err)
	}
	if c.before, err = term.GetState(tty.Fd()); err != nil {
		t.Fatal(err)
	}
	c.cmd = exec.Command(os.Args[0])
	if *program != "" {
		c.cmd = exec.Command(*program, "--no-motion", *opened)
	}
	c.cmd.Env = append(append(os.Environ(), childEnv+"=1", "TERM=xterm-256color", "COLORTERM="), env...)
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = tty, tty, tty
	c.cmd.SysProcAttr = as
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go c.read()
	go c.answer()
	go func() { c.ended <- c.cmd.Wait() }()
	t.Cleanup(c.close)
	return c
}

func (c *console) close() {
	_ = c.cmd.Process.Kill()
	c.tty.Close()
	c.master.Close()
	// The emulator stays open: its Close is not safe beside the Read of answer.
}

// read feeds the emulator with what the program writes.
func (c *console) read() {
	buf := make([]byte, 1<<16)
	for {
		n, err := c.master.Read(buf)
		if n > 0 {
			c.mu.Lock()
			c.raw.Write(buf[:n])
			if !c.blind {
				_, _ = c.screen.Write(buf[:n])
			}
			c.mu.Unlock()
		}
		if err != nil {
			return
		}
	}
}

// answer gives the program what the emulator replies to its questions.
func (c *console) answer() {
	buf := make([]byte, 1024)
	for {
		n, err := c.screen.Read(buf)
		if err != nil {
			return
		}
		if _, err := c.master.Write(buf[:n]); err != nil {
			return
		}
	}
}

// quiet waits until the program has written nothing for so long.
func (c *console) quiet(d time.Duration) {
	for had := -1; ; {
		c.mu.Lock()
		has := c.raw.Len()
		c.mu.Unlock()
		if has == had {
			return
		}
		had = has
		time.Sleep(d)
	}
}

func (c *console) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.screen.String()
}

func (c *console) send(keys string) {
	c.t.Helper()
	if _, err := c.master.WriteString(keys); err != nil {
		c.t.Fatal(err)
	}
}

// hangs is far above what an answer of the screen takes, however busy the machine is.
const hangs = time.Minute

// wait blocks until the screen has a text, and tells how long it took.
func (c *console) wait(text string) time.Duration {
	c.t.Helper()
	from := time.Now()
	for time.Since(from) < hangs {
		if strings.Contains(c.text(), text) {
			return time.Since(from)
		}
		time.Sleep(100 * time.Microsecond)
	}
	c.t.Fatalf("the screen never had %q:\n%s", text, c.text())
	return 0
}

// exit waits for the end of the program and until all that it wrote has been read.
func (c *console) exit() error {
	c.t.Helper()
	select {
	case err := <-c.ended:
		const last = "[all is read]"
		_, _ = c.tty.WriteString(last)
		for from := time.Now(); time.Since(from) < hangs; time.Sleep(time.Millisecond) {
			c.mu.Lock()
			read := bytes.Contains(c.raw.Bytes(), []byte(last))
			c.mu.Unlock()
			if read {
				return err
			}
		}
		c.t.Fatal("not all that the program wrote came")
		return err
	case <-time.After(hangs):
		c.t.Fatalf("the program did not end:\n%s", c.text())
		return nil
	}
}

var modeChange = regexp.MustCompile("\x1b\\[\\?([0-9;]+)([hl])|\x1b\\[([<>=])([0-9;]*)u")

// clean holds that every mode that was switched on is off again, and the line discipline is as
// it was before.
func (c *console) clean() {
	c.t.Helper()
	on := map[string]bool{"25": true}
	kitty := 0
	c.mu.Lock()
	raw := c.raw.String()
	c.mu.Unlock()
	for _, m := range modeChange.FindAllStringSubmatch(raw, -1) {
		switch {
		case m[3] == ">":
			kitty++
		case m[3] == "<":
			kitty = max(kitty-1, 0)
		case m[3] == "=":
			if strings.HasPrefix(m[4], "0") {
				kitty = 0
			} else {
				kitty = 1
			}
		default:
			for _, mode := range strings.Split(m[1], ";") {
				on[mode] = m[2] == "h"
			}
		}
	}
	for mode, is := range on {
		if want := mode == "25" || mode == "7"; is != want { // the cursor is shown, long lines wrap
			c.t.Errorf("mode %s is left at %v", mode, is)
		}
	}
	if kitty != 0 {
		c.t.Errorf("the kitty keyboard mode is left on")
	}
	after, err := term.GetState(c.tty.Fd())
	if err != nil {
		c.t.Fatal(err)
	}
	if !reflect.DeepEqual(c.before, after) {
		c.t.Errorf("the line discipline is left changed")
	}
}

func TestTerminalSession(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.wait("[7L]")
	c.send(".")
	c.wait("[8W]")
	c.send(",,")
	c.wait("[6W]")
	c.mu.Lock() // or what is drawn for the new size is read by a screen of the old one
	_ = pty.Setsize(c.master, &pty.Winsize{Cols: 120, Rows: 40})
	c.screen.Resize(120, 40)
	c.mu.Unlock()
	c.wait("Timeline")
	c.send("i")
	c.wait("EDIT")
	c.send("\x1b[200~pasted...q\x1b[201~")
	c.wait("pasted...q")
	c.send("\x1b")
	c.wait("NAV")
	c.send("q")
	if err := c.exit(); err != nil {
		t.Errorf("ended with %v", err)
	}
	c.clean()
}

// TestTerminalFirstFrame holds that a whole frame is on the terminal before the library, which waits for
// its clock, has written anything; what it draws then is the same.
func TestTerminalFirstFrame(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.wait("[7L]")
	c.mu.Lock()
	first, rest, library := strings.Cut(c.raw.String(), "\x1b[?2026$p")
	c.mu.Unlock()
	if !library {
		t.Fatal("the library asked nothing")
	}
	for _, want := range []string{"\x1b[?1049h", "orders.spark.md", "starting", " help"} {
		if !strings.Contains(first, want) {
			t.Errorf("%q was not there before the library drew:\n%q", want, first)
		}
	}
	if !strings.Contains(rest, "orders.spark.md") {
		t.Error("the library did not draw its own first frame")
	}
	c.send("q")
	if err := c.exit(); err != nil {
		t.Errorf("ended with %v", err)
	}
	c.clean()
}

// TestTerminalNoColour holds that NO_COLOR leaves every colour out, and that else only the
// terminal's own 16 are used.
func TestTerminalNoColour(t *testing.T) {
	colour := regexp.MustCompile("\x1b\\[[0-9;]*[34][0-7]m|\x1b\\[[0-9;]*[34]8;|\x1b\\[[0-9;]*(9|10)[0-7]m")
	for _, c := range []struct {
		env  string
		want bool
	}{{"NO_COLOR=1", false}, {"CLICOLOR=1", true}} {
		con := startConsole(t, 80, 24, c.env)
		con.wait("[7L]")
		con.send("i")
		con.wait("EDIT")
		con.mu.Lock()
		raw := con.raw.String()
		con.mu.Unlock()
		if got := colour.FindString(raw); (got != "") != c.want {
			t.Errorf("%s: colour %q", c.env, got)
		}
		if strings.Contains(raw, "38;5;") || strings.Contains(raw, "38;2;") {
			t.Errorf("%s: a colour that is not one of the 16", c.env)
		}
	}
}

// TestTerminalSignals holds that the terminal is left clean whatever ends the program, and whenever.
func TestTerminalSignals(t *testing.T) {
	for name, sig := range map[string]syscall.Signal{"TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP, "INT": syscall.SIGINT} {
		t.Run(name, func(t *testing.T) {
			for _, moment := range []string{"[7L]", "? help", "? help", "? help"} {
				c := startConsole(t, 80, 24)
				c.wait(moment)
				_ = c.cmd.Process.Signal(sig)
				_ = c.exit()
				c.clean()
			}
		})
	}
}

// TestTerminalGone ends the program with its terminal, also where no signal tells of it: in a session
// of its own, as su starts it.
func TestTerminalGone(t *testing.T) {
	c := startConsoleAs(t, 80, 24, &syscall.SysProcAttr{Setsid: true})
	c.wait("[7L]")
	c.send(" ") // it plays: what it writes ends the read that holds the terminal
	c.tty.Close()
	c.master.Close()
	select {
	case <-c.ended:
	case <-time.After(hangs):
		t.Error("the program goes on without a terminal")
	}
}

// TestTerminalInterruptStorm holds that Ctrl+C, however often, ends the program cleanly or
// leaves it running, and never in between.
func TestTerminalInterruptStorm(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.wait("[7L]")
	c.send("i")
	c.wait("EDIT")
	c.send(strings.Repeat("\x03", 50))
	c.wait("nothing runs")
	c.wait("EDIT")
	c.send("\x1b")
	c.wait("NAV")
	c.send(strings.Repeat("\x03", 50))
	if err := c.exit(); err != nil {
		t.Errorf("ended with %v", err)
	}
	c.clean()
}

// TestTerminalResizeStorm holds that no size and no moment breaks the drawing.
func TestTerminalResizeStorm(t *testing.T) {
	c := startConsole(t, 80, 24)
	c.wait("[7L]")
	c.mu.Lock()
	c.blind = true
	c.mu.Unlock()
	for i := range 60 {
		w, h := 20+i*3, 5+i
		_ = pty.Setsize(c.master, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)})
		c.send(".,")
		time.Sleep(time.Millisecond)
	}
	_ = pty.Setsize(c.master, &pty.Winsize{Cols: 160, Rows: 48})
	c.quiet(500 * time.Millisecond) // frames of other sizes are not for this emulator: it would panic
	c.mu.Lock()
	c.screen.Resize(160, 48)
	_, _ = c.screen.Write([]byte("\x1b[?1049h\x1b[2J\x1b[r"))
	c.blind = false
	c.mu.Unlock()
	c.send("\x0c")
	c.wait("rows in")
	c.send("q")
	if err := c.exit(); err != nil {
		t.Errorf("ended with %v", err)
	}
	c.clean()
}
