package interp

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// languages are the calls of the engine that take SQL as text, and how it is read.
var languages = map[string]func(string) error{
	"SelectExpr": exprs, "Agg": exprs, "Where": oneExpr, "Filter": oneExpr, "Expr": oneExpr, "SQL": statement, "Schema": schema,
}

func exprs(text string) error     { _, err := sql.ParseExprs(text); return err }
func oneExpr(text string) error   { _, err := sql.ParseExpr(text); return err }
func statement(text string) error { _, err := parsedStatement(text, true); return err }
func schema(text string) error    { _, err := data.ParseSchema(text); return err }

// parsedStatement reads a statement before it runs: settings that ${name} stands for, names that are
// computed and, with open, the values of markers are not known yet. Where that hides what it says, there
// is no statement and no error.
func parsedStatement(text string, open bool) (*sql.Statement, error) {
	st, err := sql.ParseStatementWith(text, &sql.Parameters{Open: true})
	if err == nil && !open {
		if _, closed := sql.ParseStatement(text); unbound(closed) {
			return nil, closed
		}
	}
	if err != nil && strings.Contains(text, "${") {
		return nil, nil
	}
	return st, err
}

// unbound tells whether a statement was refused for a marker without a value.
func unbound(err error) bool {
	e, ok := asSpark(err)
	return ok && e.Condition == "UNBOUND_SQL_PARAMETER"
}

// checkTexts reads the SQL that stands in strings, so that a slip is shown before the cell runs.
func (c *checked) checkTexts() {
	visit := func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		obj := c.info.Uses[sel.Sel]
		read := languages[sel.Sel.Name]
		if read == nil || obj == nil || obj.Pkg() == nil || obj.Pkg().Path() != sparkPath {
			return true
		}
		for i, a := range call.Args {
			if i == 0 || sel.Sel.Name != "SQL" { // behind the text of SQL stand its values
				c.checkText(a, read)
			}
		}
		return true
	}
	for _, s := range c.stmts {
		ast.Inspect(s, visit)
	}
	for _, d := range c.decls {
		ast.Inspect(d.node, visit)
	}
}

func (c *checked) checkText(arg ast.Expr, read func(string) error) {
	lit, ok := ast.Unparen(arg).(*ast.BasicLit)
	tv := c.info.Types[arg]
	if !ok || tv.Value == nil || tv.Value.Kind() != constant.String || !isString(tv.Type) {
		return
	}
	text := constant.StringVal(tv.Value)
	refused := read(text)
	if refused == nil {
		return
	}
	from, to := c.span(lit)
	e := describe(refused)
	if raw, err := strconv.Unquote(lit.Value); err == nil && len(raw) == len(lit.Value)-2 && !strings.Contains(lit.Value, `\`) {
		if se, ok := asSpark(refused); ok && se.At.Start.Line > 0 {
			start := from + 1 + se.At.Start.Offset
			from, to = start, max(start+1, from+1+se.At.End)
		}
	}
	c.diags = append(c.diags, e.at(c.cell, from, to))
}

func isString(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}
