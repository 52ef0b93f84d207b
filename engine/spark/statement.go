package spark

import (
	"regexp"
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// Query plans the text of a query without running statements.
func (s *Session) Query(text string) *DataFrame {
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
		mode := st.Mode
		if mode == "" {
			mode = "simple"
		}
		return s.answer([]string{"plan"}, []any{plan.Explain(s.frame("SQL", text, st.Query).Explained(), mode)})
	case sql.ShowTables, sql.ShowViews:
		return s.showRelations(st)
	case sql.ShowFunctions:
		return s.showFunctions(st)
	case sql.ShowColumns:
		return s.showColumns(s.Table(strings.Join(st.Name, ".")))
	case sql.ShowConf:
		return s.showConf(st)
	case sql.SetConf:
		s.conf[strings.Join(st.Name, ".")] = st.Value
		return s.answer([]string{"key", "value"}, []any{strings.Join(st.Name, "."), st.Value})
	case sql.ResetConf:
		s.resetConf(st.Name)
		return s.answer(nil)
	case sql.DescribeRelation:
		return s.describe(s.Table(strings.Join(st.Name, ".")))
	case sql.DescribeQuery:
		return s.describe(s.frame("SQL", text, st.Query))
	case sql.DescribeFunction:
		return s.describeFunction(strings.Join(st.Name, "."))
	case sql.CreateView:
		s.createView(text, st)
		return s.answer(nil)
	case sql.DropView:
		name := strings.Join(st.Name, ".")
		if !s.DropView(name) && !st.IfExist {
			fail("SQL", text, expr.Errorf("TABLE_OR_VIEW_NOT_FOUND", "42P01", expr.Span{}, "The table or view `%s` cannot be found. Verify the spelling and correctness of the schema and catalog.", name))
		}
		return s.answer(nil)
	}
	return s.answer(nil)
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

func (s *Session) showRelations(st *sql.Statement) *DataFrame {
	var rows [][]any
	for _, name := range s.Relations() {
		if like(st.Like, name) {
			rows = append(rows, []any{"", name, true})
		}
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i][1].(string) < rows[j][1].(string) })
	column := "tableName"
	if st.Kind == sql.ShowViews {
		column = "viewName"
	}
	return s.answer([]string{"namespace", column, "isTemporary"}, rows...)
}

func (s *Session) showFunctions(st *sql.Statement) *DataFrame {
	var names []string
	for _, f := range expr.Functions() {
		names = append(names, f.Name)
	}
	for _, f := range expr.Aggregates() {
		names = append(names, f.Name)
	}
	for _, f := range expr.Generators() {
		names = append(names, f.Name)
	}
	for _, u := range s.Functions() {
		names = append(names, u.name)
	}
	sort.Strings(names)
	var rows [][]any
	for i, n := range names {
		if like(st.Like, n) && (i == 0 || names[i-1] != n) {
			rows = append(rows, []any{n})
		}
	}
	return s.answer([]string{"function"}, rows...)
}

func (s *Session) showColumns(df *DataFrame) *DataFrame {
	var rows [][]any
	for _, c := range df.Columns() {
		rows = append(rows, []any{c})
	}
	return s.answer([]string{"col_name"}, rows...)
}

func (s *Session) showConf(st *sql.Statement) *DataFrame {
	var rows [][]any
	if len(st.Name) > 0 {
		name := strings.Join(st.Name, ".")
		value := s.Setting(name)
		if value == "" {
			value = "<undefined>"
		}
		rows = append(rows, []any{name, value})
		return s.answer([]string{"key", "value"}, rows...)
	}
	for _, k := range sortedNames(s.conf) {
		rows = append(rows, []any{k, s.conf[k]})
	}
	return s.answer([]string{"key", "value"}, rows...)
}

func (s *Session) resetConf(name []string) {
	for k := range s.conf {
		if key := strings.Join(name, "."); key == "" || key == k {
			if v, given := s.o.Conf[k]; given {
				s.conf[k] = v
			} else {
				delete(s.conf, k)
			}
		}
	}
}

func (s *Session) describe(df *DataFrame) *DataFrame {
	var rows [][]any
	for _, f := range df.Schema().Fields {
		rows = append(rows, []any{f.Name, strings.ToLower(f.Type.String()), nil})
	}
	return s.answer([]string{"col_name", "data_type", "comment"}, rows...)
}

func (s *Session) describeFunction(name string) *DataFrame {
	line := func(usage, help string) *DataFrame {
		return s.answer([]string{"function_desc"}, []any{"Function: " + name}, []any{"Usage: " + usage + " - " + help})
	}
	if f := s.function(name); f != nil {
		return line(f.Usage, f.Help)
	}
	for _, f := range expr.Functions() {
		if strings.EqualFold(f.Name, name) {
			return line(f.Usage, f.Help)
		}
	}
	for _, f := range expr.Aggregates() {
		if strings.EqualFold(f.Name, name) {
			return line(f.Usage, f.Help)
		}
	}
	for _, f := range expr.Generators() {
		if strings.EqualFold(f.Name, name) {
			return line(f.Usage, f.Help)
		}
	}
	return s.answer([]string{"function_desc"}, []any{"Function: " + name + " not found."})
}

func (s *Session) createView(text string, st *sql.Statement) {
	name := st.Name[len(st.Name)-1]
	_, taken := s.Relation([]string{name})
	if taken && !st.Replace {
		if st.IfExist {
			return
		}
		fail("SQL", text, &expr.Error{Condition: "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", SQLState: "42P07",
			Message: "Cannot create the temporary view `" + name + "` because it already exists. Choose a different name, drop or replace the existing view, or add the IF NOT EXISTS clause to tolerate pre-existing views."})
	}
	var n operator.Node = st.Query
	if len(st.Columns) > 0 {
		n = &operator.SubqueryAlias{Name: name, Columns: st.Columns, Child: n}
	}
	s.setView(name, s.frame("SQL", text, n))
}

// like matches a pattern of SHOW: * is any text, | separates patterns.
func like(pattern, name string) bool {
	if pattern == "" {
		return true
	}
	for _, p := range strings.Split(pattern, "|") {
		re := "(?i)^" + strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(p)), `\*`, ".*") + "$"
		if ok, err := regexp.MatchString(re, name); err == nil && ok {
			return true
		}
	}
	return false
}
