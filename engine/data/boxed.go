package data

// ValueAt returns row i of c boxed in its physical form; nil for a null. Strings come
// as string, BINARY and VARIANT as []byte, arrays as []any, maps as []Pair, structs as []any.
func ValueAt(c Column, i int) any {
	if IsNull(c, i) {
		return nil
	}
	switch c := c.(type) {
	case *Fixed[bool]:
		return c.Values[i]
	case *Fixed[int8]:
		return c.Values[i]
	case *Fixed[int16]:
		return c.Values[i]
	case *Fixed[int32]:
		return c.Values[i]
	case *Fixed[int64]:
		return c.Values[i]
	case *Fixed[float32]:
		return c.Values[i]
	case *Fixed[float64]:
		return c.Values[i]
	case *Fixed[Dec]:
		return c.Values[i]
	case *Fixed[Interval]:
		return c.Values[i]
	case *Bytes:
		if c.T.Kind == KindString {
			return string(c.At(i))
		}
		return append([]byte{}, c.At(i)...)
	case *List:
		return valuesOf(c.Elems, c.Offsets[i], c.Offsets[i+1])
	case *MapColumn:
		out := make([]Pair, 0, c.Offsets[i+1]-c.Offsets[i])
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			out = append(out, Pair{ValueAt(c.Keys, int(k)), ValueAt(c.Items, int(k))})
		}
		return out
	case *Struct:
		out := make([]any, len(c.Fields))
		for k, f := range c.Fields {
			out[k] = ValueAt(f, i)
		}
		return out
	}
	panic("data: unknown column")
}

func valuesOf(c Column, from, to int32) []any {
	out := make([]any, 0, to-from)
	for k := from; k < to; k++ {
		out = append(out, ValueAt(c, int(k)))
	}
	return out
}

// FromRows builds a batch of boxed rows under a schema; see [Builder] for the forms.
func FromRows(s *Schema, rows [][]any) *Batch {
	cols := make([]Column, s.Len())
	for k, f := range s.Fields {
		b := NewBuilder(f.Type, len(rows))
		for _, r := range rows {
			b.Append(r[k])
		}
		cols[k] = b.Finish()
	}
	return &Batch{Schema: s, Cols: cols, N: len(rows)}
}
