package text

import (
	"fmt"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// TestRepeatedNames holds that a name that comes again in an object stands for one value, and leaves no other column
// short of a row.
func TestRepeatedNames(t *testing.T) {
	s, err := data.ParseSchema("a BIGINT, b INT")
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		`{"b":1,"b":2}`: "[<nil> 2]", `{"b":1,"b":"x"}`: "[<nil> 1]", `{"b":1,"b":null}`: "[<nil> <nil>]", `{"b":1, "b" : 2, "a":3}`: "[3 2]",
	} {
		d := NewJSON(s, JSONOptions{})
		d.Begin(true)
		if err := d.Lines([]byte(line)); err != nil {
			t.Fatal(err)
		}
		b := d.Finish()
		for _, c := range b.Cols {
			if c.Len() != b.N {
				t.Fatalf("%s: a column of %d rows, not %d", line, c.Len(), b.N)
			}
		}
		if got := fmt.Sprint(b.Row(0)); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}
