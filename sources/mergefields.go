package sources

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// mergedFields are the fields of both schemas, those of the first before others; Spark's StructType.merge.
func mergedFields(a, b []data.Field) ([]data.Field, error) {
	out := append([]data.Field{}, a...)
	for _, f := range b {
		at := -1
		for i := range out {
			if strings.EqualFold(out[i].Name, f.Name) {
				at = i
			}
		}
		if at < 0 {
			out = append(out, f)
			continue
		}
		t, ok := mergedType(out[at].Type, f.Type)
		if !ok {
			return nil, &expr.Error{Condition: "CANNOT_MERGE_SCHEMAS", SQLState: "42KD9",
				Message: fmt.Sprintf("Failed merging schemas: the column %s is %s in one file and %s in another.", f.Name, out[at].Type, f.Type)}
		}
		out[at].Type = t
	}
	return out, nil
}

func mergedType(a, b *data.Type) (*data.Type, bool) {
	if a.Equal(b) {
		return a, true
	}
	if a.Kind != b.Kind {
		return nil, false
	}
	switch a.Kind {
	case data.KindStruct:
		fields, err := mergedFields(a.Fields, b.Fields)
		return data.StructOf(fields...), err == nil
	case data.KindArray:
		elem, ok := mergedType(a.Elem, b.Elem)
		return data.ArrayOf(elem, a.ElemNull || b.ElemNull), ok
	case data.KindMap:
		key, ok := mergedType(a.Key, b.Key)
		value, fits := mergedType(a.Elem, b.Elem)
		return data.MapOf(key, value, a.ElemNull || b.ElemNull), ok && fits
	case data.KindDecimal:
		return data.DecimalOf(max(a.Precision, b.Precision), a.Scale), a.Scale == b.Scale
	}
	return nil, false
}
