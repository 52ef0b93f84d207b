package sources

import (
	"fmt"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// parquetShape is how a column of a file is laid out, by the rules of the format's page on nested types,
// those for files of older writers included.
type parquetShape struct {
	kind data.Kind // array, map, struct, variant; KindNull for a leaf
	// repeated holds the elements of an array or the pairs of a map.
	repeated *parquet.Column
	// parts are the element, or key and value, or the fields.
	parts []*parquet.Column
	// present is the definition level from which on a value is not null.
	present int
}

// shapeOf gives the shape of a column; element says that its being repeated is the enclosing array's.
func shapeOf(c *parquet.Column, element bool) (parquetShape, error) {
	s := parquetShape{present: c.MaxDefinitionLevel()}
	if c.Repeated() && !element { // not annotated: an array of required elements
		return parquetShape{kind: data.KindArray, repeated: c, parts: []*parquet.Column{c}, present: c.MaxDefinitionLevel() - 1}, nil
	}
	if c.Leaf() {
		return s, nil
	}
	var annotation any
	if l := c.Type().LogicalType(); l != nil {
		annotation = l.Value
	}
	kids := c.Columns()
	switch annotation.(type) {
	case *format.ListType:
		if len(kids) != 1 || !kids[0].Repeated() {
			return s, illegalParquet(c, "a LIST without a repeated field")
		}
		s.kind, s.repeated, s.parts = data.KindArray, kids[0], kids
		if r := kids[0]; !r.Leaf() && len(r.Columns()) == 1 && r.Name() != "array" && r.Name() != c.Name()+"_tuple" {
			s.parts = r.Columns()
		}
		return s, nil
	case *format.MapType:
		if len(kids) != 1 || !kids[0].Repeated() || len(kids[0].Columns()) != 2 {
			return s, illegalParquet(c, "a MAP without keys and values")
		}
		s.kind, s.repeated, s.parts = data.KindMap, kids[0], kids[0].Columns()
		return s, nil
	case *format.VariantType:
		s.kind = data.KindVariant
		return s, nil
	}
	s.kind, s.parts = data.KindStruct, kids
	return s, nil
}

// illegalParquet is Spark's refusal of a type that it cannot read.
func illegalParquet(c *parquet.Column, what string) error {
	return &expr.Error{Condition: "PARQUET_TYPE_ILLEGAL", SQLState: "42846", Message: fmt.Sprintf("Illegal Parquet type: %s (column %s).", what, c.Name())}
}

// parquetType gives Spark's type of a column.
func parquetType(c *parquet.Column, element bool) (*data.Type, error) {
	s, err := shapeOf(c, element)
	if err != nil {
		return nil, err
	}
	parts := make([]*data.Type, len(s.parts))
	for i, p := range s.parts {
		if parts[i], err = parquetType(p, p == s.repeated); err != nil {
			return nil, err
		}
	}
	switch s.kind {
	case data.KindArray:
		return data.ArrayOf(parts[0], s.parts[0].Optional()), nil
	case data.KindMap:
		return data.MapOf(parts[0], parts[1], s.parts[1].Optional()), nil
	case data.KindVariant:
		return data.Variant, nil
	case data.KindStruct:
		t := &data.Type{Kind: data.KindStruct}
		for i, p := range s.parts {
			t.Fields = append(t.Fields, data.Field{Name: p.Name(), Type: parts[i], Nullable: true})
		}
		return t, nil
	}
	return leafType(c)
}

// leafType gives Spark's type of a leaf.
func leafType(c *parquet.Column) (*data.Type, error) {
	if l := c.Type().LogicalType(); l != nil {
		if t, err := logicalType(c, l.Value); t != nil || err != nil {
			return t, err
		}
	}
	switch c.Type().Kind() {
	case parquet.Boolean:
		return data.Boolean, nil
	case parquet.Int32:
		return data.Int, nil
	case parquet.Int64:
		return data.Long, nil
	case parquet.Int96:
		return data.Timestamp, nil
	case parquet.Float:
		return data.Float, nil
	case parquet.Double:
		return data.Double, nil
	}
	return data.Binary, nil
}

// logicalType gives Spark's type of an annotated leaf, nil when the annotation changes nothing.
func logicalType(c *parquet.Column, annotation any) (*data.Type, error) {
	switch l := annotation.(type) {
	case *format.StringType, *format.EnumType, *format.JsonType:
		return data.String, nil
	case *format.DateType:
		return data.Date, nil
	case *format.TimestampType:
		if _, nanos := l.Unit.Value.(*format.NanoSeconds); nanos {
			return nil, illegalParquet(c, fmt.Sprintf("INT64 (TIMESTAMP(NANOS,%t))", l.IsAdjustedToUTC))
		}
		if l.IsAdjustedToUTC {
			return data.Timestamp, nil
		}
		return data.TimestampNTZ, nil
	case *format.TimeType:
		if _, micros := l.Unit.Value.(*format.MicroSeconds); !micros {
			return nil, illegalParquet(c, c.Type().String())
		}
		return data.Time, nil
	case *format.DecimalType:
		if l.Precision > data.MaxPrecision {
			return nil, &expr.Error{Condition: "DECIMAL_PRECISION_EXCEEDS_MAX_PRECISION", SQLState: "22003",
				Message: fmt.Sprintf("Decimal precision %d exceeds max precision %d.", l.Precision, data.MaxPrecision)}
		}
		return data.DecimalOf(int(l.Precision), int(l.Scale)), nil
	case *format.IntType:
		return intType(l), nil
	case *format.NullType:
		return data.Int, nil // Spark's reading of a column that has nulls only
	}
	return nil, nil
}

func intType(l *format.IntType) *data.Type {
	wide := map[int8]*data.Type{8: data.Short, 16: data.Int, 32: data.Long, 64: data.DecimalOf(20, 0)}
	if l.IsSigned {
		wide = map[int8]*data.Type{8: data.Byte, 16: data.Short}
	}
	return wide[l.BitWidth]
}

// parquetFits tells whether a leaf of the file can be read as the type asked for: as it is, or widened.
func parquetFits(file, want *data.Type) bool {
	either := func(a, b *data.Type, x, y data.Kind) bool {
		return a.Kind == x && b.Kind == y || a.Kind == y && b.Kind == x
	}
	switch {
	case file.Equal(want), either(file, want, data.KindString, data.KindBinary), either(file, want, data.KindTimestamp, data.KindTimestampNTZ):
		return true
	case file.Kind == data.KindFloat:
		return want.Kind == data.KindDouble
	case file.Kind == data.KindDate:
		return want.Kind == data.KindTimestampNTZ
	case file.Kind == data.KindLong: // what Spark writes as plain numbers
		return want.Kind == data.KindDayTimeInterval || wider(want, 20, 0)
	case file.Kind == data.KindByte, file.Kind == data.KindShort, file.Kind == data.KindInt:
		return want.Integral() || want.Kind == data.KindDouble || want.Kind == data.KindYearMonthInterval || wider(want, 10, 0)
	case file.Kind == data.KindDecimal:
		return wider(want, file.Precision, file.Scale)
	}
	return false
}

// wider tells that t is a decimal with room for every value of the precision and scale.
func wider(t *data.Type, precision, scale int) bool {
	return t.Kind == data.KindDecimal && t.Scale >= scale && t.Precision-t.Scale >= precision-scale
}
