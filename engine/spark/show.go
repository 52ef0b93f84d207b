package spark

import (
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// show answers SHOW.
func (s *Session) show(text string, st *sql.Statement) *DataFrame {
	switch st.Kind {
	case sql.ShowFunctions:
		return s.showFunctions(st)
	case sql.ShowColumns:
		return s.showColumns(text, st)
	case sql.ShowSchemas:
		if !like(st.Like, "default") {
			return s.answer([]string{"namespace"})
		}
		return s.answer([]string{"namespace"}, []any{"default"})
	case sql.ShowCollations:
		return s.showCollations(st)
	case sql.ShowCatalogs:
		return s.answer([]string{"catalog"}, []any{"spark_catalog"})
	case sql.ShowNamespace:
		return s.answer([]string{"catalog", "namespace"}, []any{"spark_catalog", "default"})
	}
	return s.showViews(text, st)
}

// showCollations lists the collations.
func (s *Session) showCollations(st *sql.Statement) *DataFrame {
	const name = 2 // CATALOG and SCHEMA stand before it
	var rows [][]any
	for _, r := range expr.CollationRows() {
		if like(st.Like, r[name].(string)) {
			rows = append(rows, r[name:])
		}
	}
	return s.local(data.FromRows(data.NewSchema(expr.CollationColumns()[name:]...), rows))
}

// inSchema refuses a schema that does not exist and tells whether it is that of global views.
func (s *Session) inSchema(text string, st *sql.Statement) bool {
	parts := st.Name
	if len(parts) == 0 {
		return false
	}
	if len(parts) == 2 && strings.EqualFold(parts[0], "spark_catalog") {
		parts = parts[1:]
	}
	name := strings.Join(parts, ".")
	switch {
	case strings.EqualFold(name, globalSchema):
		return true
	case strings.EqualFold(name, "default"), strings.EqualFold(name, "spark_catalog"):
		return false
	}
	fail("SQL", text, &expr.Error{Condition: "SCHEMA_NOT_FOUND", SQLState: "42704", Message: "The schema `spark_catalog`.`" + strings.Join(parts, "`.`") + "` cannot be found. Verify the spelling and correctness of the schema and catalog.\n" +
		"If you did not qualify the name with a catalog, verify the current_schema() output, or qualify the name with the correct catalog.\n" +
		"To tolerate the error on drop use DROP SCHEMA IF EXISTS."})
	return false
}

// showViews lists temporary views; DataFrames that are variables are none.
func (s *Session) showViews(text string, st *sql.Statement) *DataFrame {
	global := s.inSchema(text, st)
	var rows [][]any
	for _, v := range s.views {
		switch {
		case !like(st.Like, v.name) || v.global && !global:
		case v.global:
			rows = append(rows, []any{globalSchema, v.name, true})
		default:
			rows = append(rows, []any{"", v.name, true})
		}
	}
	sort.Slice(rows, func(i, j int) bool {
		if a, b := rows[i][0].(string), rows[j][0].(string); a != b {
			return a > b
		}
		return rows[i][1].(string) < rows[j][1].(string)
	})
	column := "tableName"
	if st.Kind == sql.ShowViews {
		column = "viewName"
	}
	return s.answer([]string{"namespace", column, "isTemporary"}, rows...)
}

func (s *Session) showFunctions(st *sql.Statement) *DataFrame {
	var names []string
	if st.Scope != "USER" {
		for _, w := range expr.Words() {
			names = append(names, w.Listed()...)
		}
	}
	if st.Scope != "SYSTEM" {
		for _, u := range s.Functions() {
			names = append(names, u.name)
		}
		for _, low := range sortedNames(s.routines) {
			names = append(names, s.routines[low].Name)
		}
	}
	s.inSchema("", st)
	sort.Strings(names)
	var rows [][]any
	for i, n := range names {
		if like(st.Like, n) && (i == 0 || names[i-1] != n) {
			rows = append(rows, []any{n})
		}
	}
	return s.answer([]string{"function"}, rows...)
}

func (s *Session) showColumns(text string, st *sql.Statement) *DataFrame {
	df := s.relation(text, st, temporaryPath)
	var rows [][]any
	for _, c := range df.Columns() {
		rows = append(rows, []any{c})
	}
	return s.answer([]string{"col_name"}, rows...)
}

// relation is the view or variable that a statement names; path is where Spark says it looked.
func (s *Session) relation(text string, st *sql.Statement, path string) *DataFrame {
	if _, ok := s.Relation(st.Name); !ok {
		err := plan.NotFound(plan.QuoteParts(st.Name), path, st.At)
		err.Hint = plan.NearName(st.Name[len(st.Name)-1], s.Relations())
		fail("SQL", text, err)
	}
	return s.Table(strings.Join(st.Name, "."))
}
