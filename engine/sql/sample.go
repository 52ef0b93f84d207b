package sql

import (
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// sample reads TABLESAMPLE (n PERCENT | n ROWS | BUCKET x OUT OF y) [REPEATABLE (seed)].
func (p *parser) sample(n operator.Node) operator.Node {
	from := p.at
	p.expect("TABLESAMPLE", "(")
	s := &operator.Sample{Child: n}
	rows := int64(-1)
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
		rows = p.sampleRows(from, negative)
	}
	p.expect(")")
	if p.accept("REPEATABLE", "(") {
		s.Seed, _ = strconv.ParseInt(p.next().raw, 10, 64)
		p.expect(")")
	}
	if s.At = p.span(from); rows < 0 && (s.Percent < 0 || s.Percent > 100) {
		p.refuse("INVALID_TABLESAMPLE_FRACTION", "22023", s.At, "Sampling fraction (%s) must be on interval [0, 1].", expr.DoubleText(s.Percent/100))
	}
	if rows >= 0 {
		return &operator.Limit{NExpr: &expr.Literal{Value: int32(rows), Typ: data.Int, At: s.At}, Child: n, At: s.At}
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

// sampleRows reads n ROWS, which is a limit.
func (p *parser) sampleRows(from int, negative bool) int64 {
	t := p.cur()
	if t.kind == number && p.peek(1).raw == ")" {
		p.next()
		p.refuse("_LEGACY_ERROR_TEMP_0032", "", p.span(from), "%s is not a valid byte length literal, expected syntax: DIGIT+ ('B' | 'K' | 'M' | 'G').", t.raw)
	}
	v, err := strconv.ParseInt(t.raw, 10, 32)
	if err != nil || negative || p.peek(1).upper != "ROWS" {
		p.unexpected()
	}
	p.at += 2
	return v
}
