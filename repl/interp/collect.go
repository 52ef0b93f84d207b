package interp

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// checkOrder refuses the use of a variable above the statement that defines it: the checker saw
// package variables, which have no order.
func (c *checked) checkOrder() {
	for _, s := range c.stmts {
		ast.Inspect(s, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			obj := c.info.Uses[id]
			if v, isVar := obj.(*types.Var); isVar && v.Pkg() == c.pkg && v.Parent() == c.pkg.Scope() && v.Pos() > id.Pos() && !strings.HasPrefix(v.Name(), "again_") {
				from, to := c.span(id)
				line := strings.Count(c.cell.Source[:c.offset(v.Pos())], "\n") + 1
				c.refuse(from, to, fmt.Sprintf("undefined: %s.", id.Name), fmt.Sprintf("%s is defined below, in line %d.", id.Name, line))
			}
			return true
		})
	}
}

// collect takes the objects from the package scope that other cells can use.
func (c *checked) collect() {
	byName := map[string]*variable{}
	for _, v := range c.vars {
		if byName[v.name] == nil {
			byName[v.name] = v
		}
	}
	for _, v := range c.vars {
		v.obj = c.pkg.Scope().Lookup(v.name)
		if v.obj != nil && !v.local {
			c.defines = append(c.defines, v.obj)
		}
	}
	for _, d := range c.decls {
		for _, n := range d.names {
			if o := c.pkg.Scope().Lookup(n); o != nil && n != "_" {
				c.defines = append(c.defines, o)
			}
		}
	}
}

// variableOf finds the variable that an identifier stands for; nil for everything else.
func (c *checked) variableOf(id *ast.Ident, before []*checked) *variable {
	if v := c.byIdent[id]; v != nil {
		return v
	}
	obj := c.info.Uses[id]
	if obj == nil {
		return nil
	}
	if _, ok := obj.(*types.Var); !ok {
		return nil
	}
	for _, v := range c.vars {
		if v.obj == obj {
			return v
		}
	}
	return c.it.owner(before, obj)
}
