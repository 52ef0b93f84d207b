package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// assign rewrites an assignment or definition. It returns whether the parts still have to be
// walked.
func (w *rewriter) assign(s *ast.AssignStmt) bool {
	top := w.top[s] && s.Tok == token.DEFINE
	defer func() { // what is made later stands further inside
		w.errorLiterals(s.Lhs, s.Rhs)
		w.commaOk(s)
	}()
	shared := w.shares(s)
	switch {
	case len(s.Lhs) > len(s.Rhs):
		if top || shared {
			w.unpack(s.Lhs, s.Rhs[0])
		}
	case top, s.Tok == token.ASSIGN && (shared || len(s.Lhs) > 1) && onlyNames(s.Lhs) && !simple(s.Rhs):
		w.oneByOne(s.Lhs, s.Rhs)
		return false
	case shared || len(s.Lhs) > 1:
		w.assigned(s.Rhs)
	}
	return true
}

// shares tells whether the left side names a hoisted variable.
func (w *rewriter) shares(s *ast.AssignStmt) bool {
	for _, l := range s.Lhs {
		if id, ok := ast.Unparen(l).(*ast.Ident); ok && w.variableOf(id, w.before) != nil {
			return true
		}
	}
	return false
}

func onlyNames(list []ast.Expr) bool {
	for _, l := range list {
		if _, ok := l.(*ast.Ident); !ok {
			return false
		}
	}
	return true
}

// simple tells whether the values are free of calls, receives and literals with parts.
func simple(values []ast.Expr) bool {
	plain := true
	for _, v := range values {
		ast.Inspect(v, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr, *ast.CompositeLit, *ast.FuncLit:
				plain = false
			case *ast.UnaryExpr:
				plain = plain && n.Op != token.ARROW
			}
			return plain
		})
	}
	return plain
}

// unpack assigns several results of one call, lookup or assertion by way of names of their own.
func (w *rewriter) unpack(lhs []ast.Expr, value ast.Expr) {
	from, _ := w.span(lhs[0])
	right, to := w.span(value)
	var temps []string
	var after strings.Builder
	for _, l := range lhs {
		if id, ok := l.(*ast.Ident); ok && id.Name == "_" {
			temps = append(temps, "_")
			continue
		}
		w.temps++
		t := fmt.Sprintf("t_%d", w.temps)
		temps = append(temps, t)
		after.WriteString("; " + w.target(l) + " = " + t)
	}
	if after.Len() == 0 {
		return
	}
	w.edits = append(w.edits, edit{from, right, strings.Join(temps, ", ") + " := ", replacing})
	w.insert(to, after.String(), closing)
}

// target is the text of the left side of an assignment.
func (w *rewriter) target(l ast.Expr) string {
	if id, ok := l.(*ast.Ident); ok {
		if v := w.variableOf(id, w.before); v != nil {
			w.uses[v] = true
			return "(*" + v.key + ")"
		}
		return id.Name
	}
	return w.source(l)
}

// oneByOne assigns value by value, by way of names of their own: all values first, then all
// variables.
func (w *rewriter) oneByOne(lhs, rhs []ast.Expr) {
	at, _ := w.span(lhs[0])
	var after strings.Builder
	for i, v := range rhs {
		begin, end := w.span(v)
		w.temps++
		temp := fmt.Sprintf("t_%d", w.temps)
		head := w.holder(temp, w.typeFor(lhs[i]), v)
		if i > 0 {
			head = "; " + head
		}
		w.edits = append(w.edits, edit{at, begin, head, replacing})
		if id := lhs[i].(*ast.Ident); id.Name != "_" {
			after.WriteString("; " + w.target(id) + " = " + temp)
		} else {
			after.WriteString("; _ = " + temp)
		}
		at = end
		w.walk(v)
	}
	w.insert(at, after.String(), closing)
}

// holder begins the statement that puts a value into a new name of a type. A typed declaration
// with a value is only used for constants: the interpreter loses what generic functions return
// there.
func (w *rewriter) holder(name string, t types.Type, value ast.Expr) string {
	tv := w.info.Types[value]
	text, ok := "", false
	if t != nil {
		text, ok = w.it.typeText(t, w.imports)
	}
	switch {
	case !ok || tv.Value == nil && !tv.IsNil() && types.Identical(t, tv.Type):
		return name + " := "
	case tv.Value != nil || tv.IsNil():
		return "var " + name + " " + text + " = "
	}
	return "var " + name + " " + text + "; " + name + " = "
}

// typeFor is the type of a name on the left side, nil where the value's own will do.
func (w *rewriter) typeFor(l ast.Expr) types.Type {
	id := l.(*ast.Ident)
	obj := w.info.ObjectOf(id)
	if v := w.variableOf(id, w.before); v != nil && v.obj != nil {
		obj = v.obj
	}
	if id.Name == "_" || obj == nil {
		return nil
	}
	return obj.Type()
}
