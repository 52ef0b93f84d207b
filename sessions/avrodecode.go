package sessions

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

var errAvro = errors.New("the bytes are no rows of this schema")

// avroReader reads values from a buffer; the first impossible one sets bad and everything
// after it reads as zero.
type avroReader struct {
	b   []byte
	bad bool
}

func (r *avroReader) long() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *avroReader) take(n int64) []byte {
	if n < 0 || n > int64(len(r.b)) {
		r.bad, r.b = true, nil
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

// avroAdder reads one value into a builder.
type avroAdder func(r *avroReader)

// decodeRows reads n rows of a schema.
func decodeRows(b []byte, s *data.Schema, n int) (*data.Batch, error) {
	r := &avroReader{b: b}
	builders := make([]data.Builder, s.Len())
	adders := make([]avroAdder, s.Len())
	for i, f := range s.Fields {
		builders[i] = data.NewBuilder(f.Type, min(n, len(b)+1))
		adders[i] = avroAdd(builders[i], f.Type, f.Nullable)
	}
	for i := 0; i < n && !r.bad; i++ {
		for _, add := range adders {
			add(r)
		}
	}
	if r.bad || len(r.b) > 0 {
		return nil, errAvro
	}
	cols := make([]data.Column, s.Len())
	for i, b := range builders {
		cols[i] = b.Finish()
	}
	return &data.Batch{Schema: s, Cols: cols, N: n}, nil
}

func avroAdd(b data.Builder, t *data.Type, null bool) avroAdder {
	if t.Kind == data.KindNull {
		return func(*avroReader) { b.AppendNull() }
	}
	inner := avroAddValue(b, t)
	if !null {
		return inner
	}
	return func(r *avroReader) {
		switch r.long() {
		case 0:
			b.AppendNull()
		case 1:
			inner(r)
		default:
			r.bad = true
			b.AppendNull()
		}
	}
}

func avroAddValue(b data.Builder, t *data.Type) avroAdder {
	switch b := b.(type) {
	case *data.FixedBuilder[bool]:
		return func(r *avroReader) {
			v := r.take(1)
			b.Add(len(v) == 1 && v[0] == 1)
		}
	case *data.FixedBuilder[int8]:
		return func(r *avroReader) { b.Add(int8(r.long())) }
	case *data.FixedBuilder[int16]:
		return func(r *avroReader) { b.Add(int16(r.long())) }
	case *data.FixedBuilder[int32]:
		return func(r *avroReader) { b.Add(int32(r.long())) }
	case *data.FixedBuilder[int64]:
		return func(r *avroReader) { b.Add(r.long()) }
	case *data.FixedBuilder[float32]:
		return func(r *avroReader) {
			if v := r.take(4); v != nil {
				b.Add(math.Float32frombits(binary.LittleEndian.Uint32(v)))
			}
		}
	case *data.FixedBuilder[float64]:
		return func(r *avroReader) {
			if v := r.take(8); v != nil {
				b.Add(math.Float64frombits(binary.LittleEndian.Uint64(v)))
			}
		}
	case *data.FixedBuilder[data.Dec]:
		return func(r *avroReader) { b.Add(r.decimal()) }
	case *data.FixedBuilder[data.Interval]:
		return func(r *avroReader) {
			b.Add(data.Interval{Months: int32(r.long()), Days: int32(r.long()), Micros: r.long()})
		}
	case *data.BytesBuilder:
		return func(r *avroReader) { b.Add(r.take(r.long())) }
	}
	boxed := avroBoxed(t)
	return func(r *avroReader) { b.Append(boxed(r)) }
}

func (r *avroReader) decimal() data.Dec {
	v := r.take(r.long())
	if len(v) == 0 || len(v) > 16 {
		r.bad = true
		return data.Dec{}
	}
	var b [16]byte
	if v[0] >= 0x80 {
		for i := range b {
			b[i] = 0xff
		}
	}
	copy(b[16-len(v):], v)
	return data.Dec{Hi: int64(binary.BigEndian.Uint64(b[:])), Lo: binary.BigEndian.Uint64(b[8:])}
}

// avroBoxed reads nested values boxed: they are rare in recordings.
func avroBoxed(t *data.Type) func(r *avroReader) any {
	switch t.Kind {
	case data.KindArray:
		elem := avroBoxedMaybe(t.Elem, t.ElemNull)
		return func(r *avroReader) any {
			out := []any{}
			r.blocks(func() { out = append(out, elem(r)) })
			return out
		}
	case data.KindMap:
		key, item := avroBoxed(t.Key), avroBoxedMaybe(t.Elem, t.ElemNull)
		return func(r *avroReader) any {
			out := []data.Pair{}
			r.blocks(func() { out = append(out, data.Pair{Key: key(r), Value: item(r)}) })
			return out
		}
	case data.KindStruct:
		fields := make([]func(r *avroReader) any, len(t.Fields))
		for i, f := range t.Fields {
			fields[i] = avroBoxedMaybe(f.Type, f.Nullable)
		}
		return func(r *avroReader) any {
			out := make([]any, len(fields))
			for i, f := range fields {
				out[i] = f(r)
			}
			return out
		}
	}
	return func(r *avroReader) any {
		b := data.NewBuilder(t, 1)
		avroAddValue(b, t)(r)
		if b.Len() == 0 {
			b.AppendNull()
		}
		return data.ValueAt(b.Finish(), 0)
	}
}

func avroBoxedMaybe(t *data.Type, null bool) func(r *avroReader) any {
	if t.Kind == data.KindNull {
		return func(*avroReader) any { return nil }
	}
	inner := avroBoxed(t)
	if !null {
		return inner
	}
	return func(r *avroReader) any {
		switch r.long() {
		case 1:
			return inner(r)
		case 0:
		default:
			r.bad = true
		}
		return nil
	}
}

// blocks reads an array or map.
func (r *avroReader) blocks(each func()) {
	for {
		n := r.long()
		if n < 0 {
			n = -n
			r.long() // the size of the block in bytes
		}
		if n == 0 || r.bad {
			return
		}
		for ; n > 0 && !r.bad; n-- {
			each()
		}
	}
}
