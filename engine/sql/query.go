package sql

import (
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// queryAhead tells whether a query begins here (inside parentheses).
func (p *parser) queryAhead() bool {
	t := p.cur()
	if t.raw == "(" {
		k := 0
		for p.peek(k).raw == "(" {
			k++
		}
		u := p.peek(k)
		return u.kind == word && (u.upper == "SELECT" || u.upper == "WITH" && p.peek(k+1).kind == word)
	}
	if t.kind != word {
		return false
	}
	switch t.upper {
	case "SELECT", "WITH", "VALUES", "MAP", "REDUCE":
		n := p.peek(1)
		if t.upper == "MAP" || t.upper == "REDUCE" {
			return false
		}
		return n.raw != "," && n.raw != ")" && n.raw != "." && n.kind != eof && (t.upper != "VALUES" || n.kind != symbol || n.raw == "(" || n.raw == "-")
	case "FROM", "TABLE":
		n := p.peek(1)
		return n.kind == word || n.kind == quoted || t.upper == "FROM" && n.raw == "("
	}
	return false
}

// query reads WITH, the query term, and ORDER BY, LIMIT and so on behind it, and pipe operators.
func (p *parser) query() operator.Node {
	defer p.deeper()()
	var with *operator.With
	if p.is("WITH") {
		with = p.with()
	}
	n := p.organized(p.term(0))
	if with != nil {
		with.Child = n
		return with
	}
	return n
}

func (p *parser) with() *operator.With {
	start := p.at
	p.expect("WITH")
	w := &operator.With{Recursive: p.accept("RECURSIVE")}
	for {
		from := p.at
		c := operator.CTE{Name: p.name()}
		if p.is("(") && !(p.queryAhead() && p.peek(1).kind == word && p.peek(2).kind != symbol) {
			c.Columns = p.names()
		}
		if p.accept("MAX", "RECURSION", "LEVEL") {
			c.Levels = p.recursionLevel(w.Recursive, start)
		}
		p.accept("AS")
		p.expect("(")
		c.Plan = p.query()
		p.expect(")")
		c.At = p.span(from)
		w.CTEs = append(w.CTEs, c)
		if !p.accept(",") {
			w.At = p.span(start)
			return w
		}
	}
}

// recursionLevel reads the number of MAX RECURSION LEVEL.
func (p *parser) recursionLevel(recursive bool, start int) *int {
	n, err := strconv.Atoi(p.cur().raw)
	if err != nil || p.cur().kind != number {
		p.unexpected()
	}
	p.next()
	if !recursive {
		p.refuse("_LEGACY_ERROR_TEMP_0035", "", p.span(start), "Operation not allowed: Cannot specify MAX RECURSION LEVEL when the CTE is not marked as RECURSIVE.")
	}
	return &n
}

// term reads set operations: INTERSECT binds tighter than UNION and EXCEPT.
func (p *parser) term(level int) operator.Node {
	if level == 2 {
		return p.queryPrimary()
	}
	from := p.at
	left := p.term(level + 1)
	for {
		op, ok := operator.UnionOp, false
		switch {
		case level == 0 && p.is("|>"):
			left = p.pipe(left, from)
			continue
		case level == 0 && p.accept("UNION"):
			ok = true
		case level == 0 && (p.isOne("EXCEPT", "MINUS", "SETMINUS")):
			p.next()
			op, ok = operator.ExceptOp, true
		case level == 1 && p.accept("INTERSECT"):
			op, ok = operator.IntersectOp, true
		}
		if !ok {
			return left
		}
		s := &operator.SetOp{Op: op, Left: left}
		s.All = p.accept("ALL")
		if !s.All {
			p.accept("DISTINCT")
		}
		s.Right = p.term(level + 1)
		s.At = p.span(from)
		left = s
	}
}

func (p *parser) queryPrimary() operator.Node {
	defer p.deeper()()
	switch {
	case p.is("SELECT"):
		return p.selectBlock(nil)
	case p.is("FROM"):
		p.next()
		n := p.fromClause()
		if p.is("SELECT") {
			return p.selectBlock(n)
		}
		return n
	case p.is("VALUES"):
		return p.inlineTable()
	case p.is("TABLE") && p.peek(1).kind != symbol:
		p.next()
		from := p.at
		return &operator.Relation{Parts: p.parts(), At: p.span(from)}
	case p.is("("):
		p.next()
		n := p.query()
		p.match(")", behindRelation)
		return n
	}
	p.unexpected()
	return nil
}

// organized reads ORDER BY, SORT BY, WINDOW, LIMIT, OFFSET and FETCH.
func (p *parser) organized(n operator.Node) operator.Node {
	from := p.at
	for p.isOne("ORDER", "SORT", "CLUSTER", "DISTRIBUTE") && p.peek(1).upper == "BY" {
		n = p.ordered(n)
	}
	if p.is("WINDOW") && p.peek(2).upper == "AS" {
		if s, ok := n.(*operator.Select); ok {
			p.windows(s)
		}
	}
	return p.limited(n, from)
}

func (p *parser) ordered(n operator.Node) operator.Node {
	from := p.at
	w := p.next().upper
	p.expect("BY")
	switch w {
	case "ORDER":
		if p.is("ALL") && (p.peek(1).kind == eof || p.peek(1).kind == word || p.peek(1).raw == ")" || p.peek(1).raw == ";" || p.peek(1).raw == "|>") {
			p.next()
			k := expr.SortKey{Expr: &expr.Star{All: true}, Desc: p.accept("DESC")}
			if !k.Desc {
				p.accept("ASC")
			}
			k.NullsFirst = !k.Desc
			if p.accept("NULLS") {
				k.NullsFirst = p.next().upper == "FIRST"
			}
			return &operator.Sort{Keys: []expr.SortKey{k}, Global: true, At: p.span(from), Child: n}
		}
		return &operator.Sort{Keys: p.sortKeys(), Global: true, At: p.span(from), Child: n}
	case "SORT":
		return &operator.Sort{Keys: p.sortKeys(), At: p.span(from), Child: n}
	case "CLUSTER":
		var keys []expr.SortKey
		for _, e := range p.expressions() {
			keys = append(keys, expr.SortKey{Expr: e, NullsFirst: true})
		}
		return &operator.Sort{Keys: keys, At: p.span(from), Child: n}
	}
	p.expressions() // DISTRIBUTE BY: partitions have no meaning here
	return n
}

// limited reads LIMIT and OFFSET, in Spark's one order, and FETCH.
func (p *parser) limited(n operator.Node, from int) operator.Node {
	l := &operator.Limit{N: -1, Child: n}
	if p.is("LIMIT") && p.peek(1).kind != eof {
		p.next()
		if !(p.is("ALL") && p.peek(1).raw != "(") {
			l.NExpr = p.expression()
		} else {
			p.next()
		}
	}
	if p.is("OFFSET") && (p.peek(1).kind != symbol || p.peek(1).raw == "-" || p.peek(1).raw == "(" || p.peek(1).raw == "+") {
		p.next()
		l.OffsetExpr = p.expression()
	}
	if l.NExpr == nil && l.OffsetExpr == nil {
		return n
	}
	l.At = p.span(from)
	return l
}

// inlineTable reads VALUES (1, 'a'), (2, 'b') [AS t(x, y)].
func (p *parser) inlineTable() operator.Node {
	from := p.at
	p.expect("VALUES")
	v := &operator.Values{}
	for {
		e := p.expression()
		if c, ok := e.(*expr.Call); ok && (c.Func == "(,)" || c.Func == "struct") {
			v.Rows = append(v.Rows, c.Args)
		} else {
			v.Rows = append(v.Rows, []expr.Expr{e})
		}
		if !p.accept(",") {
			break
		}
	}
	v.At = p.span(from)
	return p.tableAlias(v, from)
}
