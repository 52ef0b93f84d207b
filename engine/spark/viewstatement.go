package spark

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// createView carries out CREATE TEMPORARY VIEW.
func (s *Session) createView(text string, st *sql.Statement) {
	name := st.Name[len(st.Name)-1]
	at := []string{name}
	switch {
	case st.Global:
		at = []string{globalSchema, name}
	case len(st.Name) > 1:
		refused(text, st, "TEMP_VIEW_NAME_TOO_MANY_NAME_PARTS", "428EK", "CREATE TEMPORARY VIEW or the corresponding Dataset APIs only accept single-part view names, but got: "+plan.QuoteParts(st.Name)+".")
	}
	if s.findView(at) != nil && !st.Replace {
		fail("SQL", text, &expr.Error{Condition: "TEMP_TABLE_OR_VIEW_ALREADY_EXISTS", SQLState: "42P07",
			Message: "Cannot create the temporary view " + plan.QuoteParts(at) + " because it already exists.\nChoose a different name, drop or replace the existing view."})
	}
	if st.Format != "" {
		s.putView(view{name: name, df: s.files(text, st), global: st.Global, made: s.nowMicros()})
		return
	}
	v := s.viewOf(text, st, name, st.Global)
	s.putView(v)
	if v.reads {
		if _, err := plan.Analyze(&operator.Relation{Parts: at}, s, s.ExprContext()); err != nil {
			v.reads = false // it replaces a view that it reads: only its columns as they are now are there
			s.putView(v)
		}
	}
}

// viewOf is the view of a statement's query.
func (s *Session) viewOf(text string, st *sql.Statement, name string, global bool) view {
	reads := s.reads
	df := s.frame("SQL", text, st.Query)
	columns := df.Columns()
	if want := len(st.Columns); want > 0 {
		s.checkColumns(text, st, df, name)
		df = s.frame("SQL", text, &operator.SubqueryAlias{Name: name, Columns: st.Columns, Child: st.Query})
	}
	fail("SQL", text, plan.CheckCollations(df.Schema()))
	return view{name: name, df: df, global: global, comments: st.Comments, reads: s.reads > reads, made: s.nowMicros(), text: st.Text, columns: columns}
}

// files reads what CREATE TEMPORARY VIEW ... USING names.
func (s *Session) files(text string, st *sql.Statement) *DataFrame {
	r := s.Read().Format(st.Format).Options(st.Options)
	if st.Text != "" {
		sc, err := data.ParseSchema(st.Text)
		fail("SQL", text, err)
		r.r.schema = sc
	}
	return r.Load()
}

// checkColumns holds the names of a view against the columns of its query.
func (s *Session) checkColumns(text string, st *sql.Statement, df *DataFrame, name string) {
	have := df.Columns()
	sub, why := "TOO_MANY_DATA_COLUMNS", "too many data columns"
	switch {
	case len(have) == len(st.Columns):
		return
	case len(have) < len(st.Columns):
		sub, why = "NOT_ENOUGH_DATA_COLUMNS", "not enough data columns"
	}
	list := func(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }
	fail("SQL", text, &expr.Error{Condition: "CREATE_VIEW_COLUMN_ARITY_MISMATCH." + sub, SQLState: "21S01",
		Message: "Cannot create view `" + name + "`, the reason is " + why + ":\nView columns: " + list(st.Columns) + ".\nData columns: " + list(have) + "."})
}

// dropRelation carries out DROP VIEW and DROP TABLE.
func (s *Session) dropRelation(text string, st *sql.Statement) {
	if s.dropView(st.Name) || st.IfExist {
		return
	}
	full := append([]string{"spark_catalog", "default"}, st.Name...)
	if len(st.Name) > 1 {
		full = append([]string{"spark_catalog"}, st.Name...)
	}
	err := plan.NotFound(plan.QuoteParts(full), "["+plan.QuoteParts(full[:2])+"]", expr.Span{})
	err.Planned = false
	var names []string
	for _, v := range s.views {
		names = append(names, v.name)
	}
	err.Hint = plan.NearName(st.Name[len(st.Name)-1], names)
	fail("SQL", text, err)
}

// cache carries out CACHE TABLE, UNCACHE TABLE and CLEAR CACHE: a view keeps its rows.
func (s *Session) cache(text string, st *sql.Statement) {
	if st.Kind == sql.ClearCache {
		for i := range s.views {
			s.views[i].kept = nil
		}
		return
	}
	if st.Query != nil {
		s.createView(text, st)
	}
	v := s.findView(st.Name)
	if v == nil && st.Kind == sql.UncacheTable && st.IfExist {
		return
	}
	if v == nil {
		df := s.relation(text, st, plan.SearchPath) // refuses a name that nothing has
		s.setView(st.Name[0], df)                   // a variable becomes a view of this name
		v = s.findView(st.Name)
	}
	v.kept = nil
	if st.Kind == sql.CacheTable {
		v.kept = v.df.Batch()
	}
}
