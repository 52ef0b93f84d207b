package sql

import (
	"slices"
	"strings"
)

func (p *parser) show() *Statement {
	p.expect("SHOW")
	s := &Statement{Scope: "ALL"}
	scoped := p.isOne("USER", "SYSTEM", "ALL")
	if scoped {
		s.Scope = p.next().upper
	}
	switch {
	case p.is("FUNCTIONS", "FUNCTIONS"):
		p.otherScope()
		return s
	case p.accept("FUNCTIONS"):
		s.Kind = ShowFunctions
	case scoped:
		p.match("FUNCTIONS", behindFunctions)
	case p.accept("COLLATIONS"):
		s.Kind = ShowCollations
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
	case p.is("CURRENT") && slices.Contains([]string{"NAMESPACE", "SCHEMA", "DATABASE"}, p.peek(1).upper):
		p.at += 2
		s.Kind = ShowNamespace
		return s
	default:
		if p.accept("TABLE", "EXTENDED") {
			return p.showTable(s)
		}
		p.otherScope()
		return s
	}
	if p.isOne("IN", "FROM") {
		p.next()
		p.about(s)
	} else if s.Kind == ShowColumns {
		p.unexpected()
	}
	switch {
	case p.accept("LIKE") || p.cur().kind == text:
		s.Like = p.string()
	case s.Kind == ShowFunctions && p.isName():
		parts := p.parts()
		if s.Like = strings.Join(parts, "."); len(parts) == 2 && strings.EqualFold(parts[0], "default") {
			s.Like = parts[1]
		}
	}
	return s
}

// behindFunctions tells what may stand behind SHOW FUNCTIONS.
func behindFunctions(t token) bool { return t.kind == eof || t.kind == text || beginsName(t) }

// otherScope refuses SHOW with a word that is none of its kinds, which Spark takes for a scope of functions.
func (p *parser) otherScope() {
	known := p.isOne("TABLE", "CREATE", "CURRENT")
	scope := p.name()
	if known {
		p.unexpected()
	}
	p.match("FUNCTIONS", behindFunctions)
	p.skip()
	p.refuse("INVALID_SQL_SYNTAX.SHOW_FUNCTIONS_INVALID_SCOPE", "42000", p.span(0), "Invalid SQL syntax: SHOW `%s` FUNCTIONS not supported.", strings.ToLower(scope))
}

// showTable reads what stands behind SHOW TABLE EXTENDED.
func (p *parser) showTable(s *Statement) *Statement {
	s.Kind = ShowTableExtended
	if p.isOne("IN", "FROM") {
		p.next()
		p.about(s)
	}
	p.expect("LIKE")
	from := p.at
	s.Like = p.string()
	if p.accept("PARTITION") { // no view has any
		s.Extended, s.At = true, p.span(from)
		p.balanced("(", ")")
	}
	return s
}
