package interp

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// rewriter turns the source of a checked cell into the text of a program, as edits. It also works
// around what the interpreter gets wrong: composite literals assigned through pointers, tuple
// assignments of calls, type switches without a binding, empty loops, min, max and clear.
type rewriter struct {
	*checked
	before  []*checked
	imports map[string]bool // packages that generated types name
	uses    map[*variable]bool
	temps   int
	top     map[ast.Stmt]bool
	inBlock map[ast.Stmt]bool // statements that another may follow
	guarded map[ast.Stmt]bool // of which the first value is only used where the second is true
}

// mark is the place of a statement, for errors.
type mark struct {
	cell     Cell
	from, to int
}

// rewrite computes the edits of the cell, when a program first needs them.
func (c *checked) rewrite() {
	if c.rewritten || c.info == nil {
		return
	}
	c.rewritten = true
	before := c.before
	w := &rewriter{checked: c, before: before, imports: map[string]bool{}, uses: map[*variable]bool{}, top: map[ast.Stmt]bool{}, inBlock: map[ast.Stmt]bool{}, guarded: map[ast.Stmt]bool{}}
	for _, s := range c.stmts {
		w.top[s] = true
	}
	for i, s := range c.stmts {
		w.mark(s)
		last := c.result != nil && i == len(c.stmts)-1 && c.result.stmt == s
		w.topStmt(s, last)
		w.walk(s)
	}
	for _, d := range c.decls {
		w.walk(d.node)
	}
	c.typeImports, c.uses = w.imports, w.uses
}

func (w *rewriter) insert(at int, text string, r rank) {
	w.edits = append(w.edits, edit{at, at, text, r})
}

func (w *rewriter) wrap(n ast.Node, open, close string) {
	from, to := w.span(n)
	w.insert(from, open, opening)
	w.insert(to, close, closing)
}

// markText begins the statement that notes which statement comes next.
const markText = "*mark_ = "

// mark puts the number of a statement before it.
func (w *rewriter) mark(s ast.Stmt) {
	from, to := w.span(s)
	w.it.marks = append(w.it.marks, mark{w.cell, from, to})
	w.insert(from, markText+strconv.Itoa(len(w.it.marks)-1)+"; ", opening)
}

// topStmt rewrites a definition at top level, and what the last expression gives.
func (w *rewriter) topStmt(s ast.Stmt, last bool) {
	switch s := s.(type) {
	case *ast.DeclStmt:
		if g, ok := s.Decl.(*ast.GenDecl); ok && g.Tok == token.VAR {
			w.varDecl(g)
		}
	case *ast.ExprStmt:
		w.exprStmt(s, last)
	}
}

// varDecl turns var x T = e into an assignment; a variable without a value begins as zero anyway.
func (w *rewriter) varDecl(g *ast.GenDecl) {
	from, to := w.span(g)
	at := from
	for _, sp := range g.Specs {
		s := sp.(*ast.ValueSpec)
		if len(s.Values) == 0 {
			w.beginNil(s)
			continue
		}
		first, _ := w.span(s.Names[0])
		w.edits = append(w.edits, edit{at, first, "", replacing})
		names := make([]ast.Expr, len(s.Names))
		for i, n := range s.Names {
			names[i] = n
		}
		_, at = w.span(s)
		if len(names) == len(s.Values) {
			w.oneByOne(names, s.Values)
		} else {
			w.unpack(names, s.Values[0])
		}
		w.insert(at, "; ", closing)
	}
	w.edits = append(w.edits, edit{at, to, "", replacing})
}

// beginNil makes variables of interfaces of the notebook nil: the interpreter's zero is none.
func (w *rewriter) beginNil(s *ast.ValueSpec) {
	for _, n := range s.Names {
		v := w.variableOf(n, w.before)
		if v == nil || v.obj == nil || !types.IsInterface(v.obj.Type()) || types.Identical(v.obj.Type(), types.Universe.Lookup("any").Type()) {
			continue
		}
		_, to := w.span(s)
		w.insert(to, "; (*"+v.key+") = nil", closing)
	}
}

// exprStmt lets the error of a top-level call fail the cell, and keeps the value of the last
// expression.
func (w *rewriter) exprStmt(s *ast.ExprStmt, last bool) {
	tv := w.info.Types[s.X]
	if tv.Type == nil || tv.IsVoid() {
		return
	}
	if isError(tv.Type) {
		w.wrap(s.X, "rt_.Must(", ")")
		return
	}
	if !last || w.prints(s.X) {
		return
	}
	list := []types.Type{tv.Type}
	if tuple, ok := tv.Type.(*types.Tuple); ok {
		list = nil
		for i := 0; i < tuple.Len(); i++ {
			list = append(list, tuple.At(i).Type())
		}
	}
	var left []string
	for i, t := range list {
		text, ok := w.it.typeText(types.Default(t), w.imports)
		if !ok || isNil(t) {
			return
		}
		key := fmt.Sprintf("r_%d", i)
		w.result.keys = append(w.result.keys, key)
		w.result.text = append(w.result.text, text)
		w.result.types = append(w.result.types, types.Default(t))
		left = append(left, "t_"+key)
	}
	if len(list) == 0 {
		return
	}
	var after []string
	for _, k := range w.result.keys {
		after = append(after, "(*"+k+")")
	}
	w.result.fail = isError(list[len(list)-1])
	head := strings.Join(left, ", ") + " := "
	if len(list) == 1 {
		head = w.holder(left[0], w.result.types[0], s.X)
	}
	tail := ""
	for i := range left {
		tail += "; " + after[i] + " = " + left[i] + w.sayResult(w.result.types[i], left[i], i)
	}
	w.wrap(s.X, head, tail)
}

// prints tells whether an expression is a call of fmt that prints: nobody wants to see how many
// bytes it wrote.
func (w *rewriter) prints(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	f, ok := w.info.Uses[sel.Sel].(*types.Func)
	return ok && f.Pkg() != nil && f.Pkg().Path() == "fmt" && (strings.HasPrefix(f.Name(), "Print") || strings.HasPrefix(f.Name(), "Fprint"))
}

func isNil(t types.Type) bool {
	b, ok := t.(*types.Basic)
	return ok && b.Kind() == types.UntypedNil
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// assigned wraps composite literals on the right side of an assignment in a function: written
// through a pointer, or in a tuple, the interpreter loses them.
func (w *rewriter) assigned(values []ast.Expr) {
	for _, v := range values {
		if lit, ok := ast.Unparen(v).(*ast.CompositeLit); ok {
			if text, ok := w.it.typeText(w.info.TypeOf(lit), w.imports); ok {
				w.wrap(lit, "func() "+text+" { return ", " }()")
			}
		}
	}
}

// walk rewrites a statement or declaration and everything in it.
func (w *rewriter) walk(root ast.Node) {
	ast.Inspect(root, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			w.ident(n)
		case *ast.BlockStmt:
			w.list(n.List)
		case *ast.CaseClause:
			w.list(n.Body)
		case *ast.CommClause:
			w.list(n.Body)
		case *ast.IfStmt:
			w.guard(n)
		case *ast.ForStmt:
			w.emptyBody(n.Body)
		case *ast.RangeStmt:
			w.emptyBody(n.Body)
		case *ast.FuncDecl:
			w.enter(n.Recv != nil, n.Body)
		case *ast.FuncLit:
			w.parameters(n.Type.Params)
			w.enter(false, n.Body)
		case *ast.AssignStmt:
			return w.assign(n)
		case *ast.TypeSwitchStmt:
			w.typeSwitch(n)
		case *ast.CallExpr:
			w.call(n)
		case *ast.ValueSpec:
			names := make([]ast.Expr, len(n.Names))
			for i, id := range n.Names {
				names[i] = id
			}
			w.errorLiterals(names, n.Values)
		case *ast.TypeSpec:
			w.distinct(n)
		case *ast.SelectorExpr:
			w.promoted(n)
		case *ast.UnaryExpr:
			w.pointerTo(n)
		case *ast.GoStmt:
			w.goStmt(n)
		}
		return true
	})
}

func (w *rewriter) list(stmts []ast.Stmt) {
	for _, s := range stmts {
		switch s.(type) {
		case *ast.EmptyStmt, *ast.CaseClause, *ast.CommClause:
			continue
		}
		w.inBlock[s] = true
		if !w.top[s] {
			w.mark(s)
		}
	}
}

// emptyBody gives a loop without statements one: the interpreter leaves the function else.
func (w *rewriter) emptyBody(b *ast.BlockStmt) {
	if len(b.List) == 0 {
		w.insert(w.offset(b.Lbrace)+1, " _ = 0;", opening)
	}
}

// parameters names those of a function literal that have no name: the interpreter mixes up their
// places with those of its results.
func (w *rewriter) parameters(list *ast.FieldList) {
	for _, f := range list.List {
		if len(f.Names) == 0 {
			w.insert(w.offset(f.Pos()), "_ ", opening)
		}
	}
}

func (w *rewriter) ident(n *ast.Ident) {
	from, to := w.span(n)
	if v := w.variableOf(n, w.before); v != nil {
		w.uses[v] = true
		w.edits = append(w.edits, edit{from, to, "(*" + v.key + ")", replacing})
		return
	}
	switch o := w.info.Uses[n].(type) {
	case *types.PkgName:
		w.imports[o.Imported().Path()] = true
		w.edits = append(w.edits, edit{from, to, alias(o.Imported().Path()), replacing})
	case *types.Func:
		if o.Pkg() == nil && o.Name() == "param" {
			w.edits = append(w.edits, edit{from, to, "rt_.Param", replacing})
		}
	}
}

// typeSwitch binds switch v.(type) to a name nobody uses: without one the interpreter chooses
// wrong branches for types of the notebook.
func (w *rewriter) typeSwitch(n *ast.TypeSwitchStmt) {
	if w.switchByAssertion(n) {
		return
	}
	e, ok := n.Assign.(*ast.ExprStmt)
	if !ok {
		return
	}
	w.temps++
	name := fmt.Sprintf("t_%d", w.temps)
	from, _ := w.span(e)
	w.insert(from, name+" := ", opening)
	for _, s := range n.Body.List {
		w.insert(w.offset(s.(*ast.CaseClause).Colon)+1, " _ = "+name+"; ", opening)
	}
}

// call rewrites the built-in functions that the interpreter lacks, and lifts function literals
// given to the engine.
func (w *rewriter) call(n *ast.CallExpr) {
	id, ok := ast.Unparen(n.Fun).(*ast.Ident)
	if !ok {
		w.liftArguments(n)
		w.sayArguments(n)
		return
	}
	w.instantiate(id)
	b, ok := w.info.Uses[id].(*types.Builtin)
	if !ok {
		w.liftArguments(n)
		return
	}
	from, to := w.span(n)
	switch b.Name() {
	case "min", "max":
		if tv := w.info.Types[n]; tv.Value != nil {
			w.edits = append(w.edits, edit{from, to, constantText(tv.Value), replacing})
		} else if text, ok := w.it.typeText(tv.Type, w.imports); ok {
			at, end := w.span(n.Fun)
			w.edits = append(w.edits, edit{at, end, foldText(b.Name(), text, len(n.Args)), replacing})
		}
	case "clear":
		at, end := w.span(n.Fun)
		w.edits = append(w.edits, edit{at, end, "rt_.Clear", replacing})
	}
}

func constantText(v constant.Value) string { return v.ExactString() }

// foldText is a function literal that does what min or max does for n values of a type.
func foldText(name, typ string, n int) string {
	sign := "<"
	if name == "max" {
		sign = ">"
	}
	var params, body []string
	for i := 0; i < n; i++ {
		params = append(params, fmt.Sprintf("a%d", i))
		if i > 0 {
			body = append(body, fmt.Sprintf("if a%d %s m || a%d != a%d { m = a%d }", i, sign, i, i, i))
		}
	}
	return "func(" + strings.Join(params, ", ") + " " + typ + ") " + typ + " { m := a0; " + strings.Join(body, "; ") + "; return m }"
}
