package tui

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestWatermarksStay holds what gives way in a status line of 80 columns: the query's name, the
// word before the batch, the memory, and never the watermarks.
func TestWatermarksStay(t *testing.T) {
	k := &kernel.Track{Query: "hourly", At: 12, In: 19, Late: 1, Keys: 6, Budget: "12K/1G", LateMark: "12:19", Watermark: "12:30"}
	for _, c := range []struct {
		room int
		in   int64
		want string
	}{
		{100, 19, "hourly  at b11  in 19  late 1  out 0  keys 6  mem 12K/1G   late<=12:19 evict<=12:30"},
		{78, 19, "at b11  in 19  late 1  out 0  keys 6  mem 12K/1G   late<=12:19 evict<=12:30"},
		{74, 19, "b11  in 19  late 1  out 0  keys 6  mem 12K/1G   late<=12:19 evict<=12:30"},
		{74, 1234567, "b11  in 1234567  late 1  out 0  keys 6   late<=12:19 evict<=12:30"},
	} {
		k.In = c.in
		var text strings.Builder
		for _, cell := range (&Model{}).trackText(k, c.room) {
			text.WriteString(cell.Text)
		}
		if got := text.String(); got != c.want {
			t.Errorf("room %d: %q, want %q", c.room, got, c.want)
		}
	}
}
