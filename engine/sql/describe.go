package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// describe reads DESCRIBE. Its words may all be names of relations too: where Spark's rule for relations
// fits up to AS JSON it comes before the other ones.
func (p *parser) describe() *Statement {
	p.next()
	if s, ok := try(p, p.describeJSON); ok {
		return s
	}
	switch {
	case p.accept("FUNCTION"):
		return p.describeFunction()
	case p.is("PROCEDURE") && beginsName(p.peek(1)):
		p.next()
		s := &Statement{Kind: DescribeProcedure}
		p.about(s)
		s.At = p.span(0)
		return s
	case p.isOne("SCHEMA", "DATABASE", "NAMESPACE") && (p.peek(1).kind == word || p.peek(1).kind == quoted):
		p.next()
		s := &Statement{Kind: DescribeSchema, Extended: p.accept("EXTENDED")}
		p.about(s)
		return s
	case p.peek(1).kind != eof && p.accept("QUERY"):
		return &Statement{Kind: DescribeQuery, Query: p.query()}
	case p.queryAhead() && !p.is("TABLE"):
		return &Statement{Kind: DescribeQuery, Query: p.query()}
	}
	return p.describeRelation()
}

func (p *parser) describeFunction() *Statement {
	s := &Statement{Kind: DescribeFunction, Extended: p.accept("EXTENDED")}
	from := p.at
	if p.isName() {
		s.Name = p.parts()
	} else if t := p.cur(); t.kind == text || t.kind == symbol {
		s.Name = []string{p.next().value}
		if t.kind == symbol {
			s.Name[0] = t.raw
		}
	} else {
		p.unexpected()
	}
	s.At = p.span(from)
	return s
}

// describeJSON reads what stands behind DESCRIBE as a relation AS JSON, which ends the statement.
func (p *parser) describeJSON() *Statement {
	s := p.describeRelation()
	if !s.JSON || p.cur().kind != eof && !p.is(";") {
		p.unexpected()
	}
	return s
}

// describeRelation reads [TABLE] [EXTENDED] name [PARTITION (...)] [column] [AS JSON].
func (p *parser) describeRelation() *Statement {
	if beginsName(p.peek(1)) {
		p.accept("TABLE")
	}
	s := &Statement{Kind: DescribeRelation}
	if p.isOne("EXTENDED", "FORMATTED") && beginsName(p.peek(1)) {
		p.next()
		s.Extended = true
	}
	from := p.at
	p.about(s)
	named := p.at
	empty := ""
	if p.is("PARTITION", "(") {
		s.Partition, empty = true, p.partition()
	}
	if p.isName() && !p.is("AS", "JSON") {
		s.Columns = p.parts()
	}
	s.JSON = p.accept("AS", "JSON")
	p.refuseDescribe(s, p.written(from, named), empty)
	return s
}

// refuseDescribe refuses the parts that do not go together, in Spark's order.
func (p *parser) refuseDescribe(s *Statement, name, empty string) {
	switch {
	case s.JSON && !s.Extended:
		name = name[strings.LastIndex(name, ".")+1:]
		p.refuse("DESCRIBE_JSON_NOT_EXTENDED", "0A000", expr.Span{}, "DESCRIBE TABLE ... AS JSON only supported when [EXTENDED|FORMATTED] is specified.\n"+
			"For example: DESCRIBE EXTENDED %s AS JSON is supported but DESCRIBE %s AS JSON is not.", name, name)
	case len(s.Columns) > 0 && s.Partition:
		p.refuse("UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_PARTITION", "0A000", p.span(0), "The feature is not supported: DESC TABLE COLUMN for a specific partition.")
	case len(s.Columns) > 0 && s.JSON:
		p.refuse("UNSUPPORTED_FEATURE.DESC_TABLE_COLUMN_JSON", "0A000", expr.Span{}, "The feature is not supported: DESC TABLE COLUMN AS JSON not supported for individual columns.")
	case empty != "":
		p.refuse("INVALID_SQL_SYNTAX.EMPTY_PARTITION_VALUE", "42000", p.span(0), "Invalid SQL syntax: Partition key `%s` must set value.", empty)
	}
}

// written is the text of the tokens from one up to another, without what stands between them.
func (p *parser) written(from, to int) string {
	var b strings.Builder
	for _, t := range p.toks[from:to] {
		b.WriteString(t.raw)
	}
	return b.String()
}

// partition reads PARTITION (key = value, ...) and gives the first key without a value. Only stored
// tables have partitions, so nobody asks for the values.
func (p *parser) partition() (empty string) {
	p.expect("PARTITION")
	from := p.at
	p.expect("(")
	seen := map[string]bool{}
	twice := ""
	for {
		key := p.name()
		if seen[key] && twice == "" {
			twice = key
		}
		seen[key] = true
		if p.accept("=") {
			p.primary()
		} else if empty == "" {
			empty = key
		}
		if !p.accept(",") {
			break
		}
	}
	p.expect(")")
	if twice != "" {
		p.refuse("DUPLICATE_KEY", "23505", p.span(from-1), "Found duplicate keys `%s`.", twice)
	}
	return empty
}
