package viz

import (
	"strings"
	"testing"
)

func TestRounded(t *testing.T) {
	for _, c := range [][2]string{
		{"2.3636363636363638", "2.3636"}, {"-1.6666666666666667", "-1.6667"}, {"0.99999999", "1.0000"}, {"4.125", "4.125"}, {"3.1415", "3.1415"},
		{"0.00123456789", "0.001235"}, {"1.234567891E-7", "1.2346E-7"}, {"NaN", "NaN"}, {"count(1)=3 avg(d)=0.3333333333333333", "count(1)=3 avg(d)=0.3333"},
		{"12345678901234", "12345678901234"}, {"null", "null"}, {"0.000000", "0.0000"},
	} {
		if got := Rounded(c[0]); got != c[1] {
			t.Errorf("%s is shown as %s, want %s", c[0], got, c[1])
		}
	}
}

// TestRoundedOnScreenOnly holds that a file has the whole number, and a column of text its text.
func TestRoundedOnScreenOnly(t *testing.T) {
	row := []Cell{{Text: "0.3333333333333333"}, {Text: "0.3333333333333333"}}
	f := &Figure{Table: &Table{Columns: []Column{{Name: "avg", Right: true, Float: true}, {Name: "text"}}, Rows: [][]Cell{row}, Total: 1}}
	screen := Lines(Draw(f, 80, 10, Theme{ASCII: true}))
	if !strings.Contains(screen, " 0.3333  0.3333333333333333") {
		t.Errorf("on the screen:\n%s", screen)
	}
	if file := Lines(Draw(f, 0, 0, Theme{ASCII: true})); strings.Count(file, "0.3333333333333333") != 2 {
		t.Errorf("in a file:\n%s", file)
	}
	if row[0].Text != "0.3333333333333333" {
		t.Error("drawing changed the table")
	}
}
