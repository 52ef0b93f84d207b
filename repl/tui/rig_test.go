package tui

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// rig drives a model without a terminal: keys in, frame out. Commands run at once; timers wait
// until the test lets them pass.
type rig struct {
	t      testing.TB
	m      *Model
	f      *fake
	timers []tea.Msg
	clock  time.Time
	out    chan tea.Msg
	going  int
	ran    int // programs that were to run in the terminal
}

func newRig(t testing.TB, w, h int) *rig {
	return newRigWith(t, w, h, Options{Path: "orders.spark.md", ASCII: true})
}

func newRigWith(t testing.TB, w, h int, o Options) *rig {
	r := &rig{t: t, f: newFake(), clock: time.Unix(1e9, 0), out: make(chan tea.Msg, 64)}
	r.m = newModel(context.Background(), r.f, o)
	r.m.now = func() time.Time { r.clock = r.clock.Add(50 * time.Millisecond); return r.clock }
	r.m.after = func(_ time.Duration, msg tea.Msg) tea.Cmd { r.timers = append(r.timers, msg); return nil }
	r.run(r.m.Init())
	r.send(tea.WindowSizeMsg{Width: w, Height: h})
	r.m.book.cur = min(2, max(len(r.f.view.Cells)-1, 0))
	return r
}

// send gives a message to the model and then everything that follows from it.
func (r *rig) send(msg tea.Msg) {
	_, cmd := r.m.Update(msg)
	r.run(cmd)
}

// run runs a command and all that come of it, except those that wait for an event.
func (r *rig) run(cmd tea.Cmd) {
	r.start(cmd)
	for {
		select {
		case msg := <-r.out:
			r.going--
			r.take(msg)
			continue
		default:
		}
		r.f.mu.Lock()
		waiting := r.f.listening
		r.f.mu.Unlock()
		if r.going <= waiting {
			return
		}
		time.Sleep(20 * time.Microsecond)
	}
}

func (r *rig) start(cmd tea.Cmd) {
	if cmd != nil {
		r.going++
		go func() { r.out <- cmd() }()
	}
}

func (r *rig) take(msg tea.Msg) {
	v := reflect.ValueOf(msg)
	if msg != nil && v.Kind() == reflect.Slice && v.Type().Elem() == reflect.TypeOf(tea.Cmd(nil)) {
		for i := range v.Len() {
			r.start(v.Index(i).Interface().(tea.Cmd))
		}
		return
	}
	if v.IsValid() && v.Type().Name() == "execMsg" { // of the library: a program that takes the terminal
		r.ran++
		return
	}
	if _, quit := msg.(tea.QuitMsg); msg != nil && !quit {
		_, cmd := r.m.Update(msg)
		r.start(cmd)
	}
}

// pass lets the timers that are set now run out.
func (r *rig) pass() {
	list := r.timers
	r.timers = nil
	for _, msg := range list {
		r.send(msg)
	}
}

// event is a message of the kernel by itself.
func (r *rig) event(e kernel.Event) {
	_, cmd := r.m.Update(event{Event: e, from: r.f, ok: true})
	r.run(cmd)
}

var keyNames = map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
	"right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace,
	"delete": tea.KeyDelete, "space": tea.KeySpace, "f10": tea.KeyF10, "f5": tea.KeyF5}

func keyMsg(name string) tea.KeyPressMsg {
	k := tea.Key{}
	rest := name
	for _, m := range []struct {
		text string
		mod  tea.KeyMod
	}{{"ctrl+", tea.ModCtrl}, {"alt+", tea.ModAlt}, {"shift+", tea.ModShift}} {
		if after, ok := strings.CutPrefix(rest, m.text); ok {
			rest, k.Mod = after, k.Mod|m.mod
		}
	}
	if code, ok := keyNames[rest]; ok {
		k.Code = code
		if rest == "space" {
			k.Text = " "
		}
		return tea.KeyPressMsg(k)
	}
	k.Code = []rune(rest)[0]
	if k.Mod&^tea.ModShift == 0 {
		k.Text = rest
	}
	return tea.KeyPressMsg(k)
}

// keys presses keys, named as in the help, separated by spaces.
func (r *rig) keys(names string) {
	r.t.Helper()
	for _, n := range strings.Fields(names) {
		k := keyMsg(n)
		if k.String() != n {
			r.t.Fatalf("key %q is %q", n, k.String())
		}
		r.send(k)
	}
}

// typed presses a key a character.
func (r *rig) typed(text string) {
	for _, c := range text {
		r.send(tea.KeyPressMsg{Code: c, Text: string(c)})
	}
}

// frame is the screen as text; every line must have the width of the screen.
func (r *rig) frame() string {
	r.t.Helper()
	lines, _, _ := r.m.frame()
	if len(lines) != r.m.h {
		r.t.Fatalf("%d lines on a screen of %d", len(lines), r.m.h)
	}
	for i, l := range lines {
		if l.Width() != r.m.w {
			r.t.Errorf("line %d is %d wide, the screen %d: %q", i, l.Width(), r.m.w, l.String())
		}
		for _, c := range l {
			if viz.Clean(c.Text) != c.Text {
				r.t.Errorf("line %d is not clean: %q", i, c.Text)
			}
		}
	}
	return viz.Lines(lines)
}

func (r *rig) has(texts ...string) {
	r.t.Helper()
	f := r.frame()
	for _, s := range texts {
		if !strings.Contains(f, s) {
			r.t.Fatalf("the screen has no %q:\n%s", s, f)
		}
	}
}

func (r *rig) hasNot(s string) {
	r.t.Helper()
	if f := r.frame(); strings.Contains(f, s) {
		r.t.Fatalf("the screen has %q:\n%s", s, f)
	}
}

// last is the last request of a kind that reached the kernel.
func (r *rig) last(op kernel.Op) *kernel.Request {
	for i := len(r.f.asked) - 1; i >= 0; i-- {
		if r.f.asked[i].Op == op {
			return &r.f.asked[i]
		}
	}
	r.t.Helper()
	r.t.Fatalf("no %s was asked", op)
	return nil
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (rewrite with -update)\n--- want\n%s--- got\n%s", path, want, got)
	}
}
