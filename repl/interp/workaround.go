package interp

import (
	"go/ast"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// instantiate writes the type arguments of a call of a generic function, which the interpreter
// infers wrongly when there are several.
func (w *rewriter) instantiate(id *ast.Ident) {
	inst, ok := w.info.Instances[id]
	if !ok {
		return
	}
	var list []string
	for i := range inst.TypeArgs.Len() {
		text, ok := w.it.typeText(inst.TypeArgs.At(i), w.imports)
		if !ok {
			return
		}
		list = append(list, text)
	}
	_, to := w.span(id)
	w.insert(to, "["+strings.Join(list, ", ")+"]", opening)
}

// distinct gives the first field of a struct type a tag with the type's name: the interpreter erases
// names, and takes two types of the same fields for one in type switches and assertions. Tags change
// no layout and no literal, and conversions pass over them. Fields of its own get one that keeps
// them out of JSON: the interpreter exports them all.
func (w *rewriter) distinct(n *ast.TypeSpec) {
	s, ok := n.Type.(*ast.StructType)
	if !ok || n.Assign.IsValid() {
		return
	}
	for i, f := range s.Fields.List {
		var add []string
		if i == 0 {
			add = append(add, "cell:"+strconv.Quote(n.Name.Name))
		}
		if len(f.Names) > 0 && !f.Names[0].IsExported() {
			add = append(add, `json:"-"`)
		}
		w.tag(f, strings.Join(add, " "))
	}
}

// tag adds to the tag of a field.
func (w *rewriter) tag(f *ast.Field, add string) {
	if add == "" {
		return
	}
	if f.Tag == nil {
		_, to := w.span(f.Type)
		w.insert(to, " `"+add+"`", closing)
		return
	}
	from, to := w.span(f.Tag)
	if old, err := strconv.Unquote(f.Tag.Value); err == nil {
		w.edits = append(w.edits, edit{from, to, strconv.Quote(strings.TrimSpace(add + " " + old)), replacing})
	}
}

// pointerTo gives &[]int{1} memory of its own each time: the interpreter points to the same again,
// but for structs.
func (w *rewriter) pointerTo(n *ast.UnaryExpr) {
	lit, ok := ast.Unparen(n.X).(*ast.CompositeLit)
	if n.Op != token.AND || !ok {
		return
	}
	t := w.info.TypeOf(lit)
	if t == nil {
		return
	}
	if _, isStruct := t.Underlying().(*types.Struct); isStruct {
		return
	}
	text, ok := w.it.typeText(t, w.imports)
	if !ok {
		return
	}
	from, _ := w.span(n)
	at, _ := w.span(n.X)
	w.edits = append(w.edits, edit{from, at, "func() *" + text + " { v_ := ", replacing})
	_, to := w.span(n)
	w.insert(to, "; return &v_ }()", closing)
}

// errorLiterals wraps composite literals that go into variables of type error in a function: the
// interpreter takes the variable for one of the literal's type else.
func (w *rewriter) errorLiterals(lhs, rhs []ast.Expr) {
	if len(lhs) != len(rhs) {
		return
	}
	for i, l := range lhs {
		id, ok := ast.Unparen(l).(*ast.Ident)
		if !ok || id.Name == "_" {
			continue
		}
		if obj := w.info.ObjectOf(id); obj != nil && isError(obj.Type()) {
			w.assigned(rhs[i : i+1])
		}
	}
}

// promoted writes out the way to what an embedded interface brings, which the interpreter does not
// find by itself.
func (w *rewriter) promoted(n *ast.SelectorExpr) {
	sel := w.info.Selections[n]
	if sel == nil || len(sel.Index()) < 2 {
		return
	}
	path, through := "", false
	t := sel.Recv()
	for _, i := range sel.Index()[:len(sel.Index())-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		s, ok := t.Underlying().(*types.Struct)
		if !ok {
			return
		}
		t = s.Field(i).Type()
		path += "." + s.Field(i).Name()
		through = through || types.IsInterface(t)
	}
	if through {
		_, to := w.span(n.X)
		w.insert(to, path, closing)
	}
}

// goStmt catches what a goroutine of the cell panics with, which would end the process: the cell
// fails with it.
func (w *rewriter) goStmt(n *ast.GoStmt) {
	lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit)
	if ok {
		w.insert(w.offset(lit.Body.Lbrace)+1, " "+caught, opening)
		return
	}
	if b, ok := ast.Unparen(n.Call.Fun).(*ast.Ident); ok {
		if _, builtin := w.info.Uses[b].(*types.Builtin); builtin {
			return
		}
	}
	sig, ok := w.info.TypeOf(n.Call.Fun).(*types.Signature)
	if !ok || sig.TypeParams() != nil {
		return
	}
	text, ok := w.it.typeText(sig, w.imports)
	if !ok {
		return
	}
	var params, args []string
	for i := range sig.Params().Len() {
		t := sig.Params().At(i).Type()
		typ, ok := w.it.typeText(t, w.imports)
		if !ok {
			return
		}
		name, arg := "a"+strconv.Itoa(i), "a"+strconv.Itoa(i)
		if sig.Variadic() && i == sig.Params().Len()-1 {
			typ = "..." + strings.TrimPrefix(typ, "[]")
			arg += "..."
		}
		params, args = append(params, name+" "+typ), append(args, arg)
	}
	// The function, a method's receiver with it, and the arguments are evaluated now.
	w.wrap(n.Call.Fun, "func(f_ "+text+") func("+strings.Join(params, ", ")+") { return func("+strings.Join(params, ", ")+") { "+caught+" f_("+strings.Join(args, ", ")+") } }(", ")")
}

// caught is the statement that hands a panic of a goroutine over.
const caught = "defer func() { if r_ := recover(); r_ != nil { rt_.Caught(r_) } }();"
