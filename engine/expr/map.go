package expr

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func mapFunctions() []*Function {
	g := "map_funcs"
	texts := data.MapOf(data.String, data.String, true)
	return []*Function{
		def(g, "map", "map(key0, value0, key1, value1, ...)", "A map of the pairs.", "map(1.0, '2', 3.0, '4') -- {1.0 -> 2, 3.0 -> 4}", 0, -1, bindMap),
		def(g, "map_keys", "map_keys(map)", "The keys.", "map_keys(map(1, 'a', 2, 'b')) -- [1, 2]", 1, 1, bindMapPart(true)),
		def(g, "map_values", "map_values(map)", "The values.", "map_values(map(1, 'a', 2, 'b')) -- [a, b]", 1, 1, bindMapPart(false)),
		def(g, "map_entries", "map_entries(map)", "An array of the pairs as structs.", "map_entries(map(1, 'a', 2, 'b')) -- [{1, a}, {2, b}]", 1, 1, bindEntries),
		def(g, "map_from_arrays", "map_from_arrays(keys, values)", "A map of two arrays.", "map_from_arrays(array(1.0, 3.0), array('2', '4')) -- {1.0 -> 2, 3.0 -> 4}", 2, 2, bindMapFromArrays),
		def(g, "map_from_entries", "map_from_entries(arrayOfEntries)", "A map of an array of pairs.", "map_from_entries(array(struct(1, 'a'), struct(2, 'b'))) -- {1 -> a, 2 -> b}", 1, 1, bindMapFromEntries),
		def(g, "map_concat", "map_concat(map, ...)", "The pairs of all maps.", "map_concat(map(1, 'a', 2, 'b'), map(3, 'c')) -- {1 -> a, 2 -> b, 3 -> c}", 0, -1, bindMapConcat),
		def(g, "map_contains_key", "map_contains_key(map, key)", "True where the map has the key.", "map_contains_key(map(1, 'a', 2, 'b'), 1) -- true", 2, 2, bindContainsKey),
		def(g, "str_to_map", "str_to_map(text[, pairDelim[, keyValueDelim]])", "A map of the pairs in a text.", "str_to_map('a:1,b:2,c:3', ',', ':') -- {a -> 1, b -> 2, c -> 3}", 1, 3, sig(texts, strToMap(texts), aString.strictly())),
	}
}

func duplicateKey(ctx *Context, c data.Column, i int) error {
	return failf("DUPLICATED_MAP_KEY", "23505", "Duplicate map key %s was found, please check the input data.\nIf you want to remove the duplicated keys, you can set \"spark.sql.mapKeyDedupPolicy\" to \"LAST_WIN\" so that the key inserted at last takes precedence.", appendPart(nil, ctx, c, i))
}

// mapOf builds maps out of key and value columns; pick lists the pairs of a row by number. A
// key twice is an error, or the last counts when the session says so; a null key is an error.
func mapOf(ctx *Context, t *data.Type, keys, items data.Column, n int, pick func(i int) (ks, vs []int32, ok bool)) (data.Column, error) {
	offsets := make([]int32, n+1)
	var kp, vp []int32
	var valid data.Bitmap
	mine := false
	compared := keyColumn(keys, t.Key)
	lastWins := ctx.Conf != nil && strings.EqualFold(ctx.Conf("spark.sql.mapKeyDedupPolicy"), "LAST_WIN")
	for i := range n {
		ks, vs, ok := pick(i)
		if !ok {
			valid, mine = voidRow(valid, mine, i, n)
		}
		seen := map[string]int{}
		for j, k := range ks {
			if k < 0 || data.IsNull(keys, int(k)) {
				return nil, failf("NULL_MAP_KEY", "2200E", "Cannot use null as map key.")
			}
			key := string(data.AppendKey(nil, compared, int(k)))
			at, twice := seen[key]
			switch {
			case twice && !lastWins:
				return nil, duplicateKey(ctx, keys, int(k))
			case twice:
				vp[at] = vs[j]
			default:
				seen[key] = len(kp)
				kp, vp = append(kp, k), append(vp, vs[j])
			}
		}
		offsets[i+1] = int32(len(kp))
	}
	return &data.MapColumn{T: t, Offsets: offsets, Keys: data.Take(keys, kp), Items: takeOrNull(items, vp), Nulls: valid}, nil
}

func bindMap(b *Binding) (Expr, error) {
	if len(b.Args)%2 != 0 {
		return nil, WrongCount(b.name(), "2n (n > 0)", len(b.Args), Span{})
	}
	var keys, items []Expr
	for i, e := range b.Args {
		if i%2 == 0 {
			keys = append(keys, e)
		} else {
			items = append(items, e)
		}
	}
	text := b.text()
	kt, vt := data.Void, data.Void
	if len(keys) > 0 {
		if kt = widerAll(b.Ctx, true, keys); kt == nil {
			return nil, mismatch("CREATE_MAP_KEY_DIFF_TYPES", text, b.at(), "The given keys of function `map` should all be the same type, but they are %s.", typeList("[", keys, "]"))
		}
		if vt = widerAll(b.Ctx, true, items); vt == nil {
			return nil, mismatch("CREATE_MAP_VALUE_DIFF_TYPES", text, b.at(), "The given values of function `map` should all be the same type, but they are %s.", typeList("[", items, "]"))
		}
		if err := noMapKey(text, b.at(), kt); err != nil {
			return nil, err
		}
	}
	for i, e := range b.Args {
		if i%2 == 0 {
			b.Args[i] = b.cast(e, kt)
		} else {
			b.Args[i] = b.cast(e, vt)
		}
	}
	t := data.MapOf(kt, vt, slices.ContainsFunc(items, Expr.Nullable))
	a := b.apply(t, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		half := len(cols) / 2
		ks, vs := make([]data.Column, half), make([]data.Column, half)
		for k := range half {
			ks[k], vs[k] = expand(cols[2*k]), expand(cols[2*k+1])
		}
		if half == 0 {
			return data.Take(oneValue(t, []data.Pair{}), make([]int32, n)), nil
		}
		out, err := mapOf(ctx, t, data.ConcatColumns(kt, ks), data.ConcatColumns(vt, vs), n, func(i int) (a, b []int32, ok bool) {
			for k := range half {
				a = append(a, int32(k*n+i))
			}
			return a, a, true
		})
		if m, ok := out.(*data.MapColumn); ok && err == nil {
			return &data.MapColumn{T: m.T, Offsets: m.Offsets, Keys: plainReals(m.Keys), Items: m.Items, Nulls: m.Nulls}, nil
		}
		return out, err
	})
	a.Null = false
	a.Consts = len(b.Args) > 0
	return a, nil
}

// noMapKey refuses types that no key of a map has.
func noMapKey(text string, at Span, t *data.Type) error {
	switch {
	case holds(t, data.KindMap):
	case holds(t, data.KindVariant):
		t = data.Variant
	default:
		return nil
	}
	return mismatch("INVALID_MAP_KEY_TYPE", text, at, "The key of map cannot be/contain %s.", quoteType(t))
}

func bindMapPart(keys bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aMap.strictly()); err != nil {
			return nil, err
		}
		m := b.typ(0)
		t := data.ArrayOf(m.Elem, m.ElemNull)
		if keys {
			t = data.ArrayOf(m.Key, false)
		}
		a := b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
			c := cols[0].(*data.MapColumn)
			if keys {
				return &data.List{T: t, Offsets: c.Offsets, Elems: c.Keys, Nulls: c.Nulls}, nil
			}
			return &data.List{T: t, Offsets: c.Offsets, Elems: c.Items, Nulls: c.Nulls}, nil
		})
		a.Consts = false
		return a, nil
	}
}

func entryType(m *data.Type) *data.Type {
	return data.StructOf(data.Field{Name: "key", Type: m.Key}, data.Field{Name: "value", Type: m.Elem, Nullable: m.ElemNull})
}

func bindEntries(b *Binding) (Expr, error) {
	if err := b.acceptAll(aMap.strictly()); err != nil {
		return nil, err
	}
	t := data.ArrayOf(entryType(b.typ(0)), false)
	a := b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		c := cols[0].(*data.MapColumn)
		s := &data.Struct{T: t.Elem, N: c.Keys.Len(), Fields: []data.Column{c.Keys, c.Items}}
		return &data.List{T: t, Offsets: c.Offsets, Elems: s, Nulls: c.Nulls}, nil
	})
	a.Consts = false
	return a, nil
}

func span32(offsets []int32, r int) []int32 {
	var out []int32
	for k := offsets[r]; k < offsets[r+1]; k++ {
		out = append(out, k)
	}
	return out
}

func bindMapFromArrays(b *Binding) (Expr, error) {
	if err := b.acceptAll(anArray); err != nil {
		return nil, err
	}
	if err := noMapKey(b.text(), b.at(), b.typ(0).Elem); err != nil {
		return nil, err
	}
	t := data.MapOf(b.typ(0).Elem, b.typ(1).Elem, true)
	return b.apply(t, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		x, y := sideOf(cols[0]), sideOf(cols[1])
		l, r := x.col.(*data.List), y.col.(*data.List)
		var fail error
		out, err := mapOf(ctx, t, l.Elems, r.Elems, n, func(i int) (ks, vs []int32, ok bool) {
			p, q := x.row(i), y.row(i)
			if data.IsNull(l, p) || data.IsNull(r, q) {
				return nil, nil, false
			}
			ks, vs = span32(l.Offsets, p), span32(r.Offsets, q)
			if len(ks) != len(vs) {
				fail = &Error{Condition: "_LEGACY_ERROR_TEMP_2128", Runtime: true, Message: "The key array and value array of MapData must have the same length."}
				return nil, nil, false
			}
			return ks, vs, true
		})
		if fail != nil {
			return nil, fail
		}
		return out, err
	}), nil
}

func bindMapFromEntries(b *Binding) (Expr, error) {
	t := b.typ(0)
	if t.Kind != data.KindArray || t.Elem.Kind != data.KindStruct || len(t.Elem.Fields) != 2 {
		return nil, b.unexpected(0, `"ARRAY" of pair "STRUCT"`)
	}
	if err := noMapKey(b.text(), b.at(), t.Elem.Fields[0].Type); err != nil {
		return nil, err
	}
	out := data.MapOf(t.Elem.Fields[0].Type, t.Elem.Fields[1].Type, t.Elem.Fields[1].Nullable)
	return b.apply(out, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		x := sideOf(cols[0])
		l := x.col.(*data.List)
		s := l.Elems.(*data.Struct)
		return mapOf(ctx, out, structField(s, 0), structField(s, 1), n, func(i int) (ks, vs []int32, ok bool) {
			if data.IsNull(l, x.row(i)) {
				return nil, nil, false
			}
			ks = span32(l.Offsets, x.row(i))
			for _, k := range ks {
				if data.IsNull(s, int(k)) {
					return nil, nil, false
				}
			}
			return ks, ks, true
		})
	}), nil
}

func bindMapConcat(b *Binding) (Expr, error) {
	text := b.text()
	for i := range b.Args {
		if b.typ(i).Kind != data.KindMap {
			return nil, mismatch("MAP_CONCAT_DIFF_TYPES", text, b.at(), "The `map_concat` should all be of type map, but it's %s.", typeList("[", b.Args, "]"))
		}
	}
	if len(b.Args) == 0 {
		return &Literal{Value: []data.Pair{}, Typ: data.MapOf(data.String, data.String, false), Text: text, folded: true}, nil
	}
	t, ok := b.unify(0, !b.Ctx.Ansi)
	if !ok {
		return nil, mismatch("DATA_DIFF_TYPES", text, b.at(), "Input to `map_concat` should all be the same type, but it's %s.", orList(b.Args))
	}
	return b.apply(t, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		var keys, items []data.Column
		bases := make([]int32, len(cols))
		base := int32(0)
		for k, c := range cols {
			m := sideOf(c).col.(*data.MapColumn)
			keys, items, bases[k] = append(keys, m.Keys), append(items, m.Items), base
			base += int32(m.Keys.Len())
		}
		return mapOf(ctx, t, data.ConcatColumns(t.Key, keys), data.ConcatColumns(t.Elem, items), n, func(i int) (ks, vs []int32, ok bool) {
			for k, c := range cols {
				s := sideOf(c)
				if data.IsNull(s.col, s.row(i)) {
					return nil, nil, false
				}
				for _, e := range span32(s.col.(*data.MapColumn).Offsets, s.row(i)) {
					ks = append(ks, bases[k]+e)
				}
			}
			return ks, ks, true
		})
	}), nil
}

func bindContainsKey(b *Binding) (Expr, error) {
	if b.typ(1).Kind == data.KindNull {
		return nil, b.nullType()
	}
	if b.typ(0).Kind != data.KindMap {
		return nil, b.otherKey()
	}
	keys, err := b.call("map_keys", b.Args[0])
	if err != nil {
		return nil, err
	}
	e, err := b.call("array_contains", keys, b.Args[1])
	if err != nil {
		return nil, b.otherKey()
	}
	return shown(e, b), nil
}

// otherKey refuses a key of a type that the keys of the first argument have not.
func (b *Binding) otherKey() error {
	return mismatch("MAP_FUNCTION_DIFF_TYPES", b.text(), b.at(), "Input to `%s` should have been \"MAP\" followed by a value with same key type, but it's [%s, %s].", b.Fn.Name, quoteType(b.typ(0)), quoteType(b.typ(1)))
}

func strToMap(t *data.Type) Kernel {
	return boxed(t, func(ctx *Context, a args) func(i int) (any, error) {
		s := a.text(0)
		delim := func(k int, d string) args {
			if a.has(k) {
				return args{a[k]}
			}
			return args{&constant{oneValue(data.String, d), s.mask}}
		}
		pairRe, kvRe := pattern(delim(1, ","), 0, "str_to_map"), pattern(delim(2, ":"), 0, "str_to_map")
		return func(i int) (any, error) {
			pr, err := pairRe(i)
			if err != nil {
				return nil, err
			}
			kr, err := kvRe(i)
			if err != nil {
				return nil, err
			}
			var out []data.Pair
			seen := map[string]bool{}
			pairs, err := splitText(s.str(i), pr, -1)
			if err != nil {
				return nil, err
			}
			for _, part := range pairs {
				kv, err := splitText(part.(string), kr, 2)
				if err != nil {
					return nil, err
				}
				key := kv[0].(string)
				if seen[key] {
					return nil, duplicateKey(ctx, oneValue(data.String, key), 0)
				}
				seen[key] = true
				p := data.Pair{Key: key}
				if len(kv) > 1 {
					p.Value = kv[1]
				}
				out = append(out, p)
			}
			return out, nil
		}
	})
}
