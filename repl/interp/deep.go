package interp

import (
	"context"
	"errors"
	"go/ast"
	"go/types"
	"runtime"
	"time"
)

// A recursion without end is stopped before the stack of the process is full, which nothing
// survives. The stack is only measured now and then: walking it takes as long as it is deep.
const (
	deepFrames  = 100_000 // of Go; a call in a cell takes two or more, of 64 MB / 300 bytes
	calledDepth = 8_000   // in functions that the engine calls, which only a panic can leave
	measured    = 1 << 10 // calls
)

// deepGrace is how long the calls of a stopped recursion may take to return on a busy machine.
const deepGrace = time.Minute

// errDeep ends a cell whose functions call each other without end.
var errDeep = errors.New("the functions of the cell call each other without end: tens of thousands of calls wait for one another")

// entered is called at the begin of functions that may call themselves. In a cell it ends the
// goroutine, for a panic takes the square of the depth to come up; in a function that the engine
// calls later it panics, which less depth allows.
func (it *Interp) entered(ended chan struct{}, stop context.CancelCauseFunc) func() {
	return func() {
		if it.calls.Add(1)%measured != 0 {
			return
		}
		var pc [1]uintptr
		select {
		case <-ended:
			if runtime.Callers(calledDepth, pc[:]) > 0 {
				panic(errDeep)
			}
		default:
			if runtime.Callers(deepFrames, pc[:]) > 0 {
				stop(errDeep)
				runtime.Goexit()
			}
		}
	}
}

// enter lets a function that may call itself say that it was called.
func (w *rewriter) enter(method bool, body *ast.BlockStmt) {
	if body != nil && w.mayRecurse(method, body) {
		w.insert(w.offset(body.Lbrace)+1, " rt_.Entered();", opening)
	}
}

// mayRecurse tells whether something in a body may call the function again: a function of the
// notebook, a function value, a method of an interface; of a method any call, for what it calls may
// call methods, as fmt does.
func (w *rewriter) mayRecurse(method bool, body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		if tv := w.info.Types[call.Fun]; tv.IsType() || tv.IsBuiltin() {
			return true
		}
		found = method || w.callsNotebook(ast.Unparen(call.Fun))
		return !found
	})
	return found
}

// callsNotebook tells whether what is called may be a function of the notebook.
func (w *rewriter) callsNotebook(fun ast.Expr) bool {
	switch f := fun.(type) {
	case *ast.FuncLit:
		return false // its body is looked at by itself
	case *ast.IndexExpr:
		return w.callsNotebook(ast.Unparen(f.X))
	case *ast.IndexListExpr:
		return w.callsNotebook(ast.Unparen(f.X))
	case *ast.SelectorExpr:
		fun = f.Sel
	}
	id, ok := fun.(*ast.Ident)
	if !ok {
		return true
	}
	f, ok := w.info.Uses[id].(*types.Func)
	return !ok || f.Pkg() != nil && f.Pkg().Path() == "main"
}
