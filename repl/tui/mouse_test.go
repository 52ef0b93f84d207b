package tui

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

func (r *rig) click(x, y int) {
	r.t.Helper()
	r.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	r.send(tea.MouseReleaseMsg{X: x, Y: y, Button: tea.MouseLeft})
}

// clickOn clicks on the first place that has a text.
func (r *rig) clickOn(text string) {
	r.t.Helper()
	for y, line := range strings.Split(r.frame(), "\n") {
		if x := strings.Index(line, text); x >= 0 {
			r.click(x, y)
			return
		}
	}
	r.t.Fatalf("there is no %q to click on:\n%s", text, r.frame())
}

func TestMouse(t *testing.T) {
	r := newRig(t, 80, 24)
	r.frame()
	r.m.say(viz.Plain, "said before")
	r.has("said before")
	r.click(13, 12)
	r.has("[2 Plan]")
	r.hasNot("said before")
	r.click(8+4*3, 21)
	if r.f.at != 4 {
		t.Errorf("a click on b3 went to %d", r.f.at)
	}
	r.click(10, 15)
	if r.m.insp.pane().cur != 1 || r.m.focus != paneInsp {
		t.Errorf("row %d", r.m.insp.pane().cur)
	}
	r.click(10, 1)
	if r.m.book.cur != 1 || r.m.focus != paneBook {
		t.Errorf("cell %d", r.m.book.cur)
	}
	r.send(tea.MouseWheelMsg{X: 10, Y: 3, Button: tea.MouseWheelDown})
	r.send(tea.MouseMotionMsg{X: 10, Y: 3, Button: tea.MouseLeft})
	r.has("hold Shift")
	r.keys("M")
	if r.m.View().MouseMode != tea.MouseModeNone {
		t.Error("M did not give the mouse back")
	}
	r.keys("j")
	r.has("MOUSE OFF")
	if strings.Contains(r.frame(), "MOUSE OFF") && r.m.mouse {
		t.Error("the status says otherwise")
	}
}

// TestMouseInSheets clicks through lists, questions, tables and texts over the panes.
func TestMouseInSheets(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("?")
	r.clickOn("step one batch back")
	if r.f.at != 7 || len(r.m.popups) > 0 {
		t.Errorf("a click in the help went to %d, %d sheets are open", r.f.at, len(r.m.popups))
	}
	r.keys("?")
	r.clickOn("Batches") // the name of a group is no choice
	if len(r.m.popups) != 1 {
		t.Error("a click on a group closed the help")
	}
	r.click(40, 1)
	if len(r.m.popups) > 0 {
		t.Error("a click on the head left the help open")
	}
	r.f.dead = true
	r.event(kernel.Event{Dead: "out of memory"})
	r.clickOn("n no")
	r.hasNot("Start it again")
	r.keys("r")
	r.clickOn("y yes")
	r.has("the kernel runs again")
	r.clickOn("[3 Windows]")
	r.keys("W")
	asked := len(r.f.asked)
	r.clickOn("1  :")
	if got := r.last(kernel.OpCommand); got == nil || len(r.f.asked) == asked || len(r.m.popups) > 0 {
		t.Errorf("a click on a command ran %+v", got)
	}
}

// TestMouseTwice opens by a second click: a row of a table, and a cell to edit there.
func TestMouseTwice(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("4")
	r.clickOn("12:00-12:05 cart")
	r.hasNot("history of this key")
	r.clock = r.clock.Add(time.Second)
	r.clickOn("12:00-12:05 cart") // too late to be a second one
	r.hasNot("history of this key")
	r.clickOn("12:00-12:05 cart")
	r.has("history of this key")
	r.keys("esc esc")
	r.clickOn("WithWatermark")
	r.clock = r.clock.Add(time.Second)
	r.clickOn("WithWatermark")
	if r.m.book.editing {
		t.Error("a single click edits")
	}
	r.clickOn("WithWatermark")
	r.typed("X")
	r.has("XWithWatermark")
}

// TestDragBorder drags the line between the panes, in both layouts, and puts it back.
func TestDragBorder(t *testing.T) {
	for _, c := range []struct{ w, h, fromX, fromY, toX, toY int }{{80, 24, 78, 12, 60, 8}, {120, 30, 61, 5, 40, 7}} {
		r := newRig(t, c.w, c.h)
		before := r.m.layout()
		r.send(tea.MouseClickMsg{X: c.fromX, Y: c.fromY, Button: tea.MouseLeft})
		r.send(tea.MouseMotionMsg{X: c.toX, Y: c.toY, Button: tea.MouseLeft})
		l := r.m.layout()
		if !l.onBorder(c.toX, c.toY) {
			t.Errorf("%dx%d: the border is not where it was dragged to:\n%s", c.w, c.h, r.frame())
		}
		for _, far := range [][2]int{{0, 0}, {c.w, c.h}} {
			r.send(tea.MouseMotionMsg{X: far[0], Y: far[1], Button: tea.MouseLeft})
			if l := r.m.layout(); l.book.w < leastColumns || l.insp.w < leastColumns || l.book.h < leastRows || l.insp.h < leastRows {
				t.Errorf("%dx%d: dragged to %v a pane is gone: %+v", c.w, c.h, far, l)
			}
			r.frame()
			if last := r.m.insp.tabAt[len(tabs)-1]; last[1] > r.m.layout().tabs.w {
				t.Errorf("%dx%d: dragged to %v the tabs are cut:\n%s", c.w, c.h, far, r.frame())
			}
		}
		r.send(tea.MouseReleaseMsg{X: c.toX, Y: c.toY, Button: tea.MouseLeft})
		at := r.m.borders
		r.send(tea.MouseMotionMsg{X: 50, Y: 10, Button: tea.MouseLeft})
		if r.m.borders != at {
			t.Error("the border follows the mouse after it was let go")
		}
		r.keys("_")
		if after := r.m.layout(); after != before {
			t.Errorf("%dx%d: _ does not put the border back:\n%s", c.w, c.h, r.frame())
		}
	}
}

// TestMouseOnStart takes a way in by a click.
func TestMouseOnStart(t *testing.T) {
	for _, h := range []int{20, 24, 48} {
		r := newRigWith(t, 80, h, Options{ASCII: true})
		r.clickOn("Examples")
		if got := r.last(kernel.OpCommand); got == nil || got.Text != "examples" {
			t.Errorf("height %d: a click on Examples asked for %+v", h, got)
		}
	}
}
