package data

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// jsonField is a field in Spark's JSON form of a schema (StructType.json).
type jsonField struct {
	Name     string          `json:"name"`
	Type     json.RawMessage `json:"type"`
	Nullable bool            `json:"nullable"`
	Metadata json.RawMessage `json:"metadata"`
}

type jsonStruct struct {
	Type   string      `json:"type"`
	Fields []jsonField `json:"fields"`
}

type jsonArray struct {
	Type string          `json:"type"`
	Elem json.RawMessage `json:"elementType"`
	Null bool            `json:"containsNull"`
}

type jsonMap struct {
	Type  string          `json:"type"`
	Key   json.RawMessage `json:"keyType"`
	Value json.RawMessage `json:"valueType"`
	Null  bool            `json:"valueContainsNull"`
}

// NullableJSON is the schema in Spark's JSON form with every field nullable, as Spark keeps the
// schemas of state.
func (s *Schema) NullableJSON() []byte { return s.Type().nullableJSON() }

func (t *Type) nullableJSON() json.RawMessage {
	var v any
	switch t.Kind {
	case KindStruct:
		out := jsonStruct{Type: "struct", Fields: make([]jsonField, len(t.Fields))}
		for i, f := range t.Fields {
			out.Fields[i] = jsonField{f.Name, f.Type.nullableJSON(), true, f.metadata()}
		}
		v = out
	case KindArray:
		v = jsonArray{"array", t.Elem.nullableJSON(), true}
	case KindMap:
		v = jsonMap{"map", t.Key.nullableJSON(), t.Elem.nullableJSON(), true}
	case KindString:
		v = "string"
	case KindInt:
		v = "integer"
	case KindLong:
		v = "long"
	case KindShort:
		v = "short"
	case KindByte:
		v = "byte"
	case KindGeometry, KindGeography:
		v = t.spatialJSON()
	default:
		v = strings.ToLower(t.String())
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings, numbers and what was marshalled before
	}
	return b
}

// ParseSchemaJSON reads Spark's JSON form of a schema.
func ParseSchemaJSON(text []byte) (*Schema, error) {
	t, err := typeOfJSON(text, 0)
	if err != nil {
		return nil, err
	}
	if t.Kind != KindStruct {
		return nil, errors.New("a schema in JSON is a struct")
	}
	return NewSchema(t.Fields...), nil
}

// jsonDepth bounds how deep types may be nested.
const jsonDepth = 100

func typeOfJSON(text json.RawMessage, depth int) (*Type, error) {
	if depth > jsonDepth {
		return nil, errors.New("a schema in JSON is nested too deep")
	}
	var name string
	if json.Unmarshal(text, &name) == nil {
		if t, ok := spatialOfJSON(name); ok {
			return t, nil
		}
		return ParseType(name)
	}
	var kind struct{ Type string }
	if err := json.Unmarshal(text, &kind); err != nil {
		return nil, err
	}
	switch kind.Type {
	case "struct":
		var s jsonStruct
		if err := json.Unmarshal(text, &s); err != nil {
			return nil, err
		}
		fields := make([]Field, len(s.Fields))
		for i, f := range s.Fields {
			t, err := typeOfJSON(f.Type, depth+1)
			if err != nil {
				return nil, err
			}
			fields[i] = Field{Name: f.Name, Type: t, Nullable: f.Nullable}
			fields[i].collated(f.Metadata)
		}
		return StructOf(fields...), nil
	case "array":
		var a jsonArray
		if err := json.Unmarshal(text, &a); err != nil {
			return nil, err
		}
		elem, err := typeOfJSON(a.Elem, depth+1)
		return ArrayOf(elem, a.Null), err
	case "map":
		var m jsonMap
		if err := json.Unmarshal(text, &m); err != nil {
			return nil, err
		}
		key, err := typeOfJSON(m.Key, depth+1)
		if err != nil {
			return nil, err
		}
		value, err := typeOfJSON(m.Value, depth+1)
		return MapOf(key, value, m.Null), err
	}
	return nil, fmt.Errorf("%q is no type of a schema in JSON", kind.Type)
}
