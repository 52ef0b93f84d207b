package tui

import (
	"fmt"
	"strings"
	"testing"
)

// TestTextSearch looks for a text in the lines of a sheet, forward and back, and sees the last line.
func TestTextSearch(t *testing.T) {
	r := newRig(t, 80, 24)
	var text []string
	for i := range 60 {
		text = append(text, fmt.Sprintf("line %d of the report", i+1))
	}
	r.m.showText("Report", strings.Join(text, "\n"))
	r.has("line 1 of", "/ search")
	r.keys("n")
	r.has("nothing was searched for")
	r.keys("/ 3 0 space O F enter")
	r.has("line 30 of the report")
	r.hasNot("line 29 of")
	r.keys("/ l i n e space 5 enter n n")
	r.has("line 51 of")
	r.keys("N")
	r.has("line 50 of")
	r.keys("/ n o w h e r e enter")
	r.has("no line has nowhere")
	r.keys("pgdown pgdown pgdown pgdown pgdown")
	r.has("line 60 of", "(60 of 60 lines")
	r.keys("esc esc")
	r.hasNot("Report")
}
