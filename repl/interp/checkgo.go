package interp

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/spelling"
)

// checkGo parses a Go cell and checks its types against the cells before it.
func (c *checked) checkGo(before []*checked) {
	src := c.cell.Source
	imports := map[string]string{} // name in the cell to path
	for _, s := range split(src) {
		if s.part == importPart {
			c.readImport(s, imports)
		}
	}
	file := c.parse()
	if file == nil || c.failed() != nil {
		return
	}
	made := c.arrange(file, before)
	if c.failed() != nil {
		return
	}
	c.importUsed(made, imports, before)
	c.typeCheck(made, before)
	if c.failed() == nil {
		c.checkOrder()
		c.checkUnknown()
		c.checkTexts()
		c.collect()
	}
	if c.failed() == nil {
		c.relate = c.goRelations(before)
	}
}

// readImport takes one import segment apart.
func (c *checked) readImport(s segment, into map[string]string) {
	text := "package p\n" + c.cell.Source[s.start:s.end]
	f, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
	if err != nil {
		c.refuse(s.start, s.end, "This is no import: "+firstMessage(err)+".", "")
		return
	}
	for _, spec := range f.Imports {
		p := strings.Trim(spec.Path.Value, "`\"")
		if c.it.symbols.table(p) == nil {
			at := s.start + strings.Index(c.cell.Source[s.start:s.end], spec.Path.Value)
			c.refuse(at, at+len(spec.Path.Value), fmt.Sprintf("Cells cannot import %q.", p), importHint(p, c.it.symbols.paths()))
			continue
		}
		name := p[strings.LastIndexByte(p, '/')+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "." {
			c.refuse(s.start, s.end, "A dot import is not possible in a cell.", "Import the package by its name.")
			continue
		}
		into[name] = p
	}
}

func importHint(p string, paths []string) string {
	switch p {
	case "slices", "maps", "iter":
		return "The interpreter has no generic packages; sort, strings and a loop do the same."
	case "os/exec", "syscall", "unsafe", "plugin", "net", "net/http":
		return "Cells run without processes, sockets and memory tricks."
	}
	if near := spelling.Nearest(p, paths); near != "" {
		return fmt.Sprintf("Did you mean %q?", near)
	}
	return "These can be imported: " + strings.Join(paths, ", ") + "."
}

// parse parses the cell: declarations as they are, statements inside functions.
func (c *checked) parse() *ast.File {
	src := c.cell.Source
	c.text.put(c, "package main;", 0)
	open := false
	for _, s := range split(src) {
		if s.part == importPart {
			continue
		}
		if s.part == stmtPart && !open {
			c.text.put(c, "func _(){", s.start)
		}
		if s.part == declPart && open {
			c.text.put(c, "\n};", s.start)
		}
		open = s.part == stmtPart
		c.text.copy(c, src, s.start, s.end)
		c.text.put(c, "\n", s.end)
	}
	if open {
		c.text.put(c, "\n}", len(src))
	}
	file, err := parser.ParseFile(c.fset, "cell", c.text.b.String(), parser.SkipObjectResolution|parser.AllErrors)
	if file != nil {
		c.file = c.fset.File(file.FileStart)
	}
	if err != nil {
		c.parseErrors(err)
		return nil
	}
	return file
}

func (c *checked) parseErrors(err error) {
	list, ok := err.(scanner.ErrorList)
	if !ok {
		c.refuse(0, 0, err.Error(), "")
		return
	}
	seen := map[int]bool{}
	for _, e := range list {
		_, at := c.text.source(min(e.Pos.Offset, c.text.b.Len()-1))
		if seen[at] || len(c.diags) >= 5 || saidOfCharacter(list, e) {
			continue
		}
		seen[at] = true
		msg := sentence(e.Msg)
		if strings.Contains(msg, "found 'EOF'") {
			msg = "The cell ends in the middle of a statement."
		}
		if at == len(c.cell.Source) { // the bracket that is found is the one put around the cell
			msg = strings.Replace(msg, "found '}'", "but the cell ends here", 1)
		}
		c.refuse(at, at+1, msg, parseHint(e.Msg, c.cell.Source))
	}
}

// saidOfCharacter tells of an error of the parser whether the scanner says which character it is
// about.
func saidOfCharacter(list scanner.ErrorList, e *scanner.Error) bool {
	const unnamed = "'ILLEGAL'"
	return strings.Contains(e.Msg, unnamed) && slices.ContainsFunc(list, func(o *scanner.Error) bool {
		return o.Pos.Offset == e.Pos.Offset && !strings.Contains(o.Msg, unnamed)
	})
}

func parseHint(msg, src string) string {
	switch {
	case strings.Contains(msg, "found 'EOF'") || strings.Contains(msg, "found EOF"):
		return "A bracket or quote is still open."
	case strings.Contains(msg, "found newline"):
		return "End the line with the dot, comma or operator when the expression goes on in the next one."
	case looksLikeSQL(src):
		return "This looks like SQL: turn the cell into a sql cell."
	}
	return ""
}

// looksLikeSQL tells whether a text that is no Go begins as a query does.
func looksLikeSQL(src string) bool {
	words := strings.Fields(src)
	return len(words) > 1 && slices.Contains([]string{"SELECT", "WITH", "FROM", "VALUES", "CREATE", "EXPLAIN", "DESCRIBE", "SHOW"}, strings.ToUpper(words[0]))
}

func firstMessage(err error) string {
	if list, ok := err.(scanner.ErrorList); ok && len(list) > 0 {
		return list[0].Msg
	}
	return err.Error()
}

// sentence makes a compiler message one: a capital is not forced on names.
func sentence(msg string) string {
	msg = strings.TrimSpace(msg)
	if !strings.HasSuffix(msg, ".") {
		msg += "."
	}
	return msg
}

// typeCheck runs the type checker over the arranged file.
func (c *checked) typeCheck(file *ast.File, before []*checked) {
	c.pkg = types.NewPackage("main", "main")
	for _, b := range before {
		for _, o := range b.defines {
			if c.pkg.Scope().Lookup(o.Name()) == nil && !c.declares(file, o.Name()) {
				c.pkg.Scope().Insert(o)
			}
		}
	}
	if !c.declares(file, "param") {
		str := types.NewParam(token.NoPos, nil, "name", types.Typ[types.String])
		sig := types.NewSignatureType(nil, nil, nil, types.NewTuple(str), types.NewTuple(types.NewParam(token.NoPos, nil, "", types.Typ[types.String])), false)
		c.pkg.Scope().Insert(types.NewFunc(token.NoPos, nil, "param", sig))
	}
	c.info = &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{}}
	conf := types.Config{Importer: c.it.importer(), Sizes: types.SizesFor("gc", "amd64"), Error: func(err error) { c.typeError(err, before) }}
	check := types.NewChecker(&conf, c.fset, c.pkg, c.info)
	defer func() {
		if p := recover(); p != nil { // no cell may end the kernel
			c.refuse(0, len(c.cell.Source), fmt.Sprintf("The type checker gave up on this cell: %v.", p), "Write it in another way, a part at a time.")
		}
	}()
	if err := check.Files([]*ast.File{file}); err != nil && c.failed() == nil {
		if te, ok := err.(types.Error); ok && te.Soft {
			return
		}
		c.refuse(0, 0, sentence(err.Error()), "")
	}
}

func (c *checked) declares(file *ast.File, name string) bool {
	for _, d := range file.Decls {
		for _, n := range declNames(d) {
			if n.Name == name {
				return true
			}
		}
	}
	return false
}

// declNames are the package-level names of a declaration; methods have none.
func declNames(d ast.Decl) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.Name != "_" {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var out []*ast.Ident
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.ValueSpec:
				out = append(out, s.Names...)
			case *ast.TypeSpec:
				out = append(out, s.Name)
			}
		}
		return out
	}
	return nil
}
