package expr

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func variantFunctions() []*Function {
	g := "variant_funcs"
	return append(editFunctions(), []*Function{
		def(g, "parse_json", "parse_json(jsonStr)", "A VARIANT out of JSON.", "parse_json('{\"a\":1,\"b\":0.8}') -- {\"a\":1,\"b\":0.8}", 1, 1, exact(sig(data.Variant, parseJSON, aString.strictly()))),
		def(g, "try_parse_json", "try_parse_json(jsonStr)", "parse_json, null when the text is malformed.", "try_parse_json('{') -- NULL", 1, 1, sig(data.Variant, tried(data.Variant, parseJSON), aString.strictly())),
		def(g, ":", "expr:path", "The part of a VARIANT that a path leads to: expr:a.b[0].", "parse_json('{\"a\": [1, 2]}'):a[1] -- 2", 2, 2, bindExtractPath),
		def(g, "variant_get", "variant_get(v, path[, type])", "The part of a VARIANT that a path leads to, cast to a type.", "variant_get(parse_json('{\"a\": 1}'), '$.a', 'int') -- 1", 2, 3, bindVariantGet(false)),
		def(g, "try_variant_get", "try_variant_get(v, path[, type])", "variant_get, null when the part cannot be cast.", "try_variant_get(parse_json('{\"a\": \"x\"}'), '$.a', 'int') -- NULL", 2, 3, bindVariantGet(true)),
		def(g, "is_variant_null", "is_variant_null(v)", "True where the VARIANT holds JSON's null.", "is_variant_null(parse_json('null')) -- true", 1, 1, bindVariantNull),
		def(g, "schema_of_variant", "schema_of_variant(v)", "The schema of a VARIANT.", "schema_of_variant(parse_json('[{\"b\":true}]')) -- ARRAY<OBJECT<b: BOOLEAN>>", 1, 1, sig(data.String, text1(data.String, func(dst, v []byte) []byte {
			return append(dst, variantTypeName(variantSchema(variantParts(variantScan(v), 0)))...)
		}), aVariant)),
		def(g, "to_variant_object", "to_variant_object(expr)", "A nested value as VARIANT.", "to_variant_object(named_struct('a', 1)) -- {\"a\":1}", 1, 1, bindVariantObject),
	}...)
}

// bindVariantNull tells of a VARIANT that is null itself that it holds none.
func bindVariantNull(b *Binding) (Expr, error) {
	if err := b.acceptAll(aVariant); err != nil {
		return nil, err
	}
	a := b.apply(data.Boolean, func(_ *Context, cols []data.Column, n int) (data.Column, error) {
		s := sideOf(cols[0])
		out := make([]bool, n)
		for i := range out {
			if v, ok := s.col.(*data.Bytes); ok && !data.IsNull(v, s.row(i)) {
				out[i] = string(v.At(s.row(i))) == "null"
			}
		}
		return &data.Bools{T: data.Boolean, Values: out}, nil
	})
	a.Null, a.Consts = false, false
	return a, nil
}

// bindVariantObject binds to_variant_object: arrays, structs and maps by text, of what a VARIANT holds.
func bindVariantObject(b *Binding) (Expr, error) {
	if t := b.typ(0); !t.Nested() || !variantHolds(t) {
		return nil, mismatch("CAST_WITHOUT_SUGGESTION", b.text(), b.at(), "cannot cast %s to \"VARIANT\".", quoteType(t))
	}
	return shownCast(&Cast{Child: b.Args[0], To: data.Variant, Mode: CastAnsi, Implicit: true}, b), nil
}

// variantHolds tells whether to_variant_object takes a type.
func variantHolds(t *data.Type) bool {
	switch t.Kind {
	case data.KindArray:
		return variantHolds(t.Elem)
	case data.KindMap:
		return t.Key.Kind == data.KindString && variantHolds(t.Elem)
	case data.KindStruct:
		for _, f := range t.Fields {
			if !variantHolds(f.Type) {
				return false
			}
		}
	case data.KindNull, data.KindCalendarInterval:
		return false
	}
	return !ansiInterval(t) && !t.Spatial()
}

func parseJSON(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.Variant, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		doc := a.text(0)
		return func(dst []byte, i int) ([]byte, error) {
			s := jsonScan{b: doc.at(i)}
			end := s.value(0) // Spark reads one value and looks no further
			if end < 0 || !validJSON(s.b[:end]) || end < len(s.b) && runsOn(s.b[end-1], s.b[end]) {
				return nil, malformed(doc.str(i))
			}
			out, ok := VariantOfJSON(dst, s.b[s.space(0):end])
			if !ok {
				return nil, malformed(doc.str(i))
			}
			return out, nil
		}
	})(ctx, cols, n)
}

// exact is the binding of a function that is null where an argument is, and nowhere else.
func exact(bind bindFn) bindFn {
	return func(b *Binding) (Expr, error) {
		e, err := bind(b)
		if a, ok := e.(*Apply); ok && err == nil {
			a.Null = slices.ContainsFunc(a.Args, Expr.Nullable)
		}
		return e, err
	}
}

// runsOn tells whether what follows a value belongs to it: a number ends at a blank only, a word at
// what is no part of words.
func runsOn(last, next byte) bool {
	if last >= '0' && last <= '9' {
		return strings.IndexByte(" \t\r\n", next) < 0
	}
	return letterOrDigit(last) && letterOrDigit(next)
}

func letterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// bindExtractPath binds expr:path, whose path the parser has made one of variant_get.
func bindExtractPath(b *Binding) (Expr, error) {
	if b.typ(0).Kind != data.KindVariant {
		return nil, Errorf("COLUMN_IS_NOT_VARIANT_TYPE", "42K09", Span{}, "The semi-structured extraction operator (`:`) can only be applied to a column of the VARIANT type.")
	}
	return b.call("variant_get", b.Args...)
}

func invalidGetPath(function, path string) error {
	return failf("INVALID_VARIANT_GET_PATH", "22023", "The path `%s` is not a valid variant extraction path in ``%s``.\nA valid path should start with `$` and is followed by zero or more segments like `[123]`, `.name`, `['name']`, or `[\"name\"]`.", path, function)
}

func bindVariantGet(try bool) bindFn {
	return func(b *Binding) (Expr, error) {
		t := data.Variant
		if len(b.Args) > 2 {
			v, foldable, err := b.constant(2)
			name, isText := v.(string)
			switch {
			case err != nil:
				return nil, err
			case !foldable || !isText:
				return nil, Errorf("INVALID_SCHEMA.NON_STRING_LITERAL", "42K07", b.at(), "The input schema \"%s\" is not a valid schema string. The input expression must be string literal and not null.", b.Args[2])
			}
			if t, err = data.ParseType(name); err != nil {
				return nil, schemaAt(schemaError(name, err), b.at())
			}
			if err := sizedTexts(name, b.at()); err != nil {
				return nil, err
			}
			b.Args = b.Args[:2]
		}
		if err := b.acceptAll(aVariant, aString.strictly()); err != nil {
			return nil, err
		}
		text := b.text()
		if !castable(CastAnsi, data.Variant, t) {
			return nil, mismatch("CAST_WITHOUT_SUGGESTION", text, b.at(), "cannot cast %s to %s.", quoteType(data.Variant), quoteType(t))
		}
		function := b.name()
		if e := b.fixedPath(t, func(path string) error {
			if _, ok := variantPath(path); !ok {
				return invalidGetPath(function, path)
			}
			return nil
		}); e != nil {
			return e, nil
		}
		get := b.apply(data.Variant, texts(data.Variant, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			v, path := a.text(0), stepsAt(a, 1)
			return func(dst []byte, i int) ([]byte, error) {
				steps, ok := path(i)
				if !ok {
					return nil, invalidGetPath(function, a.text(1).str(i))
				}
				from, to, found := variantScan(v.at(i)).place(0, steps)
				if !found {
					return nil, isNull
				}
				return append(dst, v.at(i)[from:to]...), nil
			}
		}))
		mode := CastAnsi
		if try {
			mode = CastTry
		}
		f := *b.Fn
		f.text = func([]string) string { return text }
		get.Fn = &f
		if t.Kind == data.KindVariant {
			return get, nil
		}
		return &Cast{Child: get, To: t, Mode: mode, Implicit: true, At: b.at()}, nil
	}
}
