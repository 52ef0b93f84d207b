package interp

import (
	"fmt"
	"go/ast"
	"go/types"
)

// checkUnknown refuses what the interpreter does not know, or answers wrongly without a word.
func (c *checked) checkUnknown() {
	look := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.RangeStmt:
			c.rangeOverFunc(n)
		case *ast.TypeAssertExpr:
			if n.Type != nil {
				c.assertError(n.X, n.Type)
				c.assertInterface(n.Type)
			}
		case *ast.TypeSwitchStmt:
			c.switchError(n)
		case *ast.CallExpr:
			c.asError(n)
		}
		return true
	}
	for _, s := range c.stmts {
		ast.Inspect(s, look)
	}
	for _, d := range c.decls {
		ast.Inspect(d.node, look)
	}
}

func (c *checked) rangeOverFunc(n *ast.RangeStmt) {
	t := c.info.TypeOf(n.X)
	if t == nil {
		return
	}
	if _, isFunc := t.Underlying().(*types.Signature); isFunc {
		from, to := c.span(n.X)
		c.refuse(from, to, "The interpreter cannot range over a function.", "Call it with what the loop does: "+c.source(n.X)+"(func(...) bool { ...; return true }).")
	}
}

// assertError refuses to ask an error for a type of the notebook: an error forgets it.
func (c *checked) assertError(x, to ast.Expr) {
	if t, from := c.info.TypeOf(to), c.info.TypeOf(x); t != nil && from != nil && isError(from) && ofNotebook(t) {
		c.forgotten(to, t)
	}
}

// assertInterface refuses to ask a value for an interface that a cell declares.
func (c *checked) assertInterface(to ast.Expr) {
	n, ok := c.info.TypeOf(to).(*types.Named)
	if !ok || !types.IsInterface(n) || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "main" {
		return
	}
	if i, ok := n.Underlying().(*types.Interface); ok && i.NumMethods() == 0 {
		return
	}
	from, end := c.span(to)
	c.refuse(from, end, fmt.Sprintf("The interpreter cannot find out whether a value has the methods of %s.", n.Obj().Name()),
		"Keep the values in variables of that interface, or ask for the types that have the methods.")
}

func (c *checked) switchError(n *ast.TypeSwitchStmt) {
	var x ast.Expr
	switch s := n.Assign.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		x = s.Rhs[0]
	}
	a, ok := ast.Unparen(x).(*ast.TypeAssertExpr)
	if !ok {
		return
	}
	for _, s := range n.Body.List {
		for _, t := range s.(*ast.CaseClause).List {
			c.assertError(a.X, t)
			c.assertInterface(t)
		}
	}
}

func (c *checked) asError(n *ast.CallExpr) {
	sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
	if !ok || len(n.Args) != 2 {
		return
	}
	f, ok := c.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Name() != "As" || f.Pkg() == nil || f.Pkg().Path() != "errors" {
		return
	}
	if p, ok := c.info.TypeOf(n.Args[1]).(*types.Pointer); ok && ofNotebook(p.Elem()) {
		c.forgotten(n.Args[1], p.Elem())
	}
}

func (c *checked) forgotten(at ast.Expr, t types.Type) {
	from, to := c.span(at)
	name := types.TypeString(t, func(*types.Package) string { return "" })
	c.refuse(from, to, fmt.Sprintf("In the interpreter an error does not know that it is of type %s.", name),
		"Return the value itself beside the error, or compare errors that are variables: errors.Is(err, ErrLate).")
}

// ofNotebook tells whether a type, or what it points to, is declared in a cell, and is no interface.
func ofNotebook(t types.Type) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := t.(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "main" && !types.IsInterface(n)
}
