package avro

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	hamba "github.com/hamba/avro/v2"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Datum decodes single values, each a text of bytes of its own.
type Datum struct {
	d   *Decoder
	b   data.Builder
	add adder
}

// NewDatum returns what decodes values of the schema from as type t; defaults, which may be nil, is a
// schema whose defaults stand for fields that from lacks.
func NewDatum(from Schema, t *data.Type, defaults Schema) (*Datum, error) {
	v := &Datum{d: &Decoder{from: from, o: Options{Defaults: defaults}}}
	return v, v.start(t)
}

func (v *Datum) start(t *data.Type) (err error) {
	v.b = data.NewBuilder(t, 1)
	v.add, err = v.d.adder(v.d.from, t, v.b, 0)
	return err
}

// Value decodes one value, as a column of one row; bytes behind it mean nothing. Its error is [ErrRows].
func (v *Datum) Value(b []byte, t *data.Type) (data.Column, error) {
	r := &Reader{B: b}
	v.add(r)
	c := v.b.Finish()
	if err := v.start(t); err != nil {
		return nil, err
	}
	if r.Bad {
		return nil, ErrRows
	}
	return c, nil
}

// Value returns what appends the values of a column as Spark's to_avro does without a schema: what may be
// null is a union of its type and null. A null of the column itself is not to be written.
func Value(c data.Column, t *data.Type) Cell { return encoder{nullLast: true}.value(c, t) }

// ValueAs returns what appends the values of a column by a schema; refuse words why it does not fit, from
// the type, the schema and the field that is meant, "" for the value itself.
func ValueAs(c data.Column, t *data.Type, s Schema) (Cell, error) { return valueAs(c, t, s, "") }

// Incompatible tells that a value cannot be written by a schema, in Spark's words.
type Incompatible string

func (e Incompatible) Error() string { return string(e) }

// place is how Spark names a field, "" being the value itself.
func place(field string) string {
	if field == "" {
		return "top-level record"
	}
	return "field '" + field + "'"
}

func incompatible(t *data.Type, s Schema, field, why string) error {
	where := strings.NewReplacer("{}", place(field)).Replace("Cannot convert SQL {} to Avro {} because ")
	if why == "" {
		why = fmt.Sprintf("schema is incompatible (sqlType = %s, avroType = %s)", t, s)
	}
	return Incompatible(where + why)
}

func valueAs(c data.Column, t *data.Type, s Schema, field string) (Cell, error) {
	switch s := plain(s).(type) {
	case *hamba.UnionSchema:
		return unionAs(c, t, s, field)
	case *hamba.RecordSchema:
		return recordAs(c, t, s, field)
	case *hamba.ArraySchema:
		if list, ok := c.(*data.List); ok {
			cell, err := valueAs(list.Elems, t.Elem, s.Items(), field)
			return blocks(list.Offsets, cell), err
		}
	case *hamba.MapSchema:
		if m, ok := c.(*data.MapColumn); ok && t.Key.Kind == data.KindString {
			item, err := valueAs(m.Items, t.Elem, s.Values(), field)
			key := value(m.Keys, t.Key)
			return blocks(m.Offsets, func(out []byte, i int) []byte { return item(key(out, i), i) }), err
		}
	case *hamba.EnumSchema:
		if text, ok := c.(*data.Bytes); ok && t.Kind == data.KindString {
			return symbolAs(text, t, s, field)
		}
	case *hamba.FixedSchema:
		if b, ok := c.(*data.Bytes); ok && t.Kind == data.KindBinary {
			for i := range b.Len() {
				if n := len(b.At(i)); !data.IsNull(b, i) && n != s.Size() {
					return nil, incompatible(t, s, field, fmt.Sprintf("%d bytes of binary data cannot be written into FIXED type with size of %d bytes", n, s.Size()))
				}
			}
			return func(out []byte, i int) []byte { return append(out, b.At(i)...) }, nil
		}
	case *hamba.PrimitiveSchema:
		if own, _ := (Typing{}).typeOf(s, 0); own != nil && sameStored(own, t) {
			return millis(c, s, value(c, t)), nil
		}
	}
	return nil, incompatible(t, s, field, "")
}

// sameStored tells whether values of a type are written as those of the schema's own type.
func sameStored(own, t *data.Type) bool {
	small := t.Kind == data.KindByte || t.Kind == data.KindShort
	return own.Equal(t) || own.Kind == data.KindInt && small ||
		own.Kind == data.KindLong && (t.Kind == data.KindTimestamp || t.Kind == data.KindTimestampNTZ)
}

// millis writes times in the unit of their schema.
func millis(c data.Column, s *hamba.PrimitiveSchema, cell Cell) Cell {
	l := s.Logical()
	longs, ok := c.(*data.Longs)
	if !ok || l == nil || l.Type() != hamba.TimestampMillis && l.Type() != hamba.LocalTimestampMillis {
		return cell
	}
	return func(out []byte, i int) []byte {
		v := longs.Values[i]
		if v < 0 {
			v -= 999
		}
		return binary.AppendVarint(out, v/1000)
	}
}

func unionAs(c data.Column, t *data.Type, s *hamba.UnionSchema, field string) (Cell, error) {
	null, member := -1, -1
	for i, m := range s.Types() {
		if m.Type() == hamba.Null {
			null = i
		} else {
			member = i
		}
	}
	if len(members(s)) != 1 {
		return nil, incompatible(t, s, field, "")
	}
	inner, err := valueAs(c, t, s.Types()[member], field)
	return func(out []byte, i int) []byte {
		if data.IsNull(c, i) && null >= 0 {
			return binary.AppendVarint(out, int64(null))
		}
		return inner(binary.AppendVarint(out, int64(member)), i)
	}, err
}

// recordAs writes the fields of a struct in the order of the schema.
func recordAs(c data.Column, t *data.Type, s *hamba.RecordSchema, field string) (Cell, error) {
	st, ok := c.(*data.Struct)
	if !ok {
		return nil, incompatible(t, s, field, "")
	}
	for _, f := range t.Fields {
		if !slices.ContainsFunc(s.Fields(), func(a *hamba.Field) bool { return strings.EqualFold(a.Name(), f.Name) }) {
			return nil, Incompatible("Cannot find field '" + f.Name + "' in Avro schema")
		}
	}
	var cells []Cell
	for _, a := range s.Fields() {
		k := fieldIndex(t.Fields, a.Name())
		if k < 0 {
			return nil, Incompatible("Found field '" + a.Name() + "' in Avro schema but there is no match in the SQL schema")
		}
		cell, err := valueAs(st.Fields[k], t.Fields[k].Type, a.Type(), a.Name())
		if err != nil {
			return nil, err
		}
		cells = append(cells, cell)
	}
	return func(out []byte, i int) []byte {
		for _, cell := range cells {
			out = cell(out, i)
		}
		return out
	}, nil
}

// symbolAs writes texts by their places among the words of an enum; each must be one.
func symbolAs(c *data.Bytes, t *data.Type, s *hamba.EnumSchema, field string) (Cell, error) {
	words := s.Symbols()
	for i := range c.Len() {
		if word := string(c.At(i)); !data.IsNull(c, i) && !slices.Contains(words, word) {
			return nil, incompatible(t, s, field, fmt.Sprintf("%q cannot be written since it's not defined in enum \"%s\"", word, strings.Join(words, `", "`)))
		}
	}
	return func(out []byte, i int) []byte {
		return binary.AppendVarint(out, int64(slices.Index(words, string(c.At(i)))))
	}, nil
}
