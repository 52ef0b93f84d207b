package sql

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// pipe reads one |> operator over n; from is where the query began, which is its place for Spark.
func (p *parser) pipe(n operator.Node, from int) operator.Node {
	at := p.at
	p.expect("|>")
	whole := func() expr.Span { return p.span(from) }
	switch {
	case p.is("SELECT"):
		return p.pipeSelect(n)
	case p.accept("EXTEND"):
		return &operator.Select{Items: p.namedExpressions(), Keep: true, Pipe: "EXTEND", At: whole(), Child: n}
	case p.accept("SET"):
		return p.pipeSet(n, from)
	case p.accept("DROP"):
		s := &expr.Star{Except: [][]string{{p.name()}}}
		for p.accept(",") {
			s.Except = append(s.Except, []string{p.name()})
		}
		s.At = whole()
		return &operator.Select{Items: []expr.Expr{s}, At: whole(), Child: n}
	case p.accept("AS"):
		return &operator.SubqueryAlias{Name: p.name(), Child: n}
	case p.accept("WHERE"):
		return &operator.Select{Items: []expr.Expr{&expr.Star{}}, Where: p.expression(), At: whole(), Child: n}
	case p.accept("AGGREGATE"):
		return p.pipeAggregate(n, from)
	case p.is("PIVOT"):
		return p.pivot(n)
	case p.is("UNPIVOT"):
		return p.unpivot(n)
	case p.is("TABLESAMPLE"):
		return p.sample(n)
	case p.isOne("UNION", "EXCEPT", "MINUS", "SETMINUS", "INTERSECT"):
		return p.pipeSetOp(n, from)
	case p.isOne("ORDER", "SORT", "CLUSTER", "DISTRIBUTE", "LIMIT", "OFFSET", "WINDOW"):
		return p.pipeOrganized(n, at+1)
	}
	if j, ok := p.join(n); ok {
		return j
	}
	return n // nothing behind |> is an operator too; what stands here is refused as what is left over
}

// pipeSelect reads SELECT items: nothing else belongs to it.
func (p *parser) pipeSelect(n operator.Node) operator.Node {
	from := p.at
	p.expect("SELECT")
	s := &operator.Select{Child: n}
	if p.isOne("DISTINCT", "ALL") && p.peek(1).raw != "," && p.peek(1).kind != eof {
		s.Distinct = p.next().upper == "DISTINCT"
	}
	s.Items = p.namedExpressions()
	if p.is("WINDOW") && p.peek(2).upper == "AS" {
		p.windows(s)
	}
	s.At = p.span(from)
	return s
}

// pipeOrganized reads one of ORDER BY and its like, or LIMIT and OFFSET.
func (p *parser) pipeOrganized(n operator.Node, from int) operator.Node {
	if p.is("WINDOW") {
		p.refuse("UNSUPPORTED_FEATURE.CLAUSE_WITH_PIPE_OPERATORS", "0A000", p.span(from), "The feature is not supported: The SQL pipe operator syntax using |> does not support the WINDOW clause.")
		p.windows(&operator.Select{})
		return n
	}
	first := p.cur().upper
	out := p.organized(n)
	l, limited := out.(*operator.Limit)
	if limited && first != "LIMIT" && first != "OFFSET" {
		second := "OFFSET"
		if l.NExpr != nil {
			second = "LIMIT"
		}
		p.refuse("MULTIPLE_QUERY_RESULT_CLAUSES_WITH_PIPE_OPERATORS", "42000", p.span(from),
			"%s BY and %s cannot coexist in the same SQL pipe operator using '|>'. Please separate the multiple result clauses into separate pipe operators and then retry the query again.", first, second)
	}
	return out
}

// pipeSet reads SET column = expression, ...; each sees what the ones before it set.
func (p *parser) pipeSet(n operator.Node, from int) operator.Node {
	for {
		at := p.at
		name := p.name()
		if p.is(".") {
			p.next()
			p.name()
			p.refuse("_LEGACY_ERROR_TEMP_0035", "", p.span(at), "Operation not allowed: SQL pipe syntax |> SET operator with multi-part assignment key (only single-part keys are allowed).")
		}
		p.expect("=")
		item := &expr.Alias{Child: p.expression(), Name: name, At: p.span(at)}
		n = &operator.Select{Items: []expr.Expr{item}, Keep: true, Set: true, Pipe: "SET", At: p.span(from), Child: n}
		if !p.accept(",") {
			return n
		}
	}
}

// pipeAggregate reads AGGREGATE [aggregates] [GROUP BY keys].
func (p *parser) pipeAggregate(n operator.Node, from int) operator.Node {
	s := &operator.Select{AggregateOnly: true, Grouped: true, Pipe: "AGGREGATE", Child: n}
	if p.pipeEnds(0) {
		p.refuse("_LEGACY_ERROR_TEMP_0035", "", p.span(0), "Operation not allowed: The AGGREGATE clause requires a list of aggregate expressions or a list of grouping expressions, or both.")
		return s
	}
	if !p.is("GROUP", "BY") || p.pipeEnds(2) {
		s.Items = p.namedExpressions()
	}
	for _, e := range s.Items {
		if over(e) {
			p.refuseAggregate(from, "window functions; please update the query to move the window functions to a subsequent |> SELECT operator instead")
		}
	}
	if p.accept("GROUP", "BY") {
		switch {
		case p.is("ALL") && p.peek(1).raw != ",":
			p.refuseAggregate(from, "GROUP BY ALL")
		case p.is("ROLLUP", "("), p.is("CUBE", "("), p.is("GROUPING", "SETS"):
			p.refuseAggregate(from, "GROUP BY "+p.cur().upper)
			p.groupBy(s)
			return s
		}
		s.GroupBy = p.namedExpressions()
		if p.is("WITH", "ROLLUP") || p.is("WITH", "CUBE") {
			p.refuseAggregate(from, "GROUP BY "+p.peek(1).upper)
			p.at += 2
		}
	}
	s.At = p.span(from)
	return s
}

// pipeEnds tells whether the operator ends n tokens from here.
func (p *parser) pipeEnds(n int) bool {
	t := p.peek(n)
	return t.kind == eof || t.raw == ")" || t.raw == "|>" || t.raw == ";"
}

// refuseAggregate refuses what GROUP BY has and |> AGGREGATE has not.
func (p *parser) refuseAggregate(from int, what string) {
	p.refuse("UNSUPPORTED_FEATURE.PIPE_OPERATOR_AGGREGATE_UNSUPPORTED_CASE", "0A000", p.span(from),
		"The feature is not supported: The SQL pipe operator syntax with aggregation (using |> AGGREGATE) does not support %s.", what)
}

// over tells whether an expression calls a window function.
func over(e expr.Expr) bool {
	found := false
	expr.Walk(e, func(x expr.Expr) bool {
		if c, ok := x.(*expr.Call); ok && c.Over != nil {
			found = true
		}
		return !found
	})
	return found
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
	s.Right = p.queryPrimary()
	s.At = p.span(from)
	return s
}
