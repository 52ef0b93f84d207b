package expr

import "github.com/sparkrepl/sparkrepl/engine/data"

// The higher-order functions of maps.

// pairFrame evaluates a map and runs the lambda of argument 1 over all pairs.
func pairFrame(ctx *Context, a *Apply, f *frame) (m *data.MapColumn, picks, ends []int32, out data.Column, err error) {
	c, err := eval(ctx, a.Args[0], f)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	m = expand(c).(*data.MapColumn)
	inner, picks, ends := spread(f, m.Offsets, m.Nulls)
	out, err = a.Args[1].(*Lambda).eval(ctx, inner, data.Take(m.Keys, picks), data.Take(m.Items, picks))
	return m, picks, ends, out, err
}

func (b *Binding) mapArg(i int) (*data.Type, error) {
	if b.typ(i).Kind != data.KindMap {
		return nil, b.unexpected(i, `"MAP"`)
	}
	return b.typ(i), nil
}

func bindTransformMap(keys bool) bindFn {
	return func(b *Binding) (Expr, error) {
		m, err := b.mapArg(0)
		if err != nil {
			return nil, err
		}
		l, err := b.lambda(1, true, m.Key, m.Elem)
		if err != nil {
			return nil, err
		}
		t := data.MapOf(m.Key, l.Type(), true)
		if keys {
			if err := noMapKey(b.text(), b.at(), l.Type()); err != nil {
				return nil, err
			}
			t = data.MapOf(l.Type(), m.Elem, m.ElemNull)
		}
		return b.lazily(t, func(ctx *Context, a *Apply, f *frame) (data.Column, error) {
			src, picks, ends, out, err := pairFrame(ctx, a, f)
			if err != nil {
				return nil, err
			}
			if !keys {
				return &data.MapColumn{T: t, Offsets: ends, Keys: data.Take(src.Keys, picks), Items: out, Nulls: src.Nulls}, nil
			}
			items := data.Take(src.Items, picks)
			return mapOf(ctx, t, out, items, f.n, func(i int) (ks, vs []int32, ok bool) {
				ks = span32(ends, i)
				return ks, ks, src.Nulls.Get(i)
			})
		}), nil
	}
}

func bindMapFilter(b *Binding) (Expr, error) {
	m, err := b.mapArg(0)
	if err != nil {
		return nil, err
	}
	l, err := b.lambda(1, true, m.Key, m.Elem)
	if err != nil {
		return nil, err
	}
	if err := b.predicate(1, l); err != nil {
		return nil, err
	}
	return b.lazily(m, func(ctx *Context, a *Apply, f *frame) (data.Column, error) {
		src, picks, ends, out, err := pairFrame(ctx, a, f)
		if err != nil {
			return nil, err
		}
		keep := kept(out, len(picks))
		return mapOf(ctx, m, src.Keys, src.Items, f.n, func(i int) (ks, vs []int32, ok bool) {
			for k := ends[i]; k < ends[i+1]; k++ {
				if keep(int(k)) {
					ks = append(ks, picks[k])
				}
			}
			return ks, ks, src.Nulls.Get(i)
		})
	}), nil
}

func bindMapZip(b *Binding) (Expr, error) {
	l, err := b.mapArg(0)
	if err != nil {
		return nil, err
	}
	r, err := b.mapArg(1)
	if err != nil {
		return nil, err
	}
	key := wider(b.Ctx.Ansi, !b.Ctx.Ansi, l.Key, r.Key)
	if key == nil {
		return nil, mismatch("MAP_ZIP_WITH_DIFF_TYPES", b.text(), b.at(), "Input to the `map_zip_with` should have been two maps with compatible key types, but it's [%s, %s].", quoteType(l.Key), quoteType(r.Key))
	}
	b.Args[0], b.Args[1] = b.cast(b.Args[0], data.MapOf(key, l.Elem, true)), b.cast(b.Args[1], data.MapOf(key, r.Elem, true))
	f, err := b.lambda(2, true, key, l.Elem, r.Elem)
	if err != nil {
		return nil, err
	}
	t := data.MapOf(key, f.Type(), true)
	return b.lazily(t, func(ctx *Context, a *Apply, f *frame) (data.Column, error) { return evalMapZip(ctx, a, f, t) }), nil
}

func evalMapZip(ctx *Context, a *Apply, f *frame, t *data.Type) (data.Column, error) {
	var maps [2]*data.MapColumn
	for k := range maps {
		c, err := eval(ctx, a.Args[k], f)
		if err != nil {
			return nil, err
		}
		maps[k] = expand(c).(*data.MapColumn)
	}
	l, r := maps[0], maps[1]
	all := data.ConcatColumns(t.Key, []data.Column{l.Keys, r.Keys})
	base := int32(l.Keys.Len())
	compared := keyColumn(all, t.Key)
	var rows, keys, lp, rp []int32
	ends := make([]int32, f.n+1)
	valid := l.Nulls.And(r.Nulls)
	for i := range f.n {
		if valid.Get(i) {
			seen := map[string]bool{}
			for _, k := range addNew(addNew(nil, compared, l.Offsets[i], l.Offsets[i+1], 0, seen), compared, r.Offsets[i]+base, r.Offsets[i+1]+base, 0, seen) {
				rows, keys = append(rows, int32(i)), append(keys, k)
				lp, rp = append(lp, findKey(l, i, compared, 0, k)), append(rp, findKey(r, i, compared, base, k))
			}
		}
		ends[i+1] = int32(len(keys))
	}
	kc := data.Take(all, keys)
	out, err := a.Args[2].(*Lambda).eval(ctx, f.narrow(rows), kc, takeOrNull(l.Items, lp), takeOrNull(r.Items, rp))
	if err != nil {
		return nil, err
	}
	return &data.MapColumn{T: t, Offsets: ends, Keys: kc, Items: out, Nulls: valid}, nil
}

// findKey finds, among the keys of a row of m, which stand in a column from base on, that of row k there.
func findKey(m *data.MapColumn, row int, keys data.Column, base, k int32) int32 {
	for e := m.Offsets[row]; e < m.Offsets[row+1]; e++ {
		if data.Equal(keys, int(base+e), keys, int(k)) {
			return e
		}
	}
	return -1
}
