package tui

import (
	"fmt"
	"strings"
	"testing"
)

// screens are keys in, frame out, at each of the four sizes.
var screens = []struct{ name, keys string }{
	{"main", ""},
	{"batch", "1"},
	{"plan", "2 down down down"},
	{"state", "4"},
	{"timeline", "5"},
	{"late", "6"},
	{"zoom", "3 + + down down"},
	{"why", "W"},
	{"help", "?"},
	{"palette", "ctrl+p"},
	{"edit", "i"},
	{"copy", "1 y"},
	{"back", ", ,"},
}

var sizes = [][2]int{{60, 20}, {80, 24}, {120, 40}, {160, 48}}

func TestScreens(t *testing.T) {
	for _, s := range screens {
		for _, size := range sizes {
			name := fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1])
			t.Run(name, func(t *testing.T) {
				r := newRig(t, size[0], size[1])
				r.keys(s.keys)
				golden(t, name, r.frame())
			})
		}
	}
}

// TestLongCellIsRead scrolls through a text that is longer than the pane before it goes on to the
// next cell, and back.
func TestLongCellIsRead(t *testing.T) {
	r := newRig(t, 80, 24)
	var text strings.Builder
	for i := range 30 {
		fmt.Fprintf(&text, "paragraph %d\n\n", i)
	}
	r.m.view.Cells[0].Source = text.String()
	r.keys("k k k k")
	r.has("cell 1 of 5", "paragraph 0")
	for range 30 {
		if strings.Contains(r.frame(), "paragraph 29") {
			break
		}
		r.keys("j")
		r.has("cell 1 of 5")
	}
	r.has("paragraph 29")
	r.keys("j")
	r.has("cell 2 of 5")
	r.keys("k")
	r.has("cell 1 of 5")
}
