package expr

import (
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func shapeFunctions() []*Function {
	return []*Function{
		def(arrayFuncs, "array_join", "array_join(array, delimiter[, nullReplacement])", "The elements joined to a text; nulls are left out or replaced.", "array_join(array('hello', null, 'world'), ' ', ',') -- hello , world", 2, 3, sig(data.String, arrayJoin, is(data.ArrayOf(data.String, true)), aString.strictly())),
		def(arrayFuncs, "array_append", "array_append(array, element)", "The array with an element behind.", "array_append(array('b', 'd', 'c', 'a'), 'd') -- [b, d, c, a, d]", 2, 2, bindExtend(false)),
		def(arrayFuncs, "array_prepend", "array_prepend(array, element)", "The array with an element in front.", "array_prepend(array('b', 'd', 'c', 'a'), 'd') -- [d, b, d, c, a]", 2, 2, bindExtend(true)),
		def(arrayFuncs, "array_insert", "array_insert(x, pos, val)", "The array with an element at pos, counted from 1 or from the end; gaps are filled with null.", "array_insert(array(1, 2, 3, 4), 5, 5) -- [1, 2, 3, 4, 5]", 3, 3, bindInsert),
		def(arrayFuncs, "array_repeat", "array_repeat(element, count)", "An array of count copies.", "array_repeat('123', 2) -- [123, 123]", 2, 2, bindRepeat),
		def(arrayFuncs, "array_compact", "array_compact(array)", "The array without nulls.", "array_compact(array(1, 2, 3, null)) -- [1, 2, 3]", 1, 1, bindCompact),
		def(arrayFuncs, "slice", "slice(x, start, length)", "length elements from start, counted from 1 or from the end.", "slice(array(1, 2, 3, 4), 2, 2) -- [2, 3]", 3, 3, bindSlice),
		def(arrayFuncs, "flatten", "flatten(arrayOfArrays)", "The elements of the inner arrays.", "flatten(array(array(1, 2), array(3, 4))) -- [1, 2, 3, 4]", 1, 1, bindFlatten),
		def(arrayFuncs, "arrays_zip", "arrays_zip(a1, a2, ...)", "An array of structs of the elements at the same place.", "arrays_zip(array(1, 2, 3), array(2, 3, 4)) -- [{1, 2}, {2, 3}, {3, 4}]", 0, -1, bindZip),
	}
}

func arrayJoin(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		l, mask := a.list(0)
		delim := a.text(1)
		return func(dst []byte, i int) ([]byte, error) {
			first := true
			r := i & mask
			for k := int(l.Offsets[r]); k < int(l.Offsets[r+1]); k++ {
				null := data.IsNull(l.Elems, k)
				if null && !a.has(2) {
					continue
				}
				if !first {
					dst = append(dst, delim.at(i)...)
				}
				first = false
				if null {
					dst = append(dst, a.text(2).at(i)...)
				} else {
					dst = append(dst, l.Elems.(*data.Bytes).At(k)...)
				}
			}
			return dst, nil
		}
	})(ctx, cols, n)
}

// bindExtend binds array_append and array_prepend: a null element is an element.
func bindExtend(front bool) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.withElement(); err != nil {
			return nil, err
		}
		t := data.ArrayOf(b.typ(0).Elem, true)
		return b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
			s := sideOf(cols[0])
			l := s.col.(*data.List)
			all := data.ConcatColumns(t.Elem, []data.Column{l.Elems, expand(cols[1])})
			base := int32(l.Elems.Len())
			return listOf(t, all, n, func(dst []int32, i int) ([]int32, bool) {
				r := s.row(i)
				if data.IsNull(l, r) {
					return dst, false
				}
				if front {
					dst = append(dst, base+int32(i))
				}
				for k := l.Offsets[r]; k < l.Offsets[r+1]; k++ {
					dst = append(dst, k)
				}
				if !front {
					dst = append(dst, base+int32(i))
				}
				return dst, true
			}), nil
		}), nil
	}
}

// listOf builds arrays out of elements; pick says no for a null row.
func listOf(t *data.Type, elems data.Column, n int, pick func(dst []int32, i int) ([]int32, bool)) data.Column {
	offsets := make([]int32, n+1)
	var picks []int32
	var valid data.Bitmap
	mine := false
	for i := range n {
		next, ok := pick(picks, i)
		if ok {
			picks = next
		} else {
			valid, mine = voidRow(valid, mine, i, n)
		}
		offsets[i+1] = int32(len(picks))
	}
	return &data.List{T: t, Offsets: offsets, Elems: takeOrNull(elems, picks), Nulls: valid}
}

func bindInsert(b *Binding) (Expr, error) {
	list, place := b.typ(0), b.typ(1)
	if list.Kind != data.KindArray {
		return nil, b.otherElement(b.typ(2))
	}
	if !place.Integral() || place.Kind == data.KindLong {
		return nil, b.unexpected(1, `"INT"`)
	}
	elem := closest(list.Elem, b.typ(2))
	if elem == nil {
		return nil, b.otherElement(b.typ(2))
	}
	b.Args = []Expr{b.cast(b.Args[0], data.ArrayOf(elem, list.ElemNull)), b.cast(b.Args[1], data.Int), b.cast(b.Args[2], elem)}
	t := data.ArrayOf(elem, true)
	return b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		s, pos := sideOf(cols[0]), sideOf(cols[1])
		l := s.col.(*data.List)
		all := data.ConcatColumns(t.Elem, []data.Column{l.Elems, expand(cols[2])})
		var fail error
		out := listOf(t, all, n, func(dst []int32, i int) ([]int32, bool) {
			r, p := s.row(i), pos.row(i)
			if data.IsNull(l, r) || data.IsNull(pos.col, p) {
				return dst, false
			}
			k := int(pos.col.(*data.Ints).Values[p])
			if k == 0 {
				fail = indexZero()
			}
			size := max(int(l.Offsets[r+1]-l.Offsets[r])+1, k, -k)
			if err := elementRoom(size, "FUNCTION", "unsuccessful try to create arrays in the function `array_insert`"); err != nil {
				fail = err
				return dst, false
			}
			return inserted(dst, l.Offsets[r], l.Offsets[r+1], k, int32(l.Elems.Len()+i)), true
		})
		if fail != nil {
			return nil, fail
		}
		return out, nil
	}), nil
}

// elementRoom refuses arrays that Spark has no room for, and those that would fill the memory.
func elementRoom(count int, class, why string) error {
	const limit = 1<<31 - 1 - 15
	if count > limit {
		return failf("COLLECTION_SIZE_LIMIT_EXCEEDED."+class, "54000", "Can't create array with %d elements which exceeding the array size limit %d, %s.", count, limit, why)
	}
	return room(max(0, count) * 8)
}

// inserted lists elements from..to with item at place k, counted from 1 or from the end.
func inserted(dst []int32, from, to int32, k int, item int32) []int32 {
	n := int(to - from)
	front, at := 0, k-1
	if k < 0 {
		if at = n + k + 1; at < 0 {
			front, at = -at, 0
			dst = append(dst, item)
			for range front {
				dst = append(dst, -1)
			}
			for e := from; e < to; e++ {
				dst = append(dst, e)
			}
			return dst
		}
	}
	for e := 0; e < max(n, at); e++ {
		if e == at {
			dst = append(dst, item)
		}
		if e < n {
			dst = append(dst, from+int32(e))
		} else {
			dst = append(dst, -1)
		}
	}
	if at >= n {
		dst = append(dst, item)
	}
	return dst
}

func bindRepeat(b *Binding) (Expr, error) {
	if err := b.accept(1, anInt.strictly()); err != nil {
		return nil, err
	}
	t := data.ArrayOf(b.typ(0), true)
	return b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		count := sideOf(cols[1])
		var fail error
		out := listOf(t, expand(cols[0]), n, func(dst []int32, i int) ([]int32, bool) {
			r := count.row(i)
			if data.IsNull(count.col, r) {
				return dst, false
			}
			times := int(count.col.(*data.Ints).Values[r])
			if err := elementRoom(times, "PARAMETER", "the value of parameter(s) `count` in the function `array_repeat` is invalid"); err != nil {
				fail = err
				return dst, false
			}
			for range times {
				dst = append(dst, int32(i))
			}
			return dst, true
		})
		return out, fail
	}), nil
}

func bindCompact(b *Binding) (Expr, error) {
	if err := b.acceptAll(anArray); err != nil {
		return nil, err
	}
	t := data.ArrayOf(b.typ(0).Elem, false)
	return b.apply(t, pickElements(t, func(_ *Context, a args) elementPick {
		l, mask := a.list(0)
		return func(dst []int32, i int) ([]int32, error) {
			for k := l.Offsets[i&mask]; k < l.Offsets[i&mask+1]; k++ {
				if !data.IsNull(l.Elems, int(k)) {
					dst = append(dst, k)
				}
			}
			return dst, nil
		}
	})), nil
}

func bindSlice(b *Binding) (Expr, error) {
	if err := b.acceptAll(anArray, anInt, anInt); err != nil {
		return nil, err
	}
	t := b.typ(0)
	return b.apply(t, pickElements(t, func(_ *Context, a args) elementPick {
		l, mask := a.list(0)
		start, length := a.ints(1), a.ints(2)
		return func(dst []int32, i int) ([]int32, error) {
			from, n, total := int(start.at(i)), int(length.at(i)), listLen(a, i)
			if from == 0 {
				return nil, invalidParameter("START", "slice", "start", "Expects a positive or a negative value for `start`, but got 0.")
			}
			if n < 0 {
				return nil, invalidParameter("LENGTH", "slice", "length", "Expects `length` greater than or equal to 0, but got %d.", n)
			}
			if from < 0 {
				from += total
			} else {
				from--
			}
			if from < 0 || from >= total {
				return dst, nil
			}
			for k := from; k < min(total, from+n); k++ {
				dst = append(dst, l.Offsets[i&mask]+int32(k))
			}
			return dst, nil
		}
	})), nil
}

func bindFlatten(b *Binding) (Expr, error) {
	t := b.typ(0)
	if t.Kind != data.KindArray || t.Elem.Kind != data.KindArray {
		return nil, b.unexpected(0, `"ARRAY" of "ARRAY"`)
	}
	return b.apply(t.Elem, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		s := sideOf(cols[0])
		l := s.col.(*data.List)
		inner := l.Elems.(*data.List)
		return listOf(t.Elem, inner.Elems, n, func(dst []int32, i int) ([]int32, bool) {
			r := s.row(i)
			if data.IsNull(l, r) {
				return dst, false
			}
			for k := l.Offsets[r]; k < l.Offsets[r+1]; k++ {
				if data.IsNull(inner, int(k)) {
					return dst, false
				}
				for e := inner.Offsets[k]; e < inner.Offsets[k+1]; e++ {
					dst = append(dst, e)
				}
			}
			return dst, true
		}), nil
	}), nil
}

// concatArrays joins arrays of one type; a null one makes a null.
func concatArrays(t *data.Type) Kernel {
	return func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		parts := make([]data.Column, len(cols))
		lists := make([]*data.List, len(cols))
		bases := make([]int32, len(cols))
		base := int32(0)
		for k, c := range cols {
			lists[k] = sideOf(c).col.(*data.List)
			parts[k], bases[k] = lists[k].Elems, base
			base += int32(lists[k].Elems.Len())
		}
		return listOf(t, data.ConcatColumns(t.Elem, parts), n, func(dst []int32, i int) ([]int32, bool) {
			for k, l := range lists {
				r := sideOf(cols[k]).row(i)
				if data.IsNull(l, r) {
					return dst, false
				}
				for e := l.Offsets[r]; e < l.Offsets[r+1]; e++ {
					dst = append(dst, bases[k]+e)
				}
			}
			return dst, true
		}), nil
	}
}

func bindZip(b *Binding) (Expr, error) {
	if err := b.acceptAll(anArray); err != nil {
		return nil, err
	}
	fields := make([]data.Field, len(b.Args))
	for i, e := range b.Args {
		name := FieldName(e, i)
		if strings.HasPrefix(name, "col") {
			name = strconv.Itoa(i)
		}
		if _, isRef := e.(*Ref); isRef {
			name = e.String()
		}
		fields[i] = data.Field{Name: name, Type: e.Type().Elem, Nullable: true}
	}
	t := data.ArrayOf(data.StructOf(fields...), false)
	return b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		return zipped(t, cols, n)
	}), nil
}

func zipped(t *data.Type, cols []data.Column, n int) (data.Column, error) {
	valid, never := strict(cols)
	if never {
		return nulls(t, n), nil
	}
	a := args(cols)
	picks := make([][]int32, len(cols))
	offsets := make([]int32, n+1)
	for i := range n {
		longest := 0
		for k := range cols {
			if valid.Get(i) {
				longest = max(longest, listLen(args{a[k]}, i))
			}
		}
		for e := range longest {
			for k := range cols {
				picks[k] = append(picks[k], listPick(args{a[k]}, i, e))
			}
		}
		offsets[i+1] = offsets[i] + int32(longest)
	}
	s := &data.Struct{T: t.Elem, N: int(offsets[n])}
	for k := range cols {
		l, _ := args{a[k]}.list(0)
		s.Fields = append(s.Fields, takeOrNull(l.Elems, picks[k]))
	}
	return &data.List{T: t, Offsets: offsets, Elems: s, Nulls: valid}, nil
}
