package interp

import (
	"fmt"
	"io"
	"reflect"
	"unsafe"
)

// printing sends the output of fmt into the cell's, and lets it see through what the interpreter
// wraps values of the notebook's types in.
func (s *symbols) printing(t map[string]reflect.Value) {
	out := io.Writer(s.it.out)
	for name, f := range map[string]any{
		"Print":    func(a ...any) (int, error) { return fmt.Fprint(out, bare(a)...) },
		"Printf":   func(format string, a ...any) (int, error) { return fmt.Fprintf(out, format, bare(a)...) },
		"Println":  func(a ...any) (int, error) { return fmt.Fprintln(out, bare(a)...) },
		"Sprint":   func(a ...any) string { return fmt.Sprint(bare(a)...) },
		"Sprintf":  func(format string, a ...any) string { return fmt.Sprintf(format, bare(a)...) },
		"Sprintln": func(a ...any) string { return fmt.Sprintln(bare(a)...) },
		"Fprint":   func(w io.Writer, a ...any) (int, error) { return fmt.Fprint(w, bare(a)...) },
		"Fprintf":  func(w io.Writer, format string, a ...any) (int, error) { return fmt.Fprintf(w, format, bare(a)...) },
		"Fprintln": func(w io.Writer, a ...any) (int, error) { return fmt.Fprintln(w, bare(a)...) },
		"Append":   func(b []byte, a ...any) []byte { return fmt.Append(b, bare(a)...) },
		"Appendf":  func(b []byte, format string, a ...any) []byte { return fmt.Appendf(b, format, bare(a)...) },
		"Appendln": func(b []byte, a ...any) []byte { return fmt.Appendln(b, bare(a)...) },
		"Errorf":   func(format string, a ...any) error { return fmt.Errorf(format, bare(a)...) },
	} {
		t[name] = reflect.ValueOf(f)
	}
	t["_Stringer"] = reflect.ValueOf((*stringer)(nil))
	for _, name := range []string{"Scan", "Scanf", "Scanln"} {
		delete(t, name)
	}
}

// wrappers lets values of the notebook's types print by their Error and String methods.
func (it *Interp) wrappers() map[string]reflect.Value {
	t := it.symbols.table("fmt")
	kinds := []reflect.Type{reflect.TypeFor[fmt.Formatter](), reflect.TypeFor[error](), reflect.TypeFor[fmt.Stringer]()}
	m := map[reflect.Value][]reflect.Type{}
	for _, name := range []string{"Print", "Printf", "Println", "Sprint", "Sprintf", "Sprintln", "Fprint", "Fprintf", "Fprintln", "Append", "Appendf", "Appendln", "Errorf"} {
		m[t[name]] = kinds
	}
	return map[string]reflect.Value{"MapTypes": reflect.ValueOf(m)}
}

// stringer is what the interpreter wraps a value with a String method in: verbs for texts take the
// text, all others the value.
type stringer struct {
	IValue  any
	WString func() string
}

// String implements fmt.Stringer.
func (s stringer) String() string {
	if s.WString == nil {
		return ""
	}
	return s.WString()
}

// Format implements fmt.Formatter.
func (s stringer) Format(f fmt.State, verb rune) { say(f, verb, s.String, s.IValue) }

// say prints the text of a value for verbs that take texts, and the value for all others.
func say(f fmt.State, verb rune, text func() string, value any) {
	switch verb {
	case 'v', 's', 'q', 'x', 'X':
		if verb != 'v' || !f.Flag('#') {
			fmt.Fprintf(f, fmt.FormatString(f, verb), text())
			return
		}
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), value)
}

// saidKey is a key of a map that prints as its text and is ordered by what it is.
type saidKey struct {
	Key  any
	Text string
}

func keyOf(key any, text string) saidKey {
	if v := reflect.ValueOf(key); v.IsValid() {
		key = unboxed(v, 0).Interface()
	}
	return saidKey{key, text}
}

// Format implements fmt.Formatter.
func (k saidKey) Format(f fmt.State, verb rune) {
	say(f, verb, func() string { return k.Text }, k.Key)
}

// boxType is the interpreter's own form of a value in an interface.
const boxType = "interp.valueInterface"

// bare takes values that lie in lists, maps and structs out of the interpreter's form. A value that
// contains itself ends the cell.
func bare(args []any) []any {
	out := args
	for i, a := range args {
		if err := endless(a); err != nil {
			panic(err)
		}
		v := reflect.ValueOf(a)
		if !v.IsValid() || !boxes(v.Type(), 0) {
			continue
		}
		if &out[0] == &args[0] {
			out = append([]any{}, args...)
		}
		out[i] = unboxed(v, 0).Interface()
	}
	return out
}

// bareDepth is how deep values are looked into.
const bareDepth = 8

// boxes tells whether values of a type can hold boxed ones.
func boxes(t reflect.Type, depth int) bool {
	if depth > bareDepth {
		return false
	}
	switch t.Kind() {
	case reflect.Interface:
		return true
	case reflect.Slice, reflect.Array:
		return boxes(t.Elem(), depth+1)
	case reflect.Map:
		return boxes(t.Elem(), depth+1) || boxes(t.Key(), depth+1)
	case reflect.Struct:
		if t.String() == boxType {
			return true
		}
		for i := range t.NumField() {
			if t.PkgPath() == "" && t.Field(i).IsExported() && boxes(t.Field(i).Type, depth+1) {
				return true
			}
		}
	}
	return false
}

// unboxed is a copy of a value without boxes.
func unboxed(v reflect.Value, depth int) reflect.Value {
	if depth > 2*bareDepth || !boxes(v.Type(), 0) {
		return v
	}
	switch v.Kind() {
	case reflect.Interface:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type()).Elem()
		if inner := unboxed(v.Elem(), depth+1); inner.Type().AssignableTo(v.Type()) {
			out.Set(inner)
			return out
		}
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(unboxed(v.Index(i), depth+1))
		}
		return out
	case reflect.Array:
		out := reflect.New(v.Type()).Elem()
		for i := range v.Len() {
			out.Index(i).Set(unboxed(v.Index(i), depth+1))
		}
		return out
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeMap(v.Type())
		for at := v.MapRange(); at.Next(); {
			out.SetMapIndex(unboxed(at.Key(), depth+1), unboxed(at.Value(), depth+1))
		}
		return out
	case reflect.Struct:
		if v.Type().String() == boxType {
			return opened(v, depth)
		}
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(unboxed(v.Field(i), depth+1))
			}
		}
		return out
	}
	return v
}

// opened is what a box holds, without boxes.
func opened(box reflect.Value, depth int) reflect.Value {
	if held, ok := inBox(box); ok {
		return unboxed(held, depth+1)
	}
	return box
}

// inBox is what a struct holds that is a box. Its second field is a reflect.Value that nobody else
// may see.
func inBox(box reflect.Value) (held reflect.Value, ok bool) {
	if box.Type().String() != boxType || box.NumField() < 2 || !box.CanInterface() {
		return held, false
	}
	mine := reflect.New(box.Type()).Elem()
	mine.Set(box)
	if mine.Field(1).Type() != reflect.TypeFor[reflect.Value]() {
		return held, false
	}
	held = *(*reflect.Value)(unsafe.Pointer(mine.Field(1).UnsafeAddr()))
	return held, held.IsValid() && held.CanInterface()
}
