package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func lambdaFunctions() []*Function {
	g := "lambda_funcs"
	return []*Function{
		def(g, "transform", "transform(expr, func)", "The array of func of each element; func may take the index too.", "transform(array(1, 2, 3), x -> x + 1) -- [2, 3, 4]", 2, 2, bindTransform),
		def(g, "filter", "filter(expr, func)", "The elements for which func is true; func may take the index too.", "filter(array(1, 2, 3), x -> x % 2 = 1) -- [1, 3]", 2, 2, bindFilterElements),
		def(g, "exists", "exists(expr, pred)", "True where the predicate holds for an element.", "exists(array(1, 2, 3), x -> x % 2 = 0) -- true", 2, 2, bindQuantified(false)),
		def(g, "forall", "forall(expr, pred)", "True where the predicate holds for all elements.", "forall(array(2, 4, 8), x -> x % 2 = 0) -- true", 2, 2, bindQuantified(true)).also("any_match_all"),
		def(g, "aggregate", "aggregate(expr, start, merge[, finish])", "The elements merged one by one into start.", "aggregate(array(1, 2, 3), 0, (acc, x) -> acc + x) -- 6", 3, 4, bindReduce).also("reduce"),
		def(g, "array_sort", "array_sort(expr[, func])", "The array sorted, nulls last, or by a comparator that gives a negative number, 0 or a positive one.", "array_sort(array(5, 6, 1)) -- [1, 5, 6]", 1, 2, bindArraySort),
		def(g, "zip_with", "zip_with(left, right, func)", "func of the elements at the same place; the shorter array is filled with nulls.", "zip_with(array(1, 2), array(3, 4), (x, y) -> x + y) -- [4, 6]", 3, 3, bindZipWith),
		def(g, "transform_keys", "transform_keys(expr, func)", "The map with other keys.", "transform_keys(map(1, 1, 2, 2), (k, v) -> k + 1) -- {2 -> 1, 3 -> 2}", 2, 2, bindTransformMap(true)),
		def(g, "transform_values", "transform_values(expr, func)", "The map with other values.", "transform_values(map(1, 1, 2, 2), (k, v) -> v + 1) -- {1 -> 2, 2 -> 3}", 2, 2, bindTransformMap(false)),
		def(g, "map_filter", "map_filter(expr, func)", "The pairs for which func is true.", "map_filter(map(1, 0, 2, 2, 3, -1), (k, v) -> k > v) -- {1 -> 0, 3 -> -1}", 2, 2, bindMapFilter),
		def(g, "map_zip_with", "map_zip_with(map1, map2, func)", "func of the values of each key of both maps.", "map_zip_with(map(1, 'a'), map(1, 'x'), (k, v1, v2) -> concat(v1, v2)) -- {1 -> ax}", 3, 3, bindMapZip),
	}
}

// spread is the frame of all elements of the lists of f's rows, and the elements in it.
func spread(f *frame, offsets []int32, valid data.Bitmap) (inner *frame, picks []int32, ends []int32) {
	var rows []int32
	ends = make([]int32, f.n+1)
	for i := range f.n {
		if valid.Get(i) {
			for k := offsets[i]; k < offsets[i+1]; k++ {
				rows = append(rows, int32(i))
				picks = append(picks, k)
			}
		}
		ends[i+1] = int32(len(picks))
	}
	return f.narrow(rows), picks, ends
}

func indexes(ends []int32) data.Column {
	out := make([]int32, 0, ends[len(ends)-1])
	for i := range ends[1:] {
		for k := range ends[i+1] - ends[i] {
			out = append(out, k)
		}
	}
	return &data.Ints{T: data.Int, Values: out}
}

// elementFrame evaluates argument 0 and runs the lambda of argument 1 over all elements.
func elementFrame(ctx *Context, a *Apply, f *frame) (l *data.List, picks, ends []int32, out data.Column, err error) {
	c, err := eval(ctx, a.Args[0], f)
	if err != nil {
		return nil, nil, nil, nil, err
	}
	l, ok := expand(c).(*data.List)
	if !ok {
		l = &data.List{T: a.Typ, Offsets: make([]int32, f.n+1), Elems: &data.Voids{}, Nulls: data.NewBitmap(f.n, false)}
	}
	inner, picks, ends := spread(f, l.Offsets, l.Nulls)
	out, err = a.Args[1].(*Lambda).eval(ctx, inner, data.Take(l.Elems, picks), indexes(ends))
	return l, picks, ends, out, err
}

func (b *Binding) arrayArg(i int) (*data.Type, error) {
	if b.typ(i).Kind != data.KindArray {
		return nil, b.unexpected(i, `"ARRAY"`)
	}
	return b.typ(i).Elem, nil
}

func bindTransform(b *Binding) (Expr, error) {
	elem, err := b.arrayArg(0)
	if err != nil {
		return nil, err
	}
	l, err := b.lambda(1, true, b.elementTypes(1, elem)...)
	if err != nil {
		return nil, err
	}
	t := data.ArrayOf(l.Type(), true)
	return b.lazily(t, func(ctx *Context, a *Apply, f *frame) (data.Column, error) {
		src, _, ends, out, err := elementFrame(ctx, a, f)
		if err != nil {
			return nil, err
		}
		return &data.List{T: t, Offsets: ends, Elems: out, Nulls: src.Nulls}, nil
	}), nil
}

// predicate wants a BOOLEAN lambda.
func (b *Binding) predicate(i int, l *Lambda) error {
	if t := l.Type(); t.Kind != data.KindBoolean && t.Kind != data.KindNull {
		return b.unexpected(i, `"BOOLEAN"`)
	}
	return nil
}

func bindFilterElements(b *Binding) (Expr, error) {
	elem, err := b.arrayArg(0)
	if err != nil {
		return nil, err
	}
	l, err := b.lambda(1, true, b.elementTypes(1, elem)...)
	if err != nil {
		return nil, err
	}
	if err := b.predicate(1, l); err != nil {
		return nil, err
	}
	t := b.typ(0)
	return b.lazily(t, func(ctx *Context, a *Apply, f *frame) (data.Column, error) {
		src, picks, ends, out, err := elementFrame(ctx, a, f)
		if err != nil {
			return nil, err
		}
		keep := kept(out, len(picks))
		offsets := make([]int32, f.n+1)
		var chosen []int32
		for i := range f.n {
			for k := ends[i]; k < ends[i+1]; k++ {
				if keep(int(k)) {
					chosen = append(chosen, picks[k])
				}
			}
			offsets[i+1] = int32(len(chosen))
		}
		return &data.List{T: t, Offsets: offsets, Elems: data.Take(src.Elems, chosen), Nulls: src.Nulls}, nil
	}), nil
}

// kept tells for which rows a boolean column is true.
func kept(c data.Column, n int) func(i int) bool {
	b, ok := c.(*data.Bools)
	if !ok {
		return func(int) bool { return false }
	}
	return func(i int) bool { return b.Values[i] && b.Nulls.Get(i) }
}

func bindQuantified(all bool) bindFn {
	return func(b *Binding) (Expr, error) {
		elem, err := b.arrayArg(0)
		if err != nil {
			return nil, err
		}
		l, err := b.lambda(1, true, elem)
		if err != nil {
			return nil, err
		}
		if err := b.predicate(1, l); err != nil {
			return nil, err
		}
		return b.lazily(data.Boolean, func(ctx *Context, a *Apply, f *frame) (data.Column, error) {
			src, picks, ends, out, err := elementFrame(ctx, a, f)
			if err != nil {
				return nil, err
			}
			isTrue := kept(out, len(picks))
			res := data.NewFixedBuilder[bool](data.Boolean, f.n)
			for i := range f.n {
				found, null := false, !src.Nulls.Get(i)
				for k := ends[i]; k < ends[i+1] && !found; k++ {
					if data.IsNull(out, int(k)) {
						null = true
					} else {
						found = isTrue(int(k)) != all
					}
				}
				if found || !null {
					res.Add(found != all)
				} else {
					res.AppendNull()
				}
			}
			return res.Finish(), nil
		}), nil
	}
}

func bindReduce(b *Binding) (Expr, error) {
	if len(b.Args) == 3 {
		b.Args = append(append([]Expr{}, b.Args...), &Lambda{Params: []string{"id"}, Body: &Name{Parts: []string{"id"}}})
	}
	elem, err := b.arrayArg(0)
	if err != nil {
		return nil, err
	}
	acc := b.typ(1)
	merge, err := b.lambda(2, true, acc, elem)
	if err != nil {
		return nil, err
	}
	finish, err := b.lambda(3, true, acc)
	if err != nil {
		return nil, err
	}
	if !merge.Type().Equal(acc) {
		return nil, b.unexpected(2, quoteType(acc))
	}
	return b.lazily(finish.Type(), evalReduce), nil
}

// evalReduce merges the k-th elements of all rows at once, row after row of elements.
func evalReduce(ctx *Context, a *Apply, f *frame) (data.Column, error) {
	c, err := eval(ctx, a.Args[0], f)
	if err != nil {
		return nil, err
	}
	l, ok := expand(c).(*data.List)
	if !ok {
		return nulls(a.Typ, f.n), nil
	}
	acc, err := eval(ctx, a.Args[1], f)
	if err != nil {
		return nil, err
	}
	acc = expand(acc)
	merge, finish := a.Args[2].(*Lambda), a.Args[3].(*Lambda)
	for k := int32(0); ; k++ {
		var rows, picks, rest []int32
		for i := range int32(f.n) {
			if l.Nulls.Get(int(i)) && l.Offsets[i]+k < l.Offsets[i+1] {
				rows, picks = append(rows, i), append(picks, l.Offsets[i]+k)
			} else {
				rest = append(rest, i)
			}
		}
		if len(rows) == 0 {
			break
		}
		next, err := merge.eval(ctx, f.narrow(rows), data.Take(acc, rows), data.Take(l.Elems, picks))
		if err != nil {
			return nil, err
		}
		p := pieces{typ: acc.Type()}
		p.add(next, rows)
		p.add(data.Take(acc, rest), rest)
		acc = p.whole(f.n)
	}
	out, err := finish.eval(ctx, f, acc)
	if err != nil || l.Nulls == nil {
		return out, err
	}
	return masked(out, l.Nulls), nil
}

func bindArraySort(b *Binding) (Expr, error) {
	if len(b.Args) == 1 {
		t, text := b.typ(0), b.text()
		text = text[:len(text)-1]
		if t.Kind != data.KindArray {
			b.spelled = text + ", " + defaultOrder("left", "right") + ")"
			return nil, b.unexpected(0, `"ARRAY"`)
		}
		if !orderable(t.Elem) {
			return nil, unordered(b, "array_sort", t)
		}
		a := b.apply(t, pickElements(t, func(_ *Context, a args) elementPick {
			l, mask := a.list(0)
			return func(dst []int32, i int) ([]int32, error) {
				return sortedPicks(dst, l, i&mask, nullsLast(l)), nil
			}
		}))
		fn := *b.Fn
		fn.text = func([]string) string {
			return text + ", " + defaultOrder("namedlambdavariable()", "namedlambdavariable()") + ")"
		}
		a.Fn = &fn
		return a, nil
	}
	elem, err := b.arrayArg(0)
	if err != nil {
		return nil, err
	}
	l, err := b.lambda(1, true, elem, elem)
	if err != nil {
		return nil, err
	}
	if l.Type().Kind != data.KindInt {
		return nil, mismatch("UNEXPECTED_RETURN_TYPE", b.text(), b.at(), "The `lambdafunction` requires return \"INT\" type, but the actual is %s type.", quoteType(l.Type()))
	}
	return b.lazily(b.typ(0), evalArraySort), nil
}

// defaultOrder spells the comparator that array_sort has without one.
func defaultOrder(left, right string) string {
	return strings.NewReplacer("left", left, "right", right).Replace("lambdafunction((IF(((left IS NULL) AND (right IS NULL)), 0, (IF((left IS NULL), 1, (IF((right IS NULL), -1, (IF((left < right), -1, (IF((left > right), 1, 0)))))))))), left, right)")
}

func evalArraySort(ctx *Context, a *Apply, f *frame) (data.Column, error) {
	c, err := eval(ctx, a.Args[0], f)
	if err != nil {
		return nil, err
	}
	l := expand(c).(*data.List)
	compare := a.Args[1].(*Lambda)
	offsets := make([]int32, f.n+1)
	var picks []int32
	for i := range f.n {
		part := span32(l.Offsets, i)
		one := f.narrow([]int32{int32(i)})
		javaSort(part, func(x, y int32) (order int) {
			if err == nil {
				order, err = compare.order(ctx, one, l.Elems, x, y)
			}
			return order
		})
		if err != nil {
			return nil, err
		}
		picks = append(picks, part...)
		offsets[i+1] = int32(len(picks))
	}
	return &data.List{T: a.Typ, Offsets: offsets, Elems: data.Take(l.Elems, picks), Nulls: l.Nulls}, nil
}

// order asks a comparator about two elements.
func (l *Lambda) order(ctx *Context, f *frame, elems data.Column, x, y int32) (int, error) {
	r, err := l.eval(ctx, f, data.Take(elems, []int32{x}), data.Take(elems, []int32{y}))
	switch {
	case err != nil:
		return 0, err
	case !data.IsNull(r, 0):
		return int(r.(*data.Ints).Values[0]), nil
	case data.IsNull(elems, int(x)): // Spark fails over the text of its refusal
		return 0, javaf("java.lang.NullPointerException: None")
	}
	text := appendPart(nil, ctx, elems, int(x)) // Spark names the first one twice
	return 0, failf("COMPARATOR_RETURNS_NULL", "22004", "The comparator has returned a NULL for a comparison between %s and %s.\nIt should return a positive integer for \"greater than\", 0 for \"equal\" and a negative integer for \"less than\".\nTo revert to deprecated behavior where NULL is treated as 0 (equal), you must set \"spark.sql.legacy.allowNullComparisonResultInArraySort\" to \"true\".", text, text)
}

func bindZipWith(b *Binding) (Expr, error) {
	left, err := b.arrayArg(0)
	if err != nil {
		return nil, err
	}
	right, err := b.arrayArg(1)
	if err != nil {
		return nil, err
	}
	l, err := b.lambda(2, true, left, right)
	if err != nil {
		return nil, err
	}
	t := data.ArrayOf(l.Type(), true)
	return b.lazily(t, func(ctx *Context, a *Apply, f *frame) (data.Column, error) {
		var sides [2]data.Column
		for k := range sides {
			c, err := eval(ctx, a.Args[k], f)
			if err != nil {
				return nil, err
			}
			sides[k] = expand(c)
		}
		zt := data.StructOf(data.Field{Name: "0", Type: left, Nullable: true}, data.Field{Name: "1", Type: right, Nullable: true})
		z, err := zipped(data.ArrayOf(zt, false), sides[:], f.n)
		if err != nil {
			return nil, err
		}
		list := z.(*data.List)
		inner, picks, ends := spread(f, list.Offsets, list.Nulls)
		s := data.Take(list.Elems, picks).(*data.Struct)
		out, err := a.Args[2].(*Lambda).eval(ctx, inner, s.Fields...)
		if err != nil {
			return nil, err
		}
		return &data.List{T: t, Offsets: ends, Elems: out, Nulls: list.Nulls}, nil
	}), nil
}
