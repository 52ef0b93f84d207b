package sources

import (
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/variant"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// A VARIANT is a group of two binaries, metadata (the names of fields) and value. Spark shreds by default: what
// many rows have in common stands in typed_value, a column of its type, whose fields and elements are groups of
// value and typed_value again; value then holds what is left.

// parquetVariant tells that a group has what that of a VARIANT has.
func parquetVariant(c *parquet.Column) bool {
	kids := c.Columns()
	return !c.Leaf() && len(kids) >= 2 && len(kids) <= 3 && parquetField(kids, "metadata") != nil && parquetField(kids, "value") != nil &&
		(len(kids) == 2 || parquetField(kids, "typed_value") != nil)
}

// variantPlan reads a group as the struct that it is, and its rows as VARIANTs.
func variantPlan(c *parquet.Column, rep, least byte) (*parquetNode, error) {
	if c.Leaf() {
		return nil, parquetMismatch(c, data.Variant)
	}
	if !parquetVariant(c) {
		is, err := parquetType(c, false)
		if err != nil {
			return nil, err
		}
		return nil, &expr.Error{Condition: "INVALID_VARIANT_SHREDDING_SCHEMA", SQLState: "22023", Runtime: true,
			Message: fmt.Sprintf("The schema `\"%s\"` is not a valid variant shredding schema.", is)}
	}
	t := &data.Type{Kind: data.KindStruct}
	n := &parquetNode{kind: data.KindVariant, t: t, col: c, rep: rep, least: least, present: byte(c.MaxDefinitionLevel())}
	for _, name := range []string{"metadata", "value", "typed_value"} {
		part := parquetField(c.Columns(), name)
		if part == nil {
			continue
		}
		kind, err := parquetType(part, false)
		if err != nil {
			return nil, err
		}
		kid, err := parquetPlan(part, kind, false, rep, least)
		if err != nil {
			return nil, err
		}
		t.Fields = append(t.Fields, data.Field{Name: name, Type: kind, Nullable: true})
		n.kids = append(n.kids, kid)
	}
	return n, nil
}

// variantColumn puts VARIANTs together from the columns of their group.
func variantColumn(s *data.Struct) (data.Column, error) {
	b := data.NewBytesBuilder(data.Variant, s.N)
	names, isText := s.Fields[0].(*data.Bytes)
	if !isText {
		return nil, errVariant
	}
	u := unshredder{}
	var text []byte
	for i := range s.N {
		if data.IsNull(s, i) || data.IsNull(names, i) {
			b.AppendNull()
			continue
		}
		if err := u.names(names.At(i)); err != nil {
			return nil, err
		}
		var err error
		if text, _, err = u.group(text[:0], s, 1, i); err != nil {
			return nil, err
		}
		if len(text) == 0 {
			text = append(text, "null"...)
		}
		b.Add(text)
	}
	return b.Finish(), nil
}

var errVariant = fmt.Errorf("a damaged Parquet file: no VARIANT")

// unshredder reads the binaries of a VARIANT under the names of its metadata.
type unshredder struct {
	raw  []byte
	meta variant.Metadata
}

func (u *unshredder) names(raw []byte) (err error) {
	if u.raw == nil || !slices.Equal(raw, u.raw) {
		u.raw = append(u.raw[:0], raw...)
		u.meta, err = variant.DecodeMetadata(u.raw)
	}
	return err
}

// group appends row i of a group whose value is its field k, which its typed_value follows; there is false
// where neither has anything.
func (u *unshredder) group(dst []byte, s *data.Struct, k, i int) (out []byte, there bool, err error) {
	value, isText := s.Fields[k].(*data.Bytes)
	if !isText {
		return dst, false, errVariant
	}
	var typed data.Column
	if len(s.Fields) > k+1 {
		typed = s.Fields[k+1]
	}
	rest := !data.IsNull(value, i)
	if typed == nil || data.IsNull(typed, i) {
		if !rest {
			return dst, false, nil
		}
		v, err := variant.Decode(u.meta, value.At(i))
		if err != nil {
			return dst, false, err
		}
		dst, err = appendVariantValue(dst, v)
		return dst, true, err
	}
	switch c := typed.(type) {
	case *data.List:
		dst, err = u.elements(dst, c, i)
	case *data.Struct:
		fields := map[string][]byte{}
		if rest {
			if err := u.rest(fields, value.At(i)); err != nil {
				return dst, false, err
			}
		}
		dst, err = u.fields(dst, c, i, fields)
	default:
		dst = expr.AppendVariantScalar(dst, c.Type(), data.ValueAt(c, i))
	}
	return dst, true, err
}

func (u *unshredder) elements(dst []byte, c *data.List, i int) ([]byte, error) {
	elems, ok := c.Elems.(*data.Struct)
	if !ok {
		return dst, errVariant
	}
	dst = append(dst, '[')
	for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
		if k > c.Offsets[i] {
			dst = append(dst, ',')
		}
		var there bool
		var err error
		if dst, there, err = u.group(dst, elems, 0, int(k)); err != nil {
			return dst, err
		}
		if !there {
			dst = append(dst, "null"...)
		}
	}
	return append(dst, ']'), nil
}

// rest adds the fields of an object that have no columns.
func (u *unshredder) rest(fields map[string][]byte, value []byte) error {
	v, err := variant.Decode(u.meta, value)
	if err != nil {
		return err
	}
	if v.Basic() != variant.BasicObject {
		return errVariant
	}
	for _, f := range v.ObjectValue().Fields {
		if fields[f.Name], err = appendVariantValue(nil, f.Value); err != nil {
			return err
		}
	}
	return nil
}

// fields appends an object of those that have columns and the others.
func (u *unshredder) fields(dst []byte, c *data.Struct, i int, fields map[string][]byte) ([]byte, error) {
	for k, f := range c.T.Fields {
		part, ok := c.Fields[k].(*data.Struct)
		if !ok {
			return dst, errVariant
		}
		text, there, err := u.group(nil, part, 0, i)
		if err != nil {
			return dst, err
		}
		if there {
			fields[f.Name] = text
		}
	}
	return expr.AppendVariantObject(dst, fields), nil
}

// appendVariantValue appends a decoded value as the text of a VARIANT.
func appendVariantValue(dst []byte, v variant.Value) ([]byte, error) {
	switch v.Basic() {
	case variant.BasicShortString:
		return expr.AppendVariantScalar(dst, data.String, v.Str()), nil
	case variant.BasicArray:
		dst = append(dst, '[')
		for i, e := range v.ArrayValue().Elements {
			if i > 0 {
				dst = append(dst, ',')
			}
			var err error
			if dst, err = appendVariantValue(dst, e); err != nil {
				return dst, err
			}
		}
		return append(dst, ']'), nil
	case variant.BasicObject:
		fields := map[string][]byte{}
		for _, f := range v.ObjectValue().Fields {
			var err error
			if fields[f.Name], err = appendVariantValue(nil, f.Value); err != nil {
				return dst, err
			}
		}
		return expr.AppendVariantObject(dst, fields), nil
	}
	return appendVariantPrimitive(dst, v)
}

func appendVariantPrimitive(dst []byte, v variant.Value) ([]byte, error) {
	switch v.Type() {
	case variant.PrimitiveNull:
		return append(dst, "null"...), nil
	case variant.PrimitiveTrue, variant.PrimitiveFalse:
		return expr.AppendVariantScalar(dst, data.Boolean, v.BoolValue()), nil
	case variant.PrimitiveInt8, variant.PrimitiveInt16, variant.PrimitiveInt32, variant.PrimitiveInt64:
		return expr.AppendVariantScalar(dst, data.Long, v.Int()), nil
	case variant.PrimitiveDouble:
		return expr.AppendVariantScalar(dst, data.Double, v.FloatValue()), nil
	case variant.PrimitiveFloat:
		return expr.AppendVariantScalar(dst, data.Float, float32(v.FloatValue())), nil
	case variant.PrimitiveDecimal4, variant.PrimitiveDecimal8:
		return expr.AppendVariantScalar(dst, data.DecimalOf(18, int(v.Scale())), data.DecOf(v.Int())), nil
	case variant.PrimitiveDecimal16:
		b := v.Decimal16Value()
		d := data.Dec{Lo: binary.LittleEndian.Uint64(b[:8]), Hi: int64(binary.LittleEndian.Uint64(b[8:]))}
		return expr.AppendVariantScalar(dst, data.DecimalOf(data.MaxPrecision, int(v.Scale())), d), nil
	case variant.PrimitiveDate:
		return expr.AppendVariantScalar(dst, data.Date, int32(v.Int())), nil
	case variant.PrimitiveTimestamp:
		return expr.AppendVariantScalar(dst, data.Timestamp, v.Int()), nil
	case variant.PrimitiveTimestampNTZ:
		return expr.AppendVariantScalar(dst, data.TimestampNTZ, v.Int()), nil
	case variant.PrimitiveBinary:
		return expr.AppendVariantScalar(dst, data.Binary, v.Bytes()), nil
	case variant.PrimitiveString:
		return expr.AppendVariantScalar(dst, data.String, v.Str()), nil
	case variant.PrimitiveUUID:
		return expr.AppendVariantScalar(dst, data.String, v.UUIDValue().String()), nil
	}
	return dst, &expr.Error{Condition: "UNKNOWN_PRIMITIVE_TYPE_IN_VARIANT", SQLState: "22023", Runtime: true,
		Message: fmt.Sprintf("Unknown primitive type with id %d was found in a variant value.", v.Type())}
}
