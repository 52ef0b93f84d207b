package tui

import (
	"strings"
	"testing"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// TestWatermarksStay holds what gives way in a status line of 80 columns: the query's name, the
// word before the batch, the memory, and never the watermarks.
func TestWatermarksStay(t *testing.T) {
	k := &kernel.Track{Query: "hourly", At: 12, In: 19, Late: 1, Keys: 6, Budget: "12K/1G", LateMark: "12:19", Watermark: "12:30", Marked: true}
	for _, c := range []struct {
		room int
		in   int64
		want string
	}{
		{100, 19, "hourly  at b11  in 19  late 1  out 0  keys 6  mem 12K/1G   late<=12:19 evict<=12:30"},
		{78, 19, "at b11  in 19  late 1  out 0  keys 6  mem 12K/1G   late<=12:19 evict<=12:30"},
		{74, 19, "b11  in 19  late 1  out 0  keys 6  mem 12K/1G   late<=12:19 evict<=12:30"},
		{74, 1234567, "b11  in 1234567  late 1  out 0  keys 6   late<=12:19 evict<=12:30"},
		{44, 19, "b11 in 19 late 1 out 0 late<=12:19 evict<=12:30"},
		{54, 19, "b11 in 19 late 1 out 0 keys 6 late<=12:19 evict<=12:30"},
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

// TestStartStatus is whole on the narrowest screen: after a step it says how to go back, and how to open
// the sample where there is room.
func TestStartStatus(t *testing.T) {
	for w, want := range map[int]string{60: " START  sample stream  20 batches  b0 ran; , goes back", 79: " START  sample stream  20 batches  b0 ran; , goes back",
		80: " START  sample stream  20 batches  b0 ran; , goes back, n opens it"} {
		r := newRigWith(t, w, 20, Options{ASCII: true})
		r.f.at = 0
		r.keys("g 0 enter")
		r.has("nothing run yet")
		r.keys(".")
		lines := strings.Split(strings.TrimRight(r.frame(), "\n"), "\n")
		if got := strings.TrimRight(lines[len(lines)-2], " "); got != want {
			t.Errorf("%d columns: %q, want %q", w, got, want)
		}
	}
}

// TestCorruptFits counts the records that did not parse on a screen of 60 columns too.
func TestCorruptFits(t *testing.T) {
	k := &kernel.Track{Query: "q", At: 1, In: 576, Out: 820, Keys: 9, Corrupt: 64, LateMark: "none yet", Watermark: "none yet", Marked: true}
	for room, want := range map[int]string{54: "b0 in 576 late 0 out 820 keys 9 bad 64 wm none yet", 90: "at b0  in 576  late 0  out 820  keys 9  so far 64 did not parse   wm none yet"} {
		var text strings.Builder
		for _, cell := range (&Model{}).trackText(k, room) {
			text.WriteString(cell.Text)
		}
		if got := text.String(); !strings.HasSuffix(got, want) {
			t.Errorf("room %d: %q, want %q", room, got, want)
		}
	}
}

// TestSourceNames shortens what sources say of themselves to what fits beside the batch.
func TestSourceNames(t *testing.T) {
	for source, want := range map[string]string{
		"Recording[examples:departures.rec]":                                   "rec departures",
		"Recording[/a/b.rec], Recording[c.rec]":                                "rec b, c",
		"FileStreamSource[file:/data/in], Recording[c.rec]":                    "file in, rec c",
		"RateStreamV2[rowsPerSecond=1, rampUpTimeSeconds=0], Recording[c.rec]": "RateStreamV2, rec c",
		"lists": "lists",
	} {
		if got := sourceName(source); got != want {
			t.Errorf("%s: %q, want %q", source, got, want)
		}
	}
}

// TestLongMessages holds that a message which does not fit on the status line goes on over the keys,
// and that the keys are back after the next one.
func TestLongMessages(t *testing.T) {
	r := newRig(t, 80, 24)
	long := "a.spark.md was not saved in /some/folder: the disk is full  nothing typed is lost: make room and save again"
	r.m.say("", long)
	rows := strings.Split(r.frame(), "\n")
	if got := strings.TrimSpace(rows[22]) + " " + strings.TrimSpace(rows[23]); got != "NAV  "+long {
		t.Errorf("shown as %q", got)
	}
	r.m.failed(&kernel.Failure{Cell: r.f.view.Cells[1].ID, Line: 2, Message: long})
	if rows = strings.Split(r.frame(), "\n"); !strings.Contains(rows[22], "cell 2, line 2: a.spark.md was") || !strings.Contains(rows[23], ". step") {
		t.Errorf("a failure of a cell: %q, %q", rows[22], rows[23])
	}
	r.m.say("", "short")
	if rows = strings.Split(r.frame(), "\n"); !strings.Contains(rows[23], ". step") {
		t.Errorf("the keys are %q", rows[23])
	}
}

// TestFirstTab shows the windows of a query, or its rows when it groups by none, until the person
// chooses a tab; a query without a watermark has none in the status line.
func TestFirstTab(t *testing.T) {
	in := newInspector()
	in.follow(nil, &kernel.View{Track: &kernel.Track{Windowed: true}})
	if in.cur != tabWindows {
		t.Errorf("tab %d for a query with windows", in.cur)
	}
	in.follow(nil, &kernel.View{Track: &kernel.Track{}})
	if in.cur != tabBatch {
		t.Errorf("tab %d for a query without windows", in.cur)
	}
	in.cur, in.chosen = tabTimeline, true
	in.follow(nil, &kernel.View{Track: &kernel.Track{Windowed: true}})
	if in.cur != tabTimeline {
		t.Errorf("tab %d in place of the one that was chosen", in.cur)
	}
	if text := marksText(&kernel.Track{Watermark: "none yet", LateMark: "none yet"}); text != "" {
		t.Errorf("the watermark of a query without one: %q", text)
	}
}

// TestMistypedCommand says in the prompt which command was meant, or where all of them are.
func TestMistypedCommand(t *testing.T) {
	r := newRig(t, 80, 24)
	r.keys(":")
	r.typed("watchh late")
	r.keys("enter")
	r.has("there is no command :watchh", "did you mean :watch?")
	r.keys("esc :")
	r.typed("zzzzzz")
	r.keys("enter")
	r.has("there is no command :zzzzzz", ":help lists them")
}

// TestTitleClosesUp holds that what the title says stands closer together before it is cut.
func TestTitleClosesUp(t *testing.T) {
	r := newRig(t, 80, 24)
	r.f.view.Path = "a-long-name.spark.md"
	r.keys("g g")
	r.has("a-long-name.spark.md *  cell 3 of 5  1 stale")
}
