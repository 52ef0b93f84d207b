package tui

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestStopsSheet lists the stops, and changes, switches and removes one from there.
func TestStopsSheet(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.view.Kept.Stops = []kernel.KeptStop{{N: 1, Text: "late > 0"}, {N: 2, Text: "out = 0"}}
	r.keys("B j")
	r.has("Breakpoints", ">B2", "Enter change  t off and on  x remove")
	r.hasNot("Enter open")
	r.keys("t")
	if got := r.last(kernel.OpCommand); got == nil || got.Text != "toggle 2" {
		t.Errorf("t sent %+v", got)
	}
	r.keys("x")
	if got := r.last(kernel.OpCommand); got == nil || got.Text != "clear 2" {
		t.Errorf("x sent %+v", got)
	}
	r.f.view.Kept.Stops = r.f.view.Kept.Stops[:1]
	r.event(kernel.Event{View: r.f.snapshot()})
	r.hasNot("out = 0") // the sheet is open and shows what is left
	r.has(">B1")
	r.keys("enter")
	r.has(":cond 1 late > 0")
	r.keys("esc esc W")
	r.has("Why is the output")
	r.keys("esc : b p enter")
	r.has("Breakpoints")
	r.keys("W") // why is no part of this sheet
	r.has("Why is the output")
	r.keys("W")
	r.hasNot("Why is the output")
}

// TestWatchSheet lists what is watched and removes a watch; a whole row opens as name and value.
func TestWatchSheet(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.view.Kept.Watches = []string{"late", "keys"}
	r.keys(": w a t c h enter")
	r.has("Watch", "late", "x remove")
	r.hasNot("off and on")
	r.keys("j x")
	if got := r.last(kernel.OpCommand); got == nil || got.Text != "display -d 2" {
		t.Errorf("x sent %+v", got)
	}
	r.keys("o")
	r.has("Row 2", "watch  keys")
	r.keys("esc esc")
	r.hasNot("Row 2")
	r.keys(": w a t c h space o u t enter") // a watch that is added opens the same list
	r.has("Watch", ">#", "out", "x remove")
	r.keys("j j enter")
	r.has("Record", "out")
}
