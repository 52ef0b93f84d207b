package spark

import (
	"reflect"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

const mapColumn = "value"

// Map makes one row of each: func(r spark.Row) T, or func(v S) T where the struct S names the
// columns it reads. The fields of a struct T become columns; any other T becomes column value.
func (df *DataFrame) Map(f any) *DataFrame {
	u := df.s.objectFunction("Map", f, df)
	return df.spread("Map", u.out, u.overRow(df))
}

// FlatMap makes any number of rows of each: func(r spark.Row) []T.
func (df *DataFrame) FlatMap(f any) *DataFrame {
	u := df.s.objectFunction("FlatMap", f, df)
	if u.out.Kind != data.KindArray {
		failf("FlatMap", "", "Return a slice.", "FlatMap needs a function that returns a slice, not %s", u.fn.Type())
	}
	return df.spread("FlatMap", u.out.Elem, &expr.Call{Func: "explode", Args: []expr.Expr{u.overRow(df)}})
}

// spread puts a computed object into columns.
func (df *DataFrame) spread(op string, t *data.Type, object expr.Expr) *DataFrame {
	out := df.over(op, "", func(n operator.Node) operator.Node {
		return &operator.Select{Items: []expr.Expr{&expr.Alias{Child: object, Name: mapColumn}}, Child: n}
	})
	if t.Kind != data.KindStruct {
		return out
	}
	var items []expr.Expr
	for _, f := range t.Fields {
		items = append(items, &expr.Alias{Child: &expr.Name{Parts: []string{mapColumn, f.Name}}, Name: f.Name})
	}
	return out.over(op, "", func(n operator.Node) operator.Node { return &operator.Select{Items: items, Child: n} })
}

// objectFunction is a function of a row, or of a struct whose fields name columns.
func (s *Session) objectFunction(op string, f any, df *DataFrame) *UserFunction {
	lifted, ok := f.(Function)
	if !ok {
		lifted = Function{F: f}
	}
	fn := reflect.ValueOf(lifted.F)
	if fn.Kind() == reflect.Func && fn.Type().NumIn() == 1 && fn.Type().In(0) != rowType {
		in := fn.Type().In(0)
		outs := make([]reflect.Type, fn.Type().NumOut())
		for i := range outs {
			outs[i] = fn.Type().Out(i)
		}
		df.checkObject(op, in)
		wrapped := reflect.MakeFunc(reflect.FuncOf([]reflect.Type{rowType}, outs, false), func(args []reflect.Value) []reflect.Value {
			return fn.Call([]reflect.Value{objectOf(args[0].Interface().(Row), in)})
		})
		f = Function{F: wrapped.Interface(), Where: lifted.Where}
	}
	return s.rowFunction(op, f, df)
}

func (df *DataFrame) checkObject(op string, in reflect.Type) {
	if in.Kind() != reflect.Struct || in == timeType {
		if len(df.Schema().Fields) != 1 {
			failf(op, "", "Take a spark.Row, or a struct whose fields name columns.", "%s takes a %s, but a row has %d columns", op, in, df.Schema().Len())
		}
		return
	}
	for _, name := range structNames(in) {
		if df.Schema().Index(name) < 0 {
			fail(op, name, df.unknownColumn(name))
		}
	}
}

func objectOf(r Row, t reflect.Type) reflect.Value {
	if t.Kind() == reflect.Struct && t != timeType {
		return structFrom(r, t)
	}
	return toGo(r.at(0), t)
}
