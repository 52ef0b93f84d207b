package data

type voidBuilder struct{ n int }

func (b *voidBuilder) AppendNull()    { b.n++ }
func (b *voidBuilder) Append(any)     { b.n++ }
func (b *voidBuilder) Len() int       { return b.n }
func (b *voidBuilder) Finish() Column { return &Voids{N: b.n} }

// ListBuilder builds a [List]: add the elements of a value to Elems, then call End.
type ListBuilder struct {
	t       *Type
	offsets []int32
	Elems   Builder
	nulls   validity
}

// Len implements [Builder].
func (b *ListBuilder) Len() int { return len(b.offsets) - 1 }

// End makes the elements added since the last value one value.
func (b *ListBuilder) End() {
	b.nulls.mark(b.Len(), true)
	b.offsets = append(b.offsets, int32(b.Elems.Len()))
}

// AppendNull implements [Builder].
func (b *ListBuilder) AppendNull() {
	b.nulls.mark(b.Len(), false)
	b.offsets = append(b.offsets, int32(b.Elems.Len()))
}

// Append implements [Builder].
func (b *ListBuilder) Append(v any) {
	if v == nil {
		b.AppendNull()
		return
	}
	for _, e := range v.([]any) {
		b.Elems.Append(e)
	}
	b.End()
}

// Finish implements [Builder].
func (b *ListBuilder) Finish() Column {
	return &List{T: b.t, Offsets: b.offsets, Elems: b.Elems.Finish(), Nulls: b.nulls.finish(b.Len())}
}

// MapBuilder builds a [MapColumn]: add the pairs of a value to Keys and Items, then call End.
type MapBuilder struct {
	t           *Type
	offsets     []int32
	Keys, Items Builder
	nulls       validity
}

// Len implements [Builder].
func (b *MapBuilder) Len() int { return len(b.offsets) - 1 }

// End makes the pairs added since the last value one value.
func (b *MapBuilder) End() {
	b.nulls.mark(b.Len(), true)
	b.offsets = append(b.offsets, int32(b.Keys.Len()))
}

// AppendNull implements [Builder].
func (b *MapBuilder) AppendNull() {
	b.nulls.mark(b.Len(), false)
	b.offsets = append(b.offsets, int32(b.Keys.Len()))
}

// Append implements [Builder].
func (b *MapBuilder) Append(v any) {
	if v == nil {
		b.AppendNull()
		return
	}
	for _, p := range v.([]Pair) {
		b.Keys.Append(p.Key)
		b.Items.Append(p.Value)
	}
	b.End()
}

// Finish implements [Builder].
func (b *MapBuilder) Finish() Column {
	return &MapColumn{T: b.t, Offsets: b.offsets, Keys: b.Keys.Finish(), Items: b.Items.Finish(), Nulls: b.nulls.finish(b.Len())}
}

// StructBuilder builds a [Struct]: add one value to each of Fields, then call End.
type StructBuilder struct {
	t      *Type
	n      int
	Fields []Builder
	nulls  validity
}

// Len implements [Builder].
func (b *StructBuilder) Len() int { return b.n }

// End makes the values added to the fields one value.
func (b *StructBuilder) End() {
	b.nulls.mark(b.n, true)
	b.n++
}

// AppendNull implements [Builder].
func (b *StructBuilder) AppendNull() {
	b.nulls.mark(b.n, false)
	for _, f := range b.Fields {
		f.AppendNull()
	}
	b.n++
}

// Append implements [Builder].
func (b *StructBuilder) Append(v any) {
	if v == nil {
		b.AppendNull()
		return
	}
	for i, e := range v.([]any) {
		b.Fields[i].Append(e)
	}
	b.End()
}

// Finish implements [Builder].
func (b *StructBuilder) Finish() Column {
	s := &Struct{T: b.t, N: b.n, Nulls: b.nulls.finish(b.n)}
	for _, f := range b.Fields {
		s.Fields = append(s.Fields, f.Finish())
	}
	return s
}
