package operator

import (
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// SeenType is the type of the Go values that a function keeps in a state, for those who look at the state.
// It is known once the function has stored a value; the answers of a query do not depend on it.
type SeenType struct {
	mu  sync.Mutex
	typ *data.Type
}

// See notes the type of a value that is stored.
func (s *SeenType) See(t *data.Type) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.typ = t
}

func (s *SeenType) last() *data.Type {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.typ
}

// columns shows boxed values, nil for none: the fields of a struct as columns of their own, others as one
// column of that name. Values that are not of the type, or of none that is known, are text.
func (s *SeenType) columns(name string, values []any) ([]data.Field, []data.Column) {
	t := s.last()
	if t != nil && t.Kind == data.KindStruct && len(t.Fields) > 0 {
		cols := make([]data.Column, len(t.Fields))
		for i, f := range t.Fields {
			if cols[i] = typedColumn(f.Type, values, func(v any) any { return v.([]any)[i] }); cols[i] == nil {
				return textColumn(name, values)
			}
		}
		return t.Fields, cols
	}
	if t != nil {
		if c := typedColumn(t, values, func(v any) any { return v }); c != nil {
			return []data.Field{{Name: name, Type: t, Nullable: true}}, []data.Column{c}
		}
	}
	return textColumn(name, values)
}

// typedColumn is nil where a value is of another type: the state may be older than the function.
func typedColumn(t *data.Type, values []any, part func(any) any) (c data.Column) {
	defer func() {
		if recover() != nil {
			c = nil
		}
	}()
	b := data.NewBuilder(t, len(values))
	for _, v := range values {
		if v != nil {
			v = part(v)
		}
		b.Append(v)
	}
	return b.Finish()
}

func textColumn(name string, values []any) ([]data.Field, []data.Column) {
	b := data.NewBytesBuilder(data.String, len(values))
	for _, v := range values {
		if v == nil {
			b.AppendNull()
		} else {
			b.AddString(boxedText(v))
		}
	}
	return []data.Field{{Name: name, Type: data.String, Nullable: true}}, []data.Column{b.Finish()}
}
