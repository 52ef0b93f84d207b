package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/data"
)

// restored binds a function that gives values of its arguments back: it runs over their keys, and each key of
// the result becomes the first value of the row with that key that was not given back yet.
func (b *Binding) restored(name string, bind func(*Binding) (Expr, error)) (Expr, error) {
	given := b.frozen().Args
	text := b.text()
	keys, err := keyedAll(given, name)
	if err != nil {
		return nil, err
	}
	b.Args = keys
	e, err := bind(b)
	if err != nil {
		return nil, err
	}
	t := given[0].Type()
	if name == "array_min" || name == "array_max" {
		t = t.Elem
	} else if t.Kind == data.KindArray && e.Type().Kind == data.KindArray {
		t = data.ArrayOf(t.Elem, e.Type().ElemNull)
	}
	if a, ok := e.(*Apply); ok {
		text = a.String()
	}
	fn := &Function{Name: name, safe: true, text: func([]string) string { return text }}
	return &Apply{Fn: fn, Args: append(append([]Expr{}, given...), e), Typ: t, Null: e.Nullable(), Kernel: func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		last := len(cols) - 1
		return restore(t, given, cols[:last], cols[last], n), nil
	}, At: b.at()}, nil
}

// restore finds the values of the keys of a result: of arrays element by element, else one a row.
func restore(t *data.Type, given []Expr, cols []data.Column, result data.Column, n int) data.Column {
	elem := t
	if t.Kind == data.KindArray {
		if _, scalars := cols[0].(*data.List); scalars {
			elem = t.Elem
		}
	}
	c := newCandidates(elem, given, cols)
	var picks []int32
	list, arrays := result.(*data.List)
	arrays = arrays && elem != t
	for i := range n {
		c.row(i)
		switch {
		case data.IsNull(result, i) && !arrays:
			picks = append(picks, -1)
		case !arrays:
			picks = append(picks, c.take(result, i))
		default:
			for k := list.Offsets[i]; k < list.Offsets[i+1]; k++ {
				picks = append(picks, c.take(list.Elems, int(k)))
			}
		}
	}
	out := takeOrNull(c.values, picks)
	if !arrays {
		return out
	}
	offsets := make([]int32, n+1)
	for i := range n {
		offsets[i+1] = offsets[i] + list.Offsets[i+1] - list.Offsets[i]
	}
	return &data.List{T: t, Offsets: offsets, Elems: out, Nulls: list.Nulls}
}

// candidates are the values of the arguments, which a row's result is made of.
type candidates struct {
	values, keys data.Column // of all arguments, one behind the other
	spans        []func(i int) (from, to int32)
	byKey        map[string][]int32 // of the row
	key          []byte
}

func newCandidates(elem *data.Type, given []Expr, cols []data.Column) *candidates {
	c := &candidates{}
	var parts []data.Column
	base := int32(0)
	for k, col := range cols {
		at := base
		switch l, isList := col.(*data.List); {
		case isList && given[k].Type().Elem.Equal(elem):
			parts = append(parts, l.Elems)
			base += int32(l.Elems.Len())
			c.spans = append(c.spans, func(i int) (int32, int32) { return at + l.Offsets[i], at + l.Offsets[i+1] })
		case given[k].Type().Equal(elem):
			parts = append(parts, col)
			base += int32(col.Len())
			c.spans = append(c.spans, func(i int) (int32, int32) { return at + int32(i), at + int32(i) + 1 })
		}
	}
	c.values = data.ConcatColumns(elem, parts)
	c.keys = keyColumn(c.values, elem)
	return c
}

// row makes the values of row i ready.
func (c *candidates) row(i int) {
	c.byKey = map[string][]int32{}
	for _, span := range c.spans {
		from, to := span(i)
		for k := from; k < to; k++ {
			c.key = data.AppendKey(c.key[:0], c.keys, int(k))
			c.byKey[string(c.key)] = append(c.byKey[string(c.key)], k)
		}
	}
}

// take gives the next value with the key of row i of a column; -1 for null.
func (c *candidates) take(keys data.Column, i int) int32 {
	if data.IsNull(keys, i) {
		return -1
	}
	c.key = data.AppendKey(c.key[:0], keys, i)
	list := c.byKey[string(c.key)]
	if len(list) == 0 {
		return -1
	}
	if len(list) > 1 {
		c.byKey[string(c.key)] = list[1:]
	}
	return list[0]
}
