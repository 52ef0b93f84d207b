package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
)

// commaOk makes v of v, ok := m[k] and v, ok := x.(T) the zero value where ok is false: the
// interpreter leaves what the same statement gave the last time.
func (w *rewriter) commaOk(s *ast.AssignStmt) {
	if len(s.Lhs) != 2 || len(s.Rhs) != 1 || w.guarded[s] || w.top[s] || isBlank(s.Lhs[0]) || !w.looksUp(s.Rhs[0]) {
		return
	}
	pair, ok := w.info.TypeOf(s.Rhs[0]).(*types.Tuple)
	if !ok || pair.Len() != 2 {
		return
	}
	typ, ok := w.it.typeText(pair.At(0).Type(), w.imports)
	if !ok {
		return
	}
	v, isName := s.Lhs[0].(*ast.Ident)
	has, alsoName := s.Lhs[1].(*ast.Ident)
	if !w.inBlock[s] || !isName || !alsoName || w.shares(s) || s.Tok != token.DEFINE && has.Name == "_" {
		// A function literal has names of its own each time.
		w.wrap(s.Rhs[0], "func() ("+typ+", bool) { v_, ok_ := ", "; return v_, ok_ }()")
		return
	}
	name := has.Name
	if name == "_" {
		w.temps++
		name = fmt.Sprintf("t_%d", w.temps)
		from, to := w.span(has)
		w.edits = append(w.edits, edit{from, to, name, replacing})
	}
	zero := "*new(" + typ + ")"
	if types.IsInterface(pair.At(0).Type()) {
		zero = "nil"
	}
	_, to := w.span(s)
	w.edits = append([]edit{{to, to, "; if !" + name + " { " + v.Name + " = " + zero + " }", closing}}, w.edits...) // outermost
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// looksUp tells whether an expression looks into a map or asserts a type.
func (w *rewriter) looksUp(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.TypeAssertExpr:
		return e.Type != nil
	case *ast.IndexExpr:
		t := w.info.TypeOf(e.X)
		if t == nil {
			return false
		}
		_, isMap := t.Underlying().(*types.Map)
		return isMap
	}
	return false
}

// guard notes if v, ok := ...; ok { } whose else does not look at v.
func (w *rewriter) guard(n *ast.IfStmt) {
	s, ok := n.Init.(*ast.AssignStmt)
	if !ok || len(s.Lhs) != 2 {
		return
	}
	v, isName := s.Lhs[0].(*ast.Ident)
	has, alsoName := s.Lhs[1].(*ast.Ident)
	cond, plain := ast.Unparen(n.Cond).(*ast.Ident)
	if !isName || !alsoName || !plain || cond.Name != has.Name || s.Tok != token.DEFINE {
		return
	}
	seen := false
	if n.Else != nil {
		ast.Inspect(n.Else, func(m ast.Node) bool {
			id, ok := m.(*ast.Ident)
			seen = seen || ok && id.Name == v.Name
			return !seen
		})
	}
	w.guarded[s] = !seen
}
