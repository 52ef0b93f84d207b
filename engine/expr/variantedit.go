package expr

import (
	"errors"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// variantEdit changes what a path leads to within a value that the caller owns.
type variantEdit struct {
	function string
	path     []pathStep
	value    *variantPart
	create   bool // set makes what is missing
}

func editFunctions() []*Function {
	g := "variant_funcs"
	params := func() []Param { return paramsOf("v", "path", "val") }
	set := withDefault(params(), "create_if_missing", &Literal{Value: true, Typ: data.Boolean})
	set4 := []int{3, 4}
	return []*Function{
		def(g, "variant_set", "variant_set(v, path, val[, create_if_missing])", "The VARIANT with a value at a path, which is made where it is missing unless create_if_missing is false.", "variant_set(parse_json('{\"a\": 1}'), '$.b', 3) -- {\"a\":1,\"b\":3}", 2, 4, bindVariantSet).takes(set).counts(set4...),
		def(g, "try_variant_set", "try_variant_set(v, path, val[, create_if_missing])", "variant_set, null where the path does not fit the value.", "try_variant_set(parse_json('{\"a\": 1}'), '$.a.b', 2) -- NULL", 2, 4, bindVariantSet).takes(set).counts(set4...),
		def(g, "variant_insert", "variant_insert(v, path, val)", "The VARIANT with a new field, or with a new element before the one at the path.", "variant_insert(parse_json('[\"a\",\"b\"]'), '$[1]', 'z') -- [\"a\",\"z\",\"b\"]", 2, 3, bindVariantEdit(variantEdit.insert)).takes(params()).counts(3),
		def(g, "try_variant_insert", "try_variant_insert(v, path, val)", "variant_insert, null where the path does not fit the value.", "try_variant_insert(parse_json('{\"a\": 1}'), '$.a', 2) -- NULL", 2, 3, bindVariantEdit(variantEdit.insert)).takes(params()).counts(3),
		def(g, "variant_array_append", "variant_array_append(v, path, val)", "The VARIANT with a value behind the array at the path.", "variant_array_append(parse_json('[1, 2]'), '$', 3) -- [1,2,3]", 2, 3, bindVariantEdit(variantEdit.append)).takes(params()).counts(3),
		def(g, "try_variant_array_append", "try_variant_array_append(v, path, val)", "variant_array_append, null where the path does not fit the value.", "try_variant_array_append(parse_json('{\"a\": 1}'), '$.a', 2) -- NULL", 2, 3, bindVariantEdit(variantEdit.append)).takes(params()).counts(3),
		def(g, "variant_delete", "variant_delete(v, path1[, path2, ...])", "The VARIANT without what the paths lead to, one after the other.", "variant_delete(parse_json('{\"a\": 1, \"b\": 2}'), '$.a') -- {\"b\":2}", 2, -1, bindVariantDelete),
		def(g, "variant_strip_nulls", "variant_strip_nulls(v[, include_arrays])", "The VARIANT without fields and elements that are null; elements stay where include_arrays is false.", "variant_strip_nulls(parse_json('{\"a\": 1, \"b\": null}')) -- {\"a\":1}", 1, 2, bindStripNulls).takes(withDefault(paramsOf("v"), "include_arrays", &Literal{Value: true, Typ: data.Boolean})),
		def(g, "is_valid_variant", "is_valid_variant(v)", "Whether the VARIANT is whole.", "is_valid_variant(parse_json('null')) -- true", 1, 1, sig(data.Boolean, rows(data.Boolean, func(_ *Context, a args) func(i int) (bool, error) {
			return func(int) (bool, error) { return true, nil }
		}), aVariant)),
	}
}

// bindVariantSet binds variant_set, whose last argument must not depend on the row.
func bindVariantSet(b *Binding) (Expr, error) {
	create := true
	if len(b.Args) > 3 {
		shown := b.frozen()
		if err := shown.accept(3, aBoolean.strictly()); err != nil {
			return nil, err
		}
		v, ok := shown.literal(3)
		if !ok {
			return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `create_if_missing` should be a foldable \"BOOLEAN\" expression; however, got \"%s\".", b.Args[3])
		}
		if v == nil {
			return &Literal{Typ: data.Variant}, nil
		}
		create = v.(bool)
	}
	return bindVariantEdit(func(e variantEdit, root *variantPart) error {
		e.create = create
		return e.set(root)
	})(b)
}

// bindVariantEdit binds f(v, path, val): val is cast to VARIANT.
func bindVariantEdit(edit func(e variantEdit, root *variantPart) error) bindFn {
	return func(b *Binding) (Expr, error) {
		text := b.text()
		list := b.frozen()
		for i, w := range []want{aVariant.strictly(), aString.strictly()} {
			if err := list.accept(i, w); err != nil {
				return nil, err
			}
		}
		if t := b.typ(2); !castable(CastAnsi, t, data.Variant) {
			return nil, mismatch("CAST_WITHOUT_SUGGESTION", text, b.at(), "cannot cast %s to \"VARIANT\".", quoteType(t))
		}
		b.Args = append(list.Args[:2:2], b.cast(list.Args[2], data.Variant))
		b.spelled = text
		function, name := strings.TrimPrefix(b.name(), "try_"), b.name()
		if e := b.fixedPath(data.Variant, func(path string) error {
			if steps, ok := variantPath(path); !ok || len(steps) == 0 && function != "variant_array_append" {
				return invalidVariantPath(name, path)
			}
			return nil
		}); e != nil {
			return e, nil
		}
		return b.as(b.apply(data.Variant, texts(data.Variant, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			v, val, path := a.text(0), a.text(2), stepsAt(a, 1)
			return func(dst []byte, i int) ([]byte, error) {
				steps, ok := path(i)
				if !ok || len(steps) == 0 && function != "variant_array_append" {
					return nil, invalidVariantPath(name, a.text(1).str(i))
				}
				root := variantParts(variantScan(v.at(i)), 0)
				e := variantEdit{function: function, path: steps, value: variantParts(variantScan(val.at(i)), 0)}
				if err := edit(e, root); err != nil {
					return nil, noIf(name != function, err)
				}
				return root.appendTo(dst), nil
			}
		}))), nil
	}
}

// fixedPath is what a call with a constant path is before anything else is looked at: null for a null one, and for a
// wrong one what fails with its refusal; nil otherwise.
func (b *Binding) fixedPath(t *data.Type, check func(path string) error) Expr {
	v, foldable, err := b.constant(1)
	if !foldable || err != nil {
		return nil
	}
	path, ok := v.(string)
	if !ok {
		return b.as(&Apply{Fn: b.Fn, Called: b.Called, Typ: t, Null: true, Kernel: func(_ *Context, _ []data.Column, n int) (data.Column, error) { return nulls(t, n), nil }})
	}
	if err = check(path); err == nil {
		return nil
	}
	if slices.ContainsFunc(b.Args, writtenNull) {
		return b.as(&Apply{Fn: b.Fn, Called: b.Called, Typ: t, Null: true, Kernel: func(_ *Context, _ []data.Column, n int) (data.Column, error) { return nulls(t, n), nil }})
	}
	return b.as(&Apply{Fn: b.Fn, Called: b.Called, Typ: t, Null: true, At: b.at(), Kernel: func(_ *Context, _ []data.Column, n int) (data.Column, error) {
		if n == 0 {
			return nulls(t, n), nil
		}
		return nil, err
	}})
}

// writtenNull tells NULL, and casts of it.
func writtenNull(e Expr) bool {
	for c, ok := e.(*Cast); ok; c, ok = e.(*Cast) {
		e = c.Child
	}
	l, ok := e.(*Literal)
	return ok && l.Value == nil
}

// stepsAt gives the path of a row; a constant one is read once.
func stepsAt(a args, k int) func(i int) ([]pathStep, bool) {
	v := a.text(k)
	var steps []pathStep
	ok, read := false, false
	return func(i int) ([]pathStep, bool) {
		if !read || !v.constant() {
			steps, ok = variantPath(v.str(i))
			read = true
		}
		return steps, ok
	}
}

func invalidVariantPath(function, path string) error {
	return failf("INVALID_VARIANT_PATH", "22023", "The path '%s' is not a valid `%s` target.\nA valid path should start with `$` and is followed by one or more segments like `[123]`, `.name`, `['name']`, or `[\"name\"]`.", path, function)
}

// mismatch refuses a path at whose first steps stands a value of another kind.
func (e variantEdit) mismatch(steps int) error {
	return failf("VARIANT_PATH_TYPE_MISMATCH", "22023", "The path '%s' is incompatible with the variant value at '%s' in `%s`.", pathText(e.path), pathText(e.path[:steps]), e.function)
}

// maxPadding bounds how many elements one path makes: a VARIANT has 16 MiB at most.
const maxPadding = 3 << 20

// target walks to the value before the last step, or to where something is missing: at is its step.
func (e variantEdit) target(root *variantPart) (to *variantPart, at int, err error) {
	for _, s := range e.path {
		if s.index > maxPadding {
			return nil, 0, failf("VARIANT_SIZE_LIMIT", "22023", "Cannot build variant bigger than 16.0 MiB in `%s`.\nPlease avoid large input strings to this expression (for example, add function calls(s) to check the expression size and convert it to NULL first if it is too big).", e.function)
		}
	}
	to = root
	for at = 0; at < len(e.path); at++ {
		k, found, fits := to.child(e.path[at])
		switch {
		case !fits:
			return nil, 0, e.mismatch(at)
		case !found || at == len(e.path)-1:
			return to, at, nil
		}
		to = to.parts[k]
	}
	return to, at, nil
}

func (e variantEdit) set(root *variantPart) error {
	to, at, err := e.target(root)
	if err != nil {
		return err
	}
	k, found, _ := to.child(e.path[at])
	switch {
	case found:
		to.parts[k] = e.value
	case e.create:
		to.add(e.path[at], variantWithin(e.path[at+1:], e.value))
	}
	return nil
}

func (e variantEdit) insert(root *variantPart) error {
	to, at, err := e.target(root)
	if err != nil {
		return err
	}
	k, found, _ := to.child(e.path[at])
	switch {
	case found && to.open == '{':
		return failf("VARIANT_DUPLICATE_KEY", "22023", "Failed to build variant because of a duplicate object key `%s`.", e.path[at].name)
	case found:
		to.parts = slices.Insert(to.parts, k, e.value)
	default:
		to.add(e.path[at], variantWithin(e.path[at+1:], e.value))
	}
	return nil
}

func (e variantEdit) append(root *variantPart) error {
	to, at, err := e.target(root)
	if err != nil {
		return err
	}
	if at < len(e.path) {
		k, found, _ := to.child(e.path[at])
		if !found {
			return nil
		}
		to = to.parts[k]
	}
	if to.open != '[' {
		return e.mismatch(len(e.path))
	}
	to.parts = append(to.parts, e.value)
	return nil
}

// delete takes away what the path leads to, if it leads to anything.
func (e variantEdit) delete(root *variantPart) error {
	to, at, err := e.target(root)
	var misfit *Error
	if errors.As(err, &misfit) {
		return nil
	}
	if k, found, _ := to.child(e.path[at]); found {
		to.remove(k)
	}
	return nil
}
