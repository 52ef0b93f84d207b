package spark

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// temporaryPath is where Spark looks for what commands are about.
const temporaryPath = "[`system`.`session`, `spark_catalog`.`default`]"

// aboutTable refuses what only a stored table can do: the name is a view's, or nothing's.
func (s *Session) aboutTable(text string, st *sql.Statement) *DataFrame {
	verb, _, _ := strings.Cut(st.Mode, " ")
	path := temporaryPath
	switch verb {
	case "INSERT", "UPDATE", "DELETE", "MERGE":
		path = plan.SearchPath
	}
	s.relation(text, st, path)
	if st.Mode == "SHOW TBLPROPERTIES" {
		return s.answer([]string{"key", "value"})
	}
	fail("SQL", text, s.notStored(verb, st))
	return nil
}

func (s *Session) notStored(verb string, st *sql.Statement) *expr.Error {
	name, condition, at := plan.QuoteParts(st.Name), "EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", st.At
	state, message := "42809", fmt.Sprintf("'%s' expects a table but %s is a view. ", operation(verb, st.Mode), name)
	switch {
	case verb == "UPDATE" || verb == "DELETE" || verb == "MERGE":
		condition, state, at = "UNSUPPORTED_FEATURE.TABLE_OPERATION", "0A000", expr.Span{}
		message = "The feature is not supported: Table `unknown` does not support " + st.Mode + " TABLE. Please check the current catalog and namespace to make sure the qualified table name is expected, " +
			"and also check the catalog implementation which is configured by \"spark.sql.catalog\"."
	case verb == "ANALYZE" || st.Mode == "SHOW CREATE" || strings.HasPrefix(st.Mode, "ALTER VIEW"):
		condition = "EXPECT_PERMANENT_VIEW_NOT_TEMP"
		message = fmt.Sprintf("'%s' expects a permanent view but %s is a temp view.", operation(verb, st.Mode), name)
	}
	err := expr.Errorf(condition, state, at, "%s", message)
	err.Hint = st.Hint
	return err
}

// operation is what Spark calls a statement in its refusals.
func operation(verb, mode string) string {
	switch {
	case verb == "INSERT":
		return verb
	case mode == "REPAIR":
		return "MSCK REPAIR TABLE"
	case mode == "SHOW PARTITIONS" || mode == "LOAD DATA" || verb == "ALTER":
		return mode
	}
	return mode + " TABLE"
}

// alterView carries out ALTER VIEW ... AS, and RENAME TO.
func (s *Session) alterView(text string, st *sql.Statement) {
	v := s.findView(st.Name)
	if v == nil {
		s.relation(text, st, temporaryPath)
		fail("SQL", text, &expr.Error{Message: plan.QuoteParts(st.Name) + " is a DataFrame of a cell, and no view.", At: st.At})
	}
	if st.Query != nil {
		s.putView(s.viewOf(text, st, v.name, v.global))
		return
	}
	to := st.Columns[len(st.Columns)-1]
	if s.findView(append(append([]string{}, st.Name[:len(st.Name)-1]...), to)) != nil {
		fail("SQL", text, expr.Errorf("TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", "42P07", expr.Span{},
			"Cannot create the temporary view %s because it already exists.\nChoose a different name, drop or replace the existing view.", plan.QuoteParts([]string{to})))
	}
	v.name = to
}

// useCatalog refuses every catalog but Spark's own.
func (s *Session) useCatalog(text string, st *sql.Statement) {
	name := strings.Join(st.Name, ".")
	if !strings.EqualFold(name, "spark_catalog") {
		fail("SQL", text, expr.Errorf("CATALOG_NOT_FOUND", "42P08", expr.Span{},
			"The catalog %s not found. Consider to set the SQL config \"spark.sql.catalog.%s\" to a catalog plugin.", plan.QuoteParts(st.Name), name))
	}
}

// describeSchema answers DESCRIBE SCHEMA: there are default and the one of global views.
func (s *Session) describeSchema(text string, st *sql.Statement) *DataFrame {
	name, comment := "default", "default database"
	if s.inSchema(text, st) {
		name, comment = globalSchema, "global temporary views"
	}
	rows := [][]any{{"Catalog Name", "spark_catalog"}, {"Namespace Name", name}, {"Comment", comment}}
	if st.Extended {
		rows = append(rows, []any{"Properties", ""})
	}
	return s.answer([]string{"info_name", "info_value"}, rows...)
}
