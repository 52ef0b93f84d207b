package expr

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/avro"
)

func avroFunctions() []*Function {
	const g = "avro_funcs"
	return []*Function{
		def(g, "from_avro", "from_avro(child, jsonFormatSchema[, options])", "A value out of binary Avro by a schema of Avro.", "from_avro(X'06616263', '\"string\"') -- abc", 2, 3, bindFromAvro),
		def(g, "to_avro", "to_avro(child[, jsonFormatSchema])", "A value as binary Avro, by a schema of Avro or by its type.", "hex(to_avro('abc')) -- 06616263", 1, 2, bindToAvro),
		def(g, "schema_of_avro", "schema_of_avro(jsonFormatSchema[, options])", "The type of Spark that a schema of Avro gives, as DDL.", "schema_of_avro('{\"type\":\"map\",\"values\":\"int\"}') -- MAP<STRING, INT>", 1, 2, bindSchemaOfAvro),
	}
}

// filled writes NULL for the arguments that the call leaves out: names and messages show them.
func (b *Binding) filled(n int) {
	b.Args = append([]Expr{}, b.Args...)
	for len(b.Args) < n {
		b.Args = append(b.Args, &Literal{Typ: data.Void})
	}
}

// avroText is a constant argument that is the JSON of a schema; ok is false for NULL.
func (b *Binding) avroText(i int, which, function, way string) (text string, ok bool, err error) {
	v, constant := b.literal(i)
	text, ok = v.(string)
	if !constant || v != nil && !ok {
		return "", false, mismatch("TYPE_CHECK_FAILURE_WITH_HINT", b.text(), b.at(),
			"The %s argument of the %s SQL function must be a constant string containing the JSON representation of the schema to use for converting the value %s AVRO format.", which, function, way)
	}
	return text, ok, nil
}

// avroOptions reads the options of an Avro function.
func (b *Binding) avroOptions(i int, which, function, way string) (map[string]string, error) {
	if b.typ(i).Kind == data.KindNull {
		return map[string]string{}, nil
	}
	if t := b.typ(i); t.Kind != data.KindMap || t.Key.Kind != data.KindString || t.Elem.Kind != data.KindString || !Foldable(b.Args[i]) {
		return nil, mismatch("TYPE_CHECK_FAILURE_WITH_HINT", b.text(), b.at(),
			"The %s argument of the %s SQL function must be a constant map of strings to strings containing the options to use for converting the value %s AVRO format.", which, function, way)
	}
	return b.options(i)
}

// avroSchema reads a schema; given is false for NULL. Errors are Java's.
func avroSchema(text string, given bool) (avro.Schema, error) {
	if !given {
		return nil, javaf("org.apache.avro.SchemaParseException: Cannot parse <null> schema")
	}
	var any json.RawMessage
	if err := json.Unmarshal([]byte(text), &any); err != nil {
		if word := leadingWord(text); word != "" {
			return nil, javaf("com.fasterxml.jackson.core.JsonParseException: Unrecognized token '%s': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')", word)
		}
		return nil, javaf("com.fasterxml.jackson.core.io.JsonEOFException: %v", err)
	}
	s, err := avro.Parse(text)
	if err != nil {
		return nil, javaf("org.apache.avro.SchemaParseException: %v", err)
	}
	return s, nil
}

// leadingWord is the word that a text begins with, "" where it begins as JSON does.
func leadingWord(text string) string {
	text = strings.TrimSpace(text)
	n := strings.IndexFunc(text, func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
	if n < 0 {
		return text
	}
	return text[:n]
}

func bindFromAvro(b *Binding) (Expr, error) {
	b.filled(3)
	text, given, err := b.avroText(1, "second", "FROM_AVRO", "from")
	if err != nil {
		return nil, err
	}
	options, err := b.avroOptions(2, "third", "FROM_AVRO", "from")
	if err != nil {
		return nil, err
	}
	if b.typ(0).Kind != data.KindBinary {
		return nil, Errorf("INTERNAL_ERROR", "XX000", Span{}, "Cannot resolve the runtime replaceable expression \"%s\". The replacement is unresolved: \"%s(%s)\".", b.text(), b.Called, b.Args[0])
	}
	schema, err := avroSchema(text, given)
	if err != nil {
		return nil, planningError(err)
	}
	shown, defaults := schema, avro.Schema(nil)
	if wanted := options["avroschema"]; wanted != "" {
		if defaults, err = avroSchema(wanted, true); err != nil {
			return nil, planningError(err)
		}
		shown = defaults
	}
	mode := strings.ToUpper(options["mode"])
	if mode == "DROPMALFORMED" {
		return nil, planningError(unsupportedMode("from_avro", mode))
	}
	t, err := avro.TypeOf(shown, avro.Typing{Strict: mode != "PERMISSIVE", Stable: strings.EqualFold(options["enablestableidentifiersforuniontype"], "true")})
	if err != nil {
		return nil, planningError(javaf("org.apache.spark.sql.avro.IncompatibleSchemaException: %v", err))
	}
	fn := b.hidden(3)
	b.Args = b.Args[:1]
	a := b.apply(t, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		d, err := avro.NewDatum(schema, t, defaults)
		if err != nil {
			return nil, javaf("org.apache.spark.sql.avro.IncompatibleSchemaException: %v", err)
		}
		return boxed(t, func(_ *Context, a args) func(i int) (any, error) {
			src := a.text(0)
			return func(i int) (any, error) {
				c, err := d.Value(src.at(i), t)
				switch {
				case err == nil:
					return data.ValueAt(c, 0), nil
				case mode == "PERMISSIVE" && t.Kind == data.KindStruct:
					return make([]any, len(t.Fields)), nil
				case mode == "PERMISSIVE":
					return nil, isNull
				case errors.Is(err, avro.ErrRows):
					return nil, javaf("java.io.EOFException: None")
				}
				return nil, err
			}
		})(ctx, cols, n)
	})
	a.Fn = fn
	return a, nil
}

// planningError moves a failure to analysis.
func planningError(err error) error {
	if e, ok := err.(*Error); ok {
		e.Runtime = false
	}
	return err
}

func bindToAvro(b *Binding) (Expr, error) {
	b.filled(2)
	text, given, err := b.avroText(1, "second", "TO_AVRO", "to")
	if err != nil {
		return nil, err
	}
	t := b.typ(0)
	fn := b.hidden(2)
	b.Args = b.Args[:1]
	a := b.apply(data.Binary, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		col := expand(cols[0])
		cell := avro.Value(col, t)
		if given {
			s, err := avroSchema(text, true)
			if err != nil {
				return nil, err
			}
			if cell, err = avro.ValueAs(col, t, s); err != nil {
				return nil, javaf("org.apache.spark.sql.avro.IncompatibleSchemaException: %v", err)
			}
		}
		return texts(data.Binary, func(_ *Context, _ args) func(dst []byte, i int) ([]byte, error) {
			return func(dst []byte, i int) ([]byte, error) {
				if data.IsNull(col, i) {
					return nil, isNull
				}
				return cell(dst, i), nil
			}
		})(ctx, cols, n)
	})
	a.Fn = fn
	return a, nil
}

func bindSchemaOfAvro(b *Binding) (Expr, error) {
	b.filled(2)
	text, given, err := b.avroText(0, "first", "SCHEMA_OF_AVRO", "from")
	if err != nil {
		return nil, err
	}
	options, err := b.avroOptions(1, "second", "SCHEMA_OF_AVRO", "from")
	if err != nil {
		return nil, err
	}
	how := avro.Typing{Strict: true, Stable: strings.EqualFold(options["enablestableidentifiersforuniontype"], "true")}
	fn := b.hidden(2)
	b.Args = b.Args[:1]
	a := b.apply(data.String, func(_ *Context, _ []data.Column, n int) (data.Column, error) {
		s, err := avroSchema(text, given)
		if err != nil {
			return nil, err
		}
		t, err := avro.TypeOf(s, how)
		if err != nil {
			return nil, javaf("org.apache.spark.sql.avro.IncompatibleSchemaException: %v", err)
		}
		return data.Take(oneValue(data.String, TypeText(t)), make([]int32, n)), nil
	})
	a.Fn = fn
	return a, nil
}
