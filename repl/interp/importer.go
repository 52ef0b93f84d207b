package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
)

// importer gives the packages as the type checker sees them.
func (it *Interp) importer() *reflected {
	if it.reflected == nil {
		it.reflected = newReflected(it.symbols.table)
	}
	return it.reflected
}

// importUsed adds the imports that a cell needs: those it wrote, those that cells before it wrote,
// and packages it just names.
func (c *checked) importUsed(file *ast.File, imports map[string]string, before []*checked) {
	for _, b := range before {
		for name, p := range b.imports {
			if _, own := imports[name]; !own {
				imports[name] = p
			}
		}
	}
	c.imports = imports
	known := map[string]bool{}
	for _, b := range before {
		for _, o := range b.defines {
			known[o.Name()] = true
		}
	}
	for _, v := range c.vars {
		known[v.name] = true
	}
	wanted := map[string]string{}
	r := c.it.importer()
	for _, d := range file.Decls {
		ast.Inspect(d, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, ok := sel.X.(*ast.Ident)
			if !ok || known[x.Name] {
				return true
			}
			p, written := imports[x.Name]
			if !written {
				if p, ok = c.it.symbols.short[x.Name]; !ok {
					return true
				}
			}
			wanted[x.Name] = p
			r.need(p, sel.Sel.Name)
			return true
		})
	}
	var specs []ast.Decl
	for name, p := range wanted {
		specs = append(specs, &ast.GenDecl{Tok: token.IMPORT, TokPos: file.Package, Specs: []ast.Spec{&ast.ImportSpec{
			Name: &ast.Ident{Name: name, NamePos: file.Package}, Path: &ast.BasicLit{Kind: token.STRING, Value: strconv.Quote(p), ValuePos: file.Package}}}})
	}
	file.Decls = append(specs, file.Decls...)
}

// alias is the name a package has in every generated program.
func alias(p string) string {
	out := []byte("p_")
	for i := 0; i < len(p); i++ {
		switch c := p[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9':
			out = append(out, c)
		default:
			out = append(out, '_')
		}
	}
	return string(out)
}

// typeText writes a type as a generated program does, and notes the packages it names; ok is false
// when the program cannot name it.
func (it *Interp) typeText(t types.Type, imports map[string]bool) (text string, ok bool) {
	text = types.TypeString(t, func(p *types.Package) string {
		if p.Path() == "main" {
			return ""
		}
		imports[p.Path()] = true
		return alias(p.Path())
	})
	ok = true
	inside(t, func(n *types.Named) { ok = ok && it.nameable(n) })
	return text, ok
}

// nameable makes sure that programs can name a type. Types of packages that cells cannot import
// are lent under their own name.
func (it *Interp) nameable(n *types.Named) bool {
	p := n.Obj().Pkg()
	if p == nil || p.Path() == "main" {
		return true
	}
	if _, known := it.symbols.table(p.Path())[n.Obj().Name()]; known {
		return true
	}
	rt, ok := it.importer().reflect[n]
	if !ok || !token.IsIdentifier(n.Obj().Name()) {
		return false
	}
	it.symbols.lend(p.Path(), n.Obj().Name(), rt)
	return true
}

// inside calls visit for every named type in a type.
func inside(t types.Type, visit func(*types.Named)) {
	seen := map[types.Type]bool{}
	var walk func(types.Type)
	tuple := func(t *types.Tuple) {
		for i := 0; i < t.Len(); i++ {
			walk(t.At(i).Type())
		}
	}
	walk = func(t types.Type) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		switch t := t.(type) {
		case *types.Named:
			visit(t)
		case *types.Pointer:
			walk(t.Elem())
		case *types.Slice:
			walk(t.Elem())
		case *types.Array:
			walk(t.Elem())
		case *types.Chan:
			walk(t.Elem())
		case *types.Map:
			walk(t.Key())
			walk(t.Elem())
		case *types.Signature:
			tuple(t.Params())
			tuple(t.Results())
		case *types.Struct:
			for i := 0; i < t.NumFields(); i++ {
				walk(t.Field(i).Type())
			}
		}
	}
	walk(t)
}
