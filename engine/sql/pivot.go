package sql

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// lateralView reads LATERAL VIEW [OUTER] generator(...) table [AS a, b].
func (p *parser) lateralView(n operator.Node) operator.Node {
	from := p.at
	p.expect("LATERAL", "VIEW")
	g := &operator.Generate{Child: n, KeepChild: true}
	g.Outer = p.is("OUTER") && p.peek(1).raw != "("
	if g.Outer {
		p.next()
	}
	at := p.at
	parts := p.parts()
	name := parts[len(parts)-1]
	if expr.LookupGenerator(name) == nil {
		name = strings.Join(parts, ".")
	}
	g.Gen = p.function(name, at)
	g.Table = p.name()
	if p.accept("AS") || p.isName() && !p.clauseWord(p.cur()) {
		g.Names = []string{p.name()}
		for p.is(",") && (p.peek(1).kind == word || p.peek(1).kind == quoted) {
			p.next()
			g.Names = append(g.Names, p.name())
		}
	}
	g.At = p.span(from)
	return g
}

// pivot reads PIVOT (sum(n) FOR page IN ('home', 'cart' AS c)).
func (p *parser) pivot(n operator.Node) operator.Node {
	from := p.at
	p.expect("PIVOT", "(")
	v := &operator.Pivot{Child: n, Aggs: p.namedExpressions()}
	p.expect("FOR")
	if p.is("(") {
		for _, name := range p.names() {
			v.Columns = append(v.Columns, &expr.Name{Parts: []string{name}})
		}
	} else {
		v.Columns = []expr.Expr{&expr.Name{Parts: []string{p.name()}}}
	}
	p.expect("IN", "(")
	v.Values = p.namedExpressions()
	p.expect(")", ")")
	v.At = p.span(from)
	for _, c := range v.Columns {
		c.(*expr.Name).At = v.At
	}
	return p.pivotAlias(v, from)
}

// pivotAlias reads the name behind PIVOT and UNPIVOT, for which Spark takes a word that could begin a join.
func (p *parser) pivotAlias(n operator.Node, from int) operator.Node {
	if p.peek(1).upper == "JOIN" && slices.Contains([]string{"LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL"}, p.cur().upper) {
		return &operator.SubqueryAlias{Name: p.name(), Child: n, At: p.span(from)}
	}
	return p.tableAlias(n, from)
}

// unpivot reads UNPIVOT [INCLUDE NULLS] (value FOR name IN (a AS 'x', b)).
func (p *parser) unpivot(n operator.Node) operator.Node {
	from := p.at
	p.expect("UNPIVOT")
	u := &operator.Unpivot{Child: n}
	if p.accept("INCLUDE", "NULLS") {
		u.IncludeNulls = true
	} else {
		p.accept("EXCLUDE", "NULLS")
	}
	p.expect("(")
	if p.is("(") {
		u.Values = p.names()
	} else {
		u.Values = []string{p.name()}
	}
	p.expect("FOR")
	u.Variable = p.name()
	p.expect("IN", "(")
	for {
		at := p.at
		if p.accept("(") {
			u.Columns = append(u.Columns, p.expressions())
			p.expect(")")
		} else {
			u.Columns = append(u.Columns, []expr.Expr{&expr.Name{Parts: p.parts(), At: p.span(at)}})
		}
		label := ""
		if p.accept("AS") || p.cur().kind == text || p.isName() {
			if p.cur().kind == text {
				label = p.string()
			} else {
				label = p.name()
			}
		}
		u.Labels = append(u.Labels, label)
		if !p.accept(",") {
			break
		}
	}
	p.expect(")", ")")
	u.At = p.span(from)
	return p.pivotAlias(u, from)
}

// intervalOf is the value of an interval literal.
func intervalOf(e expr.Expr) (data.Interval, bool) {
	l, ok := e.(*expr.Literal)
	if !ok {
		return data.Interval{}, false
	}
	switch v := l.Value.(type) {
	case int64:
		return data.Interval{Micros: v}, l.Typ.Kind == data.KindDayTimeInterval
	case int32:
		return data.Interval{Months: v}, l.Typ.Kind == data.KindYearMonthInterval
	case data.Interval:
		return v, true
	case string:
		i, err := ParseInterval(v)
		return i, err == nil
	}
	return data.Interval{}, false
}
