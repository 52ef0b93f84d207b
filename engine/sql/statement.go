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
	ShowTableExtended
	ShowViews
	ShowFunctions
	ShowColumns
	ShowCollations
	ShowSchemas
	ShowCatalogs
	ShowNamespace // SHOW CURRENT NAMESPACE
	ShowConf      // SET, SET -v, SET key
	SetConf
	ResetConf
	DescribeRelation
	DescribeQuery
	DescribeFunction
	DescribeProcedure
	CreateView
	DropView
	CacheTable
	UncacheTable
	ClearCache
	Use
	UseCatalog
	DescribeSchema
	TableStatement // what only a stored table can do; Mode says what
	AlterView      // RENAME TO Columns, or AS Query
	Refresh        // REFRESH path, REFRESH TABLE: views read their files anew in every query
	DeclareVariable
	SetVariable
	DropVariable
	ExecuteImmediate
	CreateFunction
	DropFunction
)

// Statement is one parsed statement. Fields that a kind does not need are zero.
type Statement struct {
	Kind  StatementKind
	Query operator.Node // of queries, EXPLAIN, DESCRIBE QUERY, CREATE VIEW and CACHE TABLE ... AS
	// Mode of EXPLAIN: "", extended, formatted, codegen, cost. Of a statement about a table: its words.
	Mode  string
	Name  []string  // relation, view, function, setting, schema
	At    expr.Span // where Name stands
	Value string    // of SET
	// Like is the pattern of SHOW ... LIKE.
	Like string
	// Scope of SHOW FUNCTIONS: USER, SYSTEM or ALL.
	Scope     string
	Columns   []string // of CREATE VIEW; the column of DESCRIBE
	Comments  []string // of Columns
	Replace   bool
	Global    bool // GLOBAL TEMPORARY
	Extended  bool // DESCRIBE ... EXTENDED, SET -v, DROP FUNCTION without TEMPORARY
	IfExist   bool // IF EXISTS
	JSON      bool // DESCRIBE ... AS JSON
	Partition bool // DESCRIBE ... PARTITION (...)
	Hint      string
	// Format and Options are those of CREATE TEMPORARY VIEW ... USING; Text is the query of a view, or the
	// columns that stand before USING.
	Format, Text string
	Options      map[string]string
	Assign       *Assignment // of DECLARE and SET VARIABLE
	Execute      *Execution  // of EXECUTE IMMEDIATE
	Routine      *Routine    // of CREATE FUNCTION
}

// statement reads any statement.
func (p *parser) statement() *Statement {
	if p.cur().kind == eof {
		panic(p.empty())
	}
	if s := p.refuseHive(); s != nil {
		return s
	}
	if s := p.aboutTable(); s != nil {
		return s
	}
	switch {
	case p.isOne("EXPLAIN"):
		return p.explain()
	case p.is("SHOW"):
		return p.show()
	case p.isOne("DESCRIBE", "DESC"):
		return p.describe()
	case p.is("SET"):
		return p.set()
	case p.is("RESET"):
		return p.reset()
	case p.is("CREATE"):
		return p.createView()
	case p.is("DROP"):
		return p.dropView()
	case p.isOne("CACHE", "UNCACHE", "CLEAR"):
		return p.cache()
	case p.isOne("DECLARE") && (p.peek(1).kind == word || p.peek(1).kind == quoted):
		return p.declare()
	case p.is("EXECUTE"):
		return p.execute()
	case p.isOne("ALTER"):
		return p.alter()
	case p.is("LOAD", "DATA"):
		return p.load()
	case p.is("REFRESH"):
		return p.refresh()
	case p.accept("USE"):
		s := &Statement{Kind: Use}
		if p.isOne("SCHEMA", "DATABASE", "NAMESPACE") && beginsName(p.peek(1)) {
			p.next()
		}
		p.about(s)
		return s
	}
	p.refuseTable()
	return &Statement{Kind: QueryStatement, Query: p.query()}
}

// empty refuses a text in which nothing stands.
func (p *parser) empty() *expr.Error {
	return expr.Errorf("PARSE_EMPTY_STATEMENT", "42617", p.span(p.at), "Syntax error, unexpected empty statement.")
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
