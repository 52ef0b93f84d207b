package interp

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/spark"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// A SQL cell that runs again replaces what it made: a view, function or variable that a run of the cell
// made is dropped before a statement makes it once more. What another cell made stays, and Spark's
// refusal with it.

// makeRoom drops what a statement is going to make if its cell made it before.
func (it *Interp) makeRoom(cell, text string) {
	st, err := parsedStatement(text, false)
	if err != nil || st == nil {
		return
	}
	for _, drop := range drops(st) {
		if slices.Contains(it.made[cell], drop) {
			_ = spark.Try(func() error { it.s.SQL(drop); return nil }) // gone already is as good
		}
	}
}

// keepMade notes what a statement of a cell has made.
func (it *Interp) keepMade(cell, text string) {
	if st, err := parsedStatement(text, false); err == nil && st != nil {
		it.made[cell] = unique(append(it.made[cell], drops(st)...))
	}
}

// drops are the statements that take back what a statement made.
func drops(st *sql.Statement) []string {
	var name strings.Builder
	for i, part := range st.Name {
		if i > 0 {
			name.WriteByte('.')
		}
		name.WriteString("`" + strings.ReplaceAll(part, "`", "``") + "`")
	}
	switch st.Kind {
	case sql.CreateView:
		if st.Global && len(st.Name) == 1 {
			return []string{"DROP VIEW IF EXISTS global_temp." + name.String()}
		}
		return []string{"DROP VIEW IF EXISTS " + name.String()}
	case sql.CreateFunction:
		return []string{"DROP TEMPORARY FUNCTION IF EXISTS " + name.String()}
	case sql.DeclareVariable:
		var out []string
		for _, t := range st.Assign.Targets {
			out = append(out, "DROP TEMPORARY VARIABLE IF EXISTS `"+strings.ReplaceAll(t.Name[len(t.Name)-1], "`", "``")+"`")
		}
		return out
	}
	return nil
}
