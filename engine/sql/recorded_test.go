package sql

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// TestRecorded reads every statement that was put to a real Spark: it parses, or is refused at the
// place that Spark named.
func TestRecorded(t *testing.T) {
	f, err := os.Open("testdata/recorded.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for lines := bufio.NewScanner(f); lines.Scan(); n++ {
		var c struct {
			SQL       string
			Line, Pos int
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		_, err := ParseQuery(c.SQL)
		var e *expr.Error
		switch {
		case c.Line == 0 && err != nil:
			if errors.As(err, &e) && e.Condition != "PARSE_SYNTAX_ERROR" {
				continue // refused for what it says, not for how: analysis tests look at that
			}
			t.Errorf("%s\n\t%v (%+v)", c.SQL, err, err)
		case c.Line > 0 && !errors.As(err, &e):
			t.Errorf("%s\n\taccepted; Spark refuses it at line %d, pos %d", c.SQL, c.Line, c.Pos)
		case c.Line > 0 && (e.At.Start.Line != c.Line || e.At.Start.Col != c.Pos):
			t.Errorf("%s\n\t%v at line %d, pos %d; Spark says line %d, pos %d", c.SQL, err, e.At.Start.Line, e.At.Start.Col, c.Line, c.Pos)
		}
	}
	if n < 1000 {
		t.Fatalf("only %d statements read", n)
	}
}
