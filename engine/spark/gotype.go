package spark

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

var (
	timeType     = reflect.TypeFor[time.Time]()
	durationType = reflect.TypeFor[time.Duration]()
	bytesType    = reflect.TypeFor[[]byte]()
	rowType      = reflect.TypeFor[Row]()
	errorType    = reflect.TypeFor[error]()
)

// typeOf is the Spark type that values of a Go type become. A pointer stands for a value that
// may be null.
func typeOf(t reflect.Type) (*data.Type, error) {
	switch t {
	case timeType:
		return data.Timestamp, nil
	case durationType:
		return data.DayTime, nil
	case bytesType:
		return data.Binary, nil
	}
	switch t.Kind() {
	case reflect.Bool:
		return data.Boolean, nil
	case reflect.Int8:
		return data.Byte, nil
	case reflect.Int16, reflect.Uint8:
		return data.Short, nil
	case reflect.Int32, reflect.Uint16:
		return data.Int, nil
	case reflect.Int, reflect.Int64, reflect.Uint32, reflect.Uint, reflect.Uint64:
		return data.Long, nil
	case reflect.Float32:
		return data.Float, nil
	case reflect.Float64:
		return data.Double, nil
	case reflect.String:
		return data.String, nil
	case reflect.Pointer:
		return typeOf(t.Elem())
	case reflect.Slice, reflect.Array:
		elem, err := typeOf(t.Elem())
		return data.ArrayOf(elem, true), err
	case reflect.Map:
		key, err := typeOf(t.Key())
		if err != nil {
			return nil, err
		}
		value, err := typeOf(t.Elem())
		return data.MapOf(key, value, true), err
	case reflect.Struct:
		sc, err := structSchema(t)
		if err != nil {
			return nil, err
		}
		return sc.Type(), nil
	}
	return nil, fmt.Errorf("a Go value of type %s has no Spark type", t)
}

// nullable tells whether a Go type can hold a null.
func nullable(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	}
	return false
}

func structSchema(t reflect.Type) (*data.Schema, error) {
	var fields []data.Field
	names := structNames(t)
	for k, name := range names {
		f := t.Field(structIndex(t, k))
		typ, err := typeOf(f.Type)
		if err != nil {
			return nil, fmt.Errorf("field %s: %w", name, err)
		}
		fields = append(fields, data.Field{Name: name, Type: typ, Nullable: nullable(f.Type)})
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("struct %s has no exported field", t)
	}
	return data.NewSchema(fields...), nil
}

// structNames are the column names of the fields of a struct that become columns: the tag
// `col:"name"`, then `json:"name"`, then the field's own name. Interpreted structs export small
// names behind an X, which is taken off.
func structNames(t reflect.Type) []string {
	var out []string
	for i := 0; i < t.NumField(); i++ {
		if name := columnName(t.Field(i)); name != "" {
			out = append(out, name)
		}
	}
	return out
}

// structIndex is the index of the k-th field that becomes a column.
func structIndex(t reflect.Type, k int) int {
	for i := 0; i < t.NumField(); i++ {
		if columnName(t.Field(i)) == "" {
			continue
		}
		if k == 0 {
			return i
		}
		k--
	}
	return -1
}

func columnName(f reflect.StructField) string {
	if !f.IsExported() {
		return ""
	}
	for _, key := range []string{"col", "json"} {
		if tag, ok := f.Tag.Lookup(key); ok {
			name, _, _ := strings.Cut(tag, ",")
			if name == "-" {
				return ""
			}
			if name != "" {
				return name
			}
		}
	}
	if n := f.Name; len(n) > 1 && n[0] == 'X' && (n[1] >= 'a' && n[1] <= 'z' || n[1] == '_') {
		return n[1:]
	}
	return f.Name
}
