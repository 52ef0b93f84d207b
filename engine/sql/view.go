package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// createView reads CREATE [OR REPLACE] [GLOBAL] TEMPORARY VIEW.
func (p *parser) createView() *Statement {
	first := p.cur()
	p.expect("CREATE")
	s := &Statement{Kind: CreateView}
	s.Replace = p.accept("OR", "REPLACE")
	s.Global = p.accept("GLOBAL")
	temporary := p.accept("TEMP") || p.accept("TEMPORARY")
	if temporary && p.is("FUNCTION") && !s.Global {
		return p.createFunction(s)
	}
	if !temporary || p.is("FUNCTION") {
		for _, w := range []string{"VIEW", "TABLE", "EXTERNAL", "FUNCTION", "SCHEMA", "DATABASE", "MATERIALIZED", "STREAMING"} {
			if p.is(w) {
				p.refuseCreate(w)
			}
		}
	}
	table := temporary && !s.Global && p.accept("TABLE")
	if !table {
		p.expect("VIEW")
	}
	ifNot := p.accept("IF", "NOT", "EXISTS")
	if ifNot {
		p.refuse("_LEGACY_ERROR_TEMP_0053", "", expr.Span{Start: first.pos, End: p.cur().end},
			"It is not allowed to define a TEMPORARY view with IF NOT EXISTS.")
	}
	p.about(s)
	if !ifNot && p.usingAhead() {
		return p.viewOfFiles(s)
	}
	if p.is("(") {
		p.viewColumns(s)
	}
	p.viewClauses()
	p.expect("AS")
	p.viewQuery(s)
	if table {
		p.refuse("_LEGACY_ERROR_TEMP_0035", "", p.span(0), "Operation not allowed: CREATE TEMPORARY TABLE ... AS ..., use CREATE TEMPORARY VIEW instead.")
	}
	return s
}

// viewClauses reads what may stand between the columns of a view and its query, in any order, and refuses
// what only a stored view has.
func (p *parser) viewClauses() {
	for {
		switch {
		case p.accept("COMMENT"):
			p.string()
		case p.accept("DEFAULT", "COLLATION"):
			p.defaultCollation()
		case p.accept("TBLPROPERTIES"):
			p.properties()
			p.refuse("_LEGACY_ERROR_TEMP_0035", "", p.statementSpan(), "Operation not allowed: TBLPROPERTIES can't coexist with CREATE TEMPORARY VIEW.")
		case p.accept("WITH", "SCHEMA"):
			for p.isOne("BINDING", "COMPENSATION", "TYPE", "EVOLUTION") {
				p.next()
			}
			p.refuse("UNSUPPORTED_FEATURE.TEMPORARY_VIEW_WITH_SCHEMA_BINDING_MODE", "0A000", p.statementSpan(), "The feature is not supported: Temporary views cannot be created with the WITH SCHEMA clause. "+
				"Recreate the temporary view when the underlying schema changes, or use a persisted view.")
		default:
			return
		}
	}
}

// defaultCollation reads the collation that the texts of a view's query have where they name none.
func (p *parser) defaultCollation() {
	if p.texts != nil {
		at := p.statementSpan()
		p.refuse("DUPLICATE_CLAUSES", "42614", at, "Found duplicate clauses: DEFAULT COLLATION. Please, remove one of them.")
	}
	from := p.at
	p.name()
	for p.accept(".") {
		p.name()
	}
	at := p.span(from)
	t, err := data.ParseType("STRING COLLATE " + p.src[at.Start.Offset:at.End])
	if err != nil {
		p.typeError(at, err)
	}
	p.texts = t
}

// textType is the type of texts that name no collation.
func (p *parser) textType() *data.Type {
	if p.texts != nil {
		return p.texts
	}
	return data.String
}

// inTexts is a type whose parts that are STRING have the collation of the view.
func (p *parser) inTexts(t *data.Type) *data.Type {
	if p.texts == nil {
		return t
	}
	return expr.WithTexts(t, p.texts)
}

// statementSpan is the place of the whole statement.
func (p *parser) statementSpan() expr.Span {
	at := p.span(0)
	at.End = p.toks[len(p.toks)-1].end
	return at
}

// viewQuery reads the query of a view, which keeps its text.
func (p *parser) viewQuery(s *Statement) {
	from := p.at
	s.Query = p.query()
	at := p.span(from)
	s.Text = p.src[at.Start.Offset:at.End]
}

// usingAhead tells whether USING stands here, or behind a list of columns.
func (p *parser) usingAhead() bool {
	if !p.is("(") {
		return p.is("USING")
	}
	depth := 0
	for k := 0; p.peek(k).kind != eof; k++ {
		switch p.peek(k).raw {
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return p.peek(k+1).upper == "USING"
			}
		}
	}
	return false
}

// viewOfFiles reads [(name type, ...)] USING format [OPTIONS (key value, ...)].
func (p *parser) viewOfFiles(s *Statement) *Statement {
	if p.is("(") {
		from := p.at
		p.balanced("(", ")")
		at := p.span(from)
		s.Text = p.src[at.Start.Offset+1 : at.End-1]
	}
	p.expect("USING")
	s.Format = strings.Join(p.parts(), ".")
	if p.accept("OPTIONS") {
		s.Options = p.properties()
	}
	return s
}

func (p *parser) refuseCreate(what string) {
	switch what {
	case "VIEW":
		p.noTables("CREATE VIEW", "Write CREATE TEMPORARY VIEW.")
	case "FUNCTION":
		p.noTables("CREATE FUNCTION", "Write CREATE TEMPORARY FUNCTION, or register a Go function: spark.UDF(name, function).")
	}
	p.noTables("CREATE "+what, "Write CREATE TEMPORARY VIEW, or a file with Write().Save().")
}

// viewColumns reads (a, b COMMENT 'text', c).
func (p *parser) viewColumns(s *Statement) {
	p.expect("(")
	for {
		s.Columns = append(s.Columns, p.name())
		comment := ""
		if p.accept("COMMENT") {
			comment = p.string()
		}
		s.Comments = append(s.Comments, comment)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
}

// dropView reads DROP VIEW, or DROP TABLE of a view.
func (p *parser) dropView() *Statement {
	p.expect("DROP")
	if p.isOne("TEMP", "TEMPORARY") && p.peek(1).upper == "VARIABLE" {
		p.at += 2
		return p.dropVariable()
	}
	if p.isOne("TEMP", "TEMPORARY") && p.peek(1).upper == "FUNCTION" {
		p.at += 2
		return p.dropFunction(true)
	}
	if p.accept("FUNCTION") {
		return p.dropFunction(false)
	}
	if p.isOne("TEMP", "TEMPORARY", "SCHEMA", "DATABASE") && !p.is("VIEW") {
		if p.peek(1).upper != "VIEW" {
			p.noTables("DROP "+p.cur().upper, "")
		}
		p.next()
		p.unexpected()
	}
	if !p.accept("VIEW") {
		p.expect("TABLE")
	}
	s := &Statement{Kind: DropView, IfExist: p.accept("IF", "EXISTS")}
	p.about(s)
	return s
}

// cache reads CACHE [LAZY] TABLE name [AS query], UNCACHE TABLE [IF EXISTS] name and CLEAR CACHE.
func (p *parser) cache() *Statement {
	switch {
	case p.accept("CLEAR"):
		p.match("CACHE", func(t token) bool { return t.kind == eof })
		return &Statement{Kind: ClearCache}
	case p.accept("UNCACHE"):
		p.match("TABLE", beginsName)
		s := &Statement{Kind: UncacheTable, IfExist: p.accept("IF", "EXISTS")}
		p.about(s)
		return s
	}
	p.expect("CACHE")
	p.accept("LAZY")
	p.match("TABLE", nil)
	s := &Statement{Kind: CacheTable}
	p.about(s)
	if p.accept("OPTIONS") {
		p.properties() // where rows are kept
	}
	if p.accept("AS") || p.queryAhead() {
		p.viewQuery(s)
	}
	return s
}
