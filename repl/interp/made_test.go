package interp

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// TestVariableNames holds that session variables of SQL tie cells together: who declares or sets one
// defines it, who has its name in SQL uses it.
func TestVariableNames(t *testing.T) {
	cells := cellsOf(
		"sql DECLARE VARIABLE least INT DEFAULT 3",
		"sql SET VAR least = least + 1",
		"sql SELECT * FROM range(9) WHERE id > Least",
		"n := spark.SQL(\"SELECT session.least AS n\").Count()",
		"f := spark.Table(\"t\").Where(\"id > least\")",
		"sql -- least\nSELECT 'least' AS t",
		"sql EXECUTE IMMEDIATE 'SELECT 7' INTO `least`",
		"sql DECLARE OR REPLACE least = 4; SELECT least",
		"sql DECLARE other = least * 2",
	)
	names := newInterp().Dependencies(cells)
	for i, want := range []string{"defines", "defines uses", "uses", "uses", "uses", "", "defines uses", "defines", "uses"} {
		n := names[cells[i].ID]
		var got []string
		if slices.Contains(n.Defines, "variable:least") {
			got = append(got, "defines")
		}
		if slices.Contains(n.Uses, "variable:least") {
			got = append(got, "uses")
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v, want %s (%+v)", cells[i].Source, got, want, n)
		}
	}
}

// TestMadeAgain runs cells again that make views, functions and variables: they replace what they made
// themselves, and only that.
func TestMadeAgain(t *testing.T) {
	for _, c := range []struct{ make, look string }{
		{"sql CREATE TEMPORARY VIEW v AS SELECT 1 AS a", "sql SELECT a FROM v"},
		{"sql CREATE GLOBAL TEMPORARY VIEW v AS SELECT 1 AS a", "sql SELECT a FROM global_temp.v"},
		{"sql CREATE TEMPORARY FUNCTION f(x INT) RETURNS INT RETURN x + 1", "sql SELECT f(1)"},
		{"sql DECLARE `a b`, c INT DEFAULT 1; SET VAR c = 2", "sql SELECT c"},
	} {
		it := newInterp()
		cells := cellsOf(c.make, c.make, c.look)
		for _, id := range []string{"c1", "c1", "c3"} {
			if r := it.Run(context.Background(), cells, id); r.Err != nil {
				t.Errorf("%s: %s: %s", c.make, id, r.Err.Message)
			}
		}
		if r := it.Run(context.Background(), cells, "c2"); r.Err == nil || !strings.Contains(r.Err.Message, "already exist") {
			t.Errorf("%s a second time: %+v", c.make, r.Err)
		}
		cells[0].Source = "SELECT 1"
		for _, id := range []string{"c1", "c3"} {
			if r := it.Run(context.Background(), cells, id); r.Err != nil {
				t.Errorf("%s: %s after the cell was edited: %s", c.make, id, r.Err.Message)
			}
		}
	}
}
