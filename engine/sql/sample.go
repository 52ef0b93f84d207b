package sql

import (
	"regexp"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// sample reads TABLESAMPLE (n PERCENT | n ROWS | BUCKET x OUT OF y) [REPEATABLE (seed)].
func (p *parser) sample(n operator.Node) operator.Node {
	from := p.at
	p.expect("TABLESAMPLE", "(")
	s := &operator.Sample{Child: n}
	var rows expr.Expr
	at := p.at
	negative := p.accept("-")
	switch {
	case p.accept("BUCKET"):
		p.bucket(s)
	case p.peek(1).upper == "PERCENT":
		t := p.next()
		v, err := strconv.ParseFloat(t.raw, 64)
		if err != nil {
			p.at--
			p.unexpected()
		}
		if s.Percent = v; negative {
			s.Percent = -v
		}
		p.next()
	default:
		p.at = at
		rows = p.sampleRows(from)
	}
	p.expect(")")
	if p.accept("REPEATABLE", "(") {
		s.Seed, _ = strconv.ParseInt(p.next().raw, 10, 64)
		p.expect(")")
	}
	if s.At = p.span(from); rows == nil && (s.Percent < 0 || s.Percent > 100) {
		p.refuse("INVALID_TABLESAMPLE_FRACTION", "22023", s.At, "Sampling fraction (%s) must be on interval [0, 1].", expr.DoubleText(s.Percent/100))
	}
	if rows != nil {
		return &operator.Limit{NExpr: rows, Child: n, At: s.At}
	}
	return s
}

// bucket reads x OUT OF y: y equal parts, of which one is taken.
func (p *parser) bucket(s *operator.Sample) {
	number := func() float64 {
		t := p.next()
		v, err := strconv.Atoi(t.raw)
		if err != nil {
			p.at--
			p.unexpected()
		}
		return float64(v)
	}
	x := number()
	p.expect("OUT", "OF")
	s.Percent = 100 * x / number()
}

// sampleRows reads n ROWS, which is a limit. A number of bytes is refused.
func (p *parser) sampleRows(from int) expr.Expr {
	at := p.at
	e := p.expression()
	if p.accept("ROWS") {
		return e
	}
	if !p.is(")") {
		p.match(")", behindRelation)
	}
	text := p.src[p.toks[at].pos.Offset:p.toks[p.at-1].end]
	if byteLength.MatchString(text) {
		p.refuse("_LEGACY_ERROR_TEMP_0033", "", p.span(from), "TABLESAMPLE(byteLengthLiteral) is not supported.")
	}
	p.refuse("_LEGACY_ERROR_TEMP_0032", "", p.span(from), "%s is not a valid byte length literal, expected syntax: DIGIT+ ('B' | 'K' | 'M' | 'G').", text)
	return e
}

var byteLength = regexp.MustCompile(`^\d+[bBkKmMgG]$`)
