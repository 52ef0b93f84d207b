package sessions

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// avroSchema gives the Avro schema of rows: one record a row, every nullable field a union of null
// and its type. Names that Avro does not take are replaced; the Spark schema stands in the
// header besides.
func avroSchema(s *data.Schema) string {
	n := 0
	text, err := json.Marshal(avroRecord("row", s.Fields, &n))
	if err != nil {
		panic(fmt.Sprintf("sessions: Avro schema: %v", err))
	}
	return string(text)
}

type avroField struct {
	Name string `json:"name"`
	Type any    `json:"type"`
}

type avroType struct {
	Type      string      `json:"type"`
	Name      string      `json:"name,omitempty"`
	Fields    []avroField `json:"fields,omitempty"`
	Items     any         `json:"items,omitempty"`
	Values    any         `json:"values,omitempty"`
	Logical   string      `json:"logicalType,omitempty"`
	Precision int         `json:"precision,omitempty"`
	Scale     int         `json:"scale,omitempty"`
}

func avroRecord(name string, fields []data.Field, n *int) avroType {
	t := avroType{Type: "record", Name: name, Fields: []avroField{}}
	used := map[string]bool{}
	for i, f := range fields {
		clean := avroName(f.Name)
		for used[clean] {
			clean += "_" + strconv.Itoa(i)
		}
		used[clean] = true
		t.Fields = append(t.Fields, avroField{clean, avroNullable(f.Type, f.Nullable, n)})
	}
	return t
}

func avroName(s string) string {
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

func avroNullable(t *data.Type, null bool, n *int) any {
	inner := avroOf(t, n)
	if null && t.Kind != data.KindNull {
		return []any{"null", inner}
	}
	return inner
}

// avroOf gives the Avro type that spark-avro also uses, where it has one.
func avroOf(t *data.Type, n *int) any {
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
	case data.KindBinary, data.KindVariant:
		return "bytes"
	case data.KindDate:
		return avroType{Type: "int", Logical: "date"}
	case data.KindTimestamp:
		return avroType{Type: "long", Logical: "timestamp-micros"}
	case data.KindTimestampNTZ:
		return avroType{Type: "long", Logical: "local-timestamp-micros"}
	case data.KindDecimal:
		return avroType{Type: "bytes", Logical: "decimal", Precision: t.Precision, Scale: t.Scale}
	case data.KindArray:
		return avroType{Type: "array", Items: avroNullable(t.Elem, t.ElemNull, n)}
	}
	*n++
	name := "nested" + strconv.Itoa(*n)
	switch t.Kind {
	case data.KindMap:
		if t.Key.Kind == data.KindString {
			return avroType{Type: "map", Values: avroNullable(t.Elem, t.ElemNull, n)}
		}
		pair := []data.Field{{Name: "key", Type: t.Key}, {Name: "value", Type: t.Elem, Nullable: t.ElemNull}}
		return avroType{Type: "array", Items: avroRecord(name, pair, n)}
	case data.KindCalendarInterval:
		return avroRecord(name, []data.Field{{Name: "months", Type: data.Int}, {Name: "days", Type: data.Int}, {Name: "micros", Type: data.Long}}, n)
	}
	return avroRecord(name, t.Fields, n)
}
