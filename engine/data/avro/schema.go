package avro

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// SchemaOf gives the Avro schema of rows: one record a row, every nullable field a union of null
// and its type. Names that Avro does not take are replaced.
func SchemaOf(name string, s *data.Schema) string {
	n := 0
	text, err := json.Marshal(recordOf(name, s.Fields, &n))
	if err != nil {
		panic(fmt.Sprintf("avro: schema: %v", err))
	}
	return string(text)
}

type fieldText struct {
	Name string `json:"name"`
	Type any    `json:"type"`
}

type typeText struct {
	Type      string      `json:"type"`
	Name      string      `json:"name,omitempty"`
	Fields    []fieldText `json:"fields,omitempty"`
	Items     any         `json:"items,omitempty"`
	Values    any         `json:"values,omitempty"`
	Logical   string      `json:"logicalType,omitempty"`
	Precision int         `json:"precision,omitempty"`
	Scale     int         `json:"scale,omitempty"`
}

func recordOf(name string, fields []data.Field, n *int) typeText {
	t := typeText{Type: "record", Name: name, Fields: []fieldText{}}
	used := map[string]bool{}
	for i, f := range fields {
		clean := cleanName(f.Name)
		for used[clean] {
			clean += "_" + strconv.Itoa(i)
		}
		used[clean] = true
		t.Fields = append(t.Fields, fieldText{clean, nullableOf(f.Type, f.Nullable, n)})
	}
	return t
}

func cleanName(s string) string {
	out := []byte(s)
	for i, c := range out {
		letter := c == '_' || c|32 >= 'a' && c|32 <= 'z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			out[i] = '_'
		}
	}
	if len(out) == 0 {
		return "_"
	}
	return string(out)
}

func nullableOf(t *data.Type, null bool, n *int) any {
	inner := textOf(t, n)
	if null && t.Kind != data.KindNull {
		return []any{"null", inner}
	}
	return inner
}

// textOf gives the Avro type that spark-avro also uses, where it has one.
func textOf(t *data.Type, n *int) any {
	switch t.Kind {
	case data.KindNull:
		return "null"
	case data.KindBoolean:
		return "boolean"
	case data.KindByte, data.KindShort, data.KindInt, data.KindYearMonthInterval:
		return "int"
	case data.KindLong, data.KindTime, data.KindDayTimeInterval:
		return "long"
	case data.KindFloat:
		return "float"
	case data.KindDouble:
		return "double"
	case data.KindString:
		return "string"
	case data.KindBinary, data.KindVariant, data.KindGeometry, data.KindGeography:
		return "bytes"
	case data.KindDate:
		return typeText{Type: "int", Logical: "date"}
	case data.KindTimestamp:
		return typeText{Type: "long", Logical: "timestamp-micros"}
	case data.KindTimestampNTZ:
		return typeText{Type: "long", Logical: "local-timestamp-micros"}
	case data.KindDecimal:
		return typeText{Type: "bytes", Logical: "decimal", Precision: t.Precision, Scale: t.Scale}
	case data.KindArray:
		return typeText{Type: "array", Items: nullableOf(t.Elem, t.ElemNull, n)}
	}
	*n++
	name := "nested" + strconv.Itoa(*n)
	switch t.Kind {
	case data.KindMap:
		if t.Key.Kind == data.KindString {
			return typeText{Type: "map", Values: nullableOf(t.Elem, t.ElemNull, n)}
		}
		pair := []data.Field{{Name: "key", Type: t.Key}, {Name: "value", Type: t.Elem, Nullable: t.ElemNull}}
		return typeText{Type: "array", Items: recordOf(name, pair, n)}
	case data.KindCalendarInterval:
		return recordOf(name, []data.Field{{Name: "months", Type: data.Int}, {Name: "days", Type: data.Int}, {Name: "micros", Type: data.Long}}, n)
	}
	return recordOf(name, t.Fields, n)
}
