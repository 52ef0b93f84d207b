package spark

import (
	"fmt"
	"reflect"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// goArgument gives row i of a column as an argument of Go type t; false for a null that t cannot
// hold.
func goArgument(c data.Column, i int, t reflect.Type, s *Session) (reflect.Value, bool) {
	if data.IsNull(c, i) {
		return reflect.Zero(t), nullable(t)
	}
	return toGo(goValue(c, i, s), t), true
}

// toGo turns a value of [Row.Get]'s form into Go type t; the types were matched when the
// function was defined.
func toGo(v any, t reflect.Type) reflect.Value {
	if v == nil {
		return reflect.Zero(t)
	}
	if t.Kind() == reflect.Pointer {
		p := reflect.New(t.Elem())
		p.Elem().Set(toGo(v, t.Elem()))
		return p
	}
	rv := reflect.ValueOf(v)
	if rv.Type() == t {
		return rv
	}
	switch {
	case t.Kind() == reflect.Struct && rv.Type() == rowType:
		return structFrom(v.(Row), t)
	case t.Kind() == reflect.Slice && rv.Kind() == reflect.Slice && t != bytesType:
		out := reflect.MakeSlice(t, rv.Len(), rv.Len())
		for i := 0; i < rv.Len(); i++ {
			out.Index(i).Set(toGo(rv.Index(i).Interface(), t.Elem()))
		}
		return out
	case t.Kind() == reflect.Map && rv.Kind() == reflect.Map:
		out := reflect.MakeMapWithSize(t, rv.Len())
		for _, k := range rv.MapKeys() {
			out.SetMapIndex(toGo(k.Interface(), t.Key()), toGo(rv.MapIndex(k).Interface(), t.Elem()))
		}
		return out
	case rv.CanConvert(t) && rv.Kind() != reflect.Slice:
		return rv.Convert(t)
	}
	panic(fmt.Sprintf("a value of type %T is no %s", v, t))
}

// structFrom fills a Go struct from a row, field by name; a column that is not there leaves the
// zero value.
func structFrom(r Row, t reflect.Type) reflect.Value {
	out := reflect.New(t).Elem()
	for k, name := range structNames(t) {
		if at := r.b.Schema.Index(name); at >= 0 {
			f := out.Field(structIndex(t, k))
			f.Set(toGo(r.at(at), f.Type()))
		}
	}
	return out
}
