package avro

import (
	"fmt"
	"strconv"
	"strings"

	hamba "github.com/hamba/avro/v2"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Schema is a parsed Avro schema.
type Schema = hamba.Schema

// Parse reads the JSON form of a schema.
func Parse(text string) (Schema, error) {
	return hamba.ParseWithCache(text, "", &hamba.SchemaCache{})
}

// Columns are Spark's columns of the rows of a schema, all nullable.
func Columns(s Schema) (*data.Schema, error) {
	t, err := TypeOf(s, Typing{})
	if err != nil {
		return nil, err
	}
	if t.Kind != data.KindStruct {
		return nil, fmt.Errorf("the rows of the Avro file are %s, not records", t)
	}
	return data.NewSchema(t.Fields...), nil
}

// maxDepth bounds how deep types may be nested; a schema that contains itself comes there.
const maxDepth = 60

// Typing says how schemas become types.
type Typing struct {
	// Strict keeps what cannot be null so; else all fields may be.
	Strict bool
	// Stable calls the members of a union by their types and not by their places.
	Stable bool
}

// TypeOf is Spark's type of a schema.
func TypeOf(s Schema, how Typing) (*data.Type, error) {
	t, _ := how.typeOf(s, 0)
	if t == nil {
		return nil, fmt.Errorf("the Avro schema contains itself: Spark has no type for that")
	}
	return t, nil
}

// typeOf gives Spark's type of a schema, nil when it is nested too deep, and whether it may be null.
func (how Typing) typeOf(s Schema, depth int) (*data.Type, bool) {
	if depth > maxDepth {
		return nil, false
	}
	switch s := s.(type) {
	case *hamba.RefSchema:
		return how.typeOf(s.Schema(), depth+1)
	case *hamba.UnionSchema:
		return how.unionType(s, depth)
	case *hamba.RecordSchema:
		t := &data.Type{Kind: data.KindStruct}
		for _, f := range s.Fields() {
			ft, null := how.typeOf(f.Type(), depth+1)
			if ft == nil {
				return nil, false
			}
			t.Fields = append(t.Fields, data.Field{Name: f.Name(), Type: ft, Nullable: null || !how.Strict})
		}
		return t, false
	case *hamba.ArraySchema:
		e, null := how.typeOf(s.Items(), depth+1)
		if e == nil {
			return nil, false
		}
		return data.ArrayOf(e, null), false
	case *hamba.MapSchema:
		v, null := how.typeOf(s.Values(), depth+1)
		if v == nil {
			return nil, false
		}
		return data.MapOf(data.String, v, null), false
	case *hamba.FixedSchema:
		return logical(s.Logical(), data.Binary), false
	case *hamba.PrimitiveSchema:
		plain := map[hamba.Type]*data.Type{hamba.Boolean: data.Boolean, hamba.Int: data.Int, hamba.Long: data.Long, hamba.Float: data.Float,
			hamba.Double: data.Double, hamba.String: data.String, hamba.Bytes: data.Binary, hamba.Null: data.Void}
		return logical(s.Logical(), plain[s.Type()]), s.Type() == hamba.Null
	}
	return data.String, false // an enum
}

// members are the types of a union but for null.
func members(s *hamba.UnionSchema) []Schema {
	var out []Schema
	for _, t := range s.Types() {
		if t.Type() != hamba.Null {
			out = append(out, t)
		}
	}
	return out
}

// unionType is the type of the only member, the wider one of two numbers, or else a struct with a field a
// member of which one is set.
func (how Typing) unionType(s *hamba.UnionSchema, depth int) (*data.Type, bool) {
	rest := members(s)
	null := len(rest) < len(s.Types())
	switch {
	case len(rest) == 0:
		return data.Void, true
	case len(rest) == 1:
		t, _ := how.typeOf(rest[0], depth+1)
		return t, null
	case isUnionOf(rest, hamba.Int, hamba.Long):
		return data.Long, null
	case isUnionOf(rest, hamba.Float, hamba.Double):
		return data.Double, null
	}
	t := &data.Type{Kind: data.KindStruct}
	for i, m := range rest {
		mt, _ := how.typeOf(m, depth+1)
		if mt == nil {
			return nil, false
		}
		name := "member" + strconv.Itoa(i)
		if how.Stable {
			name = "member_" + strings.ToLower(memberName(m))
		}
		t.Fields = append(t.Fields, data.Field{Name: name, Type: mt, Nullable: true})
	}
	return t, null
}

// memberName is the name of a type, or what it is.
func memberName(s Schema) string {
	if named, ok := plain(s).(hamba.NamedSchema); ok {
		return named.Name()
	}
	return string(s.Type())
}

func isUnionOf(types []Schema, a, b hamba.Type) bool {
	return len(types) == 2 && (types[0].Type() == a && types[1].Type() == b || types[0].Type() == b && types[1].Type() == a)
}

func logical(l hamba.LogicalSchema, plain *data.Type) *data.Type {
	if l == nil {
		return plain
	}
	switch l.Type() {
	case hamba.Date:
		return data.Date
	case hamba.TimestampMicros, hamba.TimestampMillis:
		return data.Timestamp
	case hamba.LocalTimestampMicros, hamba.LocalTimestampMillis:
		return data.TimestampNTZ
	case hamba.Decimal:
		if d, ok := l.(*hamba.DecimalLogicalSchema); ok && d.Precision() <= data.MaxPrecision {
			return data.DecimalOf(d.Precision(), d.Scale())
		}
	}
	return plain
}
