package viz

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with testdata/name, or rewrites it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs\n--- want\n%s--- got\n%s", path, want, got)
	}
}

func windows() *Figure {
	row := func(c ...string) []Cell {
		out := make([]Cell, len(c))
		for i, s := range c {
			out[i].Text = s
		}
		return out
	}
	return &Figure{Table: &Table{
		Columns: []Column{{Name: "window"}, {Name: "page"}, {Name: "rows", Right: true}, {Name: "+b7", Right: true}, {Name: "state"}, {Name: "fires when watermark passes its end"}},
		Rows: [][]Cell{
			row("11:55-12:00", "(all)", "-", "-", "closed", "fired in b6; rows for it are late now"),
			row("12:00-12:05", "home", "14", "+3", "open", "0:30 to go: will fire in b8"),
			row("12:00-12:05", "cart", "3", ".", "open", "0:30 to go: will fire in b8"),
			row("12:05-12:10", "home", "31", "+12", "open", "5:30 to go"),
			row("12:05-12:10", "cart", "8", "+2", "open", "5:30 to go"),
			row("12:10-12:15", "home", "40", "+38", "open", "10:30 to go"),
			row("12:10-12:15", "cart", "11", "+11", "open", "10:30 to go"),
			row("12:10-12:15", "help", "9", "+9", "open", "10:30 to go"),
			row("12:15-12:20", "home", "43", "+43", "open", "15:30 to go"),
			row("12:15-12:20", "日本\x1b[31m", "1", "+1", "open", "15:30 to go"),
		}, Total: 10,
	}}
}

func wide() *Figure {
	t := &Table{Total: 2}
	rows := make([][]Cell, 2)
	for i := range 14 {
		t.Columns = append(t.Columns, Column{Name: "column_" + string(rune('a'+i)), Right: i%2 == 1})
		for r := range rows {
			rows[r] = append(rows[r], Cell{Text: "value " + string(rune('a'+i)) + string(rune('1'+r))})
		}
	}
	t.Rows = rows
	return &Figure{Table: t}
}

func strip() *Figure {
	return &Figure{Lanes: &Lanes{
		Min: 0, Max: 25,
		Axis: []Tick{{0, "11:55"}, {5, "12:00"}, {10, "12:05"}, {15, "12:10"}, {20, "12:15"}, {25, "12:20"}},
		Lanes: []Lane{{Label: "", Spans: []Span{{From: 0, To: 5, Glyph: "X"}, {From: 5, To: 10, Glyph: "#"},
			{From: 10, To: 15, Glyph: "="}, {From: 15, To: 20, Glyph: "="}, {From: 20, To: 25, Glyph: "="}}}},
		Marks: []Mark{{At: 9.5, Glyph: "wm", Label: "12:04:30"}, {At: 21.2, Glyph: "max", Label: "12:16:10"}, {At: 11.2, Glyph: "next wm", Label: "12:06:10"}},
	}}
}

func clocks() *Figure {
	return &Figure{Grid: &Grid{
		Min: 0, Max: 25, Axis: []Tick{{0, "0"}, {5, "5"}, {10, "10"}, {15, "15"}, {20, "20"}, {25, "25"}},
		Rows: []GridRow{
			{Label: "b1", Points: []Mark{{At: 7, Glyph: "o"}}, Note: "W none  M 12:07"},
			{Label: "b3", Points: []Mark{{At: 4, Glyph: "W"}, {At: 9, Glyph: "*"}, {At: 15, Glyph: "o"}}, Note: "W 12:04 M 12:15  * 12:09 late, kept"},
			{Label: "b5", Points: []Mark{{At: 4, Glyph: "x", Style: Bad}, {At: 11, Glyph: "W"}, {At: 17, Glyph: "o"}}, Note: "W 12:11 M 12:21  x 12:04 dropped"},
		}}}
}

func figures() map[string]*Figure {
	return map[string]*Figure{
		"windows": windows(), "wide": wide(), "strip": strip(), "clocks": clocks(),
		"bars":   {Bars: &Bars{Labels: []string{"home", "cart", "help"}, Values: []float64{40, 11, 0.1}}},
		"spark":  {Series: &Series{Names: []string{"in", "late"}, Values: [][]float64{{60, 88, 97, 40, 75, 130, 96, 120}, {0, 0, 0, 0, 0, 4, 0, 2}}}},
		"series": {Series: &Series{Names: []string{"n per window"}, Values: [][]float64{{3, 9, 4, 12, 7}}, X: []string{"1", "2", "3", "4", "5"}}},
		"tree": {Tree: &Tree{Roots: []TreeNode{{Label: Plainly("Sink append"), Children: []TreeNode{
			{Label: Plainly("Join"), Note: "2 sides", Children: []TreeNode{{Label: Plainly("Source a")}, {Label: Plainly("Source b")}}}}}}}},
		"text":  {Text: &Text{Wrap: true, Lines: []Line{Plainly("counts writes in append mode: a window is written once, when it can no longer change, and that is when the watermark reaches its end."), Plainly("tab\there")}}},
		"empty": {Table: &Table{Columns: []Column{{Name: "a"}}, Empty: "no row was late so far"}},
	}
}

func TestDraw(t *testing.T) {
	for name, f := range figures() {
		for _, ascii := range []bool{true, false} {
			file := name + ".utf8"
			if ascii {
				file = name + ".ascii"
			}
			lines := Draw(f, 78, 8, Theme{ASCII: ascii})
			for i, l := range lines {
				if l.Width() > 78 {
					t.Errorf("%s: line %d is %d wide: %q", file, i, l.Width(), l.String())
				}
			}
			if len(lines) > 8 {
				t.Errorf("%s: %d lines", file, len(lines))
			}
			golden(t, file, Lines(lines))
		}
	}
}

// TestDrawAnySize holds that a drawing never leaves its frame, whatever the size.
func TestDrawAnySize(t *testing.T) {
	for name, f := range figures() {
		for w := 1; w < 90; w += 3 {
			for h := 1; h < 12; h++ {
				lines := Draw(f, w, h, Theme{})
				if len(lines) > h {
					t.Fatalf("%s %dx%d: %d lines", name, w, h, len(lines))
				}
				for _, l := range lines {
					if l.Width() > w {
						t.Fatalf("%s %dx%d: %q is %d wide", name, w, h, l.String(), l.Width())
					}
				}
			}
		}
	}
}

// TestDrawUnlimited holds that nothing is cut where there is no width: files and pipes.
func TestDrawUnlimited(t *testing.T) {
	lines := Draw(wide(), 0, 0, Theme{ASCII: true})
	if len(lines) != 3 || lines[1].Width() < 14*9 {
		t.Fatalf("got %d lines:\n%s", len(lines), Lines(lines))
	}
}

// TestHeadLines goes on in the next line where the rows leave room, and is cut where they do not;
// what the count of hidden rows takes the place of is marked as cut.
func TestHeadLines(t *testing.T) {
	table := &Table{Head: []Line{Plainly("six keys that leave when the watermark passes")}, Columns: []Column{{Name: "key"}}, Total: 3}
	for _, k := range []string{"first", "second", "a third one that is long"} {
		table.Rows = append(table.Rows, []Cell{{Text: k}})
	}
	for _, c := range []struct {
		h, head int
		want    string
	}{
		{7, 2, " six keys that leave when\n the watermark passes\n key\n first\n second\n a third one that is long\n"},
		{5, 1, " six keys that leave when..\n key\n first\n second\n a third one that is long\n"},
		{4, 1, " six keys that leave when..\n key\n first\n second           (1 more)\n"},
	} {
		if got := Lines(DrawTable(table, 27, c.h, Theme{ASCII: true}, TableLook{Row: -1, Col: -1})); got != c.want {
			t.Errorf("%d lines:\n%swant\n%s", c.h, got, c.want)
		}
		if n := table.HeadSpace(27, c.h); n != c.head {
			t.Errorf("%d lines: %d above the names, want %d", c.h, n, c.head)
		}
	}
	over := note(Plainly("a row that fills its line"), 27, "(9 more)", Theme{ASCII: true}).String()
	if want := "a row that fill.. (9 more) "; strings.TrimRight(over, " ") != strings.TrimRight(want, " ") {
		t.Errorf("%q, want %q", over, want)
	}
}
