package interp

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"reflect"
	"strings"
)

// lifter turns the body of a function into nodes. It panics with a [notLifted] for what it does
// not know; see lift.go.
type lifter struct {
	c      *checked
	params map[types.Object]int
	locals map[types.Object]any // node[T]
	row    types.Object         // the parameter of a func(r spark.Row)
	rows   []string             // "Int n": what is read of the row, by argument number
	ids    int
}

// notLifted says why a function stays interpreted.
type notLifted struct{ why string }

func (l *lifter) refuse(why string) { panic(notLifted{why}) }

func (l *lifter) id() int { l.ids++; return l.ids - 1 }

// kind is the physical type of an expression; int counts as int64.
func (l *lifter) kind(e ast.Expr) reflect.Kind { return l.kindOf(l.c.info.TypeOf(e)) }

func (l *lifter) kindOf(t types.Type) reflect.Kind {
	if t == nil {
		l.refuse("it uses something without a type")
	}
	if _, named := t.(*types.Named); named {
		l.refuse("it uses values of type " + shortType(t.String()))
	}
	b, ok := types.Default(t).(*types.Basic)
	if !ok {
		l.refuse("it uses values of type " + shortType(t.String()))
	}
	switch b.Kind() {
	case types.Bool:
		return reflect.Bool
	case types.Int, types.Int64:
		return reflect.Int64
	case types.Int8:
		return reflect.Int8
	case types.Int16:
		return reflect.Int16
	case types.Int32:
		return reflect.Int32
	case types.Float32:
		return reflect.Float32
	case types.Float64:
		return reflect.Float64
	case types.String:
		return reflect.String
	}
	l.refuse("it uses values of type " + b.Name())
	return 0
}

// expr compiles an expression to a node of its kind.
func (l *lifter) expr(e ast.Expr) any { return l.ofKind(e, l.kind(e)) }

// ofKind compiles an expression to a node of the kind k.
func (l *lifter) ofKind(e ast.Expr, k reflect.Kind) any {
	switch k {
	case reflect.Bool:
		return l.boolean(e)
	case reflect.Int8:
		return integer[int8](l, e)
	case reflect.Int16:
		return integer[int16](l, e)
	case reflect.Int32:
		return integer[int32](l, e)
	case reflect.Int64:
		return integer[int64](l, e)
	case reflect.Float32:
		return float[float32](l, e)
	case reflect.Float64:
		return float[float64](l, e)
	}
	return l.text(e)
}

// leaf is a parameter, a local name, or a column of the row; nil for anything else.
func (l *lifter) leaf(e ast.Expr) any {
	switch e := e.(type) {
	case *ast.Ident:
		obj := l.c.info.ObjectOf(e)
		if n, ok := l.locals[obj]; ok {
			return n
		}
		if k, ok := l.params[obj]; ok {
			return typedArgument(l.kind(e), k)
		}
		l.refuse("it reads " + e.Name)
	case *ast.CallExpr:
		sel, ok := e.Fun.(*ast.SelectorExpr)
		if !ok {
			return nil
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok || l.row == nil || l.c.info.ObjectOf(x) != l.row {
			return nil
		}
		tv := l.c.info.Types[e.Args[0]]
		if tv.Value == nil {
			l.refuse("it computes the names of columns")
		}
		switch sel.Sel.Name {
		case "Int", "Float", "String", "Bool":
			return typedArgument(l.kind(e), l.column(sel.Sel.Name+" "+constant.StringVal(tv.Value)))
		}
		l.refuse("it calls " + sel.Sel.Name + " of the row")
	}
	return nil
}

func (l *lifter) column(read string) int {
	for i, r := range l.rows {
		if r == read {
			return i
		}
	}
	l.rows = append(l.rows, read)
	return len(l.rows) - 1
}

func typedArgument(k reflect.Kind, n int) any {
	switch k {
	case reflect.Bool:
		return argument[bool](n)
	case reflect.Int8:
		return argument[int8](n)
	case reflect.Int16:
		return argument[int16](n)
	case reflect.Int32:
		return argument[int32](n)
	case reflect.Int64:
		return argument[int64](n)
	case reflect.Float32:
		return argument[float32](n)
	case reflect.Float64:
		return argument[float64](n)
	}
	return argument[string](n)
}

// numeric compiles what integers and floats have in common; nil when it is something else.
func numeric[T number](l *lifter, e ast.Expr, constOf func(constant.Value) T, same func(ast.Expr) node[T]) node[T] {
	if tv := l.c.info.Types[e]; tv.Value != nil {
		return constNode(l.id(), constOf(tv.Value))
	}
	if n := l.leaf(e); n != nil {
		return n.(node[T])
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.SUB {
			x := same(e.X)
			return map1(l.id(), x, func(v T) T { return -v })
		}
	case *ast.BinaryExpr:
		if op := e.Op.String(); op == "+" || op == "-" || op == "*" {
			return arithmetic(l.id(), op, same(e.X), same(e.Y))
		}
	}
	return nil
}

func integer[T whole](l *lifter, e ast.Expr) node[T] {
	e = ast.Unparen(e)
	same := func(e ast.Expr) node[T] { return integer[T](l, e) }
	constOf := func(v constant.Value) T { n, _ := constant.Int64Val(constant.ToInt(v)); return T(n) }
	if _, isCall := e.(*ast.CallExpr); !isCall || l.leafCall(e) {
		if n := numeric(l, e, constOf, same); n != nil {
			return n
		}
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		if e.Op == token.XOR {
			return map1(l.id(), same(e.X), func(v T) T { return ^v })
		}
	case *ast.BinaryExpr:
		return integerOp(l, e, same, constOf)
	case *ast.CallExpr:
		if name := l.callee(e); name == "len" && l.kind(e.Args[0]) == reflect.String {
			return map1(l.id(), l.text(e.Args[0]), func(s string) T { return T(len(s)) })
		}
		if l.isConversion(e) {
			return toInteger[T](l, e.Args[0])
		}
		l.refuse("it calls " + l.c.source(e.Fun))
	}
	l.refuse("it holds " + l.c.source(e))
	return nil
}

func integerOp[T whole](l *lifter, e *ast.BinaryExpr, same func(ast.Expr) node[T], constOf func(constant.Value) T) node[T] {
	op := e.Op.String()
	right := l.c.info.Types[e.Y].Value
	switch op {
	case "/", "%":
		if right == nil || constOf(right) == 0 || constOf(right) == -1 {
			l.refuse("it divides by something that may be zero")
		}
		return divided(l.id(), op, same(e.X), constOf(right))
	case "<<", ">>":
		if right == nil || constant.Sign(right) < 0 {
			l.refuse("it shifts by a computed count")
		}
		n, _ := constant.Uint64Val(constant.ToInt(right))
		return shifted(l.id(), op, same(e.X), uint(n))
	}
	n := bitwise(l.id(), op, same(e.X), same(e.Y))
	if n == nil {
		l.refuse("it uses " + op)
	}
	return n
}

func toInteger[T whole](l *lifter, e ast.Expr) node[T] {
	switch n := l.expr(e).(type) {
	case node[int8]:
		return convertNode[int8, T](l.id(), n)
	case node[int16]:
		return convertNode[int16, T](l.id(), n)
	case node[int32]:
		return convertNode[int32, T](l.id(), n)
	case node[int64]:
		return convertNode[int64, T](l.id(), n)
	case node[float32]:
		return shrink[float32, T](l.id(), n)
	case node[float64]:
		return shrink[float64, T](l.id(), n)
	}
	l.refuse("it converts " + l.c.source(e))
	return nil
}

var math1 = map[string]func(float64) float64{
	"math.Abs": math.Abs, "math.Sqrt": math.Sqrt, "math.Floor": math.Floor, "math.Ceil": math.Ceil, "math.Trunc": math.Trunc,
	"math.Round": math.Round, "math.Log": math.Log, "math.Log2": math.Log2, "math.Log10": math.Log10, "math.Exp": math.Exp,
	"math.Sin": math.Sin, "math.Cos": math.Cos, "math.Tan": math.Tan,
}

var math2 = map[string]func(float64, float64) float64{"math.Pow": math.Pow, "math.Mod": math.Mod, "math.Hypot": math.Hypot, "math.Atan2": math.Atan2}

func float[T float32 | float64](l *lifter, e ast.Expr) node[T] {
	e = ast.Unparen(e)
	same := func(e ast.Expr) node[T] { return float[T](l, e) }
	constOf := func(v constant.Value) T { f, _ := constant.Float64Val(v); return T(f) }
	if _, isCall := e.(*ast.CallExpr); !isCall || l.leafCall(e) || l.c.info.Types[e].Value != nil {
		if n := numeric(l, e, constOf, same); n != nil {
			return n
		}
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		if e.Op == token.QUO {
			return map2(l.id(), same(e.X), same(e.Y), func(x, y T) T { return x / y })
		}
		l.refuse("it uses " + e.Op.String())
	case *ast.CallExpr:
		return floatCall[T](l, e)
	}
	l.refuse("it holds " + l.c.source(e))
	return nil
}

func floatCall[T float32 | float64](l *lifter, e *ast.CallExpr) node[T] {
	name := l.callee(e)
	if f := math1[name]; f != nil {
		return map1(l.id(), float[float64](l, e.Args[0]), func(x float64) T { return T(f(x)) })
	}
	if f := math2[name]; f != nil {
		return map2(l.id(), float[float64](l, e.Args[0]), float[float64](l, e.Args[1]), func(x, y float64) T { return T(f(x, y)) })
	}
	if !l.isConversion(e) {
		l.refuse("it calls " + l.c.source(e.Fun))
	}
	switch n := l.expr(e.Args[0]).(type) {
	case node[int8]:
		return convertNode[int8, T](l.id(), n)
	case node[int16]:
		return convertNode[int16, T](l.id(), n)
	case node[int32]:
		return convertNode[int32, T](l.id(), n)
	case node[int64]:
		return convertNode[int64, T](l.id(), n)
	case node[float32]:
		return convertNode[float32, T](l.id(), n)
	case node[float64]:
		return convertNode[float64, T](l.id(), n)
	}
	l.refuse("it converts " + l.c.source(e.Args[0]))
	return nil
}

// leafCall tells whether a call reads a column of the row.
func (l *lifter) leafCall(e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := sel.X.(*ast.Ident)
	return ok && l.row != nil && l.c.info.ObjectOf(x) == l.row
}

func (l *lifter) isConversion(e *ast.CallExpr) bool {
	return len(e.Args) == 1 && l.c.info.Types[e.Fun].IsType()
}

// callee names a called function: len, math.Sqrt.
func (l *lifter) callee(e *ast.CallExpr) string {
	switch f := ast.Unparen(e.Fun).(type) {
	case *ast.Ident:
		if _, ok := l.c.info.Uses[f].(*types.Builtin); ok {
			return f.Name
		}
	case *ast.SelectorExpr:
		if x, ok := f.X.(*ast.Ident); ok {
			if p, ok := l.c.info.Uses[x].(*types.PkgName); ok {
				return p.Imported().Path() + "." + f.Sel.Name
			}
		}
	}
	return ""
}

func (l *lifter) boolean(e ast.Expr) node[bool] {
	e = ast.Unparen(e)
	if tv := l.c.info.Types[e]; tv.Value != nil {
		return constNode(l.id(), constant.BoolVal(tv.Value))
	}
	if _, isCall := e.(*ast.CallExpr); !isCall || l.leafCall(e) {
		if n := l.leaf(e); n != nil {
			return n.(node[bool])
		}
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		return map1(l.id(), l.boolean(e.X), func(x bool) bool { return !x })
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND:
			return map2(l.id(), l.boolean(e.X), l.boolean(e.Y), func(x, y bool) bool { return x && y })
		case token.LOR:
			return map2(l.id(), l.boolean(e.X), l.boolean(e.Y), func(x, y bool) bool { return x || y })
		}
		return l.compare(e)
	case *ast.CallExpr:
		f := map[string]func(string, string) bool{"strings.Contains": strings.Contains, "strings.HasPrefix": strings.HasPrefix, "strings.HasSuffix": strings.HasSuffix, "strings.EqualFold": strings.EqualFold}[l.callee(e)]
		if f != nil {
			return map2(l.id(), l.text(e.Args[0]), l.text(e.Args[1]), f)
		}
		l.refuse("it calls " + l.c.source(e.Fun))
	}
	l.refuse("it holds " + l.c.source(e))
	return nil
}

func (l *lifter) compare(e *ast.BinaryExpr) node[bool] {
	op := e.Op.String()
	k := e.X
	if l.c.info.Types[e.X].Value != nil {
		k = e.Y
	}
	switch l.kind(k) {
	case reflect.Bool:
		return map2(l.id(), l.boolean(e.X), l.boolean(e.Y), func(x, y bool) bool { return x == y == (op == "==") })
	case reflect.Int8:
		return comparison(l.id(), op, integer[int8](l, e.X), integer[int8](l, e.Y))
	case reflect.Int16:
		return comparison(l.id(), op, integer[int16](l, e.X), integer[int16](l, e.Y))
	case reflect.Int32:
		return comparison(l.id(), op, integer[int32](l, e.X), integer[int32](l, e.Y))
	case reflect.Int64:
		return comparison(l.id(), op, integer[int64](l, e.X), integer[int64](l, e.Y))
	case reflect.Float32:
		return comparison(l.id(), op, float[float32](l, e.X), float[float32](l, e.Y))
	case reflect.Float64:
		return comparison(l.id(), op, float[float64](l, e.X), float[float64](l, e.Y))
	}
	return comparison(l.id(), op, l.text(e.X), l.text(e.Y))
}

func (l *lifter) text(e ast.Expr) node[string] {
	e = ast.Unparen(e)
	if tv := l.c.info.Types[e]; tv.Value != nil {
		return constNode(l.id(), constant.StringVal(tv.Value))
	}
	if _, isCall := e.(*ast.CallExpr); !isCall || l.leafCall(e) {
		if n := l.leaf(e); n != nil {
			return n.(node[string])
		}
	}
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return map2(l.id(), l.text(e.X), l.text(e.Y), func(x, y string) string { return x + y })
	case *ast.CallExpr:
		f := map[string]func(string) string{"strings.ToUpper": strings.ToUpper, "strings.ToLower": strings.ToLower, "strings.TrimSpace": strings.TrimSpace}[l.callee(e)]
		if f != nil {
			return map1(l.id(), l.text(e.Args[0]), f)
		}
		l.refuse("it calls " + l.c.source(e.Fun))
	}
	l.refuse("it holds " + l.c.source(e))
	return nil
}
