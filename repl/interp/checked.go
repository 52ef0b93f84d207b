package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// checked is a cell after parsing and type checking. It is kept until the cell, or one before it,
// changes.
type checked struct {
	cell  Cell
	it    *Interp
	diags []*CellError
	vars  []*variable
	decls []*declaration
	// defines are the objects other cells can use, by name in defined order.
	defines []types.Object
	info    *types.Info
	pkg     *types.Package
	fset    *token.FileSet
	file    *token.File
	// pieces map the parsed text back to the source.
	text    edited
	imports map[string]string // names to paths of the imports in force
	stmts   []ast.Stmt        // the top-level statements in order
	// byIdent finds the variable an identifier stands for where the type checker was shown
	// another one.
	byIdent   map[*ast.Ident]*variable
	before    []*checked // the cells above
	edits     []edit
	rewritten bool
	// typeImports are the packages that the rewritten text names, uses the variables.
	typeImports map[string]bool
	uses        map[*variable]bool
	relate      relations
	result      *lastValue
}

// variable is a variable defined by a top-level statement.
type variable struct {
	name, key string
	obj       types.Object
	owner     *checked
	local     bool // err and ok: not seen by other cells
}

// declaration is a function, type or constant declaration; from and to are bytes of the source.
type declaration struct {
	from, to int
	node     ast.Decl
	names    []string
}

// ownNames belong to each cell alone.
var ownNames = map[string]bool{"err": true, "ok": true}

func (c *checked) failed() *CellError {
	for _, d := range c.diags {
		if !d.Warning {
			return d
		}
	}
	return nil
}

// refuse notes an error at bytes of the source.
func (c *checked) refuse(from, to int, message, hint string) {
	e := &CellError{Message: message, Hint: hint}
	c.diags = append(c.diags, e.at(c.cell, from, to))
}

// offset gives the place in the source of a position of the parsed text.
func (c *checked) offset(p token.Pos) int {
	if !p.IsValid() || c.file == nil || int(p) < c.file.Base() || int(p) > c.file.Base()+c.file.Size() {
		return 0
	}
	_, at := c.text.source(c.file.Offset(p))
	return at
}

// span gives the bytes of the source that a node covers.
func (c *checked) span(n ast.Node) (from, to int) {
	from = min(c.offset(n.Pos()), len(c.cell.Source))
	return from, max(from, min(c.offset(n.End()-1)+1, len(c.cell.Source)))
}

func (c *checked) source(n ast.Node) string {
	from, to := c.span(n)
	if from >= to || to > len(c.cell.Source) {
		return ""
	}
	return c.cell.Source[from:to]
}

// checkAll checks the cells in order; cells that did not change, nor any before them, are not
// checked again.
func (it *Interp) checkAll(cells []Cell) []*checked {
	var out []*checked
	same := true
	it.pending = cells
	for i, cell := range cells {
		if cell.Number == 0 {
			cell.Number = i + 1
		}
		if same && i < len(it.cache) && it.cache[i].cell == cell {
			out = append(out, it.cache[i])
			continue
		}
		same = false
		out = append(out, it.check(cell, out))
	}
	it.cache = out
	return out
}

func (it *Interp) check(cell Cell, before []*checked) *checked {
	c := &checked{cell: cell, it: it, before: before, fset: token.NewFileSet(), byIdent: map[*ast.Ident]*variable{}}
	switch cell.Kind {
	case "sql":
		c.checkSQL(before)
	case "go":
		c.checkGo(before)
	}
	return c
}

// Check gives the diagnostics of all cells, in their order.
func (it *Interp) Check(cells []Cell) []*CellError {
	var out []*CellError
	for _, c := range it.checkAll(cells) {
		out = append(out, c.diags...)
	}
	return out
}

// conflict refuses a name that a cell before defined already.
func (c *checked) conflict(before []*checked, name string, from, to int) bool {
	for _, b := range before {
		for _, o := range b.defines {
			if o.Name() == name {
				hint := "A name belongs to one cell: use another name, or skip one of the two."
				if c.cell.Kind == "go" {
					hint = fmt.Sprintf("A name belongs to one cell: use another name, or assign with = to change %s.", name)
				}
				c.refuse(from, to, fmt.Sprintf("%s is already defined in cell %d.", name, b.cell.Number), hint)
				c.diags[len(c.diags)-1].Other = b.cell.ID
				return true
			}
		}
	}
	return false
}

// owner finds the variable behind an object of this cell or one before.
func (it *Interp) owner(cells []*checked, obj types.Object) *variable {
	for _, c := range cells {
		for _, v := range c.vars {
			if v.obj == obj {
				return v
			}
		}
	}
	return nil
}

// identifier tells whether a cell name can be a Go name.
func identifier(name string) bool { return token.IsIdentifier(name) }

func cellKey(cell Cell, name string) string {
	id := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, cell.ID)
	return "v_" + name + "__" + id
}
