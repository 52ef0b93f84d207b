package sql

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// special is the rule of a word that begins a syntax of its own, nil for any other word. A rule may
// refuse the text; then the word is read as a name or a function, because Spark reserves no word.
func special(word string) func(*parser, int) expr.Expr {
	switch word {
	case "CASE":
		return (*parser).caseWhen
	case "CAST", "TRY_CAST":
		return (*parser).castCall
	case "EXISTS":
		return (*parser).exists
	case "INTERVAL":
		return func(p *parser, from int) expr.Expr { p.next(); return p.interval(from) }
	case "EXTRACT":
		return (*parser).extract
	case "SUBSTRING", "SUBSTR":
		return (*parser).substring
	case "TRIM":
		return (*parser).trim
	case "POSITION":
		return (*parser).position
	case "OVERLAY":
		return (*parser).overlay
	case "CEIL", "CEILING", "FLOOR":
		return (*parser).roundTo
	case "TIMESTAMPADD", "DATEADD", "DATE_ADD", "TIMESTAMPDIFF", "DATEDIFF", "DATE_DIFF", "TIMEDIFF":
		return (*parser).unitCall
	case "STRUCT":
		return (*parser).structCall
	}
	return nil
}

func (p *parser) primary() expr.Expr {
	defer p.deeper()()
	from := p.at
	t := p.cur()
	switch t.kind {
	case number:
		return p.numberLiteral(false, from)
	case text:
		return &expr.Literal{Value: p.string(), Typ: p.textType(), At: p.span(from)}
	case quoted:
		return p.named(from)
	case word:
		return p.wordPrimary(from, t)
	}
	switch {
	case p.is("("):
		return p.parenthesis(from)
	case p.is("*"):
		return p.star(nil, from)
	case p.isOne("?", ":"):
		if e, ok := p.parameter(from); ok {
			return e
		}
		name := fmt.Sprintf("_%d", t.pos.Offset)
		if n := p.peek(1); t.raw == ":" && n.kind == word {
			name = n.value
		}
		p.refuse("UNBOUND_SQL_PARAMETER", "42P02", p.span(from), "Found the unbound parameter: %s. Please, fix `args` and provide a mapping of the parameter to either a SQL literal or collection constructor functions such as `map()`, `array()`, `struct()`.", name)
		if p.next(); t.raw == ":" {
			p.next()
		}
		return &expr.Literal{Typ: data.Void, At: p.span(from)}
	}
	p.unexpected()
	return nil
}

func (p *parser) wordPrimary(from int, t token) expr.Expr {
	if p.peek(1).kind == text {
		if e := p.typedLiteral(from, t); e != nil {
			return e
		}
	}
	switch t.upper {
	case "NULL":
		p.next()
		return &expr.Literal{Typ: data.Void, At: p.span(from)}
	case "TRUE", "FALSE":
		p.next()
		return &expr.Literal{Value: t.upper == "TRUE", Typ: data.Boolean, At: p.span(from)}
	}
	if rule := special(t.upper); rule != nil && p.peek(1).raw != "." {
		fails := p.at
		if e, ok := tryOnce(p, func() expr.Expr { return rule(p, from) }); ok {
			return e
		}
		p.at = fails
		if t.upper == "CASE" && p.peek(1).kind == text {
			return p.typedText(from, t)
		}
		if p.loneInterval(t) {
			p.next()
			return p.interval(from)
		}
	}
	if p.peek(1).raw == "->" {
		return p.lambda(from)
	}
	return p.named(from)
}

// loneInterval tells that INTERVAL can only begin an interval: a number or text follows.
func (p *parser) loneInterval(t token) bool {
	return t.upper == "INTERVAL" && (p.peek(1).kind == number || p.peek(1).kind == text)
}

// typedLiteral reads DATE '...', TIMESTAMP '...', X'...' and the like; nil when the word is none of them.
func (p *parser) typedLiteral(from int, t token) expr.Expr {
	switch t.upper {
	case "DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIME":
		p.next()
		l := &expr.TypedLiteral{Kind: t.upper, Text: p.next().value, At: p.span(from)}
		if err := l.Invalid(); err != nil {
			p.fail(err)
		}
		return l
	case "X":
		p.next()
		body := p.next().value
		padded := body
		if len(body)%2 == 1 {
			padded = "0" + body
		}
		v, err := hex.DecodeString(padded)
		if err != nil {
			p.refuse("INVALID_TYPED_LITERAL", "42604", p.span(from), "The value of the typed literal \"X\" is invalid: '%s'.", body)
		}
		return &expr.Literal{Value: v, Typ: data.Binary, At: p.span(from)}
	case "INTERVAL":
		return nil
	}
	if special(t.upper) != nil || t.upper == "NOT" {
		return nil
	}
	return p.typedText(from, t)
}

// typedText refuses a text with a word before it that is no type of literals.
func (p *parser) typedText(from int, t token) expr.Expr {
	p.at += 2
	p.refuse("UNSUPPORTED_TYPED_LITERAL", "0A000", p.span(from), "Literals of the type %q are not supported. Supported types are \"DATE\", \"TIMESTAMP_NTZ\", \"TIMESTAMP_LTZ\", \"TIMESTAMP\", \"INTERVAL\", \"X\", \"TIME\".", strings.ToUpper(t.raw))
	return &expr.Literal{Typ: data.Void, At: p.span(from)}
}

// parenthesis reads (query), (expression), (a, b) as a struct, or the parameters of a lambda.
func (p *parser) parenthesis(from int) expr.Expr {
	if p.lambdaAhead() {
		return p.lambda(from)
	}
	p.expect("(")
	if p.queryAhead() {
		q := p.query()
		p.match(")", behindValue)
		return &expr.Subquery{Kind: expr.ScalarSubquery, Plan: q, At: p.span(from)}
	}
	first := p.namedExpression()
	if _, alias := first.(*expr.Alias); !alias && p.accept(")") {
		return first
	}
	args := []expr.Expr{first}
	p.expect(",")
	for {
		args = append(args, p.namedExpression())
		if !p.accept(",") {
			break
		}
	}
	p.closeList(")", len(args))
	return p.call(from, "(,)", args...)
}

// lambdaAhead tells whether (a, b) -> stands here.
func (p *parser) lambdaAhead() bool {
	k := 1
	for p.peek(k).kind == word || p.peek(k).kind == quoted {
		k++
		if p.peek(k).raw != "," {
			break
		}
		k++
	}
	return k > 1 && p.peek(k).raw == ")" && p.peek(k+1).raw == "->"
}

func (p *parser) lambda(from int) expr.Expr {
	l := &expr.Lambda{}
	if p.is("(") {
		l.Params = p.names()
	} else {
		l.Params = []string{p.name()}
	}
	p.expect("->")
	l.Body = p.expression()
	l.At = p.span(from)
	return l
}

// named reads a column, t.*, or a function call.
func (p *parser) named(from int) expr.Expr {
	if !p.isName() {
		p.unexpected()
	}
	parts, constant := p.identifier()
	if !constant {
		parts = []string{p.name()}
	}
	for p.is(".") {
		if p.peek(1).raw == "*" {
			p.next()
			return p.star(parts, from)
		}
		p.next()
		parts = append(parts, p.name())
	}
	if p.is("(") {
		return p.called(parts, from)
	}
	return &expr.Name{Parts: parts, At: p.span(from)}
}

// star reads * with EXCEPT.
func (p *parser) star(qualifier []string, from int) expr.Expr {
	p.expect("*")
	s := &expr.Star{Qualifier: qualifier}
	if p.is("EXCEPT", "(") && !p.subqueryAt(1) {
		p.next()
		p.expect("(")
		for {
			s.Except = append(s.Except, p.parts())
			if !p.accept(",") {
				break
			}
		}
		p.match(")", behindQuery)
	}
	s.At = p.span(from)
	return s
}

// subqueryAt tells whether the parenthesis n tokens ahead opens a query.
func (p *parser) subqueryAt(n int) bool {
	switch p.peek(n + 1).upper {
	case "SELECT", "WITH", "VALUES", "TABLE":
		return p.peek(n+1).kind == word && p.peek(n+2).raw != "," && p.peek(n+2).raw != ")"
	}
	return false
}

// namedExpression reads an expression with an optional name: e AS n, e n, e AS (n, m).
func (p *parser) namedExpression() expr.Expr {
	from := p.at
	e := p.expression()
	as := p.as(true)
	switch {
	case p.is("("):
		names := p.aliases()
		return &expr.Alias{Child: e, Name: names[0], Names: names, At: p.span(from)}
	case as, p.is("AS"), p.isName() && !p.clauseWord(p.cur()):
		return &expr.Alias{Child: e, Name: p.name(), At: p.span(from)}
	}
	return e
}

func (p *parser) expressions() []expr.Expr {
	out := []expr.Expr{p.expression()}
	for p.accept(",") {
		out = append(out, p.expression())
	}
	return out
}

func (p *parser) namedExpressions() []expr.Expr {
	out := []expr.Expr{p.namedExpression()}
	for p.accept(",") {
		out = append(out, p.namedExpression())
	}
	return out
}
