package viz

import (
	"fmt"
	"strings"
	"testing"
)

// TestColumnsThatMatterLess drops columns by what they matter, counts them in one gap, and shows
// the one under the cursor whatever it is.
func TestColumnsThatMatterLess(t *testing.T) {
	table := &Table{Total: 1, Columns: []Column{{Name: "#"}, {Name: "ts", Less: 1, Lead: "2013-01-01 "}, {Name: "carrier", Less: 2}, {Name: "origin", Less: 1},
		{Name: "distance", Less: 2}, {Name: "goes to"}, {Name: "how long it stays in the state", Short: "stays"}},
		Rows: [][]Cell{{{Text: "1"}, {Text: "2013-01-01 11:30:00"}, {Text: "MQ"}, {Text: "LGA"}, {Text: "544"}, {Text: "11:00-12:00 LGA"}, {Text: "1:30:00"}}}}
	look := TableLook{Row: -1, Col: -1}
	for w, want := range map[int]string{
		90: " #  ts        carrier  origin  distance  goes to          how long it stays in the state\n 1  11:30:00  MQ       LGA     544       11:00-12:00 LGA  1:30:00\n",
		70: " #  ts        carrier  origin  distance  goes to          stays\n 1  11:30:00  MQ       LGA     544       11:00-12:00 LGA  1:30:00\n",
		60: " #  ts        origin  2 more   goes to          stays\n 1  11:30:00  LGA     ..       11:00-12:00 LGA  1:30:00\n",
		48: " #  ts        3 more   goes to          stays\n 1  11:30:00  ..       11:00-12:00 LGA  1:30:00\n",
	} {
		if got := Lines(DrawTable(table, w, 0, Theme{ASCII: true}, look)); got != want {
			t.Errorf("%d columns:\n%swant\n%s", w, got, want)
		}
	}
	look.Find = "mq"
	if got := Lines(DrawTable(table, 60, 0, Theme{ASCII: true}, look)); !strings.Contains(got, " carrier ") || strings.Contains(got, "origin") {
		t.Errorf("the column that has what is looked for is not there:\n%s", got)
	}
	wide := &Table{Total: 1, Rows: [][]Cell{nil}}
	for i := range 60 {
		wide.Columns, wide.Rows[0] = append(wide.Columns, Column{Name: fmt.Sprint("c", i)}), append(wide.Rows[0], Cell{Text: fmt.Sprint("value", i)})
	}
	look.Find, look.Col = "VALUE33", 0
	if got := Lines(DrawTable(wide, 60, 0, Theme{ASCII: true}, look)); !strings.Contains(got, "value33") || !strings.Contains(got, "value0 ") {
		t.Errorf("the column of sixty that has what is looked for is not there:\n%s", got)
	}
	look.Find = ""
	look.Row, look.Col, look.Focus = 0, 4, true
	if got := Lines(DrawTable(table, 60, 0, Theme{ASCII: true}, look)); !strings.Contains(got, ">distance") {
		t.Errorf("the column under the cursor is not there:\n%s", got)
	}
	if got := Lines(Draw(&Figure{Table: table}, 0, 0, Theme{ASCII: true})); !strings.Contains(got, "2013-01-01 11:30:00") {
		t.Errorf("a file gets less than all:\n%s", got)
	}
}

// TestLanesKeepTheirMarks draws more windows than there is room for: the lines that say what the
// marks are stay, and the windows left out are counted.
func TestLanesKeepTheirMarks(t *testing.T) {
	x := &Lanes{Min: 0, Max: 100, More: 4, Marks: []Mark{{At: 20, Glyph: "W", Label: "late rows are judged by 20"}, {At: 40, Glyph: "E", Label: "watermark 40"}}}
	for i := range 9 {
		x.Lanes = append(x.Lanes, Lane{Label: fmt.Sprint("window ", i), Spans: []Span{{From: float64(i * 10), To: float64(i*10 + 10), Glyph: "="}}})
	}
	got := Lines(Draw(&Figure{Lanes: x}, 50, 7, Theme{ASCII: true}))
	for _, want := range []string{"(9 more)", "window 3", "late rows are judged by 20", "watermark 40"} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, "window 4") || strings.Contains(got, "more lines") || strings.Count(got, "\n") != 7 {
		t.Errorf("it has other lines than it should:\n%s", got)
	}
}
