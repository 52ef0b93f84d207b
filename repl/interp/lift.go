package interp

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/spark"
)

// liftArguments passes function literals that a call gives to the engine together with what was
// made of their source. Only parameters of type any are meant: those the engine calls per row.
func (w *rewriter) liftArguments(n *ast.CallExpr) {
	sig, ok := w.info.TypeOf(n.Fun).(*types.Signature)
	if !ok || !w.callsEngine(n.Fun) {
		return
	}
	for i, a := range n.Args {
		lit, ok := ast.Unparen(a).(*ast.FuncLit)
		if !ok || i >= sig.Params().Len() || !types.IsInterface(sig.Params().At(i).Type()) {
			continue
		}
		k := len(w.it.sources)
		w.it.sources[k] = w.lift(lit)
		w.wrap(lit, "rt_.Lift("+strconv.Itoa(k)+", ", ")")
	}
}

func (w *rewriter) callsEngine(fun ast.Expr) bool {
	sel, ok := ast.Unparen(fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	obj := w.info.Uses[sel.Sel]
	return obj != nil && obj.Pkg() != nil && obj.Pkg().Path() == sparkPath
}

// lifted is what a generated program passes instead of function literal k.
func (it *Interp) lifted(k int, f any) spark.Function {
	out := it.sources[k]
	out.F = f
	return out
}

// lift compiles a function literal into a kernel over columns, or says why it cannot.
func (c *checked) lift(lit *ast.FuncLit) (out spark.Function) {
	from, _ := c.span(lit)
	out.Where = fmt.Sprintf("cell %d, line %d", c.cell.Number, strings.Count(c.cell.Source[:from], "\n")+1)
	l := &lifter{c: c, params: map[types.Object]int{}, locals: map[types.Object]any{}}
	defer func() {
		if r := recover(); r != nil {
			why, ok := r.(notLifted)
			if !ok {
				panic(r)
			}
			out.Why = why.why
		}
	}()
	sig := c.info.TypeOf(lit).(*types.Signature)
	if sig.Results().Len() != 1 {
		l.refuse("it returns more than one value")
	}
	kinds := l.parameters(lit, sig)
	result := l.kindOf(sig.Results().At(0).Type())
	root := l.block(lit.Body.List, result)
	if l.row != nil {
		kinds = nil
		for _, r := range l.rows {
			kinds = append(kinds, rowKinds[strings.Fields(r)[0]])
		}
		if len(kinds) == 0 {
			l.refuse("it reads no column")
		}
		out.Rows = l.rows
	}
	out.Kernel = kernelOf(root, kinds, l.ids, l.row != nil)
	return out
}

var rowKinds = map[string]reflect.Kind{"Int": reflect.Int64, "Float": reflect.Float64, "String": reflect.String, "Bool": reflect.Bool}

// parameters notes what the function takes: columns, or one row.
func (l *lifter) parameters(lit *ast.FuncLit, sig *types.Signature) []reflect.Kind {
	var kinds []reflect.Kind
	k := 0
	for _, f := range lit.Type.Params.List {
		if len(f.Names) == 0 {
			l.refuse("it has parameters without names")
		}
		for _, n := range f.Names {
			obj := l.c.info.Defs[n]
			t := sig.Params().At(k).Type()
			if types.Identical(t, l.c.it.importer().typ(reflect.TypeFor[spark.Row]())) {
				l.row = obj
				return nil
			}
			kinds = append(kinds, l.kindOf(t))
			l.params[obj] = k
			k++
		}
	}
	if k == 0 {
		l.refuse("it has no parameters")
	}
	return kinds
}

// block compiles statements that end in a return on every way.
func (l *lifter) block(list []ast.Stmt, result reflect.Kind) any {
	if len(list) == 0 {
		l.refuse("not every way through it ends in a return")
	}
	switch s := list[0].(type) {
	case *ast.ReturnStmt:
		return l.as(s.Results[0], result)
	case *ast.AssignStmt:
		l.local(s)
		return l.block(list[1:], result)
	case *ast.IfStmt:
		if s.Init != nil {
			a, ok := s.Init.(*ast.AssignStmt)
			if !ok {
				l.refuse("it holds " + l.c.source(s.Init))
			}
			l.local(a)
		}
		cond := l.boolean(s.Cond)
		yes := l.block(s.Body.List, result)
		rest := list[1:]
		switch e := s.Else.(type) {
		case *ast.BlockStmt:
			rest = append(e.List[:len(e.List):len(e.List)], rest...)
		case *ast.IfStmt:
			rest = append([]ast.Stmt{e}, rest...)
		}
		return chosen(l.id(), cond, yes, l.block(rest, result))
	case *ast.BlockStmt:
		return l.block(s.List, result)
	}
	l.refuse("it holds " + firstLine(l.c.source(list[0])))
	return nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// as compiles an expression in the kind of the result: an untyped constant takes it.
func (l *lifter) as(e ast.Expr, k reflect.Kind) any {
	if l.c.info.Types[e].Value == nil {
		k = l.kind(e)
	}
	return l.ofKind(e, k)
}

// local notes x := e; each name is computed where it is used.
func (l *lifter) local(s *ast.AssignStmt) {
	if s.Tok != token.DEFINE || len(s.Lhs) != len(s.Rhs) {
		l.refuse("it assigns to " + l.c.source(s.Lhs[0]))
	}
	for i, n := range s.Lhs {
		id, ok := n.(*ast.Ident)
		if !ok {
			l.refuse("it assigns to " + l.c.source(n))
		}
		if id.Name == "_" {
			continue
		}
		obj := l.c.info.Defs[id]
		if obj == nil {
			l.refuse("it assigns to " + id.Name)
		}
		l.locals[obj] = l.as(s.Rhs[i], l.kindOf(obj.Type()))
	}
}

func chosen(id int, cond node[bool], yes, no any) any {
	switch y := yes.(type) {
	case node[bool]:
		return choose(id, cond, y, no.(node[bool]))
	case node[int8]:
		return choose(id, cond, y, no.(node[int8]))
	case node[int16]:
		return choose(id, cond, y, no.(node[int16]))
	case node[int32]:
		return choose(id, cond, y, no.(node[int32]))
	case node[int64]:
		return choose(id, cond, y, no.(node[int64]))
	case node[float32]:
		return choose(id, cond, y, no.(node[float32]))
	case node[float64]:
		return choose(id, cond, y, no.(node[float64]))
	}
	return choose(id, cond, yes.(node[string]), no.(node[string]))
}
