package tui

import (
	"fmt"
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
