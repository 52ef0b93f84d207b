package sql

import "strings"

// tableForm is a statement about a stored table. A notebook has none: the name is a view's or
// nothing's, and Spark refuses it either way.
type tableForm struct {
	words []string // up to the name
	hint  string   // the way out
	rest  func(*parser)
}

// tableForms are looked through in order.
func tableForms() []tableForm {
	const write = "Write rows with Write().Save() or WriteStream().Start() of a DataFrame."
	const columns = "DESCRIBE tells the columns of a view."
	return []tableForm{
		{[]string{"INSERT", "INTO", "TABLE"}, write, (*parser).inserted},
		{[]string{"INSERT", "INTO"}, write, (*parser).inserted},
		{[]string{"INSERT", "OVERWRITE", "TABLE"}, write, (*parser).inserted},
		{[]string{"INSERT", "OVERWRITE"}, write, (*parser).inserted},
		{[]string{"UPDATE"}, "Make a new DataFrame with CASE WHEN.", (*parser).updated},
		{[]string{"DELETE", "FROM"}, "Keep the other rows: SELECT ... WHERE NOT (...).", (*parser).deleted},
		{[]string{"MERGE", "INTO"}, "Join the two relations, or use foreachBatch.", (*parser).merged},
		{[]string{"TRUNCATE", "TABLE"}, "Drop the view: DROP VIEW.", (*parser).skip},
		{[]string{"ANALYZE", "TABLE"}, "Plans need no statistics here.", (*parser).skip},
		{[]string{"MSCK", "REPAIR", "TABLE"}, "", (*parser).skip},
		{[]string{"REPAIR", "TABLE"}, "", (*parser).skip},
		{[]string{"COMMENT", "ON", "TABLE"}, "Comments stand beside the columns: CREATE TEMPORARY VIEW v(a COMMENT 'text').", (*parser).skip},
		{[]string{"SHOW", "CREATE", "TABLE"}, columns, (*parser).skip},
		{[]string{"SHOW", "TBLPROPERTIES"}, columns, (*parser).skip},
		{[]string{"SHOW", "PARTITIONS"}, columns, (*parser).skip},
	}
}

// aboutTable reads a statement about a stored table; nil when the text begins none.
func (p *parser) aboutTable() *Statement {
	for _, f := range tableForms() {
		if !p.is(f.words...) {
			continue
		}
		p.at += len(f.words)
		s := &Statement{Kind: TableStatement, Mode: strings.TrimSuffix(strings.Join(f.words, " "), " TABLE"), Hint: f.hint}
		p.about(s)
		f.rest(p)
		return s
	}
	return nil
}

// skip goes to the end of the statement.
func (p *parser) skip() {
	for p.cur().kind != eof && !p.is(";") {
		p.next()
	}
}

// tableName reads an alias in front of the word that goes on.
func (p *parser) tableName(before string) {
	if p.accept("AS") || p.isName() && !p.is(before) {
		p.name()
	}
}

// inserted reads what an INSERT inserts.
func (p *parser) inserted() {
	if p.is("(") && !p.queryAhead() {
		p.names()
	}
	p.accept("BY", "NAME")
	if p.accept("REPLACE", "WHERE") {
		p.expression()
	}
	p.query()
}

func (p *parser) updated() {
	p.tableName("SET")
	p.expect("SET")
	for {
		p.parts()
		p.expect("=")
		p.expression()
		if !p.accept(",") {
			break
		}
	}
	if p.accept("WHERE") {
		p.expression()
	}
}

func (p *parser) deleted() {
	p.tableName("WHERE")
	if p.accept("WHERE") {
		p.expression()
	}
}

func (p *parser) merged() {
	p.tableName("USING")
	p.expect("USING")
	p.relationPrimary()
	p.expect("ON")
	p.expression()
	if p.cur().kind == eof {
		p.refuse("MERGE_WITHOUT_WHEN", "42601", p.span(0), "There must be at least one WHEN clause in a MERGE statement.")
		return
	}
	p.expect("WHEN")
	p.skip()
}

// alter reads ALTER VIEW and ALTER TABLE: a view gets another name or another query, what else may be
// altered is a table's.
func (p *parser) alter() *Statement {
	p.expect("ALTER")
	what := p.cur().upper
	if !p.accept("VIEW") {
		p.expect("TABLE")
	}
	s := &Statement{Kind: AlterView}
	p.about(s)
	switch {
	case p.accept("RENAME", "TO"):
		s.Columns = p.parts()
		return s
	case what == "VIEW" && (p.accept("AS") || p.queryAhead()):
		p.viewQuery(s)
		return s
	case p.cur().kind == eof:
		p.unexpected()
	}
	s.Kind, s.Hint = TableStatement, "Make it again: CREATE OR REPLACE TEMPORARY VIEW."
	s.Mode = "ALTER " + what + " ... " + p.next().upper
	if p.cur().kind == word {
		s.Mode += " " + p.cur().upper
	}
	p.skip()
	return s
}

// load reads LOAD DATA.
func (p *parser) load() *Statement {
	p.expect("LOAD", "DATA")
	p.accept("LOCAL")
	p.expect("INPATH")
	p.string()
	p.accept("OVERWRITE")
	p.expect("INTO", "TABLE")
	s := &Statement{Kind: TableStatement, Mode: "LOAD DATA", Hint: "Read files with spark.Read()."}
	p.about(s)
	p.skip()
	return s
}
