package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// elementPick lists, for row i, the elements of the first argument that the result has, by
// their numbers in the element column; -1 is a null.
type elementPick = func(dst []int32, i int) ([]int32, error)

// pickElements makes a kernel whose arrays are made of elements of its first argument: the
// elements are taken at once, whatever their type.
func pickElements(t *data.Type, prep func(ctx *Context, a args) elementPick) Kernel {
	return func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		valid, never := strict(cols)
		if never {
			return nulls(t, n), nil
		}
		f := prep(ctx, cols)
		l, _ := args(cols).list(0)
		offsets := make([]int32, n+1)
		var picks []int32
		mine := false
		for i := 0; i < n; i++ {
			if valid == nil || valid.Get(i) {
				next, err := f(picks, i)
				switch {
				case err == nil:
					picks = next
				case err == isNull:
					valid, mine = voidRow(valid, mine, i, n)
				default:
					return nil, err
				}
			}
			offsets[i+1] = int32(len(picks))
		}
		return &data.List{T: t, Offsets: offsets, Elems: takeOrNull(l.Elems, picks), Nulls: valid}, nil
	}
}

// takeOrNull takes rows of c; -1 gives a null.
func takeOrNull(c data.Column, picks []int32) data.Column {
	holes := false
	for _, p := range picks {
		holes = holes || p < 0
	}
	if !holes {
		return data.Take(c, picks)
	}
	with := data.ConcatColumns(c.Type(), []data.Column{c, nulls(c.Type(), 1)})
	at := make([]int32, len(picks))
	for i, p := range picks {
		if at[i] = p; p < 0 {
			at[i] = int32(c.Len())
		}
	}
	return data.Take(with, at)
}

// joinedElements brings the elements of both array arguments into one column: those of the
// second begin at from.
func joinedElements(a args) (both data.Column, from int32) {
	l, _ := a.list(0)
	r, _ := a.list(1)
	return data.ConcatColumns(l.T.Elem, []data.Column{l.Elems, r.Elems}), int32(l.Elems.Len())
}

// elementAt picks one element a row; pick gives its number, -1 for null.
func elementAt(t *data.Type, pick func(ctx *Context, a args) func(i int) (int32, error)) Kernel {
	return func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		valid, never := strict(cols)
		if never {
			return nulls(t, n), nil
		}
		f := pick(ctx, cols)
		var elems data.Column
		switch c := sideOf(cols[0]).col.(type) {
		case *data.List:
			elems = c.Elems
		case *data.MapColumn:
			elems = c.Items
		}
		picks := make([]int32, n)
		for i := range picks {
			picks[i] = -1
			if valid == nil || valid.Get(i) {
				k, err := f(i)
				if err != nil {
					return nil, err
				}
				picks[i] = k
			}
		}
		return takeOrNull(elems, picks), nil
	}
}

func elementFunctions() []*Function {
	g := "collection_funcs"
	return []*Function{
		def(g, "[]", "array[index] | map[key]", "An element of an array, counted from 0, or the value of a key.", "array(1, 2, 3)[0] -- 1", 2, 2, bindSubscript).spelled(func(a []string) string { return a[0] + "[" + a[1] + "]" }),
		def(g, "element_at", "element_at(array, index) | element_at(map, key)", "An element of an array, counted from 1 or from the end, or the value of a key.", "element_at(array(1, 2, 3), 2) -- 2", 2, 2, bindElementAt(false)),
		def(g, "try_element_at", "try_element_at(array, index) | try_element_at(map, key)", "element_at, null where there is none.", "try_element_at(array(1, 2, 3), 5) -- NULL", 2, 2, within("element_at", bindElementAt(true))),
		def("array_funcs", "get", "get(array, index)", "The element at index, counted from 0; null outside.", "get(array(1, 2, 3), 0) -- 1", 2, 2, bindGet),
		def(g, "size", "size(expr)", "Number of elements of an array or map.", "size(array('b', 'd', 'c', 'a')) -- 4", 1, 1, bindSize).also("cardinality"),
		def("array_funcs", "array_size", "array_size(array)", "Number of elements.", "array_size(array('b', 'd', 'c', 'a')) -- 4", 1, 1, sig(data.Int, sizeKernel, anArray)).harmless(),
	}
}

// listPick finds element k of row i; zero is the first.
func listPick(a args, i, k int) int32 {
	l, mask := a.list(0)
	i &= mask
	if at := int(l.Offsets[i]) + k; k >= 0 && at < int(l.Offsets[i+1]) {
		return int32(at)
	}
	return -1
}

func listLen(a args, i int) int {
	l, mask := a.list(0)
	i &= mask
	return int(l.Offsets[i+1] - l.Offsets[i])
}

// intAt reads an integer argument of any width.
func intAt(c data.Column, i int) int {
	s := sideOf(c)
	return int(toInt(data.ValueAt(s.col, s.row(i))))
}

func bindSubscript(b *Binding) (Expr, error) {
	t := b.typ(0)
	switch t.Kind {
	case data.KindMap:
		return b.mapValue(b.Fn)
	case data.KindStruct:
		if v, ok := b.literal(1); ok {
			if name, ok := v.(string); ok {
				return fieldOf(b.Ctx, b.Args[0], name, b.at())
			}
		}
		return nil, Errorf("INVALID_EXTRACT_FIELD_TYPE", "42000", Span{}, "Field name should be a non-null string literal, but it's \"%s\".", b.Args[1])
	case data.KindArray:
		if !b.typ(1).Integral() {
			if err := b.acceptAll(anything, anInt.strictly()); err != nil {
				return nil, mismatch("UNEXPECTED_INPUT_TYPE", b.text(), b.at(), "The second parameter requires the \"INTEGRAL\" type, however \"%s\" has the type %s.", b.Args[1], quoteType(b.typ(1)))
			}
		}
		ansi := b.Ctx.Ansi
		return b.element(ansi, b.apply(t.Elem, elementAt(t.Elem, func(_ *Context, a args) func(i int) (int32, error) {
			return func(i int) (int32, error) {
				k := int(int32(intAt(a[1], i))) // Spark takes 32 bits of it
				p := listPick(a, i, k)
				if p < 0 && ansi {
					return 0, arrayIndex(k, listLen(a, i))
				}
				return p, nil
			}
		}))), nil
	}
	return nil, Errorf("INVALID_EXTRACT_BASE_FIELD_TYPE", "42000", Span{}, "Can't extract a value from \"%s\". Need a complex type [STRUCT, ARRAY, MAP] but got %s.", b.Args[0], quoteType(t))
}

// mapValue resolves a look-up in a map, whose key is coerced.
func (b *Binding) mapValue(fn *Function) (Expr, error) {
	t := b.typ(0)
	if !orderable(t.Key) {
		return nil, unordered(b, fn.Name, t.Key)
	}
	if key := b.typ(1); !key.Equal(t.Key) {
		common := wider(b.Ctx.Ansi, true, t.Key, key)
		if common == nil {
			return nil, mismatch("UNEXPECTED_INPUT_TYPE", b.text(), b.at(), "The second parameter requires the %s type, however \"%s\" has the type %s.", quoteType(t.Key), b.Args[1], quoteType(key))
		}
		b.Args = []Expr{b.Args[0], b.cast(b.Args[1], t.Key)}
	}
	return b.apply(t.Elem, elementAt(t.Elem, func(_ *Context, a args) func(i int) (int32, error) {
		m, mask := a.mapAt(0)
		key := sideOf(a[1])
		return func(i int) (int32, error) {
			r := i & mask
			for k := m.Offsets[r]; k < m.Offsets[r+1]; k++ {
				if data.Equal(m.Keys, int(k), key.col, key.row(i)) {
					return k, nil
				}
			}
			return -1, nil
		}
	})), nil
}

func bindElementAt(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		t := b.typ(0)
		if t.Kind == data.KindMap {
			key := tightest(b.Ctx.Ansi, t.Key, b.typ(1))
			if key == nil {
				return nil, b.otherKey()
			}
			b.Args = []Expr{b.cast(b.Args[0], data.MapOf(key, t.Elem, t.ElemNull)), b.cast(b.Args[1], key)}
			return b.mapValue(b.Fn)
		}
		if t.Kind != data.KindArray {
			return nil, b.unexpected(0, `("ARRAY" or "MAP")`)
		}
		if !b.typ(1).Integral() || b.typ(1).Kind == data.KindLong {
			return nil, b.unexpected(1, `"INT"`)
		}
		ansi := b.Ctx.Ansi && !try
		return b.element(ansi, b.apply(t.Elem, elementAt(t.Elem, func(_ *Context, a args) func(i int) (int32, error) {
			return func(i int) (int32, error) {
				k, n := intAt(a[1], i), listLen(a, i)
				switch {
				case k == 0:
					return 0, indexZero()
				case k > n || -k > n:
					if ansi {
						return 0, failf("INVALID_ARRAY_INDEX_IN_ELEMENT_AT", "22003", "The index %d is out of bounds. The array has %d elements. Use `try_element_at` to tolerate accessing element at invalid index and return NULL instead.", k, n)
					}
					return -1, nil
				case k < 0:
					return listPick(a, i, n+k), nil
				}
				return listPick(a, i, k-1), nil
			}
		}))), nil
	}
}

// element is an element of an array: where an index out of bounds fails, it is null only where an
// element may be, says Spark, whatever the arguments are.
func (b *Binding) element(fails bool, a *Apply) Expr {
	if fails {
		a.Null = b.typ(0).ElemNull
	}
	return a
}

func bindGet(b *Binding) (Expr, error) {
	if b.typ(0).Kind != data.KindArray {
		return nil, b.unexpected(0, `"ARRAY"`)
	}
	if err := b.acceptAll(anArray, anInt); err != nil {
		return nil, err
	}
	t := b.typ(0).Elem
	return b.apply(t, elementAt(t, func(_ *Context, a args) func(i int) (int32, error) {
		return func(i int) (int32, error) { return listPick(a, i, intAt(a[1], i)), nil }
	})), nil
}

func sizeKernel(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
		s := sideOf(a[0])
		var offsets []int32
		switch c := s.col.(type) {
		case *data.List:
			offsets = c.Offsets
		case *data.MapColumn:
			offsets = c.Offsets
		}
		return func(i int) (int32, error) { i = s.row(i); return offsets[i+1] - offsets[i], nil }
	})(ctx, cols, n)
}

// bindSize binds size: null of a null under ANSI, -1 else.
func bindSize(b *Binding) (Expr, error) {
	if err := b.acceptAll(either(anArray, aMap)); err != nil {
		return nil, err
	}
	a := b.apply(data.Int, sizeKernel)
	if b.Ctx.Ansi {
		return a, nil
	}
	return b.call("coalesce", a, &Literal{Value: int32(-1), Typ: data.Int})
}
