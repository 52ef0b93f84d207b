package interp

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// Values of the notebook's types lose their methods inside lists, maps and structs when the
// interpreter hands them to fmt. Where such a type has String or Error, a cell gives fmt a copy in
// which these values are held as what they say of themselves.

// sayDepth is how deep types are looked into.
const sayDepth = 6

// saying is how a value is copied: the type of the copy as text, and the expression that makes it.
type saying struct {
	typ  string
	from func(value string) string
}

// saying tells how values of a type are copied; ok is false when no type of the notebook in them
// has a text of its own.
func (w *rewriter) saying(t types.Type, depth int) (s saying, ok bool) {
	if depth > sayDepth {
		return s, false
	}
	if n := wordsOf(t); n != "" {
		if n == "fmt.Stringer" {
			w.imports["fmt"] = true
			n = alias("fmt") + ".Stringer"
		}
		return saying{n, func(v string) string { return v }}, true
	}
	text, ok := w.it.typeText(t, w.imports)
	if !ok {
		return s, false
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return w.sayingEach(text, "[]", u.Elem(), "if v_ == nil { return nil }; o_ := make(%s, len(v_)); ", depth)
	case *types.Array:
		return w.sayingEach(text, fmt.Sprintf("[%d]", u.Len()), u.Elem(), "var o_ %s; ", depth)
	case *types.Map:
		return w.sayingMap(text, u, depth)
	case *types.Struct:
		return w.sayingFields(text, u, depth)
	}
	return s, false
}

// sayingMap copies a map. A key that has a text is held as what it is, for fmt orders by that, and
// its text beside it.
func (w *rewriter) sayingMap(text string, m *types.Map, depth int) (saying, bool) {
	key, named := w.it.typeText(m.Key(), w.imports)
	elem, also := w.it.typeText(m.Elem(), w.imports)
	if !named || !also {
		return saying{}, false
	}
	k, keySays := w.saying(m.Key(), depth+1)
	e, elemSays := w.saying(m.Elem(), depth+1)
	keyOf, elemOf := "k_", "i_"
	if keySays {
		w.imports["fmt"] = true
		key, keyOf = "any", "rt_.Key(k_, "+alias("fmt")+".Sprint("+k.from("k_")+"))"
	}
	if elemSays {
		elem, elemOf = e.typ, e.from("i_")
	}
	typ := "map[" + key + "]" + elem
	return saying{typ, func(v string) string {
		return "func(v_ " + text + ") " + typ + " { if v_ == nil { return nil }; o_ := " + typ + "{}; for k_, i_ := range v_ { o_[" + keyOf + "] = " + elemOf + " }; return o_ }(" + v + ")"
	}}, keySays || elemSays
}

// sayingEach copies what has elements.
func (w *rewriter) sayingEach(text, kind string, elem types.Type, begin string, depth int) (saying, bool) {
	e, ok := w.saying(elem, depth+1)
	if !ok {
		return saying{}, false
	}
	each, named := w.it.typeText(elem, w.imports)
	if !named {
		return saying{}, false
	}
	typ := kind + e.typ
	one := "func(e_ " + each + ") " + e.typ + " { return " + e.from("e_") + " }" // memory of its own for each
	return saying{typ, func(v string) string {
		return "func(v_ " + text + ") " + typ + " { " + fmt.Sprintf(begin, typ) + "for k_, i_ := range v_ { o_[k_] = " + one + "(i_) }; return o_ }(" + v + ")"
	}}, true
}

// sayingFields copies a struct. Fields that are not exported have no words for fmt.
func (w *rewriter) sayingFields(text string, u *types.Struct, depth int) (saying, bool) {
	found := false
	var fields []string
	var values []func(string) string
	for i := range u.NumFields() {
		f := u.Field(i)
		typ, ok := w.it.typeText(f.Type(), w.imports)
		if !ok || f.Name() == "_" {
			return saying{}, false
		}
		value := func(v string) string { return v + "." + f.Name() }
		if s, says := w.saying(f.Type(), depth+1); says && f.Exported() {
			found = true
			typ, value = s.typ, func(v string) string { return s.from(v + "." + f.Name()) }
		}
		fields, values = append(fields, f.Name()+" "+typ), append(values, value)
	}
	typ := "struct{ " + strings.Join(fields, "; ") + " }"
	return saying{typ, func(v string) string {
		var set strings.Builder
		for i, f := range values {
			fmt.Fprintf(&set, "o_.%s = %s; ", u.Field(i).Name(), f("v_"))
		}
		return "func(v_ " + text + ") " + typ + " { var o_ " + typ + "; " + set.String() + "return o_ }(" + v + ")"
	}}, found
}

// wordsOf is the interface by which a type of the notebook says what it is: "error",
// "fmt.Stringer", or "" for none.
func wordsOf(t types.Type) string {
	base := t
	if p, ok := t.(*types.Pointer); ok {
		base = p.Elem()
	}
	n, ok := base.(*types.Named)
	if !ok || types.IsInterface(n) || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "main" {
		return ""
	}
	for _, c := range []struct{ method, as string }{{"Error", "error"}, {"String", "fmt.Stringer"}} {
		if m, _, _ := types.LookupFieldOrMethod(t, false, n.Obj().Pkg(), c.method); isWords(m) {
			return c.as
		}
	}
	return ""
}

// isWords tells whether an object is a method func() string.
func isWords(o types.Object) bool {
	m, ok := o.(*types.Func)
	if !ok {
		return false
	}
	sig := m.Signature()
	return sig.Params().Len() == 0 && sig.Results().Len() == 1 && types.Identical(sig.Results().At(0).Type(), types.Typ[types.String])
}

// sayArguments gives a function of fmt that prints copies of lists, maps and structs.
func (w *rewriter) sayArguments(n *ast.CallExpr) {
	sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
	if !ok || n.Ellipsis.IsValid() {
		return
	}
	f, ok := w.info.Uses[sel.Sel].(*types.Func)
	if !ok || f.Pkg() == nil || f.Pkg().Path() != "fmt" || !f.Signature().Variadic() || strings.Contains(f.Name(), "can") {
		return
	}
	for _, a := range n.Args[min(f.Signature().Params().Len()-1, len(n.Args)):] {
		t := w.info.TypeOf(a)
		if t == nil || wordsOf(t) != "" { // the interpreter wraps it
			continue
		}
		if s, says := w.saying(t, 0); says {
			open, end, _ := strings.Cut(s.from("\x00"), "\x00")
			w.wrap(a, open, end)
		}
	}
}

// sayResult is the statement that keeps what result number i says of itself, "" when nothing in it
// does.
func (w *rewriter) sayResult(t types.Type, value string, i int) string {
	s, says := w.saying(t, 0)
	if !says {
		w.result.said = append(w.result.said, "")
		return ""
	}
	w.imports["fmt"] = true
	key := fmt.Sprintf("s_%d", i)
	w.result.said = append(w.result.said, key)
	return "; (*" + key + ") = " + alias("fmt") + ".Sprint(" + s.from(value) + ")"
}
