package present

import (
	"testing"

	"github.com/sparkrepl/sparkrepl/viz"
)

// TestRecord writes a row as lines: a name too long for the column of names stands above its value,
// and a long value goes on below itself.
func TestRecord(t *testing.T) {
	r := &Rows{Columns: []viz.Column{{Name: "ts"}, {Name: "a_name_of_many_letters"}, {Name: "text"}}, N: 2, Cell: func(_, col int) viz.Cell {
		return viz.Cell{Text: []string{"12:00", "5", "one two three four five six\nseven"}[col]}
	}}
	for w, want := range map[int]string{
		30: "ts    12:00\na_name_of_many_letters\n      5\ntext  one two three four five\n      six\\nseven\n",
		0:  "ts                      12:00\na_name_of_many_letters  5\ntext                    one two three four five six\\nseven\n",
	} {
		if got := viz.Lines(viz.Draw(Record(r, 1, w), w, 0, viz.Theme{})); got != want {
			t.Errorf("%d columns:\n%swant\n%s", w, got, want)
		}
	}
}
