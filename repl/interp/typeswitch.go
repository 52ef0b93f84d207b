package interp

import (
	"fmt"
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

// switchByAssertion turns a type switch with a case of an interface type, which the interpreter
// takes for others, into a switch over numbers: assertions find the first case that holds.
//
//	switch v := x.(type) { case error: A; case int, string: B; default: C }
//	var t any = x; switch func() int { if _, ok := t.(error); ok { return 0 } ... }() {
//	case 0: v := t.(error); A; case 1: v := t; B; default: v := t; C }
//
// It returns false where the switch can stay as it is.
func (w *rewriter) switchByAssertion(n *ast.TypeSwitchStmt) bool {
	if n.Init != nil || !w.hasInterfaceCase(n) {
		return false
	}
	x, name := w.subject(n)
	if x == nil {
		return false
	}
	asked, ok := w.it.typeText(w.info.TypeOf(x), w.imports)
	if !ok {
		return false
	}
	w.temps++
	temp := fmt.Sprintf("t_%d", w.temps)
	var tests strings.Builder
	for i, s := range n.Body.List {
		for _, t := range s.(*ast.CaseClause).List {
			if w.info.Types[t].IsNil() {
				fmt.Fprintf(&tests, "if %s == nil { return %d }; ", temp, i)
				continue
			}
			text, ok := w.it.typeText(w.info.TypeOf(t), w.imports)
			if !ok {
				return false
			}
			fmt.Fprintf(&tests, "if _, ok_ := %s.(%s); ok_ { return %d }; ", temp, text, i)
		}
	}
	from, to := w.span(n.Assign)
	begin, end := w.span(x)
	w.edits = append(w.edits, edit{from, begin, "var " + temp + " " + asked + " = ", replacing}, edit{end, to, "", replacing})
	w.moveHead(n, from, to, "; switch func() int { "+tests.String()+"return -1 }() ")
	for i, s := range n.Body.List {
		w.numberCase(s.(*ast.CaseClause), i, temp, name)
	}
	return true
}

// moveHead puts the declaration of the subject before the word switch.
func (w *rewriter) moveHead(n *ast.TypeSwitchStmt, from, to int, then string) {
	at := w.offset(n.Switch)
	w.edits = append(w.edits, edit{at, from, "", replacing})
	w.insert(to, then, closing)
}

// numberCase writes the number of a case in place of its types, and what its name stands for.
func (w *rewriter) numberCase(c *ast.CaseClause, i int, temp, name string) {
	colon := w.offset(c.Colon)
	if len(c.List) > 0 {
		from, _ := w.span(c.List[0])
		w.edits = append(w.edits, edit{from, colon, strconv.Itoa(i), replacing})
	}
	if name == "" {
		return
	}
	value := temp
	if len(c.List) == 1 && !w.info.Types[c.List[0]].IsNil() {
		if text, ok := w.it.typeText(w.info.TypeOf(c.List[0]), w.imports); ok {
			value += ".(" + text + ")"
		}
	}
	w.insert(colon+1, " "+name+" := "+value+"; _ = "+name+"; ", opening)
}

// subject is what a type switch asks, and the name that its cases know it by.
func (w *rewriter) subject(n *ast.TypeSwitchStmt) (x ast.Expr, name string) {
	switch s := n.Assign.(type) {
	case *ast.ExprStmt:
		x = s.X
	case *ast.AssignStmt:
		x, name = s.Rhs[0], s.Lhs[0].(*ast.Ident).Name
	}
	a, ok := ast.Unparen(x).(*ast.TypeAssertExpr)
	if !ok {
		return nil, ""
	}
	return a.X, name
}

func (w *rewriter) hasInterfaceCase(n *ast.TypeSwitchStmt) bool {
	for _, s := range n.Body.List {
		for _, t := range s.(*ast.CaseClause).List {
			if typ := w.info.TypeOf(t); typ != nil && types.IsInterface(typ) && !isNil(typ) {
				return true
			}
		}
	}
	return false
}
