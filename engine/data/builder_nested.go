package data

type voidBuilder struct{ n int }

func (b *voidBuilder) AppendNull()    { b.n++ }
func (b *voidBuilder) Append(any)     { b.n++ }
func (b *voidBuilder) Len() int       { return b.n }
func (b *voidBuilder) Finish() Column { return &Voids{N: b.n} }

type listBuilder struct {
	t       *Type
	offsets []int32
	elems   Builder
	nulls   validity
}

func (b *listBuilder) Len() int { return len(b.offsets) - 1 }

func (b *listBuilder) AppendNull() {
	b.nulls.mark(b.Len(), false)
	b.offsets = append(b.offsets, int32(b.elems.Len()))
}

func (b *listBuilder) Append(v any) {
	if v == nil {
		b.AppendNull()
		return
	}
	b.nulls.mark(b.Len(), true)
	for _, e := range v.([]any) {
		b.elems.Append(e)
	}
	b.offsets = append(b.offsets, int32(b.elems.Len()))
}

func (b *listBuilder) Finish() Column {
	return &List{T: b.t, Offsets: b.offsets, Elems: b.elems.Finish(), Nulls: b.nulls.finish(b.Len())}
}

type mapBuilder struct {
	t           *Type
	offsets     []int32
	keys, items Builder
	nulls       validity
}

func (b *mapBuilder) Len() int { return len(b.offsets) - 1 }

func (b *mapBuilder) AppendNull() {
	b.nulls.mark(b.Len(), false)
	b.offsets = append(b.offsets, int32(b.keys.Len()))
}

func (b *mapBuilder) Append(v any) {
	if v == nil {
		b.AppendNull()
		return
	}
	b.nulls.mark(b.Len(), true)
	for _, p := range v.([]Pair) {
		b.keys.Append(p.Key)
		b.items.Append(p.Value)
	}
	b.offsets = append(b.offsets, int32(b.keys.Len()))
}

func (b *mapBuilder) Finish() Column {
	return &MapColumn{T: b.t, Offsets: b.offsets, Keys: b.keys.Finish(), Items: b.items.Finish(), Nulls: b.nulls.finish(b.Len())}
}

type structBuilder struct {
	t      *Type
	n      int
	fields []Builder
	nulls  validity
}

func (b *structBuilder) Len() int { return b.n }

func (b *structBuilder) AppendNull() {
	b.nulls.mark(b.n, false)
	for _, f := range b.fields {
		f.AppendNull()
	}
	b.n++
}

func (b *structBuilder) Append(v any) {
	if v == nil {
		b.AppendNull()
		return
	}
	b.nulls.mark(b.n, true)
	for i, e := range v.([]any) {
		b.fields[i].Append(e)
	}
	b.n++
}

func (b *structBuilder) Finish() Column {
	s := &Struct{T: b.t, N: b.n, Nulls: b.nulls.finish(b.n)}
	for _, f := range b.fields {
		s.Fields = append(s.Fields, f.Finish())
	}
	return s
}
