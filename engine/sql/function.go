package sql

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// function reads the arguments of a call and what may stand behind it: FILTER, WITHIN GROUP,
// IGNORE NULLS, OVER.
func (p *parser) function(name string, from int) expr.Expr {
	c := &expr.Call{Func: strings.ToLower(name), Written: name}
	p.expect("(")
	if p.isOne("DISTINCT", "ALL") && p.peek(1).raw != ")" && p.peek(1).raw != "," && p.peek(1).raw != "." {
		c.Distinct = p.next().upper == "DISTINCT"
	}
	if !p.is(")") {
		p.arguments(c)
	}
	inside := len(c.Args) == 1 && !c.Distinct && slices.Contains(nullsInside, c.Func) && p.accept("IGNORE", "NULLS")
	p.closeList(")", len(c.Args))
	if c.IgnoreNulls = inside; !inside {
		p.behind(c)
	}
	c.At = p.span(from)
	if c.Func == "timestampadd" || c.Func == "timestampdiff" { // forms of the grammar, never functions
		panic(expr.Errorf("UNRESOLVED_ROUTINE", "42883", c.At, "Cannot resolve routine `%s` on search path [`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`].", c.Func))
	}
	return c
}

// nullsInside are the aggregates that may have IGNORE NULLS behind their argument, and then nothing behind the call.
var nullsInside = []string{"first", "last", "any_value"}

func (p *parser) arguments(c *expr.Call) {
	for {
		if p.isName() && p.peek(1).raw == "=>" {
			if c.ArgNames == nil {
				c.ArgNames = make([]string, len(c.Args))
			}
			c.ArgNames = append(c.ArgNames, p.name())
			p.next()
		} else if c.ArgNames != nil {
			c.ArgNames = append(c.ArgNames, "")
		}
		c.Args = append(c.Args, p.argument())
		if !p.accept(",") {
			return
		}
	}
}

// argument reads an expression or a lambda.
func (p *parser) argument() expr.Expr {
	if p.isOne("TABLE") && p.peek(1).raw == "(" && p.subqueryAt(1) {
		p.next()
	}
	return p.expression()
}

func (p *parser) nulls(c *expr.Call) {
	c.IgnoreNulls = c.IgnoreNulls || p.accept("IGNORE", "NULLS")
	c.RespectNulls = c.RespectNulls || p.accept("RESPECT", "NULLS")
}

func (p *parser) behind(c *expr.Call) {
	if p.accept("WITHIN", "GROUP", "(") {
		p.expect("ORDER", "BY")
		c.Within = p.sortKeys()
		p.closeList(")", len(c.Within))
	}
	if p.is("FILTER", "(") {
		p.next() // a name where no WHERE follows
		if p.peek(1).upper != "WHERE" {
			p.unexpected()
		}
		p.at += 2
		c.Filter = p.expression()
		p.expect(")")
	}
	p.nulls(c)
	if p.accept("OVER") {
		c.Over = p.over()
	}
}

// beginWindow are the words that a window's specification begins with, each with BY behind it.
var beginWindow = []string{"PARTITION", "DISTRIBUTE", "CLUSTER", "ORDER", "SORT"}

// over reads a window name or (PARTITION BY ... ORDER BY ... frame).
func (p *parser) over() *expr.Over {
	from := p.at
	if !p.is("(") {
		return &expr.Over{Name: p.name(), At: p.span(from)}
	}
	if t, then := p.peek(1), p.peek(2); t.raw != ")" && then.raw != ")" && t.upper != "ROWS" && t.upper != "RANGE" && (!slices.Contains(beginWindow, t.upper) || then.upper != "BY") {
		p.unexpected()
	}
	p.expect("(")
	o := &expr.Over{}
	if p.isName() && p.peek(1).raw == ")" {
		o.Name = p.name()
	}
	clustered := p.is("CLUSTER")
	if p.isOne("PARTITION", "DISTRIBUTE", "CLUSTER") {
		p.next()
		p.expect("BY")
		o.PartitionBy = p.expressions()
	}
	if !clustered && p.isOne("ORDER", "SORT") {
		p.next()
		p.expect("BY")
		o.OrderBy = p.sortKeys()
	}
	if p.isOne("ROWS", "RANGE") {
		o.Frame = p.frame()
	}
	p.closeList(")", max(len(o.PartitionBy), len(o.OrderBy)))
	o.At = p.span(from)
	return o
}

// frame reads ROWS|RANGE bound or BETWEEN bound AND bound.
func (p *parser) frame() *expr.WindowFrame {
	f := &expr.WindowFrame{Rows: p.next().upper == "ROWS"}
	if p.accept("BETWEEN") {
		f.From = p.bound()
		p.expect("AND")
		f.To = p.bound()
		return f
	}
	f.From = p.bound()
	return f
}

func (p *parser) bound() expr.FrameBound {
	from := p.at
	for _, w := range []string{"PRECEDING", "FOLLOWING"} {
		if p.accept("UNBOUNDED", w) {
			return expr.FrameBound{Unbounded: true, Preceding: w == "PRECEDING"}
		}
	}
	if p.accept("CURRENT", "ROW") {
		return expr.FrameBound{}
	}
	b := expr.FrameBound{Offset: p.comparison()}
	if !p.isOne("PRECEDING", "FOLLOWING") {
		p.unexpected()
	}
	b.Preceding = p.next().upper == "PRECEDING"
	if !constant(b.Offset) {
		p.refuse("INVALID_SQL_SYNTAX.INVALID_WINDOW_FRAME_BOUND", "42000", p.span(from), "Invalid SQL syntax: Frame bound value must be a literal.")
	}
	return b
}

// constant tells whether an expression is made of literals and operators alone.
func constant(e expr.Expr) bool {
	ok := true
	expr.Walk(e, func(x expr.Expr) bool {
		switch x := x.(type) {
		case *expr.Literal, *expr.TypedLiteral, *expr.Cast:
		case *expr.Call:
			ok = ok && !letter(x.Func[0])
		default:
			ok = false
		}
		return ok
	})
	return ok
}

// sortKeys reads the list of ORDER BY.
func (p *parser) sortKeys() []expr.SortKey {
	var out []expr.SortKey
	for {
		k := expr.SortKey{Expr: p.expression()}
		if !p.accept("ASC") {
			k.Desc = p.accept("DESC")
		}
		k.NullsFirst = !k.Desc
		if p.accept("NULLS", "FIRST") {
			k.NullsFirst = true
		} else if p.accept("NULLS", "LAST") {
			k.NullsFirst = false
		}
		out = append(out, k)
		if !p.accept(",") {
			return out
		}
	}
}

// textTypes are the types that COLLATE may stand behind.
var textTypes = []string{"STRING", "CHAR", "CHARACTER", "VARCHAR"}

// dataType reads a type; its text is given to the reader of DDL.
func (p *parser) dataType() *data.Type {
	from := p.at
	head := p.name()
	switch strings.ToUpper(head) {
	case "INTERVAL":
		if p.unitAhead(0) {
			p.next()
			if p.is("TO") && p.unitAhead(1) {
				p.at += 2
			}
		}
	case "TIMESTAMP":
		if p.isOne("WITH", "WITHOUT") && p.peek(1).upper != "AS" {
			p.next()
			p.accept("LOCAL")
			p.expect("TIME", "ZONE")
		}
	}
	if p.is("(") {
		p.spatialHead(head)
		p.balanced("(", ")")
		for _, zone := range [][]string{{"WITHOUT", "TIME", "ZONE"}, {"WITH", "LOCAL", "TIME", "ZONE"}} {
			if strings.EqualFold(head, "TIMESTAMP") && p.is(zone...) {
				p.at += len(zone)
			}
		}
	} else if p.isOne("<", "<>") {
		p.angles()
	}
	if p.is("COLLATE") && slices.Contains(textTypes, strings.ToUpper(head)) {
		p.next()
		p.name()
		for p.accept(".") {
			p.name()
		}
	}
	at := p.span(from)
	t, err := data.ParseType(p.src[at.Start.Offset:at.End])
	if err != nil {
		p.typeError(at, err)
	}
	return p.inTexts(t)
}

// spatialHead refuses what stands in the parentheses of GEOMETRY and GEOGRAPHY, but for a number and ANY: to Spark the
// type ends before them then.
func (p *parser) spatialHead(head string) {
	if !strings.EqualFold(head, "GEOMETRY") && !strings.EqualFold(head, "GEOGRAPHY") {
		return
	}
	switch t := p.peek(1); {
	case t.raw == ")":
		p.unexpectedBut(": extra input '('")
	case t.upper != "ANY" && strings.Trim(t.raw, "0123456789") != "":
		p.unexpectedBut(": missing ')'")
	}
}

func (p *parser) balanced(open, shut string) {
	depth := 0
	for {
		t := p.next()
		switch {
		case t.kind == eof:
			p.unexpected()
		case t.raw == open:
			depth++
		case t.raw == shut:
			depth--
		}
		if depth == 0 {
			return
		}
	}
}

// angles passes over <...>, where >> and >>> close several at once.
func (p *parser) angles() {
	depth := 0
	for {
		t := p.next()
		switch {
		case t.kind == eof:
			p.unexpected()
		case t.kind == symbol && strings.Trim(t.raw, "<") == "":
			depth += len(t.raw)
		case t.kind == symbol && strings.Trim(t.raw, ">") == "":
			depth -= len(t.raw)
		}
		if depth <= 0 || t.raw == "<>" {
			return
		}
	}
}

// typeSyntax refuses the token at a place within a type that begins at from. Within < > Spark gives up the
// type there.
func (p *parser) typeSyntax(from, place int) {
	for i, t := range p.toks {
		switch {
		case t.pos.Offset < from:
		case t.raw == "<" || t.raw == "<>":
			p.at = i
			defer func() {
				e, _ := recover().(*expr.Error)
				e.Message = strings.TrimSuffix(e.Message, ".") + ": missing ')'."
				panic(e)
			}()
			p.unexpected()
		case t.pos.Offset <= place && place < t.end:
			p.at = i
			p.unexpected()
		}
	}
}

// typeError refuses a type in the words of the reader of DDL.
func (p *parser) typeError(at expr.Span, err error) {
	e, ok := err.(*data.DDLError)
	if !ok {
		panic(err)
	}
	if e.Condition == "PARSE_SYNTAX_ERROR" {
		p.typeSyntax(at.Start.Offset, at.Start.Offset+e.Offset)
	}
	switch {
	case e.Line == 0 || e.Condition == "UNSUPPORTED_TIME_PRECISION":
		at = expr.Span{}
	case e.Condition == "UNSUPPORTED_DATATYPE" && e.Line == 1:
		at.Start.Col, at.Start.Offset = at.Start.Col+e.Col, at.Start.Offset+e.Offset
	}
	p.refuse(e.Condition, e.SQLState, at, "%s", e.Message)
}
