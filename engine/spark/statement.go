package spark

import (
	"regexp"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// Query plans the text of a query without running statements.
func (s *Session) Query(text string) *DataFrame {
	text = s.Substituted(text)
	n, err := sql.ParseQuery(text)
	fail("SQL", text, err)
	return s.frame("SQL", text, n)
}

// statement carries a parsed statement out; what it answers comes as rows.
func (s *Session) statement(text string, st *sql.Statement) *DataFrame {
	switch st.Kind {
	case sql.QueryStatement:
		return s.frame("SQL", text, st.Query)
	case sql.ExplainStatement:
		return s.explain(text, st)
	case sql.ShowTables, sql.ShowViews, sql.ShowSchemas, sql.ShowCatalogs, sql.ShowNamespace, sql.ShowColumns, sql.ShowFunctions, sql.ShowCollations:
		return s.show(text, st)
	case sql.ShowTableExtended:
		return s.showTable(text, st)
	case sql.ShowConf:
		return s.showConf(st)
	case sql.SetConf:
		name := strings.Join(st.Name, ".")
		s.notBySet(text, name)
		return s.answer([]string{"key", "value"}, []any{name, source.Masked(name, s.setConf("SQL", name, st.Value))})
	case sql.ResetConf:
		s.resetConf(st.Name)
	case sql.DescribeRelation:
		return s.describeRelation(text, st)
	case sql.DescribeQuery:
		return s.describe(s.frame("SQL", text, st.Query), nil)
	case sql.DescribeFunction:
		return s.describeFunction(text, st)
	case sql.DescribeProcedure:
		fail("SQL", text, unknownRoutine(st))
	case sql.CreateView:
		s.createView(text, st)
	case sql.DropView:
		s.dropRelation(text, st)
	case sql.CacheTable, sql.UncacheTable, sql.ClearCache:
		s.cache(text, st)
	case sql.TableStatement:
		return s.aboutTable(text, st)
	case sql.AlterView:
		s.alterView(text, st)
	case sql.DescribeSchema:
		return s.describeSchema(text, st)
	case sql.DeclareVariable:
		s.declare(text, st)
	case sql.SetVariable:
		s.setVariables(text, st)
	case sql.DropVariable:
		s.dropVariable(text, st)
	case sql.ExecuteImmediate:
		return s.execute(text, st)
	case sql.CreateFunction:
		s.createFunction(text, st)
	case sql.DropFunction:
		s.dropFunction(text, st)
	case sql.UseCatalog:
		s.useCatalog(text, st)
	case sql.Use:
		s.inSchema(text, st)
	}
	return s.answer(nil)
}

func (s *Session) explain(text string, st *sql.Statement) *DataFrame {
	mode := st.Mode
	switch mode {
	case "":
		mode = "simple"
	case "codegen":
		fail("SQL", text, &expr.Error{Message: "EXPLAIN CODEGEN has nothing to show: no code is generated, every operator is compiled and works on whole columns.",
			Hint: "EXPLAIN EXTENDED shows every stage of the plan and what each rule changed."})
	case "cost":
		fail("SQL", text, &expr.Error{Message: "EXPLAIN COST has nothing to show: the optimizer keeps no statistics, each of its rules is always worth it.",
			Hint: "EXPLAIN EXTENDED shows every stage of the plan and what each rule changed."})
	}
	return s.answer([]string{"plan"}, []any{plan.Explain(s.frame("SQL", text, st.Query).Explained(), mode)})
}

// answer makes rows of text columns.
func (s *Session) answer(columns []string, rows ...[]any) *DataFrame {
	var fields []data.Field
	for _, c := range columns {
		t := data.String
		if c == "isTemporary" {
			t = data.Boolean
		}
		fields = append(fields, data.Field{Name: c, Type: t, Nullable: true})
	}
	return s.local(data.FromRows(data.NewSchema(fields...), rows))
}

// like matches a pattern of SHOW without regard to case: * is any text, | separates patterns, the
// rest is a regular expression.
func like(pattern, name string) bool {
	if pattern == "" {
		return true
	}
	for _, p := range strings.Split(pattern, "|") {
		re := "(?is)^(?:" + strings.ReplaceAll(strings.TrimSpace(p), "*", ".*") + ")$"
		if ok, err := regexp.MatchString(re, name); err == nil && ok {
			return true
		}
	}
	return false
}

// refused is a refusal of a statement at its name.
func refused(text string, st *sql.Statement, condition, state, message string) {
	fail("SQL", text, &expr.Error{Condition: condition, SQLState: state, Message: message, At: st.At})
}
