package data

import (
	"fmt"
	"strings"
)

// Catalyst is the type as Catalyst's toString writes it: StructType(StructField(a,LongType,true)).
// Every field counts as nullable, as in the schemas of state.
func (t *Type) Catalyst() string {
	switch t.Kind {
	case KindNull:
		return "NullType"
	case KindString:
		if t.Collation != "" {
			return "StringType(" + t.Collation + ")"
		}
	case KindInt:
		return "IntegerType"
	case KindDecimal:
		return fmt.Sprintf("DecimalType(%d,%d)", t.Precision, t.Scale)
	case KindTime:
		return fmt.Sprintf("TimeType(%d)", t.Precision)
	case KindTimestampNTZ:
		return "TimestampNTZType"
	case KindDayTimeInterval:
		return fmt.Sprintf("DayTimeIntervalType(%d,%d)", t.From-Day, t.To-Day)
	case KindYearMonthInterval:
		return fmt.Sprintf("YearMonthIntervalType(%d,%d)", t.From-Year, t.To-Year)
	case KindCalendarInterval:
		return "CalendarIntervalType"
	case KindArray:
		return "ArrayType(" + t.Elem.Catalyst() + ",true)"
	case KindMap:
		return "MapType(" + t.Key.Catalyst() + "," + t.Elem.Catalyst() + ",true)"
	case KindStruct:
		fields := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			fields[i] = "StructField(" + f.Name + "," + f.Type.Catalyst() + ",true)"
		}
		return "StructType(" + strings.Join(fields, ",") + ")"
	case KindLong:
		return "LongType"
	case KindShort:
		return "ShortType"
	case KindByte:
		return "ByteType"
	}
	name := t.String()
	return name[:1] + strings.ToLower(name[1:]) + "Type"
}

// SameShape tells whether two types differ in nothing but names of fields and whether values may
// be null.
func (t *Type) SameShape(o *Type) bool {
	if t == nil || o == nil {
		return t == o
	}
	if t.Kind != o.Kind || t.Precision != o.Precision || t.Scale != o.Scale || t.From != o.From || t.To != o.To || t.Collation != o.Collation || len(t.Fields) != len(o.Fields) {
		return false
	}
	for i, f := range t.Fields {
		if !f.Type.SameShape(o.Fields[i].Type) {
			return false
		}
	}
	return t.Key.SameShape(o.Key) && t.Elem.SameShape(o.Elem)
}
