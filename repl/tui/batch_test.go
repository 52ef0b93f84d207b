package tui

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestStepOneFrame holds that a step and what it shows come in one call: the marker and the
// inspector never show two different batches.
func TestStepOneFrame(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.asked = nil
	r.keys(".")
	r.has("[8W]", "b8 of 19")
	if n := len(r.f.asked); n != 2 || r.f.asked[0].Op != kernel.OpForward || r.f.asked[1].Op != kernel.OpFigure {
		t.Fatalf("a step asked for %d things: %+v", n, r.f.asked)
	}
	r.keys(",")
	r.has("[7L]", "one batch back")
}

func TestBatchKeys(t *testing.T) {
	r := newRig(t, 80, 24)
	for _, c := range []struct {
		keys string
		op   kernel.Op
		at   int
	}{
		{"g 1 2 enter", kernel.OpGoto, 13}, {"g g", kernel.OpGoto, 0}, {"G", kernel.OpGoto, 13}, {"f10", kernel.OpForward, 14},
		{"shift+f10", kernel.OpBack, 13}, {">", kernel.OpNextStop, 13}, {"<", kernel.OpPrevStop, 13},
	} {
		r.keys(c.keys)
		r.last(c.op)
		if r.f.at != c.at {
			t.Errorf("%s: at %d, want %d", c.keys, r.f.at, c.at)
		}
	}
	r.keys("g g ,")
	r.has("nothing before it")
}

func TestPlay(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("space")
	if r.f.at != 9 {
		t.Fatalf("playing began at %d", r.f.at)
	}
	r.pass()
	r.pass()
	if r.f.at != 11 {
		t.Fatalf("two turns later at %d", r.f.at)
	}
	r.has("PLAYS")
	r.keys("space")
	r.pass()
	r.pass()
	if r.f.at != 11 {
		t.Fatalf("paused, but at %d", r.f.at)
	}
	r.keys("space")
	for range 40 {
		r.pass()
	}
	if r.f.at != 20 || r.m.play.on {
		t.Fatalf("at %d, playing %v at the end", r.f.at, r.m.play.on)
	}
}

// TestEveryHintWorks presses each key that the bottom line shows.
func TestEveryHintWorks(t *testing.T) {
	for _, start := range []string{"", "1", "6", "3 + +"} {
		r := newRig(t, 160, 48)
		r.keys(start)
		for _, h := range r.m.navHints() {
			key := strings.ToLower(h.key)
			if len(h.key) == 1 || h.key == "d d" {
				key = h.key
			}
			if h.key == "1-6" || key == "q" || key == "e" { // quitting and an editor leave the screen
				continue
			}
			r := newRig(t, 160, 48)
			r.keys(start)
			before, asked := r.frame(), len(r.f.asked)
			r.keys(key)
			if after := r.frame(); after == before && len(r.f.asked) == asked {
				t.Errorf("after %q the hint %q does nothing", start, h.key)
			}
			if f := r.frame(); strings.Contains(f, "does nothing here") || strings.Contains(f, " goes there") {
				t.Errorf("after %q the hint %q is no key", start, h.key)
			}
		}
	}
}

// TestTwoWatermarks holds that both watermarks show when they differ.
func TestTwoWatermarks(t *testing.T) {
	r := newRig(t, 100, 24)
	r.has("wm 12:04:30 > 12:06:10")
	v := r.f.snapshot()
	v.Track.LateMark = "12:01:00"
	r.event(kernel.Event{View: v})
	r.has("late<=12:01:00 evict<=12:04:30")
}

func TestProgressAndInterrupt(t *testing.T) {
	r := newRig(t, 120, 40)
	v := r.f.snapshot()
	v.Busy = "running to the end"
	r.event(kernel.Event{View: v})
	r.event(kernel.Event{Progress: &kernel.Progress{What: "running to the end", Batches: 1200, Of: 20000, Rows: 4200000, PerSec: 900000, LeftMs: 83000}})
	r.has("1200 of 20 000 batches", "4200k rows", "900k rows/s", "1:23 left", "Ctrl+C stops it")
	r.keys("ctrl+c")
	r.last(kernel.OpInterrupt)
	r.event(kernel.Event{Progress: &kernel.Progress{Finished: true}, View: r.f.snapshot()})
	r.hasNot("1:23 left")
}

func TestKernelDeath(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("i end")
	r.typed("X")
	r.f.dead = true
	r.event(kernel.Event{Dead: "out of memory (1 GB)"})
	r.has("KERNEL ENDED   type on; Esc, then . starts it again   out of memory")
	r.hasNot("Start it again")
	r.typed("Y") // goes into the cell: nothing asks while one types
	r.keys("esc r")
	r.has("The kernel ended: out of memory", "Your notebook is safe", "Start it again")
	r.keys("n")
	r.has("KERNEL ENDED")
	r.keys(".")
	if got := r.last(kernel.OpEdit); !strings.Contains(got.Text, "XY") {
		t.Errorf("what was typed did not reach the new kernel: %q", got.Text)
	}
	r.last(kernel.OpRestart)
	r.hasNot("KERNEL ENDED")
	r.has("the kernel runs again")
}

// TestKernelRevives looks at the screen between the death of a kernel and the next one: the
// question tells the reason as soon as it is known, then what happens, and it can be stopped.
func TestKernelRevives(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.dead = true
	r.keys("r")
	r.has("The kernel ended: it was killed.")
	r.event(kernel.Event{Dead: "a function called itself without end"})
	r.has("The kernel ended: a function called itself without end.")
	r.hasNot("it was killed")
	_, restart := r.m.Update(keyMsg("y"))
	r.has("starting the kernel again, and what had run", "Ctrl+C stop what runs again")
	r.hasNot("KERNEL ENDED")
	_, stop := r.m.Update(keyMsg("ctrl+c"))
	r.has("stopping ...")
	r.hasNot("Start it again")
	r.run(restart)
	r.run(stop)
	r.last(kernel.OpInterrupt)
	r.has("the kernel runs again, at the batch where you were")
}

// TestKeyOfTheOtherPane tells where a key works that means nothing in the focused pane.
func TestKeyOfTheOtherPane(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys("F")
	r.has("F works in the tabs; Tab goes there")
	r.keys("tab r")
	r.has("r works in the notebook; Tab goes there")
	r.keys("d")
	r.has("d works in the notebook; Tab goes there")
	r.keys("%")
	r.has("% does nothing here; ? lists the keys")
}

// TestBatchesOfCheckpoint draws a track whose first batch is not 0: title, strip and status have one number,
// and going there means it.
func TestBatchesOfCheckpoint(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {160, 48}} {
		r := newRig(t, size[0], size[1])
		r.f.base = 40
		r.event(kernel.Event{View: r.f.snapshot()})
		r.has("b47 of 59", "40", "[47L]", "b47")
		r.hasNot("[7L]")
		r.keys("g 4 2 enter")
		if q := r.last(kernel.OpGoto); q.Index != 3 {
			t.Errorf("g 42 asked for %d batches", q.Index)
		}
		r.has("b42 of 59")
		r.keys("g g")
		r.has("before b40")
		r.keys(",")
		r.has("counts went on from its checkpoint: the batches before b40")
	}
}
