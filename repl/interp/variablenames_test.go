package interp

import (
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
