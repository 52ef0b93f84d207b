package tui

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestNoWindowsNoPicture gives the room of the picture to the text that says why there is none.
func TestNoWindowsNoPicture(t *testing.T) {
	r := newRig(t, 60, 20)
	r.f.empty = "no window is open yet; the first opens with the first row of a batch, and fires once the watermark passed its end"
	r.keys("3")
	r.has("watermark passed its end")
	r.hasNot("more line")
}

// TestBelow holds that a large screen lists watches and stops above the log, anew when they change.
func TestBelow(t *testing.T) {
	r := newRig(t, 160, 48)
	r.has("-- Watch --", "nothing is watched", "-- Breakpoints --", "no stop is set", "-- Log --")
	r.f.view.Kept.Watches = []string{"counts.keys", "late"}
	r.f.view.Kept.Stops = []kernel.KeptStop{{N: 1, Text: "late > 0"}}
	r.event(kernel.Event{View: r.f.snapshot()})
	r.has("1  counts.keys", "2  late", "B1  late > 0", "b6 > b7")
	golden(t, "below-160x48", r.frame())
	r.f.view.Kept.Watches = []string{"a", "b", "c", "d", "e"}
	r.event(kernel.Event{View: r.f.snapshot()})
	r.has("4  d", "1 more")
	r.hasNot("5  e")
	r = newRig(t, 80, 24)
	r.hasNot("Breakpoints")
}
