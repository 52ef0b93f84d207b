package sql

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// clauseWord tells whether a word begins what follows an expression or a relation, so that it
// cannot be a name without AS.
func (p *parser) clauseWord(t token) bool {
	if t.kind != word {
		return false
	}
	switch t.upper {
	case "FROM":
		if p.peek(1).upper == "FROM" && p.fromAhead(1) || p.clauseAhead(1) {
			return false // the clause begins behind it
		}
		return p.peek(1).kind == number || p.peek(1).kind == text || p.fromAhead(0)
	case "UNION", "EXCEPT", "MINUS", "SETMINUS", "INTERSECT", "LATERAL", "ON", "USING", "JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL",
		"SEMI", "ANTI", "AS", "FOR":
		return true
	case "GROUP", "ORDER":
		next := p.peek(1)
		return !ends(next) && next.upper != t.upper && (next.upper != "BY" || p.peek(2).kind != eof)
	case "PIVOT", "TABLESAMPLE":
		return p.peek(1).raw == "("
	case "SELECT", "WHERE", "HAVING", "SORT", "CLUSTER", "DISTRIBUTE", "LIMIT", "OFFSET", "UNPIVOT":
		if p.peek(1).upper == t.upper {
			return false // the first of the two is a name
		}
		return !ends(p.peek(1)) && !(t.upper == "WHERE" && p.peek(1).upper == "GROUP" && p.clauseAhead(1))
	case "WITH":
		return p.peek(1).upper == "ROLLUP" || p.peek(1).upper == "CUBE"
	case "WINDOW":
		return p.peek(2).upper == "AS"
	case "QUALIFY":
		return p.operandAhead()
	case "WATERMARK":
		return p.watermarkAhead()
	case "IN":
		return p.peek(1).raw == "("
	case "NOT":
		return p.peek(1).kind == word
	case "LIKE", "ILIKE", "RLIKE", "REGEXP":
		return p.peek(1).kind == text || p.peek(1).kind == word
	}
	return false
}

// ends tells a token that ends a query: a word before it is a name.
func ends(t token) bool {
	return t.kind == eof || t.raw == ")" || t.raw == "," || t.raw == ";" || t.raw == "|>"
}

// clauseAhead tells whether the token n ahead begins a clause behind FROM, with what it needs.
func (p *parser) clauseAhead(n int) bool {
	t, next := p.peek(n), p.peek(n+1)
	if t.kind != word {
		return false
	}
	switch t.upper {
	case "WHERE", "HAVING", "LIMIT":
		return !ends(next)
	case "GROUP", "ORDER":
		return next.upper == "BY" && p.peek(n+2).kind != eof
	case "UNION", "EXCEPT", "INTERSECT", "MINUS":
		return next.upper == "SELECT" || (next.upper == "ALL" || next.upper == "DISTINCT") && p.peek(n+2).upper == "SELECT"
	}
	return false
}

// watermarkAhead tells the clause WATERMARK expr DELAY OF from an alias of that name.
func (p *parser) watermarkAhead() bool {
	if next := p.peek(1); next.kind == word && next.raw != "AS" && !p.clauseWordAt(1) {
		return true // no name of a relation has a word behind it
	}
	for k := 1; ; k++ {
		switch t := p.peek(k); {
		case t.kind == eof || t.raw == ";" || t.upper == "SELECT":
			return false
		case t.upper == "DELAY" && p.peek(k+1).upper == "OF":
			return true
		}
	}
}

// fromClause reads the relations behind FROM, joined by commas. A JOIN behind a comma has all that stands
// before it on its left, as in Spark without spark.sql.ansi.relationPrecedence.
func (p *parser) fromClause() operator.Node {
	from := p.at
	n := p.relation()
	for p.accept(",") {
		j := &operator.Join{Left: n, How: operator.Cross, Lateral: p.accept("LATERAL")}
		if j.Lateral {
			j.How = operator.Inner
		}
		j.Right = p.relationPrimary()
		j.At = p.span(from - 1) // of FROM
		n = p.extended(j)
	}
	views := false
	for ; p.is("LATERAL", "VIEW"); views = true {
		n = p.lateralView(n)
	}
	if views && (p.is("PIVOT", "(") || p.is("UNPIVOT")) {
		what := p.cur().upper
		p.refuse("NOT_ALLOWED_IN_FROM.LATERAL_WITH_"+what, "42601", p.span(from-1), "Not allowed in the FROM clause: LATERAL together with %s.", what)
		n = p.extended(n)
	}
	return n
}

// relation reads one relation and what extends it: joins, PIVOT and UNPIVOT.
func (p *parser) relation() operator.Node { return p.extended(p.relationPrimary()) }

func (p *parser) extended(n operator.Node) operator.Node {
	for {
		switch {
		case p.is("PIVOT", "("):
			n = p.pivot(n)
		case p.is("UNPIVOT"):
			n = p.unpivot(n)
		default:
			j, ok := p.join(n)
			if !ok {
				return n
			}
			n = j
		}
	}
}

func (p *parser) join(left operator.Node) (operator.Node, bool) {
	at := p.at
	j := &operator.Join{Left: left}
	j.Natural = p.accept("NATURAL")
	outer := func(how operator.JoinType) {
		j.How = how
		p.accept("OUTER")
	}
	switch {
	case p.accept("INNER"):
	case p.accept("CROSS"):
		j.How, j.Crossed = operator.Cross, true
	case p.accept("LEFT", "SEMI"), p.accept("SEMI"):
		j.How = operator.LeftSemi
	case p.accept("LEFT", "ANTI"), p.accept("ANTI"):
		j.How = operator.LeftAnti
	case p.accept("LEFT"):
		outer(operator.LeftOuter)
	case p.accept("RIGHT"):
		outer(operator.RightOuter)
	case p.accept("FULL"):
		outer(operator.FullOuter)
	}
	switch {
	case p.accept("JOIN"):
	case p.at == at:
		return nil, false
	case p.toks[p.at-1].upper == "LEFT":
		p.unexpected()
	default:
		p.match("JOIN", beginsRelation)
	}
	j.Lateral = p.accept("LATERAL")
	j.Right = p.relationPrimary()
	if j.Lateral && j.How != operator.Inner && j.How != operator.Cross && j.How != operator.LeftOuter {
		p.refuse("INVALID_LATERAL_JOIN_TYPE", "42613", p.span(at), "The %s JOIN with LATERAL correlation is not allowed because an OUTER subquery cannot correlate to its join partner. Remove the LATERAL correlation or use an INNER JOIN, or LEFT OUTER JOIN instead.",
			map[operator.JoinType]string{operator.RightOuter: "RIGHT OUTER", operator.FullOuter: "FULL OUTER", operator.LeftSemi: "LEFT SEMI", operator.LeftAnti: "LEFT ANTI"}[j.How])
	}
	if j.Natural && (j.How == operator.LeftSemi || j.How == operator.LeftAnti) {
		p.fail(&expr.Error{Message: "requirement failed: Unsupported natural join type " + j.How.String()})
	}
	switch {
	case p.accept("ON"):
		j.Cond = p.expression()
	case p.accept("USING"):
		if !p.is("(") {
			p.match("(", beginsName)
		}
		j.Using = p.names()
	}
	j.At = p.span(at)
	return j, true
}

func (p *parser) relationPrimary() operator.Node {
	defer p.deeper()()
	from := p.at
	switch {
	case p.is("VALUES") && p.peek(1).kind != eof && p.peek(1).raw != "," && p.peek(1).upper != "AS":
		return p.inlineTable()
	case p.is("LATERAL") && p.peek(1).upper != "VIEW":
		p.next()
		return p.relationPrimary()
	case p.is("("):
		return p.parenthesized(from)
	}
	stream := p.is("STREAM") && (p.peek(1).kind == word && !p.clauseWordAt(1) || p.peek(1).kind == quoted || p.peek(1).raw == "(")
	if stream {
		p.next()
		if p.accept("(") {
			n := p.streamed(from, p.parts())
			p.expect(")")
			return p.suffixes(n, from)
		}
	}
	parts := p.parts()
	if p.is("(") && !stream {
		return p.tableFunction(parts, from)
	}
	if stream {
		return p.suffixes(p.streamed(from, parts), from)
	}
	r := &operator.Relation{Parts: parts, At: p.span(from)}
	r.Options = p.options()
	return p.suffixes(r, from)
}

func (p *parser) clauseWordAt(n int) bool {
	p.at += n
	defer func() { p.at -= n }()
	return p.clauseWord(p.cur())
}

func (p *parser) streamed(from int, parts []string) operator.Node {
	return &operator.Relation{Parts: parts, Stream: true, At: p.span(from), Options: p.options()}
}

// options reads WITH ('key' = 'value', ...).
func (p *parser) options() map[string]string {
	if !p.is("WITH", "(") {
		return nil
	}
	p.next()
	return p.properties()
}

// properties reads (key value, key = value, ...): a value is a text or one word.
func (p *parser) properties() map[string]string {
	p.match("(", func(t token) bool { return t.kind == text || beginsName(t) })
	out := map[string]string{}
	for {
		key := ""
		if p.cur().kind == text {
			key = p.next().value // a text behind it is the value
		} else {
			key = p.name()
			for p.accept(".") {
				key += "." + p.name()
			}
		}
		p.accept("=")
		if p.cur().kind == text {
			out[key] = p.string()
		} else {
			out[key] = p.next().raw
		}
		if !p.accept(",") {
			break
		}
	}
	p.closeList(")", len(out))
	return out
}

// parenthesized reads (query) or (relation with joins) and its alias. A query without one gets a name that
// hides those of the relations inside. The name of a query stands below its watermark, that of relations above.
func (p *parser) parenthesized(from int) operator.Node {
	n, query := p.inParentheses()
	n, w := p.extras(n)
	if !query {
		return p.tableAlias(w.above(n), from)
	}
	out := p.tableAlias(n, from)
	if out == n {
		out = &operator.SubqueryAlias{Name: operator.Unnamed, Child: n, At: p.span(from)}
	}
	return w.above(out)
}

// inParentheses reads (query) or (relation with joins) and tells which it is.
func (p *parser) inParentheses() (n operator.Node, query bool) {
	if p.queryAhead() || p.peek(1).upper == "SELECT" || p.peek(1).upper == "WITH" || p.peek(1).upper == "VALUES" || p.peek(1).upper == "FROM" {
		if n, ok := tryOnce(p, func() operator.Node {
			p.expect("(")
			n := p.query()
			p.match(")", behindRelation)
			return n
		}); ok {
			return n, true
		}
	}
	p.expect("(")
	if query = p.queryAhead(); query {
		n = p.query()
	} else {
		n = p.relation()
	}
	p.match(")", behindRelation)
	return n, query
}

// suffixes reads TABLESAMPLE, WATERMARK and the alias behind a relation; the watermark looks at the columns under that
// name.
func (p *parser) suffixes(n operator.Node, from int) operator.Node {
	n, w := p.extras(n)
	return w.above(p.tableAlias(n, from))
}

// extras reads TABLESAMPLE and WATERMARK behind a relation.
func (p *parser) extras(n operator.Node) (operator.Node, *watermarkClause) {
	if p.is("TABLESAMPLE", "(") {
		n = p.sample(n)
	}
	if p.is("WATERMARK") && p.watermarkAhead() {
		return n, (*watermarkClause)(p.watermark())
	}
	return n, nil
}

// watermarkClause is a watermark that was read and has no child yet, nil for none.
type watermarkClause operator.Watermark

func (w *watermarkClause) above(n operator.Node) operator.Node {
	if w == nil {
		return n
	}
	w.Child = n
	return (*operator.Watermark)(w)
}

// tableAlias reads [AS] name [(columns)] behind a relation that began at token from.
func (p *parser) tableAlias(n operator.Node, from int) operator.Node {
	as := p.as(false) || p.is("AS")
	if !as && (!p.isName() || p.clauseWord(p.cur()) && !p.namedFor()) {
		return n
	}
	a := &operator.SubqueryAlias{Name: p.name(), Child: n}
	if p.is("(") {
		a.Columns, _ = try(p, p.names) // else the parenthesis is what is wrong
		if v, ok := n.(*operator.Values); ok {
			v.Names = a.Columns
		}
	}
	a.At = p.span(from)
	return a
}

// namedFor tells whether FOR is the name of a relation, and not of FOR VERSION AS OF and its kin.
func (p *parser) namedFor() bool {
	return p.is("FOR") && !(p.peek(1).kind == word && p.peek(2).upper == "AS")
}

// watermark reads WATERMARK expr [AS name] DELAY OF interval.
func (p *parser) watermark() *operator.Watermark {
	from := p.at
	p.expect("WATERMARK")
	w := &operator.Watermark{Col: -1}
	w.Time = p.expression()
	if p.accept("AS") || p.isName() && !p.is("DELAY", "OF") {
		w.Name = p.name()
	}
	p.expect("DELAY", "OF")
	if !p.is("INTERVAL") {
		p.match("INTERVAL", func(t token) bool { return t.kind == text || t.kind == number || t.raw == "-" || t.raw == "+" })
	}
	at := p.at
	e := p.expression()
	w.At = p.span(from)
	w.DelayText = p.src[p.toks[at].pos.Offset:p.toks[p.at-1].end]
	if n, name := e.(*expr.Name); name && strings.EqualFold(n.Parts[0], "INTERVAL") {
		p.unexpected()
	}
	delay, ok := intervalOf(e)
	if !ok {
		p.refuse("INVALID_INTERVAL_FORMAT.INVALID_VALUE", "22006", p.span(at), "The delay of a watermark must be an interval: %s.", w.DelayText)
	}
	if w.DelayMicros, ok = delay.Length(daysOfMonth); !ok {
		p.refuse("INTERVAL_ARITHMETIC_OVERFLOW.WITHOUT_SUGGESTION", "22015", p.span(at), "Integer overflow while operating with intervals. Try devising appropriate values for the interval parameters.")
	}
	if w.DelayMicros < 0 {
		p.refuse("", "", expr.Span{}, "requirement failed: delay threshold (%s) should not be negative.", e)
	}
	return w
}

// daysOfMonth is how long a month of a watermark's delay is, as in Spark.
const daysOfMonth = 31

func (p *parser) tableFunction(parts []string, from int) operator.Node {
	name := parts[len(parts)-1]
	c, ok := p.function(name, from).(*expr.Call)
	if !ok {
		p.unexpected()
	}
	f := &operator.TableFunction{Call: c, At: p.span(from)}
	as := p.accept("AS")
	if !as && (!p.isName() || p.clauseWord(p.cur())) {
		return f
	}
	a := &operator.SubqueryAlias{Name: p.name(), Child: f}
	if p.is("(") {
		f.Names, _ = try(p, p.names)
	}
	return a
}
