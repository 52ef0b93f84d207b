package sql

import (
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Execution is EXECUTE IMMEDIATE text [INTO name, ...] [USING value [AS name], ...].
type Execution struct {
	Text    expr.Expr
	Into    []Target
	Using   []expr.Expr
	UsingAt expr.Span
}

func (p *parser) execute() *Statement {
	p.expect("EXECUTE")
	p.match("IMMEDIATE", beginsValue)
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
