package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

func (r *rig) text() string { return r.m.book.source(r.m.book.cell(r.m.view)) }

// TestTypingNeverWaits holds that no request goes out while one types; only a rest sends one.
func TestTypingNeverWaits(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i")
	r.f.asked = nil
	r.m.now = func() time.Time { return r.clock }
	r.typed("abcdef")
	if len(r.f.asked) != 0 {
		t.Fatalf("typing asked the kernel: %+v", r.f.asked)
	}
	r.has("    1 abcdefSELECT")
	r.pass()
	if n := len(r.f.asked); n < 1 || r.last(kernel.OpEdit).Text[:6] != "abcdef" {
		t.Fatalf("after a rest: %+v", r.f.asked)
	}
	edits := 0
	for _, q := range r.f.asked {
		if q.Op == kernel.OpEdit {
			edits++
		}
	}
	if edits != 1 {
		t.Errorf("%d edits were sent for one rest", edits)
	}
	r.last(kernel.OpCheck)
}

// TestFindingsGoAway holds that what was found wrong while one typed goes away when the cell gets another
// kind, when it ran, and when another cell is edited, whose names it may have been about.
func TestFindingsGoAway(t *testing.T) {
	for how, after := range map[string]func(*rig){
		"another kind": func(r *rig) { r.keys("t") },
		"it ran":       func(r *rig) { r.f.view.Cells[3].State = "ok"; r.event(kernel.Event{View: r.f.snapshot()}) },
		"another cell": func(r *rig) { r.keys("k i"); r.typed("-"); r.pass(); r.keys("esc") },
	} {
		r := newRig(t, 80, 24)
		r.keys("j i")
		r.typed("\"pag\"")
		r.pass()
		r.has("no column \"pag\"")
		r.keys("esc")
		r.has("no column \"pag\"")
		if after(r); strings.Contains(r.frame(), "no column") {
			t.Errorf("%s: it is still there", how)
		}
	}
}

// TestLongTypingIsSent holds that typing without a rest reaches the kernel too, now and then.
func TestLongTypingIsSent(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i")
	r.f.asked = nil
	r.typed(strings.Repeat("x", 60))
	if n := len(r.f.asked); n < 2 || n > 20 {
		t.Errorf("%d requests for 60 keys in some seconds", n)
	}
}

// TestLateViewKeepsTyping holds that an older text of the kernel never overwrites typed text.
func TestLateViewKeepsTyping(t *testing.T) {
	r := newRig(t, 80, 24)
	old := r.f.snapshot()
	r.keys("i")
	r.typed("abc")
	r.event(kernel.Event{View: old})
	if !strings.HasPrefix(r.text(), "abcSELECT") {
		t.Fatalf("typed text is lost: %q", r.text())
	}
	r.keys("esc")
	if r.last(kernel.OpEdit).Text != r.text() {
		t.Error("leaving did not send the text")
	}
	other := r.f.snapshot()
	other.Cells[2].Source = "SELECT 1"
	r.event(kernel.Event{View: other})
	if r.text() != "SELECT 1" {
		t.Errorf("a change from outside was not taken over: %q", r.text())
	}
}

func TestEditing(t *testing.T) {
	for _, c := range []struct{ name, start, keys, want string }{
		{"indent after bracket", "f(func() {", "end enter x", "f(func() {\n\tx"},
		{"keep indent", "\ta", "end enter b", "\ta\n\tb"},
		{"undo redo", "a", "end b c ctrl+z ctrl+z ctrl+y", "abc"},
		{"undo all", "a", "end b c ctrl+z", "a"},
		{"select and replace", "one two", "shift+right shift+right shift+right X", "X two"},
		{"word left and delete", "one two", "end ctrl+w", "one "},
		{"delete", "abc", "delete", "bc"},
		{"kill to start", "abc", "end ctrl+u", ""},
		{"comment", "a\nb", "shift+down shift+end ctrl+_", "// a\n// b"},
		{"uncomment", "// a\n\t// b", "shift+down shift+end ctrl+_", "a\n\tb"},
		{"indent lines", "a\nb", "shift+down shift+end tab", "\ta\n\tb"},
		{"dedent", "\ta", "shift+tab", "a"},
		{"wide characters", "日本", "end backspace", "日"},
		{"cluster", "e\u0301x", "right backspace", "x"},
		{"up at top goes to start", "abc", "end up x", "xabc"},
		{"column is kept", "abcd\nx\nabcd", "end down down x", "abcd\nx\nabcdx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBuffer(c.start)
			for _, k := range strings.Fields(c.keys) {
				msg := keyMsg(k)
				if msg.Text != "" {
					b.insert(msg.Text, true)
				} else if !moveKey(k, b, 10) && !changeKey(k, "go", b) {
					t.Fatalf("%s is no key", k)
				}
			}
			if b.text != c.want {
				t.Errorf("got %q, want %q", b.text, c.want)
			}
		})
	}
}

// TestUndoIsTotal holds that undo goes back to the first text and redo to the last, whatever
// was done between, and that the cursor always stands in the text.
func TestUndoIsTotal(t *testing.T) {
	keys := []string{"a", "é", "(", "enter", "tab", "backspace", "delete", "left", "right", "up", "down", "home", "end", "shift+left", "shift+down", "ctrl+w", "ctrl+u", "ctrl+_", "shift+tab", "ctrl+z", "ctrl+y"}
	rapid.Check(t, func(t *rapid.T) {
		start := rapid.StringMatching(`[a-z\t\n日]{0,20}`).Draw(t, "start")
		b := newBuffer(start)
		for range rapid.IntRange(0, 40).Draw(t, "n") {
			k := rapid.SampledFrom(keys).Draw(t, "key")
			if len([]rune(k)) == 1 {
				b.insert(k, true)
			} else if !moveKey(k, b, 3) {
				changeKey(k, "go", b)
			}
			if b.cur < 0 || b.cur > len(b.text) || b.anchor > len(b.text) {
				t.Fatalf("cursor %d, anchor %d in %d bytes after %s", b.cur, b.anchor, len(b.text), k)
			}
		}
		for b.redo() {
		}
		end := b.text
		for b.undo() {
		}
		if b.text != start {
			t.Fatalf("undone to %q, began with %q", b.text, start)
		}
		for b.redo() {
		}
		if b.text != end {
			t.Fatalf("redone to %q, was %q", b.text, end)
		}
	})
}

func TestPaste(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i")
	r.send(tea.PasteMsg{Content: "a\r\n    b\tq\n"})
	if !strings.HasPrefix(r.text(), "a\n    b\tq\nSELECT") {
		t.Fatalf("pasted: %q", r.text())
	}
	r.keys("ctrl+z")
	if !strings.HasPrefix(r.text(), "SELECT") {
		t.Fatalf("a paste is one step of undo: %q", r.text())
	}
	r.keys("esc")
	r.f.asked = nil
	r.send(tea.PasteMsg{Content: "select 1\nqqq...dd\n"})
	r.has("Paste 2 lines as a new sql cell")
	if len(r.f.asked) > 0 {
		t.Fatalf("a paste outside an editor was read as keys: %+v", r.f.asked)
	}
	r.keys("y")
	if got := r.last(kernel.OpAdd); got.Text != "select 1\nqqq...dd" || got.Kind != "sql" {
		t.Errorf("added %+v", got)
	}
}

// TestRunKeyInBurst holds that Ctrl+J inside a burst of keys is a line feed of a paste.
func TestRunKeyInBurst(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i")
	r.typed("x")
	r.keys("ctrl+j")
	r.last(kernel.OpRun)
	r.m.now = func() time.Time { return r.clock }
	r.f.asked = nil
	r.typed("x")
	r.keys("ctrl+j")
	for _, q := range r.f.asked {
		if q.Op == kernel.OpRun {
			t.Fatal("a line feed inside a burst ran the cell")
		}
	}
	if !strings.HasPrefix(r.text(), "xx\n") {
		t.Errorf("got %q", r.text())
	}
}

func TestCompletion(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i end")
	r.typed(" pag")
	r.keys("tab")
	r.has("> page", "page_count", "column  string")
	r.keys("ctrl+n enter")
	if !strings.Contains(r.text(), "page, page_count\n") {
		t.Fatalf("completed: %q", r.text())
	}
	r.typed(" us")
	r.keys("tab")
	if !strings.Contains(r.text(), "page_count user\n") {
		t.Fatalf("a single proposal: %q", r.text())
	}
	r.typed("\n\t pag")
	r.keys("tab esc")
	r.hasNot("column  string")
	r.has(" EDIT ")
	r.keys("ctrl+k")
	r.has("ReadStream reads a stream.")
	golden(t, "hover-80x24", r.frame())
}

func TestDiagnostics(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("j i down end left left left left left left")
	r.typed(" && r.Str(\"pag\") != \"\"")
	r.pass()
	r.has("  x 2 ", "^^^", "no column \"pag\" in counts", "Did you mean page?")
	golden(t, "diagnostic-80x24", r.frame())
}

// TestFailureOfLongLine holds that the place of an error is seen however long its line is.
func TestFailureOfLongLine(t *testing.T) {
	r := newRig(t, 80, 24)
	v := r.f.snapshot()
	c := &v.Cells[2]
	c.Source = "SELECT " + strings.Repeat("page, ", 40) + "pag FROM clicks"
	c.State, c.Err = "failed", &kernel.Failure{Message: "no column pag", Line: 1, Col: 248, Len: 3}
	r.event(kernel.Event{View: v})
	lines := strings.Split(r.frame(), "\n")
	for i, l := range lines {
		if at := strings.Index(l, "^^^"); at >= 0 {
			if lines[i-1][at:at+3] != "pag" {
				t.Errorf("the caret stands under %q", lines[i-1][at:at+3])
			}
			return
		}
	}
	t.Errorf("no caret:\n%s", r.frame())
}

// TestEscClosesOneThing closes the doc with the first Esc and leaves the cell with the second.
func TestEscClosesOneThing(t *testing.T) {
	r := newRig(t, 100, 30)
	r.keys("i ctrl+k")
	r.has("ReadStream reads a stream")
	r.keys("esc")
	r.has("EDIT")
	r.hasNot("ReadStream reads a stream")
	r.keys("esc")
	r.has("NAV")
}

// TestOtherDefinition goes from an error to the cell that it is about, and from one that stands alone
// nowhere.
func TestOtherDefinition(t *testing.T) {
	r := newRig(t, 80, 24)
	c := r.m.book.cell(r.m.view)
	c.State, c.Err = "failed", &kernel.Failure{Message: "a is already defined in cell 2.", Cell: c.ID, Line: 1, Col: 3}
	r.keys("i end ctrl+g")
	if at := r.m.book.draft(c).buf.cur; at != 2 {
		t.Fatalf("the cursor is at %d", at)
	}
	r.keys("ctrl+g")
	r.has("no other cell has an error")
	c.Err.Other = r.m.view.Cells[1].ID
	r.keys("ctrl+g")
	r.has("the name stands in cell 2 first; Esc and s skip that cell")
	if r.m.book.cur != 1 {
		t.Errorf("it went to cell %d", r.m.book.cur+1)
	}
}
