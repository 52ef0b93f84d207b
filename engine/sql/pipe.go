package sql

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// pipes reads |> operators behind a query.
func (p *parser) pipes(n operator.Node) operator.Node {
	for p.is("|>") {
		from := p.at
		p.next()
		n = p.pipe(n, from)
	}
	return n
}

func (p *parser) pipe(n operator.Node, from int) operator.Node {
	switch {
	case p.is("SELECT"):
		return p.selectBlock(n)
	case p.accept("EXTEND"):
		return &operator.Select{Items: p.namedExpressions(), Keep: true, At: p.span(from), Child: n}
	case p.accept("SET"):
		return p.pipeSet(n, from)
	case p.accept("DROP"):
		s := &expr.Star{Except: [][]string{{p.name()}}}
		for p.accept(",") {
			s.Except = append(s.Except, []string{p.name()})
		}
		s.At = p.span(from)
		return &operator.Select{Items: []expr.Expr{s}, At: p.span(from), Child: n}
	case p.accept("AS"):
		return &operator.SubqueryAlias{Name: p.name(), Child: n}
	case p.accept("WHERE"):
		return &operator.Select{Items: []expr.Expr{&expr.Star{}}, Where: p.expression(), At: p.span(from), Child: n}
	case p.accept("AGGREGATE"):
		return p.pipeAggregate(n, from)
	case p.is("LATERAL", "VIEW"):
		return p.lateralView(n)
	case p.is("PIVOT"):
		return p.pivot(n)
	case p.is("UNPIVOT"):
		return p.unpivot(n)
	case p.is("TABLESAMPLE"):
		return p.sample(n)
	case p.isOne("UNION", "EXCEPT", "MINUS", "SETMINUS", "INTERSECT"):
		return p.pipeSetOp(n, from)
	case p.isOne("ORDER", "SORT", "CLUSTER", "DISTRIBUTE", "LIMIT", "OFFSET"):
		return p.organized(n)
	}
	if j, ok := p.join(n, from); ok {
		return j
	}
	p.unexpected()
	return nil
}

// pipeSet reads SET column = expression, ...
func (p *parser) pipeSet(n operator.Node, from int) operator.Node {
	s := &operator.Select{Keep: true, Set: true, Child: n}
	for {
		at := p.at
		name := p.name()
		p.expect("=")
		s.Items = append(s.Items, &expr.Alias{Child: p.expression(), Name: name, At: p.span(at)})
		if !p.accept(",") {
			break
		}
	}
	s.At = p.span(from)
	return s
}

// pipeAggregate reads AGGREGATE [aggregates] [GROUP BY keys].
func (p *parser) pipeAggregate(n operator.Node, from int) operator.Node {
	s := &operator.Select{AggregateOnly: true, Grouped: true, Child: n}
	if !p.is("GROUP", "BY") {
		s.Items = p.namedExpressions()
	}
	if p.accept("GROUP", "BY") {
		s.GroupBy = p.namedExpressions()
	}
	s.At = p.span(from)
	return s
}

func (p *parser) pipeSetOp(n operator.Node, from int) operator.Node {
	s := &operator.SetOp{Left: n}
	switch p.next().upper {
	case "INTERSECT":
		s.Op = operator.IntersectOp
	case "EXCEPT", "MINUS", "SETMINUS":
		s.Op = operator.ExceptOp
	}
	s.All = p.accept("ALL")
	if !s.All {
		p.accept("DISTINCT")
	}
	s.ByName = p.accept("BY", "NAME")
	s.Right = p.queryPrimary()
	s.At = p.span(from)
	return s
}
