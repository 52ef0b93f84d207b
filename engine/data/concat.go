package data

// ConcatColumns returns the rows of all parts, which have the type t, in order.
func ConcatColumns(t *Type, parts []Column) Column {
	if len(parts) == 1 {
		return parts[0]
	}
	switch t.Kind {
	case KindNull:
		return &Voids{N: rows(parts)}
	case KindBoolean:
		return concatFixed[bool](t, parts)
	case KindByte:
		return concatFixed[int8](t, parts)
	case KindShort:
		return concatFixed[int16](t, parts)
	case KindInt, KindDate, KindYearMonthInterval:
		return concatFixed[int32](t, parts)
	case KindLong, KindTimestamp, KindTimestampNTZ, KindTime, KindDayTimeInterval:
		return concatFixed[int64](t, parts)
	case KindFloat:
		return concatFixed[float32](t, parts)
	case KindDouble:
		return concatFixed[float64](t, parts)
	case KindDecimal:
		return concatFixed[Dec](t, parts)
	case KindCalendarInterval:
		return concatFixed[Interval](t, parts)
	case KindString, KindBinary, KindVariant, KindGeometry, KindGeography:
		return concatBytes(t, parts)
	case KindArray:
		offsets, inner := concatOffsets(parts, func(c Column) ([]int32, []Column) {
			l := c.(*List)
			return l.Offsets, []Column{l.Elems}
		}, 1)
		return &List{T: t, Offsets: offsets, Elems: ConcatColumns(t.Elem, inner[0]), Nulls: concatValid(parts)}
	case KindMap:
		offsets, inner := concatOffsets(parts, func(c Column) ([]int32, []Column) {
			m := c.(*MapColumn)
			return m.Offsets, []Column{m.Keys, m.Items}
		}, 2)
		return &MapColumn{T: t, Offsets: offsets, Keys: ConcatColumns(t.Key, inner[0]), Items: ConcatColumns(t.Elem, inner[1]), Nulls: concatValid(parts)}
	case KindStruct:
		fields := make([]Column, len(t.Fields))
		for i, f := range t.Fields {
			sub := make([]Column, len(parts))
			for j, p := range parts {
				sub[j] = p.(*Struct).Fields[i]
			}
			fields[i] = ConcatColumns(f.Type, sub)
		}
		return &Struct{T: t, N: rows(parts), Fields: fields, Nulls: concatValid(parts)}
	}
	panic("data: unknown kind")
}

func rows(parts []Column) int {
	n := 0
	for _, p := range parts {
		n += p.Len()
	}
	return n
}

func concatValid(parts []Column) Bitmap {
	any := false
	for _, p := range parts {
		any = any || p.Valid() != nil
	}
	if !any {
		return nil
	}
	out := NewBitmap(rows(parts), true)
	at := 0
	for _, p := range parts {
		v := p.Valid()
		for i := 0; v != nil && i < p.Len(); i++ {
			if !v.Get(i) {
				out.Clear(at + i)
			}
		}
		at += p.Len()
	}
	return out
}

func concatFixed[T Value](t *Type, parts []Column) Column {
	out := make([]T, 0, rows(parts))
	for _, p := range parts {
		out = append(out, p.(*Fixed[T]).Values...)
	}
	return &Fixed[T]{T: t, Values: out, Nulls: concatValid(parts)}
}

func concatBytes(t *Type, parts []Column) Column {
	offsets := make([]int32, 1, rows(parts)+1)
	var buf []byte
	for _, p := range parts {
		b := p.(*Bytes)
		shift := int32(len(buf)) - b.Offsets[0]
		buf = append(buf, b.Data[b.Offsets[0]:b.Offsets[b.Len()]]...)
		for _, o := range b.Offsets[1:] {
			offsets = append(offsets, o+shift)
		}
	}
	return &Bytes{T: t, Offsets: offsets, Data: buf, Nulls: concatValid(parts)}
}

func concatOffsets(parts []Column, open func(Column) ([]int32, []Column), width int) ([]int32, [][]Column) {
	offsets := make([]int32, 1, rows(parts)+1)
	inner := make([][]Column, width)
	at := int32(0)
	for _, p := range parts {
		o, cols := open(p)
		first, last := o[0], o[len(o)-1]
		for i, c := range cols {
			inner[i] = append(inner[i], Slice(c, int(first), int(last)))
		}
		for _, x := range o[1:] {
			offsets = append(offsets, x-first+at)
		}
		at += last - first
	}
	return offsets, inner
}
