package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// identifier reads IDENTIFIER(text), a name that is made of a constant text: the names with dots that
// stand in it. False where none stands here.
func (p *parser) identifier() ([]string, bool) {
	if !p.is("IDENTIFIER", "(") {
		return nil, false
	}
	from := p.at
	p.at += 2
	inner := p.at
	e := p.expression()
	at := p.span(inner)
	p.expect(")")
	if p.values != nil && p.values.Open {
		return []string{"?"}, true
	}
	parts, err := run(p.constantText(e, at), (*parser).identifierParts)
	if wrong, ours := err.(*expr.Error); ours {
		p.refuse(wrong.Condition, wrong.SQLState, p.span(from), "%s", wrong.Message)
	}
	if len(parts) == 0 {
		parts = []string{""} // a lenient parser goes on
	}
	return parts, true
}

// identifierParts reads a text that is a name and nothing else.
func (p *parser) identifierParts() []string {
	if p.cur().kind == eof {
		panic(p.empty())
	}
	parts := p.parts()
	if t := p.cur(); t.kind != eof && p.peek(1).kind == eof {
		p.refuse("PARSE_SYNTAX_ERROR", "42601", p.span(0), "Syntax error at or near '%s': extra input '%s'.", t.raw, t.raw)
		p.next()
	}
	return parts
}

// constantText computes what IDENTIFIER is given: literals here, any other constant by who runs the text.
func (p *parser) constantText(e expr.Expr, at expr.Span) string {
	lit, ok := e.(*expr.Literal)
	if !ok && p.values != nil && p.values.Constant != nil {
		lit, ok = p.values.Constant(e)
	}
	const must = "The expression %s used for the routine or clause IDENTIFIER must be a constant STRING which is NOT NULL. "
	if !ok {
		p.fail(expr.Errorf("NOT_A_CONSTANT_STRING.NOT_CONSTANT", "42601", at, must+
			"To be considered constant the expression must not depend on any columns, contain a subquery, or invoke a non deterministic function such as rand().", e))
		return ""
	}
	text, ok := lit.Value.(string)
	switch {
	case lit.Typ.Kind != data.KindString:
		p.fail(expr.Errorf("NOT_A_CONSTANT_STRING.WRONG_TYPE", "42601", at, must+"The data type of the expression is %s.", e, strings.ToLower(lit.Typ.String())))
	case !ok:
		p.fail(expr.Errorf("NOT_A_CONSTANT_STRING.NULL", "42601", at, must+"The expression evaluates to NULL.", e))
	}
	return text
}
