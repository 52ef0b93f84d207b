package tui

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

func startRig(t *testing.T, w, h int) *rig {
	r := newRigWith(t, w, h, Options{ASCII: true, Version: "0.1"})
	r.f.at, r.f.computed = 0, 0
	r.event(kernel.Event{View: r.f.snapshot()})
	return r
}

func TestStartScreen(t *testing.T) {
	for _, size := range sizes {
		r := startRig(t, size[0], size[1])
		golden(t, fmt.Sprintf("start-%dx%d", size[0], size[1]), r.frame())
	}
	r := startRig(t, 80, 24)
	r.has("START", "nothing run yet", ">0...1...2")
	r.keys(".")
	r.has("b0  in 60 rows", "586  12:10:00")
	golden(t, "started-80x24", r.frame())
	r.keys(",")
	r.has("nothing has run yet")
	r.keys("down down enter")
	r.has(" NAV ", "[3] sql")
}

// TestFirstFrame holds that a whole frame is drawn before there is a kernel.
func TestFirstFrame(t *testing.T) {
	m := newModel(t.Context(), nil, Options{Path: "orders.spark.md", ASCII: true})
	m.w, m.h = 80, 24
	lines, _, _ := m.frame()
	text := viz.Lines(lines)
	for _, s := range []string{"orders.spark.md", "the kernel is starting", "[3 Windows]", "? help"} {
		if !strings.Contains(text, s) {
			t.Errorf("no %q in the first frame:\n%s", s, text)
		}
	}
	m.Update(keyMsg("."))
	if len(m.queue) != 1 {
		t.Error("a key pressed while the kernel starts is lost")
	}
	m.Update(keyMsg("i"))
	m.Update(keyMsg("?"))
	m.Update(tea.WindowSizeMsg{Width: 160, Height: 48})
	m.View()
}

// TestAnySize holds that every screen is whole at every size, in every state.
func TestAnySize(t *testing.T) {
	for _, s := range screens {
		r := newRig(t, 80, 24)
		r.keys(s.keys)
		for w := 1; w < 170; w += 7 {
			for h := 1; h < 52; h += 5 {
				r.send(tea.WindowSizeMsg{Width: w, Height: h})
				r.frame()
				if t.Failed() {
					t.Fatalf("%s at %dx%d", s.name, w, h)
				}
			}
		}
	}
	r := newRig(t, 52, 14)
	r.has("This needs 60 columns and 16 rows; here are 52 by", " 14.", "q quit")
}

// TestHostileText holds that what comes from data, names and errors never reaches the terminal
// as more than text.
func TestHostileText(t *testing.T) {
	r := newRigWith(t, 120, 40, Options{Path: "x.spark.md"})
	evil := "\x1b]52;c;aGk=\x07\u202e\x9b31m\r\n"
	v := r.f.snapshot()
	v.Title, v.Path, v.Message = evil, "a"+evil, evil
	v.Track.Query, v.Track.Source, v.Track.Paused, v.Track.Stopped = evil, evil, evil, evil
	v.Track.Watermark, v.Track.NextMark = evil, evil
	c := &v.Cells[2]
	c.Source, c.Name, c.Reason, c.Kind = "SELECT '"+evil+"'", evil, evil, "sql"
	c.Err = &kernel.Failure{Message: evil, Hint: evil, Line: 1, Col: 3, Len: 2, Detail: evil, Condition: evil}
	c.State = "failed"
	c.Notes = []viz.Line{viz.Plainly(evil)}
	c.Output = &viz.Figure{Table: &viz.Table{Columns: []viz.Column{{Name: evil}}, Rows: [][]viz.Cell{{{Text: evil}}}, Total: 1, Marks: []string{evil}, Empty: evil}}
	v.Lesson = &kernel.Lesson{Number: 1, Of: 3, Title: evil, Steps: []string{evil}, Done: []bool{false}}
	r.event(kernel.Event{View: v})
	for _, keys := range []string{"", "i", "esc D", "esc y", "esc W", "esc : t a b"} {
		r.keys(keys)
		r.frame()
		view := r.m.View()
		for _, bad := range []string{"\x1b]52", "\u202e", "\x9b", "\r"} {
			if strings.Contains(view.Content, bad) || strings.Contains(view.WindowTitle, bad) {
				t.Fatalf("after %q %q reaches the terminal", keys, bad)
			}
		}
	}
}

func TestCommandLine(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys(":")
	r.typed("nosuchthing")
	r.has(" CMD ", ":nosuchthing")
	r.keys("esc")
	r.has(" NAV ")
	r.keys("ctrl+p")
	r.typed("skip")
	r.has("skip: keep the cell")
	r.keys("enter")
	r.last(kernel.OpSkip)
	r.keys("?")
	r.typed("undo")
	r.has("undo: cells and texts")
	r.keys("esc esc")
	r.hasNot("type to search")
}

func TestCells(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("d")
	r.has("press d again")
	r.keys("j d d")
	if n := len(r.f.view.Cells); n != 4 || r.last(kernel.OpDelete).Cell != "c4" {
		t.Errorf("%d cells", n)
	}
	r.keys("c v b a K J t s u 0 0 r R ctrl+s o")
	for _, op := range []kernel.Op{kernel.OpAdd, kernel.OpMove, kernel.OpType, kernel.OpSkip, kernel.OpUndo, kernel.OpRestart, kernel.OpRun, kernel.OpRunStale, kernel.OpSave} {
		r.last(op)
	}
	r.keys("ctrl+c")
	r.has("nothing runs; q quits")
	r.keys("q")
	if !r.m.quitting {
		t.Error("q did not quit")
	}
	r.last(kernel.OpQuit)
}

// TestIdle holds that nothing ticks while nothing moves, and nothing at all with motion off.
func TestIdle(t *testing.T) {
	r := newRig(t, 80, 24)
	r.pass()
	r.pass()
	if len(r.timers) != 0 {
		t.Errorf("idle, but timers are set: %v", r.timers)
	}
	r = newRigWith(t, 80, 24, Options{Path: "x", NoMotion: true})
	r.keys(". ,")
	if len(r.timers) != 0 {
		t.Errorf("motion is off, but timers are set: %v", r.timers)
	}
}

func TestLesson(t *testing.T) {
	r := newRig(t, 80, 24)
	v := r.f.snapshot()
	v.Lesson = &kernel.Lesson{Number: 1, Of: 3, Title: "First step", Steps: []string{"press . to run a batch", "press , to go back"}, Done: []bool{true, false}}
	r.event(kernel.Event{View: v})
	r.has("1 / 3   First step", "[x] press . to run a batch", "[ ] press , to go back")
	golden(t, "lesson-80x24", r.frame())
}

// TestKeyBeforeKernel holds that a step pressed while the kernel starts is done when it is up.
func TestKeyBeforeKernel(t *testing.T) {
	r := newRig(t, 80, 24)
	r.m.link.client = nil
	r.m.view = nil
	r.f.asked = nil
	r.keys(".")
	r.has("the kernel is starting")
	r.send(connected{client: r.f})
	if r.f.at != 9 {
		t.Errorf("at %d after the kernel came up: %+v", r.f.at, r.f.asked)
	}
	r.has("b8 of 19")
	r.hasNot("the kernel is starting")
}

// TestEditFromTheStart begins to edit the query of the sample with one key.
func TestEditFromTheStart(t *testing.T) {
	r := newRigWith(t, 80, 24, Options{ASCII: true})
	r.keys("i")
	r.has("EDIT", "> [3] sql", "1 SELECT window")
}
