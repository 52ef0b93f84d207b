package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strconv"
)

// arrange makes the file that the type checker sees: definitions of top-level statements become
// package variables, other statements functions of their own, so that everything of a cell is
// checked in one go and what it defines lies in the package scope.
func (c *checked) arrange(file *ast.File, before []*checked) *ast.File {
	made := &ast.File{Name: file.Name, Package: file.Package, FileStart: file.FileStart, FileEnd: file.FileEnd}
	mine := map[string]*variable{}
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "_" && f.Recv == nil {
			c.stmts = append(c.stmts, f.Body.List...)
			made.Decls = append(made.Decls, c.arrangeStmts(f.Body.List, mine, before)...)
			continue
		}
		c.declare(d, before)
		made.Decls = append(made.Decls, d)
	}
	if n := len(c.stmts); n > 0 && len(file.Decls) > 0 {
		c.arrangeLast(made, file.Decls[len(file.Decls)-1], before)
	}
	return made
}

// declare notes a declaration and refuses what a cell cannot declare.
func (c *checked) declare(d ast.Decl, before []*checked) {
	from, to := c.span(d)
	decl := &declaration{from: from, to: to, node: d}
	if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil {
		c.methodElsewhere(f, before)
	}
	for _, n := range declNames(d) {
		at, end := c.span(n)
		if _, isFunc := d.(*ast.FuncDecl); isFunc && (n.Name == "main" || n.Name == "init") {
			c.refuse(at, end, "A cell has no func "+n.Name+".", "Write the statements as they are; they run when the cell runs.")
		}
		c.conflict(before, n.Name, at, end)
		decl.names = append(decl.names, n.Name)
	}
	c.decls = append(c.decls, decl)
}

// methodElsewhere refuses a method of a type that a cell before declares: go/types does not get
// over it.
func (c *checked) methodElsewhere(f *ast.FuncDecl, before []*checked) {
	if len(f.Recv.List) == 0 {
		return
	}
	t := ast.Unparen(f.Recv.List[0].Type)
	if star, ok := t.(*ast.StarExpr); ok {
		t = ast.Unparen(star.X)
	}
	id, ok := t.(*ast.Ident)
	if !ok {
		return
	}
	for _, b := range before {
		for _, o := range b.defines {
			if o.Name() == id.Name {
				at, end := c.span(id)
				c.refuse(at, end, fmt.Sprintf("The methods of a type stand in the cell that declares the type: %s is of cell %d.", id.Name, b.cell.Number), "Move the method there.")
				return
			}
		}
	}
}

// arrangeStmts turns a run of statements into declarations.
func (c *checked) arrangeStmts(list []ast.Stmt, mine map[string]*variable, before []*checked) []ast.Decl {
	var out []ast.Decl
	var rest []ast.Stmt
	flush := func() {
		if len(rest) > 0 {
			out = append(out, body(rest))
			rest = nil
		}
	}
	for _, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				flush()
				out = append(out, c.define(s, mine, before)...)
				continue
			}
		case *ast.DeclStmt:
			if g, ok := s.Decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
				flush()
				c.hoistVar(g, mine, before)
				out = append(out, g)
				continue
			}
		}
		rest = append(rest, s)
	}
	flush()
	return out
}

func body(list []ast.Stmt) *ast.FuncDecl {
	at := list[0].Pos()
	return &ast.FuncDecl{Name: &ast.Ident{Name: "_", NamePos: at}, Type: &ast.FuncType{Func: at, Params: &ast.FieldList{Opening: at, Closing: at}},
		Body: &ast.BlockStmt{Lbrace: at, List: list, Rbrace: list[len(list)-1].End()}}
}

// hoist notes a variable that a top-level statement defines.
func (c *checked) hoist(n *ast.Ident, mine map[string]*variable, before []*checked) {
	if n.Name == "_" {
		return
	}
	from, to := c.span(n)
	v := &variable{name: n.Name, key: cellKey(c.cell, n.Name), owner: c, local: ownNames[n.Name]}
	if !v.local {
		c.conflict(before, n.Name, from, to)
	}
	mine[n.Name] = v
	c.vars = append(c.vars, v)
	c.byIdent[n] = v
}

func (c *checked) hoistVar(g *ast.GenDecl, mine map[string]*variable, before []*checked) {
	for _, s := range g.Specs {
		for _, n := range s.(*ast.ValueSpec).Names {
			if _, again := mine[n.Name]; again && ownNames[n.Name] {
				continue
			}
			c.hoist(n, mine, before)
		}
	}
}

// define arranges a := b. Names the cell has already are assigned to: the checker is shown a
// new name in their place, and an assignment of that to the old one.
func (c *checked) define(s *ast.AssignStmt, mine map[string]*variable, before []*checked) []ast.Decl {
	spec := &ast.ValueSpec{Values: s.Rhs}
	var after []ast.Stmt
	fresh := false
	for k, l := range s.Lhs {
		n, ok := l.(*ast.Ident)
		if !ok {
			from, to := c.span(l)
			c.refuse(from, to, fmt.Sprintf("non-name %s on left side of :=.", c.source(l)), "Assign with =.")
			return nil
		}
		if old := mine[n.Name]; old != nil && n.Name != "_" {
			hidden := &ast.Ident{Name: "again_" + strconv.Itoa(int(n.Pos())) + "_" + strconv.Itoa(k), NamePos: n.Pos()}
			spec.Names = append(spec.Names, hidden)
			c.byIdent[n] = old
			after = append(after, &ast.AssignStmt{Lhs: []ast.Expr{n}, Tok: token.ASSIGN, TokPos: s.TokPos, Rhs: []ast.Expr{hidden}})
			fresh = fresh || old.local
			continue
		}
		fresh = fresh || n.Name != "_"
		c.hoist(n, mine, before)
		spec.Names = append(spec.Names, n)
	}
	if !fresh {
		from, to := c.span(s)
		c.refuse(from, to, "no new variables on left side of :=.", "Assign with =.")
	}
	out := []ast.Decl{&ast.GenDecl{Tok: token.VAR, TokPos: s.Pos(), Specs: []ast.Spec{spec}}}
	if len(after) > 0 {
		out = append(out, body(after))
	}
	return out
}

// arrangeLast lets a cell end with an expression, whose value is shown: the checker sees it as
// the value of a nameless variable.
func (c *checked) arrangeLast(made *ast.File, last ast.Decl, before []*checked) {
	f, ok := last.(*ast.FuncDecl)
	if !ok || f.Name.Name != "_" || f.Recv != nil || len(f.Body.List) == 0 {
		return
	}
	s, ok := f.Body.List[len(f.Body.List)-1].(*ast.ExprStmt)
	if !ok {
		return
	}
	c.result = &lastValue{stmt: s}
	if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok && !c.converts(call, before) {
		return
	}
	if tail, ok := made.Decls[len(made.Decls)-1].(*ast.FuncDecl); ok && tail.Name.Name == "_" {
		tail.Body.List = tail.Body.List[:len(tail.Body.List)-1]
	}
	spec := &ast.ValueSpec{Names: []*ast.Ident{{Name: "_", NamePos: s.Pos()}}, Values: []ast.Expr{s.X}}
	made.Decls = append(made.Decls, &ast.GenDecl{Tok: token.VAR, TokPos: s.Pos(), Specs: []ast.Spec{spec}})
}

// valued are the built-in functions that only give a value.
var valued = map[string]bool{"len": true, "cap": true, "min": true, "max": true, "append": true, "make": true, "new": true, "complex": true, "real": true, "imag": true}

// converts tells whether a call is a conversion, or a built-in function that only gives a value: Go
// does not let them stand as statements.
func (c *checked) converts(call *ast.CallExpr, before []*checked) bool {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.ArrayType, *ast.MapType, *ast.ChanType, *ast.FuncType, *ast.InterfaceType, *ast.StructType, *ast.StarExpr:
		return true
	case *ast.Ident:
		if _, isType := types.Universe.Lookup(f.Name).(*types.TypeName); isType || valued[f.Name] {
			return true
		}
		for _, b := range before {
			for _, o := range b.defines {
				if _, isType := o.(*types.TypeName); isType && o.Name() == f.Name {
					return true
				}
			}
		}
		for _, d := range c.decls {
			if g, ok := d.node.(*ast.GenDecl); ok && g.Tok == token.TYPE && slices.Contains(d.names, f.Name) {
				return true
			}
		}
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			v := c.it.symbols.table(c.it.symbols.short[x.Name])[f.Sel.Name]
			return v.IsValid() && v.Kind() == reflect.Pointer && v.IsNil()
		}
	}
	return false
}

// lastValue is the expression a cell ends with.
type lastValue struct {
	stmt  *ast.ExprStmt
	keys  []string // the result variables of the program, one a value
	text  []string // their types as the program writes them
	types []types.Type
	said  []string // variables with what values say of themselves; "" for a value that says nothing
	fail  bool     // the value is an error: it fails the cell and is not shown
}
