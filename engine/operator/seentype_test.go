package operator

import (
	"fmt"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// TestSeenType holds how states of Go values show: as text until their type is known, then by it, a struct a
// column a field, and as text again where a value is of another type.
func TestSeenType(t *testing.T) {
	pair := data.StructOf(data.Field{Name: "n", Type: data.Long, Nullable: true}, data.Field{Name: "at", Type: data.Timestamp, Nullable: true})
	for _, c := range []struct {
		seen   *data.Type
		values []any
		want   string
	}{
		{nil, []any{[]any{int64(1), int64(2)}, nil}, "state STRING: [1 2] <nil>"},
		{pair, []any{[]any{int64(1), int64(2)}, nil}, "n BIGINT: 1 <nil>; at TIMESTAMP: 2 <nil>"},
		{data.Double, []any{1.5}, "state DOUBLE: 1.5"},
		{pair, []any{"old"}, "state STRING: old"},
	} {
		var s *SeenType
		if c.seen != nil {
			s = &SeenType{}
			s.See(c.seen)
		}
		fields, cols := s.columns("state", c.values)
		got := ""
		for i, f := range fields {
			if i > 0 {
				got += "; "
			}
			got += fmt.Sprintf("%s %s:", f.Name, f.Type)
			for k := range c.values {
				got += fmt.Sprint(" ", data.ValueAt(cols[i], k))
			}
		}
		want(t, "columns", got, c.want)
	}
}
