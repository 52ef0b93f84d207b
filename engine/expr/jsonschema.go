package expr

import (
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func bindSchemaOfJSON(b *Binding) (Expr, error) {
	if err := b.accept(0, aString.strictly()); err != nil {
		return nil, err
	}
	if _, err := b.options(1); err != nil {
		return nil, err
	}
	v, ok := b.literal(0)
	doc, isText := v.(string)
	if !ok || !isText {
		if ok {
			return nil, mismatch("UNEXPECTED_NULL", b.text(), b.at(), "The json must not be null.")
		}
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `json` should be a foldable \"STRING\" expression; however, got \"%s\".", b.Args[0])
	}
	fn := b.hidden(1)
	b.Args = b.Args[:1]
	a := b.apply(data.String, func(_ *Context, _ []data.Column, n int) (data.Column, error) {
		s := jsonScan{[]byte(doc)}
		from := s.space(0)
		if s.value(from) < 0 {
			return nil, unrecognized(doc[min(from, len(doc)):])
		}
		t := settled(inferJSON(s, from))
		return data.Take(oneValue(data.String, t.String()), make([]int32, n)), nil
	})
	a.Fn = fn
	return a, nil
}

// unrecognized is what Jackson says of a word that is no JSON.
func unrecognized(doc string) *Error {
	n := 0
	for n < len(doc) && (doc[n] == '_' || doc[n] >= '0' && doc[n] <= '9' || doc[n] >= 'a' && doc[n] <= 'z' || doc[n] >= 'A' && doc[n] <= 'Z') {
		n++
	}
	return javaf("com.fasterxml.jackson.core.JsonParseException: Unrecognized token '%s': was expecting (JSON String, Number (or 'NaN'/'+INF'/'-INF'), Array, Object or token 'null', 'true' or 'false')", doc[:n])
}

// inferJSON is the type of the value at from; VOID for null.
func inferJSON(s jsonScan, from int) *data.Type {
	to := s.value(from)
	switch c := s.b[from]; {
	case c == '{':
		var fields []data.Field
		s.each(from, 0, func(key, end, v, _ int) bool {
			name, _ := jsonString(s.b[key:end])
			fields = append(fields, data.Field{Name: string(name), Type: inferJSON(s, v), Nullable: true})
			return true
		})
		sort.SliceStable(fields, func(i, j int) bool { return fields[i].Name < fields[j].Name })
		return data.StructOf(fields...)
	case c == '[':
		elem := data.Void
		s.items(from, 0, func(_, v, _ int) bool { elem = joinJSON(elem, inferJSON(s, v)); return true })
		return data.ArrayOf(elem, true)
	case c == 't' || c == 'f':
		return data.Boolean
	case c == 'n':
		return data.Void
	case c == '"' || c == '\'':
		return data.String
	}
	return inferNumber(s.b[from:to])
}

func inferNumber(text []byte) *data.Type {
	if strings.ContainsAny(string(text), ".eEN") {
		return data.Double
	}
	if _, ok := parseLong(text, -1<<63, 1<<63-1, false); ok {
		return data.Long
	}
	digits := len(trimSign(string(text)))
	if digits > data.MaxPrecision {
		return data.Double
	}
	return data.DecimalOf(digits, 0)
}

// joinJSON is the type that both values fit: STRING when nothing else does.
func joinJSON(a, b *data.Type) *data.Type {
	switch {
	case a.Kind == data.KindNull:
		return b
	case b.Kind == data.KindNull:
		return a
	case a.Kind == data.KindStruct && b.Kind == data.KindStruct:
		return joinFields(a, b)
	case a.Kind == data.KindArray && b.Kind == data.KindArray:
		return data.ArrayOf(joinJSON(a.Elem, b.Elem), true)
	}
	if t := wider(false, false, a, b); t != nil {
		return t
	}
	return data.String
}

func joinFields(a, b *data.Type) *data.Type {
	fields := append([]data.Field{}, a.Fields...)
	for _, f := range b.Fields {
		k := sort.Search(len(fields), func(i int) bool { return fields[i].Name >= f.Name })
		if k < len(fields) && fields[k].Name == f.Name {
			fields[k].Type = joinJSON(fields[k].Type, f.Type)
			continue
		}
		fields = append(fields[:k:k], append([]data.Field{f}, fields[k:]...)...)
	}
	return data.StructOf(fields...)
}

// settled turns what was only ever null into STRING.
func settled(t *data.Type) *data.Type {
	switch t.Kind {
	case data.KindNull:
		return data.String
	case data.KindArray:
		return data.ArrayOf(settled(t.Elem), true)
	case data.KindStruct:
		fields := append([]data.Field{}, t.Fields...)
		for i := range fields {
			fields[i].Type = settled(fields[i].Type)
		}
		return data.StructOf(fields...)
	}
	return t
}
