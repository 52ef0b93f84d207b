package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// StatementKind tells what a statement does.
type StatementKind uint8

// The statements.
const (
	QueryStatement StatementKind = iota
	ExplainStatement
	ShowTables
	ShowViews
	ShowFunctions
	ShowColumns
	ShowSchemas
	ShowCatalogs
	ShowNamespace // SHOW CURRENT NAMESPACE
	ShowConf      // SET, SET -v, SET key
	SetConf
	ResetConf
	DescribeRelation
	DescribeQuery
	DescribeFunction
	CreateView
	DropView
	CacheTable
	UncacheTable
	ClearCache
	Use
)

// Statement is one parsed statement. Fields that a kind does not need are zero.
type Statement struct {
	Kind  StatementKind
	Query operator.Node // of queries, EXPLAIN, DESCRIBE QUERY, CREATE VIEW and CACHE TABLE ... AS
	// Mode of EXPLAIN: "", extended, formatted, codegen, cost.
	Mode  string
	Name  []string  // relation, view, function, setting, schema
	At    expr.Span // where Name stands
	Value string    // of SET
	// Like is the pattern of SHOW ... LIKE.
	Like string
	// Scope of SHOW FUNCTIONS: USER, SYSTEM or ALL.
	Scope    string
	Columns  []string // of CREATE VIEW; the column of DESCRIBE
	Comments []string // of Columns
	Replace  bool
	Global   bool // GLOBAL TEMPORARY
	Extended bool // DESCRIBE FUNCTION EXTENDED, SET -v
	IfExist  bool // IF EXISTS
}

// statement reads any statement.
func (p *parser) statement() *Statement {
	switch {
	case p.isOne("EXPLAIN"):
		return p.explain()
	case p.is("SHOW"):
		return p.show()
	case p.isOne("DESCRIBE", "DESC"):
		return p.describe()
	case p.is("SET"):
		return p.set()
	case p.accept("RESET"):
		s := &Statement{Kind: ResetConf}
		if p.isName() {
			s.Name = p.parts()
		}
		return s
	case p.is("CREATE"):
		return p.createView()
	case p.is("DROP"):
		return p.dropView()
	case p.is("CACHE"), p.is("UNCACHE"), p.is("CLEAR", "CACHE"):
		return p.cache()
	case p.accept("USE"):
		s := &Statement{Kind: Use}
		if !p.accept("SCHEMA") && !p.accept("DATABASE") {
			p.accept("NAMESPACE")
		}
		p.about(s)
		return s
	}
	p.refuseTable()
	return &Statement{Kind: QueryStatement, Query: p.query()}
}

// about reads the name that a statement is about.
func (p *parser) about(s *Statement) {
	from := p.at
	s.Name = p.parts()
	s.At = p.span(from)
}

func (p *parser) explain() *Statement {
	p.expect("EXPLAIN")
	s := &Statement{Kind: ExplainStatement}
	if p.isOne("EXTENDED", "FORMATTED", "CODEGEN", "COST", "LOGICAL") {
		s.Mode = strings.ToLower(p.next().value)
	}
	s.Query = p.query()
	return s
}

// tableWords begin the statements that need a catalog of tables, each with the way out.
var tableWords = []struct {
	words []string
	hint  string
}{
	{[]string{"INSERT"}, "Write rows with Write().Save() or WriteStream().Start() of a DataFrame."},
	{[]string{"UPDATE"}, "Make a new DataFrame with CASE WHEN."},
	{[]string{"DELETE", "FROM"}, "Keep the other rows: SELECT ... WHERE NOT (...)."},
	{[]string{"MERGE", "INTO"}, "Join the two relations, or use foreachBatch."},
	{[]string{"ALTER"}, "Make it again: CREATE OR REPLACE TEMPORARY VIEW."},
	{[]string{"TRUNCATE"}, "Drop the view: DROP VIEW."},
	{[]string{"REFRESH"}, "Views read their files anew in every query."},
	{[]string{"ANALYZE"}, ""}, {[]string{"MSCK"}, ""}, {[]string{"REPAIR"}, ""}, {[]string{"LOAD", "DATA"}, ""},
	{[]string{"CALL"}, ""}, {[]string{"COMMENT", "ON"}, ""},
	{[]string{"DECLARE"}, "Use a variable of a Go cell."},
	{[]string{"EXECUTE", "IMMEDIATE"}, "Use spark.SQL(text) in a Go cell."},
	{[]string{"ADD"}, "Import packages in a Go cell."},
}

// refuseTable refuses the statements of tables in words instead of as a wrong query.
func (p *parser) refuseTable() {
	for _, w := range tableWords {
		if p.is(w.words...) && (p.peek(1).kind == word || p.peek(1).kind == quoted) {
			p.noTables(strings.Join(w.words, " "), w.hint)
		}
	}
}

func (p *parser) noTables(what, hint string) {
	t := p.cur()
	panic(&expr.Error{At: expr.Span{Start: t.pos, End: t.end}, Hint: hint,
		Message: what + " is not there: a notebook has temporary views, and no tables, variables or scripts."})
}
