package data

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/collation"
)

// Kind is the family of a type; the parameters are in [Type].
type Kind uint8

// The kinds, in the order of Spark's reference page of data types.
const (
	KindNull Kind = iota // VOID
	KindBoolean
	KindByte
	KindShort
	KindInt
	KindLong
	KindFloat
	KindDouble
	KindDecimal
	KindString
	KindBinary
	KindDate
	KindTimestamp
	KindTimestampNTZ
	KindTime
	KindDayTimeInterval
	KindYearMonthInterval
	KindCalendarInterval
	KindArray
	KindMap
	KindStruct
	KindVariant
	KindGeometry
	KindGeography
)

// Unit is a field of an ANSI interval type.
type Unit uint8

// Interval fields: the first two belong to year-month, the rest to day-time intervals.
const (
	Year Unit = iota
	Month
	Day
	Hour
	Minute
	Second
)

var unitNames = [...]string{"YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"}

// String gives the SQL keyword of the unit.
func (u Unit) String() string { return unitNames[u] }

// Type is an immutable Spark SQL data type. Compare with [Type.Equal], never with ==.
type Type struct {
	Kind             Kind
	Precision, Scale int     // DECIMAL(p,s); Precision also of TIME(p)
	From, To         Unit    // ANSI intervals
	Key              *Type   // MAP
	Elem             *Type   // ARRAY element, MAP value
	ElemNull         bool    // array elements or map values may be null
	Fields           []Field // STRUCT
	SRID             int     // GEOMETRY and GEOGRAPHY; [AnySRID] for ANY
	Collation        string  // STRING COLLATE name; "" for UTF8_BINARY
}

// The types without parameters.
var (
	Void             = &Type{Kind: KindNull}
	Boolean          = &Type{Kind: KindBoolean}
	Byte             = &Type{Kind: KindByte}
	Short            = &Type{Kind: KindShort}
	Int              = &Type{Kind: KindInt}
	Long             = &Type{Kind: KindLong}
	Float            = &Type{Kind: KindFloat}
	Double           = &Type{Kind: KindDouble}
	String           = &Type{Kind: KindString}
	Binary           = &Type{Kind: KindBinary}
	Date             = &Type{Kind: KindDate}
	Timestamp        = &Type{Kind: KindTimestamp}
	TimestampNTZ     = &Type{Kind: KindTimestampNTZ}
	Time             = &Type{Kind: KindTime, Precision: 6}
	DayTime          = &Type{Kind: KindDayTimeInterval, From: Day, To: Second}
	YearMonth        = &Type{Kind: KindYearMonthInterval, From: Year, To: Month}
	CalendarInterval = &Type{Kind: KindCalendarInterval}
	Variant          = &Type{Kind: KindVariant}
	// WindowType is what window() and session_window() return.
	WindowType = StructOf(Field{Name: "start", Type: Timestamp, Nullable: true}, Field{Name: "end", Type: Timestamp, Nullable: true})
)

// MaxPrecision is the largest precision of a DECIMAL.
const MaxPrecision = 38

// DecimalOf returns DECIMAL(precision, scale).
func DecimalOf(precision, scale int) *Type {
	return &Type{Kind: KindDecimal, Precision: precision, Scale: scale}
}

// TimeOf returns TIME(precision).
func TimeOf(precision int) *Type {
	if precision == Time.Precision {
		return Time
	}
	return &Type{Kind: KindTime, Precision: precision}
}

// StringOf returns STRING COLLATE name; name is canonical, or "" for the plain STRING. UTF8_BINARY, written out,
// is the plain STRING under a longer text.
func StringOf(name string) *Type {
	if name == "" {
		return String
	}
	return &Type{Kind: KindString, Collation: name}
}

// MaxTimePrecision is the largest precision of a TIME: nanoseconds.
const MaxTimePrecision = 9

// ArrayOf returns ARRAY<elem>.
func ArrayOf(elem *Type, elemNull bool) *Type {
	return &Type{Kind: KindArray, Elem: elem, ElemNull: elemNull}
}

// MapOf returns MAP<key, value>.
func MapOf(key, value *Type, valueNull bool) *Type {
	return &Type{Kind: KindMap, Key: key, Elem: value, ElemNull: valueNull}
}

// StructOf returns STRUCT<fields...>.
func StructOf(fields ...Field) *Type { return &Type{Kind: KindStruct, Fields: fields} }

// DayTimeOf returns INTERVAL from TO to of the day-time family.
func DayTimeOf(from, to Unit) *Type {
	return &Type{Kind: KindDayTimeInterval, From: from, To: to}
}

// YearMonthOf returns INTERVAL from TO to of the year-month family.
func YearMonthOf(from, to Unit) *Type {
	return &Type{Kind: KindYearMonthInterval, From: from, To: to}
}

// Equal tells whether two types are the same; whether elements may be null is not compared.
func (t *Type) Equal(o *Type) bool {
	if t == o {
		return true
	}
	if t == nil || o == nil || t.Kind != o.Kind {
		return false
	}
	switch t.Kind {
	case KindString:
		return t.Collation == o.Collation || !t.Collated() && !o.Collated()
	case KindDecimal:
		return t.Precision == o.Precision && t.Scale == o.Scale
	case KindTime:
		return t.Precision == o.Precision
	case KindGeometry, KindGeography:
		return t.SRID == o.SRID
	case KindDayTimeInterval, KindYearMonthInterval:
		return t.From == o.From && t.To == o.To
	case KindArray:
		return t.Elem.Equal(o.Elem)
	case KindMap:
		return t.Key.Equal(o.Key) && t.Elem.Equal(o.Elem)
	case KindStruct:
		return equalFields(t.Fields, o.Fields)
	}
	return true
}

// Alike tells whether two types are equal but for the names of fields.
func (t *Type) Alike(o *Type) bool {
	if t.Kind != o.Kind {
		return false
	}
	switch t.Kind {
	case KindArray:
		return t.Elem.Alike(o.Elem)
	case KindMap:
		return t.Key.Alike(o.Key) && t.Elem.Alike(o.Elem)
	case KindStruct:
		for i := range t.Fields {
			if len(t.Fields) != len(o.Fields) || !t.Fields[i].Type.Alike(o.Fields[i].Type) {
				return false
			}
		}
		return len(t.Fields) == len(o.Fields)
	}
	return t.Equal(o)
}

func equalFields(a, b []Field) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Name != b[i].Name || !a[i].Type.Equal(b[i].Type) {
			return false
		}
	}
	return true
}

// Numeric tells whether arithmetic is defined on the type (not intervals).
func (t *Type) Numeric() bool { return t.Kind >= KindByte && t.Kind <= KindDecimal }

// Integral tells whether the type is one of TINYINT to BIGINT.
func (t *Type) Integral() bool { return t.Kind >= KindByte && t.Kind <= KindLong }

// Collated tells whether the type is a string with a collation of its own, or has a part that is.
func (t *Type) Collated() bool {
	switch t.Kind {
	case KindString:
		return t.Collation != "" && t.Collation != collation.Binary
	case KindArray:
		return t.Elem.Collated()
	case KindMap:
		return t.Key.Collated() || t.Elem.Collated()
	case KindStruct:
		for _, f := range t.Fields {
			if f.Type.Collated() {
				return true
			}
		}
	}
	return false
}

// Nested tells whether values have parts.
func (t *Type) Nested() bool { return t.Kind >= KindArray && t.Kind <= KindStruct }

var kindNames = [...]string{"VOID", "BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL",
	"STRING", "BINARY", "DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "TIME", "INTERVAL", "INTERVAL", "INTERVAL", "ARRAY", "MAP", "STRUCT", "VARIANT", "GEOMETRY", "GEOGRAPHY"}

// String gives the type as Spark's DataType.sql does, without NOT NULL:
// STRUCT<a: INT, b: ARRAY<STRING>>, DECIMAL(5,2), INTERVAL DAY TO SECOND.
func (t *Type) String() string {
	if t == nil {
		return "?"
	}
	switch t.Kind {
	case KindString:
		if t.Collation != "" {
			return "STRING COLLATE " + strings.ToUpper(t.Collation)
		}
	case KindDecimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", t.Precision, t.Scale)
	case KindTime:
		return fmt.Sprintf("TIME(%d)", t.Precision)
	case KindGeometry, KindGeography:
		return t.spatialName()
	case KindDayTimeInterval, KindYearMonthInterval:
		if t.From == t.To {
			return "INTERVAL " + t.From.String()
		}
		return "INTERVAL " + t.From.String() + " TO " + t.To.String()
	case KindArray:
		return "ARRAY<" + t.Elem.String() + ">"
	case KindMap:
		return "MAP<" + t.Key.String() + ", " + t.Elem.String() + ">"
	case KindStruct:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = QuoteIfNeeded(f.Name) + ": " + f.Type.String()
		}
		return "STRUCT<" + strings.Join(parts, ", ") + ">"
	}
	return kindNames[t.Kind]
}

// QuoteIfNeeded puts a name in backquotes unless it is a plain identifier: letters, digits and
// underscores, no digit first.
func QuoteIfNeeded(name string) string {
	plain := name != "" && (name[0] < '0' || name[0] > '9')
	for _, r := range name {
		if r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') {
			plain = false
		}
	}
	if plain {
		return name
	}
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}
