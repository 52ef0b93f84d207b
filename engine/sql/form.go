package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// The calls with a syntax of their own.

func (p *parser) caseWhen(from int) expr.Expr {
	p.expect("CASE")
	c := &expr.Case{}
	var subject expr.Expr
	var compared []*expr.Call
	if !p.is("WHEN") {
		subject = p.expression()
	}
	if subject != nil && p.is("WHEN") && p.toks[from+1].kind != text {
		outside := p.committed
		p.committed = p.at + 1
		defer func() { p.committed = outside }()
	}
	for p.accept("WHEN") {
		cond := p.expression()
		if subject != nil {
			c := &expr.Call{Func: "=", Args: []expr.Expr{subject, cond}}
			compared, cond = append(compared, c), c
		}
		p.match("THEN", beginsValue)
		c.Conds = append(c.Conds, cond)
		c.Values = append(c.Values, p.expression())
	}
	if len(c.Conds) == 0 {
		p.unexpected()
	}
	switch {
	case p.accept("ELSE"):
		c.Values = append(c.Values, p.expression())
		p.match("END", behindValue)
	case !p.accept("END"):
		p.extra()
	}
	c.At = p.span(from)
	for _, e := range compared {
		e.At = c.At
	}
	return c
}

func (p *parser) castCall(from int) expr.Expr {
	mode := expr.CastAnsi
	if p.next().upper == "TRY_CAST" {
		mode = expr.CastTry
	}
	p.expect("(")
	e := p.expression()
	p.expect("AS")
	outside := p.committed
	p.committed = p.at
	to := p.dataType()
	p.expect(")")
	p.committed = outside
	return &expr.Cast{Child: e, To: to, Mode: mode, At: p.span(from)}
}

func (p *parser) exists(from int) expr.Expr {
	p.expect("EXISTS")
	open := p.at
	p.expect("(")
	if !p.queryAhead() {
		p.unexpected()
	}
	q, ok := try(p, func() operator.Node {
		q := p.query()
		p.match(")", behindValue)
		return q
	})
	if !ok { // Spark takes EXISTS for a column
		p.at, p.committed = open, open
		p.unexpected()
	}
	return &expr.Subquery{Kind: expr.ExistsSubquery, Plan: q, At: p.span(from)}
}

func (p *parser) word() expr.Expr {
	t := p.cur()
	if t.kind != word && t.kind != text {
		p.unexpected()
	}
	p.next()
	return &expr.Literal{Value: t.value, Typ: data.String}
}

func (p *parser) extract(from int) expr.Expr {
	p.expect("EXTRACT", "(")
	field := p.word()
	p.expect("FROM")
	e := p.expression()
	p.match(")", nil)
	return p.call(from, "extract", field, e)
}

func (p *parser) substring(from int) expr.Expr {
	p.next()
	p.expect("(")
	args := []expr.Expr{p.expression()}
	p.expect("FROM")
	args = append(args, p.expression())
	if p.accept("FOR") {
		args = append(args, p.expression())
	}
	p.match(")", nil)
	return p.call(from, "substring", args...)
}

// trim reads TRIM([BOTH|LEADING|TRAILING] [chars] FROM s); the calls are trim, ltrim and rtrim with
// the text first, the characters behind it.
func (p *parser) trim(from int) expr.Expr {
	p.expect("TRIM", "(")
	name := "trim"
	switch {
	case p.accept("BOTH"):
	case p.accept("LEADING"):
		name = "ltrim"
	case p.accept("TRAILING"):
		name = "rtrim"
	}
	var chars expr.Expr
	if !p.is("FROM") {
		chars = p.expression()
	}
	p.expect("FROM")
	args := []expr.Expr{p.expression()}
	if chars != nil {
		args = append(args, chars)
	}
	p.match(")", nil)
	return p.call(from, name+" from", args...)
}

func (p *parser) position(from int) expr.Expr {
	p.expect("POSITION", "(")
	part := p.comparison()
	p.expect("IN")
	e := p.comparison()
	p.expect(")")
	return p.call(from, "locate", part, e)
}

func (p *parser) overlay(from int) expr.Expr {
	p.expect("OVERLAY", "(")
	args := []expr.Expr{p.expression()}
	p.expect("PLACING")
	args = append(args, p.expression())
	p.expect("FROM")
	args = append(args, p.expression())
	if p.accept("FOR") {
		args = append(args, p.expression())
	}
	p.expect(")")
	return p.call(from, "overlay", args...)
}

// roundTo reads CEIL(x TO scale).
func (p *parser) roundTo(from int) expr.Expr {
	name := strings.ToLower(p.next().value)
	p.expect("(")
	e := p.expression()
	p.expect("TO")
	scale := p.expression()
	p.expect(")")
	return p.call(from, name, e, scale)
}

// timeUnits are the words that TIMESTAMPADD and its kin take as their first argument.
var timeUnits = map[string]bool{"YEAR": true, "QUARTER": true, "MONTH": true, "WEEK": true, "DAY": true, "DAYOFYEAR": true, "HOUR": true, "MINUTE": true,
	"SECOND": true, "MILLISECOND": true, "MICROSECOND": true}

// unitCall reads TIMESTAMPADD(unit, n, t) and TIMESTAMPDIFF(unit, a, b); the unit becomes a text.
func (p *parser) unitCall(from int) expr.Expr {
	name := p.next().upper
	p.expect("(")
	first := p.cur()
	if !timeUnits[first.upper] && first.kind != text || p.peek(1).raw != "," {
		p.unexpected()
	}
	args := []expr.Expr{p.word()}
	for p.accept(",") {
		args = append(args, p.expression())
	}
	p.expect(")")
	if len(args) != 3 { // no form of the grammar then, but a call
		p.unexpected()
	}
	if first.kind == text {
		p.quotedUnit(from, name, first)
	}
	fn := "timestampadd"
	if strings.Contains(name, "DIFF") {
		fn = "timestampdiff"
	}
	return p.call(from, fn, args...)
}

// quotedUnit refuses a unit between quotes.
func (p *parser) quotedUnit(from int, name string, unit token) {
	p.refuse("INVALID_PARAMETER_VALUE.DATETIME_UNIT", "22023", p.span(from), "%s", expr.UnquotedUnit(strings.ToLower(name), unit.value))
}

// structCall reads struct(a, b AS c).
func (p *parser) structCall(from int) expr.Expr {
	p.expect("STRUCT", "(")
	var args []expr.Expr
	if !p.is(")") {
		args = p.namedExpressions()
	}
	p.expect(")")
	return p.call(from, "struct", args...)
}
