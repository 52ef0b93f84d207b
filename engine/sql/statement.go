package sql

import (
	"strings"

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
	ShowConf // SET, SET key
	SetConf
	ResetConf
	DescribeRelation
	DescribeQuery
	DescribeFunction
	CreateView
	DropView
	Use
)

// Statement is one parsed statement. Fields that a kind does not need are zero.
type Statement struct {
	Kind  StatementKind
	Query operator.Node // of queries, EXPLAIN, DESCRIBE QUERY and CREATE VIEW
	// Mode of EXPLAIN: "", extended, formatted, codegen, cost.
	Mode  string
	Name  []string // relation, view, function, setting
	Value string   // of SET
	// Like is the pattern of SHOW ... LIKE.
	Like    string
	Columns []string // of CREATE VIEW
	Replace bool
	IfExist bool // IF EXISTS, IF NOT EXISTS
}

// statement reads any statement.
func (p *parser) statement() *Statement {
	switch {
	case p.isOne("EXPLAIN"):
		return p.explain()
	case p.is("SHOW") && p.peek(1).kind == word:
		return p.show()
	case p.isOne("DESCRIBE", "DESC") && p.peek(1).kind != eof:
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
	case p.accept("USE"):
		return &Statement{Kind: Use, Name: p.parts()}
	}
	return &Statement{Kind: QueryStatement, Query: p.query()}
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

func (p *parser) show() *Statement {
	p.expect("SHOW")
	s := &Statement{}
	if p.isOne("USER", "SYSTEM", "ALL") {
		p.next()
	}
	switch {
	case p.accept("TABLES"):
		s.Kind = ShowTables
	case p.accept("VIEWS"):
		s.Kind = ShowViews
	case p.accept("FUNCTIONS"):
		s.Kind = ShowFunctions
	case p.accept("COLUMNS"):
		s.Kind = ShowColumns
	default:
		p.unexpected()
	}
	if p.isOne("IN", "FROM") {
		p.next()
		s.Name = p.parts()
	}
	if p.accept("LIKE") || p.cur().kind == text {
		s.Like = p.string()
	}
	return s
}

func (p *parser) describe() *Statement {
	p.next()
	switch {
	case p.is("FUNCTION"):
		p.next()
		p.accept("EXTENDED")
		return &Statement{Kind: DescribeFunction, Name: p.parts()}
	case p.accept("QUERY"):
		return &Statement{Kind: DescribeQuery, Query: p.query()}
	case p.queryAhead() && !p.is("TABLE"):
		return &Statement{Kind: DescribeQuery, Query: p.query()}
	}
	p.accept("TABLE")
	p.accept("EXTENDED")
	return &Statement{Kind: DescribeRelation, Name: p.parts()}
}

// set reads SET, SET key, SET key = value; the value goes to the end of the text.
func (p *parser) set() *Statement {
	p.expect("SET")
	p.accept("-")
	if p.cur().kind == eof || p.is(";") {
		return &Statement{Kind: ShowConf}
	}
	if p.accept("TIME", "ZONE") {
		v := p.next()
		return &Statement{Kind: SetConf, Name: []string{"spark", "sql", "session", "timeZone"}, Value: v.value}
	}
	start := p.cur().pos.Offset
	for !p.isOne("=", ";") && p.cur().kind != eof {
		p.next()
	}
	key := strings.Trim(strings.TrimSpace(p.src[start:p.cur().pos.Offset]), "`")
	if key == "" {
		p.unexpected()
	}
	if !p.accept("=") {
		return &Statement{Kind: ShowConf, Name: strings.Split(key, ".")}
	}
	start = p.cur().pos.Offset
	for !p.is(";") && p.cur().kind != eof {
		p.next()
	}
	value := strings.TrimSpace(p.src[start:p.cur().pos.Offset])
	if n := len(value); n > 1 && (value[0] == '\'' || value[0] == '"') && value[n-1] == value[0] {
		value = value[1 : n-1]
	}
	return &Statement{Kind: SetConf, Name: strings.Split(key, "."), Value: value}
}

func (p *parser) createView() *Statement {
	p.expect("CREATE")
	s := &Statement{Kind: CreateView}
	s.Replace = p.accept("OR", "REPLACE")
	p.accept("GLOBAL")
	if !p.accept("TEMP") {
		p.accept("TEMPORARY")
	}
	p.expect("VIEW")
	s.IfExist = p.accept("IF", "NOT", "EXISTS")
	s.Name = p.parts()
	if p.is("(") {
		s.Columns = p.names()
	}
	p.expect("AS")
	s.Query = p.query()
	return s
}

func (p *parser) dropView() *Statement {
	p.expect("DROP")
	if !p.accept("TEMPORARY") {
		p.accept("TEMP")
	}
	if !p.accept("VIEW") {
		p.expect("TABLE")
	}
	s := &Statement{Kind: DropView, IfExist: p.accept("IF", "EXISTS")}
	s.Name = p.parts()
	return s
}
