package expr

import (
	"sort"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

const arrayFuncs = "array_funcs"

func arrayFunctions() []*Function {
	return []*Function{
		def(arrayFuncs, "array", "array(expr, ...)", "An array of the values.", "array(1, 2, 3) -- [1, 2, 3]", 0, -1, bindArray).harmless(),
		def(arrayFuncs, "array_contains", "array_contains(array, value)", "True where the array has the value.", "array_contains(array(1, 2, 3), 2) -- true", 2, 2, bindFind(data.Boolean)),
		def(arrayFuncs, "array_position", "array_position(array, element)", "Where the value stands first, counted from 1; 0 when it does not.", "array_position(array(312, 773, 708), 773) -- 2", 2, 2, bindFind(data.Long)),
		def(arrayFuncs, "array_remove", "array_remove(array, element)", "The array without an element.", "array_remove(array(1, 2, 3, null, 3), 3) -- [1, 2, null]", 2, 2, bindRemove),
		def(arrayFuncs, "array_distinct", "array_distinct(array)", "The array without repetitions.", "array_distinct(array(1, 2, 3, null, 3)) -- [1, 2, 3, null]", 1, 1, bindDistinct),
		def(arrayFuncs, "array_union", "array_union(array1, array2)", "Elements of either array, once.", "array_union(array(1, 2, 3), array(1, 3, 5)) -- [1, 2, 3, 5]", 2, 2, bindSets(setUnion)),
		def(arrayFuncs, "array_intersect", "array_intersect(array1, array2)", "Elements of both arrays, once.", "array_intersect(array(1, 2, 3), array(1, 3, 5)) -- [1, 3]", 2, 2, bindSets(setIntersect)),
		def(arrayFuncs, "array_except", "array_except(array1, array2)", "Elements of the first array that are not in the second, once.", "array_except(array(1, 2, 3), array(1, 3, 5)) -- [2]", 2, 2, bindSets(setExcept)),
		def(arrayFuncs, "arrays_overlap", "arrays_overlap(a1, a2)", "True where both have an element in common.", "arrays_overlap(array(1, 2, 3), array(3, 4, 5)) -- true", 2, 2, bindOverlap),
		def(arrayFuncs, "sort_array", "sort_array(array[, ascendingOrder])", "The array sorted; nulls first when ascending.", "sort_array(array('b', 'd', null, 'c', 'a'), true) -- [null, a, b, c, d]", 1, 2, bindSortArray),
		def(arrayFuncs, "array_max", "array_max(array)", "The largest element.", "array_max(array(1, 20, null, 3)) -- 20", 1, 1, bindArrayExtreme("array_max", 1)),
		def(arrayFuncs, "array_min", "array_min(array)", "The smallest element.", "array_min(array(1, 20, null, 3)) -- 1", 1, 1, bindArrayExtreme("array_min", -1)),
	}
}

func bindArray(b *Binding) (Expr, error) {
	if len(b.Args) == 0 {
		t := data.ArrayOf(data.Void, false)
		a := b.apply(t, func(_ *Context, _ []data.Column, n int) (data.Column, error) {
			return &data.List{T: t, Offsets: make([]int32, n+1), Elems: &data.Voids{}}, nil
		})
		a.Null, a.Consts = false, false
		return a, nil
	}
	text := b.text()
	elem, ok := b.unify(0, true)
	if !ok {
		return nil, mismatch("DATA_DIFF_TYPES", text, b.at(), "Input to `array` should all be the same type, but it's %s.", orList(b.Args))
	}
	null := false
	for _, e := range b.Args {
		null = null || e.Nullable()
	}
	t := data.ArrayOf(elem, null)
	a := b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		return arrayOf(t, cols, n), nil
	})
	a.Null = false
	return a, nil
}

// arrayOf interleaves columns into arrays of one element a column.
func arrayOf(t *data.Type, cols []data.Column, n int) data.Column {
	parts := make([]data.Column, len(cols))
	for k, c := range cols {
		parts[k] = expand(c)
	}
	all := data.ConcatColumns(t.Elem, parts)
	picks := make([]int32, 0, n*len(cols))
	offsets := make([]int32, n+1)
	for i := range n {
		for k := range cols {
			picks = append(picks, int32(k*n+i))
		}
		offsets[i+1] = int32(len(picks))
	}
	return &data.List{T: t, Offsets: offsets, Elems: data.Take(all, picks)}
}

// withElement coerces (array, element) to their common type. What is no array is refused.
func (b *Binding) withElement() error {
	t := b.typ(0)
	if t.Kind != data.KindArray {
		return b.unexpected(0, `"ARRAY"`)
	}
	elem := closest(t.Elem, b.typ(1))
	if b.Fn.Name == "array_contains" {
		elem = wider(false, false, t.Elem, b.typ(1))
	}
	if elem == nil {
		return b.otherElement(b.typ(1))
	}
	b.Args = []Expr{b.cast(b.Args[0], data.ArrayOf(elem, t.ElemNull)), b.cast(b.Args[1], elem)}
	return nil
}

// otherElement refuses a value of a type that the elements of the first argument have not.
func (b *Binding) otherElement(value *data.Type) error {
	return mismatch("ARRAY_FUNCTION_DIFF_TYPES", b.text(), b.at(), "Input to `%s` should have been \"ARRAY\" followed by a value with same element type, but it's [%s, %s].", b.Fn.Name, quoteType(b.typ(0)), quoteType(value))
}

// nullType refuses NULL without a type.
func (b *Binding) nullType() error {
	return mismatch("NULL_TYPE", b.text(), b.at(), "Null typed values cannot be used as arguments of `%s`.", b.Fn.Name)
}

// bindFind binds array_contains (BOOLEAN) and array_position (BIGINT).
func bindFind(t *data.Type) bindFn {
	return func(b *Binding) (Expr, error) {
		if b.typ(0).Kind == data.KindNull || b.typ(1).Kind == data.KindNull && (t.Kind == data.KindBoolean || b.typ(0).Kind == data.KindArray && b.typ(0).Elem.Kind == data.KindNull) {
			return nil, b.nullType()
		}
		if err := b.withElement(); err != nil {
			return nil, err
		}
		if elem := b.typ(0).Elem; !orderable(elem) {
			return nil, unordered(b, b.Fn.Name, elem)
		}
		find := func(a args, i int) (at int, null bool) {
			l, mask := a.list(0)
			key := sideOf(a[1])
			r := i & mask
			for k := l.Offsets[r]; k < l.Offsets[r+1]; k++ {
				if data.IsNull(l.Elems, int(k)) {
					null = true
				} else if data.Equal(l.Elems, int(k), key.col, key.row(i)) {
					return int(k-l.Offsets[r]) + 1, false
				}
			}
			return 0, null
		}
		if t.Kind == data.KindLong {
			return b.apply(t, rows(t, func(_ *Context, a args) func(i int) (int64, error) {
				return func(i int) (int64, error) { at, _ := find(a, i); return int64(at), nil }
			})), nil
		}
		return b.apply(t, rows(t, func(_ *Context, a args) func(i int) (bool, error) {
			return func(i int) (bool, error) {
				at, null := find(a, i)
				if null {
					return false, isNull
				}
				return at > 0, nil
			}
		})), nil
	}
}

func bindRemove(b *Binding) (Expr, error) {
	if b.typ(0).Kind != data.KindArray {
		return nil, b.otherElement(b.typ(1))
	}
	if err := b.withElement(); err != nil {
		return nil, err
	}
	t := b.typ(0)
	return b.apply(t, pickElements(t, func(_ *Context, a args) elementPick {
		l, mask := a.list(0)
		key := sideOf(a[1])
		return func(dst []int32, i int) ([]int32, error) {
			r := i & mask
			for k := l.Offsets[r]; k < l.Offsets[r+1]; k++ {
				if !data.Equal(l.Elems, int(k), key.col, key.row(i)) {
					dst = append(dst, k)
				}
			}
			return dst, nil
		}
	})), nil
}

func bindDistinct(b *Binding) (Expr, error) {
	if err := b.acceptAll(anArray); err != nil {
		return nil, err
	}
	t := b.typ(0)
	switch {
	case t.Elem.HoldsSpatial():
		return nil, unordered(b, "array_distinct", t.Elem)
	case !orderable(t.Elem):
		return nil, mismatch("UNSUPPORTED_INPUT_TYPE", b.text(), b.at(), "The input of `array_distinct` can't be %s type data.", quoteType(t.Elem))
	}
	distinct := pickElements(t, func(_ *Context, a args) elementPick {
		l, mask := a.list(0)
		return func(dst []int32, i int) ([]int32, error) {
			r := i & mask
			seen := map[string]bool{}
			return addNew(dst, l.Elems, l.Offsets[r], l.Offsets[r+1], 0, seen), nil
		}
	})
	return b.apply(t, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		return distinct(ctx, []data.Column{plainReals(cols[0])}, n)
	}), nil
}

// addNew appends the elements from..to that were not seen, shifted by base.
func addNew(dst []int32, elems data.Column, from, to, base int32, seen map[string]bool) []int32 {
	var key []byte
	for k := from; k < to; k++ {
		key = data.AppendKey(key[:0], elems, int(k))
		if !seen[string(key)] {
			seen[string(key)] = true
			dst = append(dst, k+base)
		}
	}
	return dst
}

type setRule uint8

const (
	setUnion setRule = iota
	setIntersect
	setExcept
)

// bothArrays coerces two arrays to one type.
func (b *Binding) bothArrays() (*data.Type, error) {
	l, r := b.typ(0), b.typ(1)
	t := closest(l, r)
	if t == nil || l.Kind != data.KindArray || r.Kind != data.KindArray {
		return nil, mismatch("BINARY_ARRAY_DIFF_TYPES", b.text(), b.at(), "Input to function `%s` should have been two \"ARRAY\" with same element type, but it's [%s, %s].", b.Fn.Name, quoteType(l), quoteType(r))
	}
	if !orderable(t.Elem) {
		return nil, unordered(b, b.Fn.Name, t.Elem)
	}
	b.Args = []Expr{b.cast(b.Args[0], t), b.cast(b.Args[1], t)}
	return t, nil
}

func bindSets(rule setRule) bindFn {
	return func(b *Binding) (Expr, error) {
		t, err := b.bothArrays()
		if err != nil {
			return nil, err
		}
		return b.apply(t, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
			valid, never := strict(cols)
			if never {
				return nulls(t, n), nil
			}
			a := args(cols)
			both, base := joinedElements(a)
			l, lm := a.list(0)
			r, rm := a.list(1)
			offsets := make([]int32, n+1)
			var picks []int32
			for i := range n {
				if valid.Get(i) {
					j, k := i&lm, i&rm
					picks = setPicks(rule, picks, both, l.Offsets[j], l.Offsets[j+1], r.Offsets[k]+base, r.Offsets[k+1]+base)
				}
				offsets[i+1] = int32(len(picks))
			}
			return &data.List{T: t, Offsets: offsets, Elems: plainReals(data.Take(both, picks)), Nulls: valid}, nil
		}), nil
	}
}

func setPicks(rule setRule, dst []int32, elems data.Column, l0, l1, r0, r1 int32) []int32 {
	seen := map[string]bool{}
	if rule == setUnion {
		return addNew(addNew(dst, elems, l0, l1, 0, seen), elems, r0, r1, 0, seen)
	}
	right := map[string]bool{}
	addNew(nil, elems, r0, r1, 0, right)
	if rule == setExcept {
		return addNew(dst, elems, l0, l1, 0, right)
	}
	for _, k := range addNew(nil, elems, l0, l1, 0, seen) {
		if right[string(data.AppendKey(nil, elems, int(k)))] {
			dst = append(dst, k)
		}
	}
	return dst
}

func bindOverlap(b *Binding) (Expr, error) {
	if _, err := b.bothArrays(); err != nil {
		return nil, err
	}
	return b.apply(data.Boolean, rows(data.Boolean, func(_ *Context, a args) func(i int) (bool, error) {
		l, lm := a.list(0)
		r, rm := a.list(1)
		return func(i int) (bool, error) {
			i, j := i&lm, i&rm
			anyNull, lEmpty, rEmpty := false, l.Offsets[i] == l.Offsets[i+1], r.Offsets[j] == r.Offsets[j+1]
			for p := l.Offsets[i]; p < l.Offsets[i+1]; p++ {
				for q := r.Offsets[j]; q < r.Offsets[j+1]; q++ {
					switch {
					case data.IsNull(l.Elems, int(p)) || data.IsNull(r.Elems, int(q)):
						anyNull = true
					case data.Equal(l.Elems, int(p), r.Elems, int(q)):
						return true, nil
					}
				}
			}
			if anyNull && !lEmpty && !rEmpty {
				return false, isNull
			}
			return false, nil
		}
	})), nil
}

func bindSortArray(b *Binding) (Expr, error) {
	if err := b.acceptAll(anArray, aBoolean.strictly()); err != nil {
		return nil, err
	}
	t := b.typ(0)
	if !orderable(t.Elem) {
		return nil, unordered(b, "sort_array", t)
	}
	if len(b.Args) == 1 {
		b.Args = append(append([]Expr{}, b.Args...), &Literal{Value: true, Typ: data.Boolean})
	}
	if !fixed(b.Args[1]) {
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `ascendingOrder` should be a foldable \"BOOLEAN\" expression; however, got \"%s\".", b.Args[1])
	}
	return b.apply(t, pickElements(t, func(_ *Context, a args) elementPick {
		l, mask := a.list(0)
		up := a.bools(1)
		return func(dst []int32, i int) ([]int32, error) {
			return sortedPicks(dst, l, i&mask, func(x, y int32) bool {
				if up.at(i) {
					return data.Compare(l.Elems, int(x), l.Elems, int(y)) < 0
				}
				return data.Compare(l.Elems, int(x), l.Elems, int(y)) > 0
			}), nil
		}
	})), nil
}

// sortedPicks appends the elements of list r in an order; equal ones keep theirs.
func sortedPicks(dst []int32, l *data.List, r int, less func(x, y int32) bool) []int32 {
	from := len(dst)
	for k := l.Offsets[r]; k < l.Offsets[r+1]; k++ {
		dst = append(dst, k)
	}
	part := dst[from:]
	sort.SliceStable(part, func(i, j int) bool { return less(part[i], part[j]) })
	return dst
}

// nullsLast is the order of array_sort.
func nullsLast(l *data.List) func(x, y int32) bool {
	return func(x, y int32) bool {
		xn, yn := data.IsNull(l.Elems, int(x)), data.IsNull(l.Elems, int(y))
		if xn || yn {
			return !xn && yn
		}
		return data.Compare(l.Elems, int(x), l.Elems, int(y)) < 0
	}
}

func bindArrayExtreme(name string, sign int) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(anArray); err != nil {
			return nil, err
		}
		t := b.typ(0)
		if !orderable(t.Elem) {
			return nil, unordered(b, name, t.Elem)
		}
		return b.apply(t.Elem, elementAt(t.Elem, func(_ *Context, a args) func(i int) (int32, error) {
			l, mask := a.list(0)
			return func(i int) (int32, error) {
				r := i & mask
				best := int32(-1)
				for k := l.Offsets[r]; k < l.Offsets[r+1]; k++ {
					if !data.IsNull(l.Elems, int(k)) && (best < 0 || data.Compare(l.Elems, int(k), l.Elems, int(best)) == sign) {
						best = k
					}
				}
				return best, nil
			}
		})), nil
	}
}
