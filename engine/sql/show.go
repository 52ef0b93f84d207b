package sql

import "strings"

func (p *parser) show() *Statement {
	p.expect("SHOW")
	s := &Statement{Scope: "ALL"}
	scoped := p.isOne("USER", "SYSTEM", "ALL")
	if scoped {
		s.Scope = p.next().upper
	}
	switch {
	case p.accept("FUNCTIONS"):
		s.Kind = ShowFunctions
	case scoped:
		p.unexpected()
	case p.accept("TABLES"):
		s.Kind = ShowTables
	case p.accept("VIEWS"):
		s.Kind = ShowViews
	case p.accept("COLUMNS"):
		s.Kind = ShowColumns
	case p.accept("DATABASES"), p.accept("SCHEMAS"), p.accept("NAMESPACES"):
		s.Kind = ShowSchemas
	case p.accept("CATALOGS"):
		s.Kind = ShowCatalogs
	case p.accept("CURRENT", "NAMESPACE"):
		s.Kind = ShowNamespace
		return s
	default:
		for _, w := range []string{"CREATE", "TBLPROPERTIES", "PARTITIONS", "TABLE"} {
			if p.is(w) && p.peek(1).kind != eof {
				p.noTables("SHOW "+w, "DESCRIBE tells the columns of a view.")
			}
		}
		p.unexpected()
	}
	if p.isOne("IN", "FROM") {
		p.next()
		p.about(s)
	}
	switch {
	case p.accept("LIKE") || p.cur().kind == text:
		s.Like = p.string()
	case s.Kind == ShowFunctions && p.isName():
		s.Like = strings.Join(p.parts(), ".")
	}
	return s
}

func (p *parser) describe() *Statement {
	p.next()
	switch {
	case p.accept("FUNCTION"):
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
	case p.accept("QUERY"):
		return &Statement{Kind: DescribeQuery, Query: p.query()}
	case p.queryAhead() && !p.is("TABLE"):
		return &Statement{Kind: DescribeQuery, Query: p.query()}
	}
	p.accept("TABLE")
	if p.isOne("EXTENDED", "FORMATTED") && p.peek(1).kind != eof {
		p.next()
	}
	s := &Statement{Kind: DescribeRelation}
	p.about(s)
	if p.isName() {
		s.Columns = p.parts()
	}
	return s
}
