package data

import (
	"bytes"
	"fmt"
	"slices"
)

// Builder grows one column value by value. After [Builder.Finish] it must not be used.
type Builder interface {
	// Append adds a boxed value in its physical form (see the package comment; strings
	// also as string, arrays as []any, maps as []Pair, structs as []any); nil adds a null.
	// It panics on any other Go type: that is a bug of the caller.
	Append(v any)
	AppendNull()
	Len() int
	Finish() Column
}

// Pair is one entry of a boxed MAP value.
type Pair struct{ Key, Value any }

// NewBuilder returns a builder for t with room for n values.
func NewBuilder(t *Type, n int) Builder {
	switch t.Kind {
	case KindNull:
		return &voidBuilder{}
	case KindBoolean:
		return NewFixedBuilder[bool](t, n)
	case KindByte:
		return NewFixedBuilder[int8](t, n)
	case KindShort:
		return NewFixedBuilder[int16](t, n)
	case KindInt, KindDate, KindYearMonthInterval:
		return NewFixedBuilder[int32](t, n)
	case KindLong, KindTimestamp, KindTimestampNTZ, KindTime, KindDayTimeInterval:
		return NewFixedBuilder[int64](t, n)
	case KindFloat:
		return NewFixedBuilder[float32](t, n)
	case KindDouble:
		return NewFixedBuilder[float64](t, n)
	case KindDecimal:
		return NewFixedBuilder[Dec](t, n)
	case KindCalendarInterval:
		return NewFixedBuilder[Interval](t, n)
	case KindString, KindBinary, KindVariant, KindGeometry, KindGeography:
		return NewBytesBuilder(t, n)
	case KindArray:
		return &ListBuilder{t: t, offsets: make([]int32, 1, n+1), Elems: NewBuilder(t.Elem, n)}
	case KindMap:
		return &MapBuilder{t: t, offsets: make([]int32, 1, n+1), Keys: NewBuilder(t.Key, n), Items: NewBuilder(t.Elem, n)}
	case KindStruct:
		b := &StructBuilder{t: t}
		for _, f := range t.Fields {
			b.Fields = append(b.Fields, NewBuilder(f.Type, n))
		}
		return b
	}
	panic("data: unknown kind")
}

// validity collects nulls while a column is built; it costs nothing until the first.
type validity struct{ bits Bitmap }

func (v *validity) mark(row int, valid bool) {
	if valid && v.bits == nil {
		return
	}
	if v.bits == nil {
		v.bits = NewBitmap(row+1, true)
	}
	for len(v.bits)*64 <= row {
		v.bits = append(v.bits, ^uint64(0))
	}
	if !valid {
		v.bits.Clear(row)
	}
}

func (v *validity) finish(n int) Bitmap {
	if v.bits == nil {
		return nil
	}
	for len(v.bits) < (n+63)/64 {
		v.bits = append(v.bits, ^uint64(0))
	}
	return v.bits[:(n+63)/64]
}

// FixedBuilder builds a [Fixed] column.
type FixedBuilder[T Value] struct {
	t      *Type
	values []T
	nulls  validity
}

// NewFixedBuilder returns a builder with room for n values.
func NewFixedBuilder[T Value](t *Type, n int) *FixedBuilder[T] {
	return &FixedBuilder[T]{t: t, values: make([]T, 0, n)}
}

// Add appends a value.
func (b *FixedBuilder[T]) Add(v T) {
	b.nulls.mark(len(b.values), true)
	b.values = append(b.values, v)
}

// AppendNull implements [Builder].
func (b *FixedBuilder[T]) AppendNull() {
	b.nulls.mark(len(b.values), false)
	var zero T
	b.values = append(b.values, zero)
}

// Append implements [Builder].
func (b *FixedBuilder[T]) Append(v any) {
	if v == nil {
		b.AppendNull()
		return
	}
	t, ok := v.(T)
	if !ok {
		panic(fmt.Sprintf("data: %T appended to a column of %s", v, b.t))
	}
	b.Add(t)
}

// Len implements [Builder].
func (b *FixedBuilder[T]) Len() int { return len(b.values) }

// Finish implements [Builder].
func (b *FixedBuilder[T]) Finish() Column {
	return &Fixed[T]{T: b.t, Values: b.values, Nulls: b.nulls.finish(len(b.values))}
}

// BytesBuilder builds a [Bytes] column.
type BytesBuilder struct {
	t       *Type
	offsets []int32
	data    []byte
	nulls   validity
}

// NewBytesBuilder returns a builder with room for n values.
func NewBytesBuilder(t *Type, n int) *BytesBuilder {
	return &BytesBuilder{t: t, offsets: make([]int32, 1, n+1)}
}

// Room makes room for so many more values of so many bytes, so that appending them copies nothing.
func (b *BytesBuilder) Room(values, bytes int) {
	b.offsets, b.data = slices.Grow(b.offsets, values), slices.Grow(b.data, bytes)
}

// Bytes is the length of all values so far.
func (b *BytesBuilder) Bytes() int { return len(b.data) }

// Add appends a copy of v.
func (b *BytesBuilder) Add(v []byte) {
	b.nulls.mark(b.Len(), true)
	b.data = append(b.data, v...)
	b.offsets = append(b.offsets, int32(len(b.data)))
}

// AddLines appends the lines of a text without their newlines, which the last one may lack.
func (b *BytesBuilder) AddLines(text []byte) {
	out, offsets := slices.Grow(b.data, len(text)), b.offsets
	for len(text) > 0 {
		n := bytes.IndexByte(text, '\n')
		if n < 0 {
			n = len(text)
		}
		out = append(out, text[:n]...)
		offsets = append(offsets, int32(len(out)))
		text = text[min(n+1, len(text)):]
	}
	for row := b.Len(); b.nulls.bits != nil && row < len(offsets)-1; row++ {
		b.nulls.mark(row, true)
	}
	b.data, b.offsets = out, offsets
}

// AddString appends v.
func (b *BytesBuilder) AddString(v string) {
	b.nulls.mark(b.Len(), true)
	b.data = append(b.data, v...)
	b.offsets = append(b.offsets, int32(len(b.data)))
}

// AppendNull implements [Builder].
func (b *BytesBuilder) AppendNull() {
	b.nulls.mark(b.Len(), false)
	b.offsets = append(b.offsets, int32(len(b.data)))
}

// Append implements [Builder]; a string or []byte.
func (b *BytesBuilder) Append(v any) {
	switch v := v.(type) {
	case nil:
		b.AppendNull()
	case string:
		b.AddString(v)
	case []byte:
		b.Add(v)
	default:
		panic(fmt.Sprintf("data: %T appended to a column of %s", v, b.t))
	}
}

// Len implements [Builder].
func (b *BytesBuilder) Len() int { return len(b.offsets) - 1 }

// Finish implements [Builder].
func (b *BytesBuilder) Finish() Column {
	return &Bytes{T: b.t, Offsets: b.offsets, Data: b.data, Nulls: b.nulls.finish(b.Len())}
}
