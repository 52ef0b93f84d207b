package sql

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// Assignment is what DECLARE and SET VARIABLE give to session variables.
type Assignment struct {
	Targets []Target
	// Type is the type behind DECLARE, nil without one.
	Type *data.Type
	// Values are one for each target of SET, or the one default of DECLARE; nil stands for DEFAULT.
	Values []expr.Expr
	// Text is the default of DECLARE as it is written.
	Text string
	// Query gives the values in place of Values: SET VARIABLE (a, b) = (SELECT ...).
	Query operator.Node
}

// Target is a variable that is declared, set or filled.
type Target struct {
	Name []string
	At   expr.Span
}

// target reads the name of a variable.
func (p *parser) target() Target {
	from := p.at
	return Target{p.parts(), p.span(from)}
}

func (p *parser) targets() []Target {
	out := []Target{p.target()}
	for p.accept(",") {
		out = append(out, p.target())
	}
	return out
}

// variableWord passes VARIABLE or VAR where a name or a list of names follows.
func (p *parser) variableWord() bool {
	next := p.peek(1)
	if !p.isOne("VARIABLE", "VAR") || next.kind != word && next.kind != quoted && next.raw != "(" {
		return false
	}
	p.next()
	return true
}

// declare reads DECLARE [OR REPLACE] [VARIABLE] name, ... [type] [DEFAULT value].
func (p *parser) declare() *Statement {
	p.expect("DECLARE")
	s := &Statement{Kind: DeclareVariable, Replace: p.accept("OR", "REPLACE"), Assign: &Assignment{}}
	p.variableWord()
	s.Assign.Targets = p.targets()
	if p.isName() && !p.is("DEFAULT") {
		s.Assign.Type = p.dataType()
	}
	if p.accept("DEFAULT") || p.accept("=") {
		from := p.at
		s.Assign.Values = []expr.Expr{p.expression()}
		at := p.span(from)
		s.Assign.Text = p.src[at.Start.Offset:at.End]
	} else if s.Assign.Type == nil && (p.cur().kind == eof || p.is(";")) {
		p.refuse("INVALID_SQL_SYNTAX.VARIABLE_TYPE_OR_DEFAULT_REQUIRED", "42000", p.span(0),
			"Invalid SQL syntax: The definition of a SQL variable requires either a datatype or a DEFAULT clause.\nFor example, use `DECLARE name STRING` or `DECLARE name = 'SQL'` instead of `DECLARE name`.")
	}
	s.At = p.span(0)
	return s
}

// setVariable reads what stands behind SET VARIABLE: name = value, ..., or (name, ...) = (query).
func (p *parser) setVariable() *Statement {
	s := &Statement{Kind: SetVariable, Assign: &Assignment{}}
	defer func() { s.At = p.span(0) }()
	if p.accept("(") {
		s.Assign.Targets = p.targets()
		p.expect(")")
		p.expect("=")
		p.expect("(")
		s.Assign.Query = p.query()
		p.expect(")")
		return s
	}
	for {
		s.Assign.Targets = append(s.Assign.Targets, p.target())
		p.expect("=")
		value := expr.Expr(nil)
		if next := p.peek(1); !p.is("DEFAULT") || next.kind != eof && next.raw != "," && next.raw != ";" {
			value = p.expression()
		} else {
			p.next()
		}
		s.Assign.Values = append(s.Assign.Values, value)
		if !p.accept(",") {
			return s
		}
	}
}

// dropVariable reads what stands behind DROP TEMPORARY VARIABLE.
func (p *parser) dropVariable() *Statement {
	s := &Statement{Kind: DropVariable, IfExist: p.accept("IF", "EXISTS")}
	p.about(s)
	return s
}
