package spark

import (
	"fmt"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// showTable answers SHOW TABLE EXTENDED: the views whose names are like the pattern.
func (s *Session) showTable(text string, st *sql.Statement) *DataFrame {
	if st.Extended {
		if s.findView([]string{st.Like}) == nil {
			fail("SQL", text, plan.NotFound(plan.QuoteParts([]string{st.Like}), temporaryPath, st.At))
		}
		fail("SQL", text, expr.Errorf("EXPECT_TABLE_NOT_VIEW.NO_ALTERNATIVE", "42809", st.At,
			"'SHOW TABLE EXTENDED ... PARTITION ...' expects a table but %s is a view. ", plan.QuoteParts([]string{st.Like})))
	}
	global := s.inSchema(text, st)
	var rows [][]any
	for _, name := range sortedViews(s.views) {
		for i := range s.views {
			v := &s.views[i]
			if v.name != name || v.global != global && v.global || !like(st.Like, v.name) {
				continue
			}
			space := ""
			if v.global {
				space = globalSchema
			}
			rows = append(rows, []any{space, v.name, true, s.viewFacts(v)})
		}
	}
	return s.answer([]string{"namespace", "tableName", "isTemporary", "information"}, rows...)
}

// sortedViews are the names of views, each once.
func sortedViews(list []view) []string {
	names := map[string]bool{}
	for _, v := range list {
		names[v.name] = true
	}
	return sortedNames(names)
}

// viewFacts tells of a view what Spark tells.
func (s *Session) viewFacts(v *view) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Table: %s\n", v.name)
	if v.global {
		b.Reset()
		fmt.Fprintf(&b, "Database: %s\nTable: %s\n", globalSchema, v.name)
	}
	fmt.Fprintf(&b, "Created Time: %s\nLast Access: UNKNOWN\n", time.UnixMicro(v.made).In(s.zone()).Format("Mon Jan 02 15:04:05 MST 2006"))
	if v.text == "" {
		b.WriteString("Created By: Spark \nType: VIEW\nView Schema Mode: BINDING\n")
	} else {
		fmt.Fprintf(&b, "Created By: Spark 4.3.0\nType: VIEW\nView Text: %s\nView Schema Mode: BINDING\nView Catalog and Namespace: spark_catalog.default\nView Query Output Columns: [`%s`]\n",
			v.text, strings.Join(v.columns, "`, `"))
	}
	b.WriteString("Schema: root\n")
	schemaTree(&b, v.df.Schema().Fields, " ")
	return b.String() + "\n"
}
