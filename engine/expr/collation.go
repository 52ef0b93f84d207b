package expr

import (
	"github.com/sparkrepl/sparkrepl/engine/collation"
	"github.com/sparkrepl/sparkrepl/engine/data"
)

func collationFunctions() []*Function {
	return []*Function{
		def(stringFuncs, "collate", "collate(expr, collationName) | expr COLLATE collationName", "The text, to be compared, sorted and searched by a collation: UTF8_BINARY, UTF8_LCASE, UNICODE or a locale, with _CI, _AI and _RTRIM.", "collate('a', 'UTF8_LCASE') = 'A' -- true", 2, 2, bindCollate),
		def(stringFuncs, "collation", "collation(expr)", "The name of the collation of a text.", "collation('Spark SQL') -- SYSTEM.BUILTIN.UTF8_BINARY", 1, 1, bindCollationName),
	}
}

func bindCollate(b *Binding) (Expr, error) {
	v, _, err := b.constant(1)
	if err != nil {
		return nil, err
	}
	name, ok := v.(string)
	if !ok {
		return nil, Errorf("UNEXPECTED_INPUT_TYPE", "42K09", b.at(), "Parameter first of function `collate` requires the \"STRING\" type, however %s has the type %s.", `"`+b.Args[1].String()+`"`, quoteType(b.typ(1)))
	}
	c, ok := collation.Parse(name)
	if !ok {
		bad := data.InvalidCollation(name)
		return nil, Errorf(bad.Condition, bad.SQLState, Span{}, "%s", bad.Message)
	}
	if k := b.typ(0).Kind; k != data.KindString && k != data.KindNull {
		return nil, b.unexpected(0, `"STRING"`)
	}
	t := data.StringOf(c.Name)
	a := b.apply(t, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		s := sideOf(cols[0])
		if _, void := s.col.(*data.Voids); void {
			return nulls(t, n), nil
		}
		return expand(recollated(cols[0], t)), nil
	})
	a.Null = b.Args[0].Nullable()
	return a, nil
}

// recollated gives a column of texts another collation.
func recollated(c data.Column, t *data.Type) data.Column {
	if k, ok := c.(*constant); ok {
		return &constant{recollated(k.one, t), k.n}
	}
	b := *c.(*data.Bytes)
	b.T = t
	return &b
}

func bindCollationName(b *Binding) (Expr, error) {
	t := b.typ(0)
	if t.Kind != data.KindString && t.Kind != data.KindNull {
		return nil, b.unexpected(0, `"STRING"`)
	}
	name := "SYSTEM.BUILTIN." + collation.Binary
	switch {
	case t.Collation == collation.Indeterminate:
		name = collation.Indeterminate
	case t.Collation != "":
		name = "SYSTEM.BUILTIN." + t.Collation
	}
	return &Literal{Value: name, Typ: data.String, Text: b.text(), folded: true}, nil
}

// collationOf is the collation of the texts of a type, the first one where it has several; ok is false for a
// type without texts.
func collationOf(t *data.Type) (name string, ok bool) {
	switch t.Kind {
	case data.KindString:
		return t.Collation, true
	case data.KindArray:
		return collationOf(t.Elem)
	case data.KindMap:
		if name, ok = collationOf(t.Key); ok {
			return name, true
		}
		return collationOf(t.Elem)
	case data.KindStruct:
		for _, f := range t.Fields {
			if name, ok = collationOf(f.Type); ok {
				return name, true
			}
		}
	}
	return "", false
}

// withCollation is the type with the collation in all of its texts.
func withCollation(t *data.Type, name string) *data.Type {
	return mapTexts(t, func(*data.Type) *data.Type { return data.StringOf(name) })
}

// mapTexts replaces the texts of a type.
func mapTexts(t *data.Type, f func(*data.Type) *data.Type) *data.Type {
	switch t.Kind {
	case data.KindString:
		return f(t)
	case data.KindArray:
		return data.ArrayOf(mapTexts(t.Elem, f), t.ElemNull)
	case data.KindMap:
		return data.MapOf(mapTexts(t.Key, f), mapTexts(t.Elem, f), t.ElemNull)
	case data.KindStruct:
		fields := append([]data.Field{}, t.Fields...)
		for i := range fields {
			fields[i].Type = mapTexts(fields[i].Type, f)
		}
		return data.StructOf(fields...)
	}
	return t
}

// WithTexts is a type whose texts that have no collation are of the type texts.
func WithTexts(t, texts *data.Type) *data.Type {
	return mapTexts(t, func(s *data.Type) *data.Type {
		if s.Collated() {
			return s
		}
		return texts
	})
}

// refuseCollation refuses texts of locales whose rules are not known where they would have to be compared.
func refuseCollation(t *data.Type, function string) error {
	var bad error
	mapTexts(t, func(s *data.Type) *data.Type {
		c, ok := collation.Parse(s.Collation)
		if ok && !c.Ordered {
			err := Errorf("UNSUPPORTED_COLLATION.FOR_FUNCTION", "0A000", Span{}, "Collation %s is not supported for:\nfunction %s. Please try to use a different collation.", c.Name, function)
			err.Hint = "The rules of this locale are not part of the program. UNICODE and the locales without rules of their own (en, de, fr, it, nl, pt) are."
			bad = err
		}
		return s
	})
	return bad
}
