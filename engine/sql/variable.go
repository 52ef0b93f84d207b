package sql

import (
	"strings"

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

// Execution is EXECUTE IMMEDIATE text [INTO name, ...] [USING value [AS name], ...].
type Execution struct {
	Text    expr.Expr
	Into    []Target
	Using   []expr.Expr
	UsingAt expr.Span
}

func (p *parser) execute() *Statement {
	p.expect("EXECUTE", "IMMEDIATE")
	x := &Execution{Text: p.expression()}
	if p.accept("INTO") {
		x.Into = p.targets()
	}
	if p.is("USING") {
		from := p.at
		p.next()
		x.Using = p.usingList()
		x.UsingAt = p.span(from)
		p.uniqueAliases(x)
	}
	return &Statement{Kind: ExecuteImmediate, Execute: x, At: p.span(0)}
}

// usingList reads the arguments, with or without parentheses around the list.
func (p *parser) usingList() []expr.Expr {
	list := p.namedExpressions()
	if c, ok := list[0].(*expr.Call); ok && c.Func == "(,)" && len(list) == 1 {
		return c.Args
	}
	return list
}

func (p *parser) uniqueAliases(x *Execution) {
	seen := map[string]bool{}
	for _, e := range x.Using {
		al, ok := e.(*expr.Alias)
		if !ok {
			continue
		}
		if seen[al.Name] {
			p.refuse("EXEC_IMMEDIATE_DUPLICATE_ARGUMENT_ALIASES", "42701", x.UsingAt,
				"The USING clause of this EXECUTE IMMEDIATE command contained multiple arguments with same alias (`%s`), which is invalid; please update the command to specify unique aliases and then try it again.", al.Name)
		}
		seen[al.Name] = true
	}
}

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
