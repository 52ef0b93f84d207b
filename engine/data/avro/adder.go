package avro

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"

	hamba "github.com/hamba/avro/v2"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

var errDeep = errors.New("the Avro schema is nested too deep, or contains itself")

// adder returns what reads a value of s into b, a builder of type t.
func (d *Decoder) adder(s Schema, t *data.Type, b data.Builder, depth int) (adder, error) {
	if depth > maxDepth {
		return nil, errDeep
	}
	switch s := plain(s).(type) {
	case *hamba.UnionSchema:
		return d.union(s, t, b, depth)
	case *hamba.RecordSchema:
		return d.record(s, t, b, depth)
	case *hamba.ArraySchema:
		return d.array(s, t, b, depth)
	case *hamba.MapSchema:
		return d.mapped(s, t, b, depth)
	case *hamba.EnumSchema:
		return enum(s, t, b)
	case *hamba.FixedSchema:
		return bytesAdder(s, t, b, func(r *Reader) []byte { return r.Take(int64(s.Size())) })
	case *hamba.PrimitiveSchema:
		return primitive(s, t, b)
	}
	return nil, unfit(s, t)
}

// unfit is Spark's refusal of a column that is not what its field is.
func unfit(s Schema, t *data.Type) error {
	return fmt.Errorf("[AVRO_INCOMPATIBLE_READ_TYPE] the Avro file has %s where the schema says %s", s, t)
}

// union reads the number of the member first. Where several are not null the type has a field for each.
func (d *Decoder) union(s *hamba.UnionSchema, t *data.Type, b data.Builder, depth int) (adder, error) {
	rest := members(s)
	own, _ := Typing{}.unionType(s, depth)
	adders := make([]adder, len(s.Types()))
	st, isStruct := b.(*data.StructBuilder)
	apart := len(rest) > 1 && own != nil && own.Kind == data.KindStruct
	if apart && (!isStruct || len(st.Fields) != len(rest)) {
		return nil, unfit(s, t)
	}
	k := 0
	for i, m := range s.Types() {
		if m.Type() == hamba.Null {
			adders[i] = func(*Reader) { b.AppendNull() }
			continue
		}
		var err error
		if apart {
			adders[i], err = d.member(m, t, st, k, depth)
		} else {
			adders[i], err = d.adder(m, t, b, depth+1)
		}
		if err != nil {
			return nil, err
		}
		k++
	}
	return func(r *Reader) {
		i := r.Long()
		if uint64(i) >= uint64(len(adders)) {
			r.fail()
			b.AppendNull()
			return
		}
		adders[i](r)
	}, nil
}

// member reads one member of a union into its field; the others are null.
func (d *Decoder) member(m Schema, t *data.Type, b *data.StructBuilder, k, depth int) (adder, error) {
	inner, err := d.adder(m, t.Fields[k].Type, b.Fields[k], depth+1)
	return func(r *Reader) {
		for i, f := range b.Fields {
			if i == k {
				inner(r)
			} else {
				f.AppendNull()
			}
		}
		b.End()
	}, err
}

func (d *Decoder) record(s *hamba.RecordSchema, t *data.Type, b data.Builder, depth int) (adder, error) {
	if t.Kind == data.KindCalendarInterval && len(s.Fields()) == 3 {
		iv := b.(*data.FixedBuilder[data.Interval])
		return func(r *Reader) {
			iv.Add(data.Interval{Months: int32(r.Long()), Days: int32(r.Long()), Micros: r.Long()})
		}, nil
	}
	st, ok := b.(*data.StructBuilder)
	if !ok {
		return nil, unfit(s, t)
	}
	fields, err := d.fields(s, t.Fields, st.Fields, depth)
	return func(r *Reader) {
		for _, add := range fields {
			add(r)
		}
		st.End()
	}, err
}

func (d *Decoder) array(s *hamba.ArraySchema, t *data.Type, b data.Builder, depth int) (adder, error) {
	if m, ok := b.(*data.MapBuilder); ok { // keys that are no text stand in an array of pairs
		pair, ok := plain(s.Items()).(*hamba.RecordSchema)
		if !ok || len(pair.Fields()) != 2 {
			return nil, unfit(s, t)
		}
		pairs, err := d.fields(pair, []data.Field{{Name: "key", Type: t.Key}, {Name: "value", Type: t.Elem}}, []data.Builder{m.Keys, m.Items}, depth)
		return func(r *Reader) {
			r.Blocks(func() {
				for _, add := range pairs {
					add(r)
				}
			})
			m.End()
		}, err
	}
	l, ok := b.(*data.ListBuilder)
	if !ok {
		return nil, unfit(s, t)
	}
	elem, err := d.adder(s.Items(), t.Elem, l.Elems, depth+1)
	return func(r *Reader) {
		r.Blocks(func() { elem(r) })
		l.End()
	}, err
}

func (d *Decoder) mapped(s *hamba.MapSchema, t *data.Type, b data.Builder, depth int) (adder, error) {
	m, ok := b.(*data.MapBuilder)
	if !ok || t.Key.Kind != data.KindString {
		return nil, unfit(s, t)
	}
	keys := m.Keys.(*data.BytesBuilder)
	item, err := d.adder(s.Values(), t.Elem, m.Items, depth+1)
	return func(r *Reader) {
		r.Blocks(func() {
			keys.Add(r.Take(r.Long()))
			item(r)
		})
		m.End()
	}, err
}

func enum(s *hamba.EnumSchema, t *data.Type, b data.Builder) (adder, error) {
	text, ok := b.(*data.BytesBuilder)
	if !ok || t.Kind != data.KindString {
		return nil, unfit(s, t)
	}
	words := s.Symbols()
	return func(r *Reader) {
		if i := r.Long(); uint64(i) < uint64(len(words)) {
			text.AddString(words[i])
			return
		}
		r.fail()
		text.AppendNull()
	}, nil
}

func primitive(s *hamba.PrimitiveSchema, t *data.Type, b data.Builder) (adder, error) {
	switch s.Type() {
	case hamba.Null:
		return func(*Reader) { b.AppendNull() }, nil
	case hamba.Boolean:
		if b, ok := b.(*data.FixedBuilder[bool]); ok {
			return func(r *Reader) {
				v := r.Take(1)
				b.Add(len(v) == 1 && v[0] == 1)
			}, nil
		}
	case hamba.Int, hamba.Long:
		return integer(s, t, b)
	case hamba.Float:
		read := func(r *Reader) float32 {
			if v := r.Take(4); v != nil {
				return math.Float32frombits(binary.LittleEndian.Uint32(v))
			}
			return 0
		}
		switch b := b.(type) {
		case *data.FixedBuilder[float32]:
			return func(r *Reader) { b.Add(read(r)) }, nil
		case *data.FixedBuilder[float64]:
			return func(r *Reader) { b.Add(float64(read(r))) }, nil
		}
	case hamba.Double:
		if b, ok := b.(*data.FixedBuilder[float64]); ok {
			return func(r *Reader) {
				var v uint64
				if p := r.Take(8); p != nil {
					v = binary.LittleEndian.Uint64(p)
				}
				b.Add(math.Float64frombits(v))
			}, nil
		}
	case hamba.String, hamba.Bytes:
		return bytesAdder(s, t, b, func(r *Reader) []byte { return r.Take(r.Long()) })
	}
	return nil, unfit(s, t)
}

// integer reads int and long. A long is not cut to fit a smaller column; an int of the recordings holds a
// TINYINT or SMALLINT.
func integer(s *hamba.PrimitiveSchema, t *data.Type, b data.Builder) (adder, error) {
	times := t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ
	switch b := b.(type) {
	case *data.FixedBuilder[int64]:
		if l := s.Logical(); times && l != nil && (l.Type() == hamba.TimestampMillis || l.Type() == hamba.LocalTimestampMillis) {
			return func(r *Reader) { b.Add(r.Long() * 1000) }, nil
		}
		if s.Type() == hamba.Long || !times {
			return func(r *Reader) { b.Add(r.Long()) }, nil
		}
	case *data.FixedBuilder[int32]:
		if s.Type() == hamba.Int {
			return func(r *Reader) { b.Add(int32(r.Long())) }, nil
		}
	case *data.FixedBuilder[int16]:
		if s.Type() == hamba.Int {
			return func(r *Reader) { b.Add(int16(r.Long())) }, nil
		}
	case *data.FixedBuilder[int8]:
		if s.Type() == hamba.Int {
			return func(r *Reader) { b.Add(int8(r.Long())) }, nil
		}
	case *data.FixedBuilder[float64]:
		if s.Type() == hamba.Int {
			return func(r *Reader) { b.Add(float64(r.Long())) }, nil
		}
	}
	return nil, unfit(s, t)
}

// bytesAdder reads what read gives as text, bytes or a decimal.
func bytesAdder(s Schema, t *data.Type, b data.Builder, read func(*Reader) []byte) (adder, error) {
	switch b := b.(type) {
	case *data.BytesBuilder:
		return func(r *Reader) { b.Add(read(r)) }, nil
	case *data.FixedBuilder[data.Dec]:
		l, ok := s.(hamba.LogicalTypeSchema)
		if !ok || l.Logical() == nil {
			break
		}
		if of, ok := l.Logical().(*hamba.DecimalLogicalSchema); !ok || of.Scale() != t.Scale || of.Precision() > t.Precision {
			break
		}
		return func(r *Reader) {
			v, ok := decimal(read(r))
			if !ok {
				r.fail()
			}
			b.Add(v)
		}, nil
	}
	return nil, unfit(s, t)
}

// decimal reads a big-endian two's complement number.
func decimal(v []byte) (data.Dec, bool) {
	if len(v) == 0 {
		return data.Dec{}, false
	}
	if len(v) > 16 {
		n := new(big.Int).SetBytes(v)
		if v[0] >= 0x80 {
			n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(8*len(v))))
		}
		return data.DecBig(n)
	}
	var b [16]byte
	if v[0] >= 0x80 {
		for i := range b {
			b[i] = 0xff
		}
	}
	copy(b[16-len(v):], v)
	return data.Dec{Hi: int64(binary.BigEndian.Uint64(b[:])), Lo: binary.BigEndian.Uint64(b[8:])}, true
}
