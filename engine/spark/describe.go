package spark

import (
	"errors"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// describeRelation answers DESCRIBE name and DESCRIBE name column.
func (s *Session) describeRelation(text string, st *sql.Statement) *DataFrame {
	df := s.relation(text, st, plan.SearchPath)
	v := s.findView(st.Name)
	var comments []string
	if v != nil {
		comments = v.comments
	}
	name := st.Name[len(st.Name)-1]
	switch {
	case st.Partition:
		fail("SQL", text, &expr.Error{Condition: "FORBIDDEN_OPERATION", SQLState: "42809", Message: "The operation DESC PARTITION is not allowed on the TEMPORARY VIEW: " + plan.QuoteParts([]string{name}) + "."})
	case st.JSON:
		return s.describeJSON(name, v, df)
	case len(st.Columns) == 0:
		return s.describe(df, comments)
	}
	return s.describeColumn(text, st, df, comments)
}

// describeColumn answers DESCRIBE name column.
func (s *Session) describeColumn(text string, st *sql.Statement, df *DataFrame, comments []string) *DataFrame {
	i := df.Schema().Index(st.Columns[0])
	if i < 0 {
		name := plan.QuoteParts(st.Columns)
		fail("SQL", text, &expr.Error{Condition: "COLUMN_NOT_FOUND", SQLState: "42703", Hint: plan.NearName(st.Columns[0], df.Columns()),
			Message: "The column " + name + " cannot be found. Verify the spelling and correctness of the column name according to the SQL config \"spark.sql.caseSensitive\"."})
	}
	if len(st.Columns) > 1 {
		fail("SQL", text, nestedColumn(df, st.Columns))
	}
	f := df.Schema().Fields[i]
	var comment any = "NULL"
	if c := commentAt(comments, i); c != nil {
		comment = c
	}
	rows := [][]any{{"col_name", f.Name}, {"data_type", expr.CatalogName(f.Type)}, {"comment", comment}}
	if st.Extended { // statistics are what a stored table has
		for _, name := range []string{"min", "max", "num_nulls", "distinct_count", "avg_col_len", "max_col_len", "histogram"} {
			rows = append(rows, []any{name, "NULL"})
		}
	}
	return s.answer([]string{"info_name", "info_value"}, rows...)
}

// nestedColumn refuses the field of a column, as there is none or because it is no column itself.
func nestedColumn(df *DataFrame, parts []string) error {
	err := Try(func() error { df.Select(Col(plan.QuoteParts(parts))); return nil })
	var why *expr.Error
	if errors.As(err, &why) {
		return &expr.Error{Condition: why.Condition, SQLState: why.SQLState, Message: why.Message}
	}
	return &expr.Error{Message: "DESC TABLE COLUMN does not support nested column: " + strings.Join(parts, ".") + "."}
}

func commentAt(comments []string, i int) any {
	if i < len(comments) && comments[i] != "" {
		return comments[i]
	}
	return nil
}

// describe lists the columns of a DataFrame.
func (s *Session) describe(df *DataFrame, comments []string) *DataFrame {
	var rows [][]any
	for i, f := range df.Schema().Fields {
		rows = append(rows, []any{f.Name, expr.CatalogName(f.Type), commentAt(comments, i)})
	}
	return s.answer([]string{"col_name", "data_type", "comment"}, rows...)
}

// describeFunction answers DESCRIBE FUNCTION [EXTENDED]. The texts are those of our own table.
func (s *Session) describeFunction(text string, st *sql.Statement) *DataFrame {
	name := strings.ToLower(st.Name[len(st.Name)-1])
	if r := s.described(st.Name); r != nil {
		return s.describeRoutine(r, st.Extended)
	}
	if len(st.Name) == 1 {
		if u, ok := s.functions[name]; ok {
			return s.answer([]string{"function_desc"}, []any{"Function: " + u.name}, []any{"Usage: " + u.Signature()})
		}
		for _, w := range expr.Words() {
			if !w.Called(name) {
				continue
			}
			usage := w.Usage
			if usage == "" {
				usage = "expr1 " + w.Name + " expr2"
			}
			rows := [][]any{{"Function: " + name}, {"Usage: " + usage + " - " + w.Help}}
			if st.Extended {
				rows = append(rows, []any{extendedUsage(w)})
			}
			return s.answer([]string{"function_desc"}, rows...)
		}
	}
	fail("SQL", text, unknownRoutine(st))
	return nil
}

func unknownRoutine(st *sql.Statement) error {
	err := expr.Errorf("UNRESOLVED_ROUTINE", "42883", st.At, "Cannot resolve routine %s on search path %s.", plan.QuoteParts(st.Name), plan.SearchPath)
	err.Planned = true
	return err
}

// extendedUsage is the example of a function as Spark shows examples.
func extendedUsage(w expr.Word) string {
	out := "Extended Usage:\n"
	if call, value, ok := strings.Cut(w.Example, " -- "); ok {
		out += "    Examples:\n      > SELECT " + call + ";\n       " + value + "\n"
	}
	if len(w.Aliases) > 0 {
		out += "    Also: " + strings.Join(w.Aliases, ", ") + "\n"
	}
	return out
}
