package sql

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// The precedence of Spark's grammar, loosest first: OR, AND, NOT, predicates (IN, LIKE, IS ...),
// comparison, |, ^, &, shifts, + - ||, * / % DIV, unary - + ~, postfix.

// expression reads any expression.
func (p *parser) expression() expr.Expr {
	defer p.deeper()()
	return p.chain("or", p.conjunction)
}

func (p *parser) conjunction() expr.Expr { return p.chain("and", p.negation) }

// link is one operand of a chain of ANDs or ORs, and its tokens [from, to).
type link struct {
	operand  expr.Expr
	from, to int
}

// chain reads operands with one word between them.
func (p *parser) chain(word string, operand func() expr.Expr) expr.Expr {
	var links []link
	for {
		from := p.at
		e := operand()
		links = append(links, link{e, from, p.at})
		if p.peek(1).kind == eof || !p.accept(strings.ToUpper(word)) {
			return p.linked(word, links) // a word at the very end is left over
		}
	}
}

// linked makes one tree of a chain, as flat as Spark's (AstBuilder.visitLogicalBinary).
func (p *parser) linked(word string, links []link) expr.Expr {
	if len(links) == 1 {
		return links[0].operand
	}
	first, last := links[0], links[len(links)-1]
	half := (len(links)-1)/2 + 1
	return &expr.Call{Func: word, Args: []expr.Expr{p.linked(word, links[:half]), p.linked(word, links[half:])},
		At: expr.Span{Start: p.toks[first.from].pos, End: p.toks[last.to-1].end}}
}

func (p *parser) negation() expr.Expr {
	from := p.at
	if p.isOne("NOT", "!") && p.operandAhead() {
		defer p.deeper()()
		p.next()
		return p.call(from, "not", p.negation())
	}
	return p.predicate()
}

// operandAhead tells NOT the operator from a column that is called not.
func (p *parser) operandAhead() bool {
	t := p.peek(1)
	return t.kind != eof && !(t.kind == symbol && t.raw != "(" && t.raw != "-" && t.raw != "+" && t.raw != "~" && t.raw != "!" && t.raw != "*") && t.upper != "FROM" && t.upper != "AS"
}

func (p *parser) call(from int, name string, args ...expr.Expr) expr.Expr {
	return &expr.Call{Func: name, Args: args, At: p.span(from)}
}

// predicate reads a value and what may be asked of it, once.
func (p *parser) predicate() expr.Expr {
	left := p.comparison()
	at := p.at // Spark's place of a predicate begins behind its left side
	not := p.is("NOT") && (p.peek(1).upper == "BETWEEN" || p.peek(1).upper == "IN" || p.peek(1).upper == "LIKE" || p.peek(1).upper == "ILIKE" || p.peek(1).upper == "RLIKE" || p.peek(1).upper == "REGEXP")
	if not {
		p.next()
	}
	if out := p.asked(at, left, not); out != nil {
		return out
	}
	p.at = at
	return left
}

// asked reads one predicate behind left; nil when none stands here.
func (p *parser) asked(from int, left expr.Expr, not bool) expr.Expr {
	negate := func(e expr.Expr) expr.Expr {
		if not {
			return p.call(from, "not", e)
		}
		return e
	}
	switch {
	case p.peek(1).kind == eof && p.isOne("IS", "LIKE", "ILIKE", "RLIKE", "REGEXP"):
		return nil // left over
	case p.is("BETWEEN") && p.peek(1).kind != eof && !beginsValue(p.peek(1)), p.is("IS") && !asksIs(p.peek(1)):
		return nil // a name, or too much
	case p.accept("BETWEEN"):
		low := p.comparison()
		p.match("AND", beginsValue)
		return negate(p.call(from, "between", left, low, p.comparison()))
	case p.is("IN", "("):
		return negate(p.in(from, left))
	case p.isOne("LIKE", "ILIKE"):
		return p.like(from, left, not)
	case p.isOne("RLIKE", "REGEXP"):
		p.next()
		return negate(p.call(from, "rlike", left, p.comparison()))
	case p.accept("IS"):
		return p.isPredicate(from, left)
	}
	return nil
}

// asksIs tells whether a token behind IS begins what may stand there.
func asksIs(t token) bool {
	return t.kind == word && slices.Contains([]string{"NOT", "NULL", "TRUE", "FALSE", "UNKNOWN", "DISTINCT"}, t.upper)
}

func (p *parser) in(from int, left expr.Expr) expr.Expr {
	at := p.at
	if at > 0 && p.toks[at-1].upper == "NOT" {
		at--
	}
	p.expect("IN", "(")
	if p.accept(")") {
		p.refuse("INVALID_SQL_SYNTAX.EMPTY_IN_PREDICATE", "42000", p.span(at), "Invalid SQL syntax: IN predicate requires at least one value. Empty IN clauses like 'IN ()' are not allowed. "+
			"Consider using 'WHERE FALSE' if you need an always-false condition, or provide at least one value in the IN list.")
		return left
	}
	if p.queryAhead() {
		if list, ok := p.listFirst(); ok {
			return p.call(from, "in", append([]expr.Expr{left}, list...)...)
		}
		q := p.query()
		p.match(")", behindValue)
		values := []expr.Expr{left}
		if c, ok := left.(*expr.Call); ok && c.Func == "(,)" {
			values = c.Args
		}
		return &expr.Subquery{Kind: expr.InSubquery, Plan: q, Values: values, At: p.span(from)}
	}
	args := []expr.Expr{left, p.expression()}
	for p.accept(",") {
		args = append(args, p.expression())
	}
	p.closeList(")", len(args)-1)
	return p.call(from, "in", args...)
}

// listFirst reads what looks like a query behind IN as Spark's rules do, which try a list of values first:
// SELECT 'a' is a typed literal, SELECT -1 a difference, VALUES (1) a call, and (SELECT 1) one value.
// What the list is refused for counts once all of it is a list.
func (p *parser) listFirst() ([]expr.Expr, bool) {
	lenient, noted := p.lenient, p.noted
	p.lenient, p.noted = true, nil
	list, ok := tryOnce(p, func() []expr.Expr {
		list := []expr.Expr{p.expression()}
		for p.accept(",") {
			list = append(list, p.expression())
		}
		p.expect(")")
		return list
	})
	why := p.noted
	p.lenient, p.noted = lenient, noted
	if ok && why != nil {
		why.Hint = "Spark reads the words behind IN ( as a list of values; name the column: IN (SELECT 'a' AS x)."
		p.fail(why)
	}
	return list, ok
}

// like reads LIKE and ILIKE with ESCAPE, or with ANY, SOME and ALL over a list.
func (p *parser) like(from int, left expr.Expr, not bool) expr.Expr {
	begin := p.at
	if not {
		begin--
	}
	name := map[string]string{"LIKE": "like", "ILIKE": "ilike"}[p.next().upper]
	if p.isOne("ANY", "SOME", "ALL") && p.peek(1).raw == "(" {
		quantifier := "any"
		if p.next().upper == "ALL" {
			quantifier = "all"
		}
		p.expect("(")
		patterns := []expr.Expr{p.expression()}
		for p.accept(",") {
			patterns = append(patterns, p.expression())
		}
		p.closeList(")", len(patterns))
		if e := p.likeConstants(from, name, quantifier, left, patterns, not); e != nil {
			return e
		}
		var parts expr.Expr
		for _, pattern := range expr.BrokenFirst(patterns) {
			one := p.call(from, name, left, pattern)
			if not {
				one = p.call(from, "not", one)
			}
			if parts == nil {
				parts = one
			} else {
				parts = p.call(from, map[string]string{"any": "or", "all": "and"}[quantifier], parts, one)
			}
		}
		return parts
	}
	args := []expr.Expr{left, p.comparison()}
	if p.is("ESCAPE") && p.peek(1).kind == text {
		p.next()
		at := p.at
		mark := p.string()
		if len([]rune(mark)) != 1 {
			p.refuse("INVALID_ESC", "42604", p.span(begin), "Found an invalid escape string: '%s'. The escape string must contain only one character.", mark)
		}
		args = append(args, &expr.Literal{Value: mark, Typ: data.String, At: p.span(at)})
	}
	out := p.call(from, name, args...)
	if not {
		return p.call(from, "not", out)
	}
	return out
}

// likeConstants is LIKE ANY and LIKE ALL over constant texts, one call to Spark; nil over others.
func (p *parser) likeConstants(from int, name, quantifier string, left expr.Expr, patterns []expr.Expr, not bool) expr.Expr {
	args := []expr.Expr{left}
	if name == "ilike" {
		args[0] = p.call(from, "lower", left)
	}
	for _, e := range patterns {
		l, ok := e.(*expr.Literal)
		if !ok {
			return nil
		}
		text, ok := l.Value.(string)
		if !ok || l.Typ.Kind != data.KindString {
			return nil
		}
		if name == "ilike" {
			l = &expr.Literal{Value: strings.ToLower(text), Typ: l.Typ, At: l.At}
		}
		args = append(args, l)
	}
	if not {
		return p.call(from, "not like "+quantifier, args...)
	}
	return p.call(from, "like "+quantifier, args...)
}

func (p *parser) isPredicate(from int, left expr.Expr) expr.Expr {
	not := p.accept("NOT")
	wrap := func(e expr.Expr, n bool) expr.Expr {
		if n {
			return p.call(from, "not", e)
		}
		return e
	}
	switch {
	case p.isOne("NULL", "UNKNOWN"):
		name := "is " + strings.ToLower(p.next().upper)
		if not {
			name = "is not" + name[2:]
		}
		return p.call(from, name, left)
	case p.isOne("TRUE", "FALSE"):
		v := p.next().upper == "TRUE"
		return wrap(p.call(from, "<=>", left, &expr.Literal{Value: v, Typ: data.Boolean}), not)
	case p.accept("DISTINCT"):
		p.expect("FROM")
		return wrap(p.call(from, "<=>", left, p.comparison()), !not)
	}
	p.unexpected()
	return nil
}

// level is one binding strength of the binary operators.
type level map[string]string

var levels = []level{
	{"=": "=", "==": "=", "<=>": "<=>", "<>": "!=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
	{"|": "|"},
	{"^": "^"},
	{"&": "&"},
	{"<<": "<<", ">>": ">>", ">>>": ">>>"},
	{"+": "+", "-": "-", "||": "||"},
	{"*": "*", "/": "/", "%": "%", "DIV": "div"},
}

func (p *parser) comparison() expr.Expr { return p.binary(0) }

// binary reads the operators of one level, left to right.
func (p *parser) binary(n int) expr.Expr {
	if n == len(levels) {
		return p.unary()
	}
	from := p.at
	left := p.binary(n + 1)
	for {
		t := p.cur()
		name, ok := levels[n][t.upper]
		if !ok || t.kind != symbol && !(t.upper == "DIV" && p.operandAhead()) {
			return left
		}
		p.next()
		if n == 0 && p.isOne("ANY", "SOME", "ALL") && p.peek(1).raw == "(" && p.peek(2).upper == "SELECT" {
			p.next() // quantified comparisons are no part of the language
			p.unexpected()
		}
		right := p.binary(n + 1)
		if name == "!=" {
			left = p.call(from, "not", p.call(from, "=", left, right))
		} else {
			left = p.call(from, name, left, right)
		}
	}
}

func (p *parser) unary() expr.Expr {
	from := p.at
	switch {
	case p.is("-") && p.peek(1).kind == number:
		p.next()
		return p.postfix(p.numberLiteral(true, from), from)
	case p.isOne("-", "+", "~"):
		defer p.deeper()()
		name := map[string]string{"-": "-", "+": "positive", "~": "~"}[p.next().raw]
		return p.call(from, name, p.unary())
	}
	return p.postfix(p.primary(), from)
}

// postfix reads what may follow a primary: .field, [index], ::type, :path.
func (p *parser) postfix(e expr.Expr, from int) expr.Expr {
	for {
		switch {
		case p.is(".") && (p.peek(1).kind == word || p.peek(1).kind == quoted):
			p.next()
			if n, ok := e.(*expr.Name); ok {
				e = &expr.Name{Parts: append(append([]string{}, n.Parts...), p.name()), At: p.span(from)}
				continue
			}
			field := &expr.Literal{Value: p.name(), Typ: data.String}
			e = p.call(from, ".", e, field)
		case p.accept("["):
			index := p.expression()
			p.match("]", behindValue)
			e = p.call(from, "[]", e, index)
		case p.is("COLLATE") && (p.peek(1).kind == word && p.peek(1).upper != "FROM" || p.peek(1).kind == quoted):
			p.next()
			name := p.name()
			for p.accept(".") {
				name += "." + p.name()
			}
			e = p.call(from, "collate", e, &expr.Literal{Value: name, Typ: data.String})
		case p.accept("::"):
			to := p.dataType()
			e = &expr.Cast{Child: e, To: to, Mode: expr.CastAnsi, At: p.span(from)}
		case p.is(":") && (p.peek(1).kind == word || p.peek(1).kind == quoted || p.peek(1).raw == "["):
			e = p.path(e, from)
		default:
			return e
		}
	}
}

// step tells whether [0] or ['a'] of a path stands here.
func (p *parser) step() bool {
	t := p.peek(1)
	return p.peek(2).raw == "]" && (t.kind == text || t.kind == number && strings.Trim(t.raw, "0123456789") == "")
}

// path reads x:a.b[0], the extraction from a VARIANT or a JSON text.
func (p *parser) path(e expr.Expr, from int) expr.Expr {
	p.expect(":")
	body := "$"
	name := func() {
		if t := p.cur(); t.kind == quoted {
			body += "['" + p.name() + "']"
		} else {
			body += "." + p.name()
		}
	}
	if !p.is("[") {
		name()
	} else if !p.step() {
		p.next()
		p.unexpected()
	}
	for p.isOne(".", "[") {
		if !p.is("[") {
			p.next()
			name()
			continue
		}
		if !p.step() {
			break // [x] of what the path gives
		}
		p.expect("[")
		t := p.next()
		body += "[" + t.raw + "]"
		p.expect("]")
	}
	return p.call(from, ":", e, &expr.Literal{Value: body, Typ: data.String})
}
