package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Parameters are the values for the markers of a text: :name or ?.
type Parameters struct {
	Named      map[string]expr.Expr
	Positional []expr.Expr
	// Constant computes an expression that needs no columns; false where it does. nil: literals only.
	Constant func(e expr.Expr) (*expr.Literal, bool)
	// Open reads a text whose values are not known yet: markers are nulls, names that are computed unknown.
	Open bool
	// Nameless lists, quoted, the values that have no name, where :name needs one.
	Nameless []string
}

// ParseStatementWith reads one statement in whose place of :name and ? the values stand.
func ParseStatementWith(src string, values *Parameters) (*Statement, error) {
	return runWith(src, values, (*parser).statement)
}

// parameter reads a marker; false where no values are there at all.
func (p *parser) parameter(from int) (expr.Expr, bool) {
	t := p.cur()
	named := t.raw == ":" && p.peek(1).kind == word
	if p.values == nil || t.raw == ":" && !named {
		return nil, false
	}
	if p.values.Open {
		if p.next(); named {
			p.next()
		}
		return &expr.Literal{Typ: data.Void, At: p.span(from)}, true
	}
	if p.mixed() {
		p.refuse("INVALID_QUERY_MIXED_QUERY_PARAMETERS", "42613", expr.Span{}, "Parameterized query must either use positional, or named parameters, but not both.")
	}
	if named {
		if list := p.values.Nameless; len(list) > 0 {
			p.refuse("ALL_PARAMETERS_MUST_BE_NAMED", "07001", expr.Span{},
				"Using name parameterized queries requires all parameters to be named. Parameters missing names: %s.", strings.Join(list, ", "))
		}
		e, ok := p.values.Named[p.peek(1).value]
		if ok {
			p.at += 2
		}
		return e, ok
	}
	k := 0
	for _, o := range p.toks[:from] {
		if o.kind == symbol && o.raw == "?" {
			k++
		}
	}
	if k >= len(p.values.Positional) {
		return nil, false
	}
	p.next()
	return p.values.Positional[k], true
}

// mixed tells whether the text has markers of both kinds.
func (p *parser) mixed() bool {
	var named, positional bool
	for i, t := range p.toks {
		if t.kind != symbol {
			continue
		}
		positional = positional || t.raw == "?"
		named = named || t.raw == ":" && i+1 < len(p.toks) && p.toks[i+1].kind == word
	}
	return named && positional
}
