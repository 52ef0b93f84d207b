package interp

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"sort"
	"strings"
)

// program is the text that runs one cell, and what it needs.
type program struct {
	text    edited
	imports map[string]bool
	own     []*variable // of the cell: made by the program
	carried []*variable // of cells before: memory is given to the program
	// concurrent says that goroutines run: they note their statements one at a time.
	concurrent bool
}

// build writes the program of a cell: the declarations that it needs, directly or not, of cells
// before; the variables; the cell's statements as one function.
func (it *Interp) build(c *checked, before []*checked) (*program, *CellError) {
	p := &program{imports: map[string]bool{}}
	c.rewrite()
	decls := it.needed(c, before)
	uses := map[*variable]bool{}
	for v := range c.uses {
		uses[v] = true
	}
	for _, d := range decls {
		d.owner.rewrite()
		for v := range d.owner.usesIn(d.declaration) {
			uses[v] = true
		}
		for path := range d.owner.typeImports {
			p.imports[path] = true
		}
	}
	for path := range c.typeImports {
		p.imports[path] = true
	}
	var lines strings.Builder
	for _, v := range sortedVars(uses, c) {
		typ, ok := it.typeText(v.obj.Type(), p.imports)
		if !ok {
			return nil, (&CellError{Message: fmt.Sprintf("%s cannot be kept in a variable of a notebook: its type %s has no name that a cell could write.", v.name, typ)}).at(c.cell, 0, 0)
		}
		if v.owner == c {
			p.own = append(p.own, v)
			fmt.Fprintf(&lines, "var %s *(%s) = new(%s);", v.key, typ, typ)
			continue
		}
		p.carried = append(p.carried, v)
		fmt.Fprintf(&lines, "var %s *(%s);", v.key, typ)
	}
	if c.result != nil {
		for i, k := range c.result.keys {
			fmt.Fprintf(&lines, "var %s *(%s) = new(%s);", k, c.result.text[i], c.result.text[i])
			if said := c.result.said[i]; said != "" {
				fmt.Fprintf(&lines, "var %s *string = new(string);", said)
			}
		}
	}
	p.concurrent = startsGoroutines(c, decls)
	p.write(it, c, decls, lines.String())
	return p, nil
}

// startsGoroutines tells whether a go statement stands anywhere in a program.
func startsGoroutines(c *checked, decls []needed) bool {
	found := false
	look := func(n ast.Node) bool {
		_, is := n.(*ast.GoStmt)
		found = found || is
		return !found
	}
	for _, d := range decls {
		ast.Inspect(d.node, look)
	}
	for _, s := range c.stmts {
		ast.Inspect(s, look)
	}
	return found
}

// noted are the edits of a cell with statements that may be noted by several goroutines at once,
// where the program has any.
func (p *program) noted(edits []edit) []edit {
	if !p.concurrent {
		return edits
	}
	out := slices.Clone(edits)
	for i, e := range out {
		if number, ok := strings.CutPrefix(e.text, markText); ok {
			out[i].text = "rt_.At(" + strings.TrimSuffix(number, "; ") + "); "
		}
	}
	return out
}

func (p *program) write(it *Interp, c *checked, decls []needed, vars string) {
	p.text.put(c, "package main;import rt_ \""+runtimePath+"\";", 0)
	var paths []string
	for path := range p.imports {
		paths = append(paths, path)
	}
	sort.Strings(paths)
	for _, path := range paths {
		p.text.put(c, "import "+alias(path)+" \""+path+"\";", 0)
	}
	p.text.put(c, "var mark_ *int64\n", 0)
	for _, d := range decls {
		p.text.apply(d.owner, d.owner.cell.Source, d.from, d.to, p.noted(d.owner.edits))
		p.text.put(d.owner, "\n", d.to)
	}
	p.text.put(c, vars+"\n", 0) // behind the types that they name
	p.text.put(c, "func cell_() { defer rt_.Ended();", 0)
	for _, s := range c.stmts {
		from, to := c.span(s)
		p.text.apply(c, c.cell.Source, from, to, p.noted(c.edits))
		p.text.put(c, "\n", to)
	}
	p.text.put(c, "}\n", len(c.cell.Source))
}

// needed is a declaration that a program includes.
type needed struct {
	*declaration
	owner *checked
}

// needed finds the declarations that a cell needs: its own, those it names, those they name.
func (it *Interp) needed(c *checked, before []*checked) []needed {
	seen := map[*declaration]bool{}
	var visit func(owner *checked, n ast.Node)
	add := func(owner *checked, d *declaration) {
		if !seen[d] {
			seen[d] = true
			visit(owner, d.node)
			owner.methods(d, func(m *declaration) {
				if !seen[m] {
					seen[m] = true
					visit(owner, m.node)
				}
			})
		}
	}
	visit = func(owner *checked, n ast.Node) {
		ast.Inspect(n, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				if obj := owner.info.Uses[id]; obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == "main" {
					it.declarationOf(obj, c, before, add)
				}
			}
			return true
		})
	}
	for _, d := range c.decls {
		add(c, d)
	}
	for _, s := range c.stmts {
		visit(c, s)
	}
	for v := range c.uses { // the type of a variable may be declared elsewhere
		namedIn(v.obj.Type(), func(obj types.Object) { it.declarationOf(obj, c, before, add) })
	}
	var out []needed
	for _, owner := range append(before[:len(before):len(before)], c) {
		for _, d := range owner.decls {
			if seen[d] {
				out = append(out, needed{d, owner})
			}
		}
	}
	return out
}

func (it *Interp) declarationOf(obj types.Object, c *checked, before []*checked, add func(*checked, *declaration)) {
	if _, isVar := obj.(*types.Var); isVar {
		if v := it.owner(append(before[:len(before):len(before)], c), obj); v != nil && v.owner != c {
			namedIn(obj.Type(), func(o types.Object) { it.declarationOf(o, c, before, add) })
		}
		return
	}
	for _, owner := range append(before[:len(before):len(before)], c) {
		for _, d := range owner.decls {
			for _, n := range d.names {
				if n == obj.Name() && owner.pkg == obj.Pkg() && obj.Parent() == owner.pkg.Scope() {
					add(owner, d)
				}
			}
		}
	}
}

// methods calls visit for the method declarations of the types that d declares.
func (c *checked) methods(d *declaration, visit func(*declaration)) {
	for _, m := range c.decls {
		f, ok := m.node.(*ast.FuncDecl)
		if !ok || f.Recv == nil || len(f.Recv.List) == 0 {
			continue
		}
		t := f.Recv.List[0].Type
		if star, ok := t.(*ast.StarExpr); ok {
			t = star.X
		}
		if ix, ok := t.(*ast.IndexExpr); ok {
			t = ix.X
		}
		if id, ok := t.(*ast.Ident); ok {
			for _, n := range d.names {
				if n == id.Name {
					visit(m)
				}
			}
		}
	}
}

// usesIn lists the variables that a declaration names.
func (c *checked) usesIn(d *declaration) map[*variable]bool {
	out := map[*variable]bool{}
	ast.Inspect(d.node, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v := c.variableOf(id, c.before); v != nil {
				out[v] = true
			}
		}
		return true
	})
	return out
}

// namedIn calls visit for the notebook's own types inside a type.
func namedIn(t types.Type, visit func(types.Object)) {
	inside(t, func(n *types.Named) {
		if p := n.Obj().Pkg(); p != nil && p.Path() == "main" {
			visit(n.Obj())
		}
	})
}

// sortedVars lists the variables of a program in a stable order: those of cells before, then all
// of the cell's own, used or not.
func sortedVars(uses map[*variable]bool, c *checked) []*variable {
	var out []*variable
	for v := range uses {
		if v.owner != c {
			out = append(out, v)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].key < out[j].key })
	for _, v := range c.vars {
		if v.obj != nil {
			out = append(out, v)
		}
	}
	return out
}
