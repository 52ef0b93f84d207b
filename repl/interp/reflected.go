package interp

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"path"
	"reflect"
)

// reflected builds go/types packages from the symbols that the interpreter offers, name by name as
// they are asked for: cells are checked against exactly what they can call.
type reflected struct {
	packages map[string]*types.Package
	named    map[reflect.Type]*types.Named
	reflect  map[*types.Named]reflect.Type
	tables   func(path string) map[string]reflect.Value
}

func newReflected(tables func(string) map[string]reflect.Value) *reflected {
	return &reflected{packages: map[string]*types.Package{"unsafe": types.Unsafe}, named: map[reflect.Type]*types.Named{}, reflect: map[*types.Named]reflect.Type{}, tables: tables}
}

// Import implements types.Importer.
func (r *reflected) Import(p string) (*types.Package, error) {
	if r.tables(p) == nil {
		return nil, fmt.Errorf("cells cannot import %q", p)
	}
	return r.pkg(p), nil
}

func (r *reflected) pkg(p string) *types.Package {
	if got, ok := r.packages[p]; ok {
		return got
	}
	made := types.NewPackage(p, path.Base(p))
	made.MarkComplete()
	r.packages[p] = made
	return made
}

// need puts a symbol into its package.
func (r *reflected) need(p, name string) {
	v, ok := r.tables(p)[name]
	pkg := r.pkg(p)
	if !ok || pkg.Scope().Lookup(name) != nil {
		return
	}
	pkg.Scope().Insert(r.object(pkg, name, v))
}

func (r *reflected) object(pkg *types.Package, name string, v reflect.Value) types.Object {
	t := v.Type()
	if c, ok := v.Interface().(constant.Value); ok {
		return types.NewConst(token.NoPos, pkg, name, untyped(c), c)
	}
	switch {
	case v.CanAddr():
		return types.NewVar(token.NoPos, pkg, name, r.typ(t))
	case t.Kind() == reflect.Func:
		return types.NewFunc(token.NoPos, pkg, name, r.signature(t, 0))
	case t.Kind() == reflect.Pointer && v.IsNil():
		if n, ok := r.typ(t.Elem()).(*types.Named); ok && n.Obj().Name() == name {
			return n.Obj()
		}
		return types.NewTypeName(token.NoPos, pkg, name, r.typ(t.Elem()))
	}
	return types.NewConst(token.NoPos, pkg, name, r.typ(t), constantOf(v))
}

func untyped(c constant.Value) types.Type {
	switch c.Kind() {
	case constant.Bool:
		return types.Typ[types.UntypedBool]
	case constant.String:
		return types.Typ[types.UntypedString]
	case constant.Int:
		return types.Typ[types.UntypedInt]
	}
	return types.Typ[types.UntypedFloat]
}

func constantOf(v reflect.Value) constant.Value {
	switch {
	case v.Kind() == reflect.Bool:
		return constant.MakeBool(v.Bool())
	case v.Kind() == reflect.String:
		return constant.MakeString(v.String())
	case v.CanInt():
		return constant.MakeInt64(v.Int())
	case v.CanUint():
		return constant.MakeUint64(v.Uint())
	case v.CanFloat():
		return constant.MakeFloat64(v.Float())
	}
	return constant.MakeUnknown()
}

// signature converts a function type; skip leaves leading parameters out (a method's receiver).
func (r *reflected) signature(t reflect.Type, skip int) *types.Signature {
	var in, out []*types.Var
	for i := skip; i < t.NumIn(); i++ {
		in = append(in, types.NewParam(token.NoPos, nil, "", r.typ(t.In(i))))
	}
	for i := 0; i < t.NumOut(); i++ {
		out = append(out, types.NewParam(token.NoPos, nil, "", r.typ(t.Out(i))))
	}
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(in...), types.NewTuple(out...), t.IsVariadic())
}

var basics = map[reflect.Kind]types.BasicKind{
	reflect.Bool: types.Bool, reflect.Int: types.Int, reflect.Int8: types.Int8, reflect.Int16: types.Int16, reflect.Int32: types.Int32,
	reflect.Int64: types.Int64, reflect.Uint: types.Uint, reflect.Uint8: types.Uint8, reflect.Uint16: types.Uint16, reflect.Uint32: types.Uint32,
	reflect.Uint64: types.Uint64, reflect.Uintptr: types.Uintptr, reflect.Float32: types.Float32, reflect.Float64: types.Float64,
	reflect.Complex64: types.Complex64, reflect.Complex128: types.Complex128, reflect.String: types.String, reflect.UnsafePointer: types.UnsafePointer,
}

var errorReflect = reflect.TypeFor[error]()

func (r *reflected) typ(t reflect.Type) types.Type {
	if t == errorReflect {
		return types.Universe.Lookup("error").Type()
	}
	if t.Name() != "" && t.PkgPath() != "" {
		return r.namedType(t)
	}
	return r.plain(t)
}

// plain converts the structure of a type.
func (r *reflected) plain(t reflect.Type) types.Type {
	if k, ok := basics[t.Kind()]; ok {
		return types.Typ[k]
	}
	switch t.Kind() {
	case reflect.Pointer:
		return types.NewPointer(r.typ(t.Elem()))
	case reflect.Slice:
		return types.NewSlice(r.typ(t.Elem()))
	case reflect.Array:
		return types.NewArray(r.typ(t.Elem()), int64(t.Len()))
	case reflect.Map:
		return types.NewMap(r.typ(t.Key()), r.typ(t.Elem()))
	case reflect.Chan:
		dir := map[reflect.ChanDir]types.ChanDir{reflect.BothDir: types.SendRecv, reflect.SendDir: types.SendOnly, reflect.RecvDir: types.RecvOnly}
		return types.NewChan(dir[t.ChanDir()], r.typ(t.Elem()))
	case reflect.Func:
		return r.signature(t, 0)
	case reflect.Interface:
		return r.interfaceType(t)
	}
	return r.structType(t)
}

func (r *reflected) interfaceType(t reflect.Type) types.Type {
	if t.NumMethod() == 0 {
		return types.Universe.Lookup("any").Type()
	}
	var methods []*types.Func
	for i := 0; i < t.NumMethod(); i++ {
		m := t.Method(i)
		var pkg *types.Package
		if m.PkgPath != "" {
			pkg = r.pkg(m.PkgPath)
		}
		methods = append(methods, types.NewFunc(token.NoPos, pkg, m.Name, r.signature(m.Type, 0)))
	}
	return types.NewInterfaceType(methods, nil).Complete()
}

func (r *reflected) structType(t reflect.Type) types.Type {
	var fields []*types.Var
	var tags []string
	for i := 0; i < t.NumField(); i++ {
		f := t.Field(i)
		if !f.IsExported() {
			continue // cells cannot name it
		}
		fields = append(fields, types.NewField(token.NoPos, r.pkgOf(t), f.Name, r.typ(f.Type), f.Anonymous))
		tags = append(tags, string(f.Tag))
	}
	return types.NewStruct(fields, tags)
}

func (r *reflected) pkgOf(t reflect.Type) *types.Package {
	if t.PkgPath() == "" {
		return nil
	}
	return r.pkg(t.PkgPath())
}

func (r *reflected) namedType(t reflect.Type) types.Type {
	if n, ok := r.named[t]; ok {
		return n
	}
	pkg := r.pkg(t.PkgPath())
	n := types.NewNamed(types.NewTypeName(token.NoPos, pkg, t.Name(), nil), nil, nil)
	r.named[t], r.reflect[n] = n, t
	n.SetUnderlying(r.plain(t))
	if t.Kind() == reflect.Interface {
		return n
	}
	byValue := map[string]bool{}
	for i := 0; i < t.NumMethod(); i++ {
		byValue[t.Method(i).Name] = true
	}
	p := reflect.PointerTo(t)
	for i := 0; i < p.NumMethod(); i++ {
		m := p.Method(i)
		var receiver types.Type = n
		if !byValue[m.Name] {
			receiver = types.NewPointer(n)
		}
		recv := types.NewVar(token.NoPos, pkg, "", receiver)
		sig := r.signature(m.Type, 1)
		n.AddMethod(types.NewFunc(token.NoPos, pkg, m.Name,
			types.NewSignatureType(recv, nil, nil, sig.Params(), sig.Results(), sig.Variadic())))
	}
	return n
}
