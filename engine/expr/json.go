package expr

import (
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

func jsonFunctions() []*Function {
	g := "json_funcs"
	return []*Function{
		def(g, "from_json", "from_json(jsonStr, schema[, options])", "A value out of JSON by a schema; fields that do not fit are null.", "from_json('{\"a\":1, \"b\":0.8}', 'a INT, b DOUBLE') -- {1, 0.8}", 2, 3, bindFromJSON),
		def(g, "to_json", "to_json(expr[, options])", "A struct, array or map as JSON.", "to_json(named_struct('a', 1, 'b', 2)) -- {\"a\":1,\"b\":2}", 1, 2, bindToJSON),
		def(g, "get_json_object", "get_json_object(json_txt, path)", "What a path like $.a[0] leads to, as text.", "get_json_object('{\"a\":\"b\"}', '$.a') -- b", 2, 2, sig(data.String, getJSONKernel, aString.strictly())),
		def(g, "json_array_length", "json_array_length(jsonArray)", "Number of elements of a JSON array; null for anything else.", "json_array_length('[1,2,3,4]') -- 4", 1, 1, sig(data.Int, jsonLength, aString.strictly())),
		def(g, "json_object_keys", "json_object_keys(json_object)", "The keys of a JSON object; null for anything else.", "json_object_keys('{\"key\": \"value\"}') -- [key]", 1, 1, sig(data.ArrayOf(data.String, true), jsonKeys, aString.strictly())),
		def(g, "schema_of_json", "schema_of_json(json[, options])", "The schema of a JSON text as DDL.", "schema_of_json('[{\"col\":0}]') -- ARRAY<STRUCT<col: BIGINT>>", 1, 2, bindSchemaOfJSON),
	}
}

// options reads a constant map of options.
func (b *Binding) options(i int) (map[string]string, error) {
	out := map[string]string{}
	if i >= len(b.Args) {
		return out, nil
	}
	t := b.typ(i)
	if t.Kind != data.KindMap {
		return nil, Errorf("INVALID_OPTIONS.NON_MAP_FUNCTION", "42K06", b.at(), "Invalid options: Must use the `map()` function for options.")
	}
	if t.Key.Kind != data.KindString || t.Elem.Kind != data.KindString {
		return nil, Errorf("INVALID_OPTIONS.NON_STRING_TYPE", "42K06", b.at(), "Invalid options: A type of keys and values in `map()` must be string, but got %s.", quoteType(t))
	}
	v, foldable, err := b.constant(i)
	if err != nil {
		return nil, err
	}
	if !foldable {
		return nil, Errorf("INVALID_OPTIONS.NON_MAP_FUNCTION", "42K06", b.at(), "Invalid options: Must use the `map()` function for options.")
	}
	pairs, _ := v.([]data.Pair)
	for _, p := range pairs {
		s, ok := p.Value.(string)
		if !ok && isFlagName(p.Key.(string)) {
			s = "null" // as Java writes it
		}
		out[strings.ToLower(p.Key.(string))] = s
	}
	return out, nil
}

// hidden keeps only the first n arguments in the text of a call.
func (b *Binding) hidden(n int) *Function {
	text := b.Called + "(" + join(b.Args[:n]) + ")"
	f := *b.Fn
	f.text = func([]string) string { return text }
	return &f
}

// ReadTimes reads the options timestampFormat, timestampNTZFormat, dateFormat, timeFormat, timeZone and
// enableDateTimeParsingFallback, by their names in small letters. Times without a zone are of the context's.
func ReadTimes(ctx *Context, options map[string]string) (text.Times, error) {
	out := text.Times{Zone: ctx.Zone, Now: func() time.Time { return time.UnixMicro(ctx.Now) }}
	if name := options["timezone"]; name != "" {
		z, ok := parseZone(name)
		if !ok {
			return out, badZone(name)
		}
		out.Zone = z
	}
	zoned := *ctx
	zoned.Zone = out.Zone
	reader := func(name string, wall bool) (func(s []byte) (int64, bool), error) {
		pattern := options[name]
		if pattern == "" {
			return nil, nil
		}
		p, err := newTimePattern(pattern, true)
		if err != nil {
			return nil, err
		}
		return func(s []byte) (int64, bool) { v, why := p.read(&zoned, string(s), wall); return v, why == "" }, nil
	}
	var err error
	if out.Timestamp, err = reader("timestampformat", false); err != nil {
		return out, err
	}
	if out.TimestampNTZ, err = reader("timestampntzformat", true); err != nil {
		return out, err
	}
	if pattern := options["timeformat"]; pattern != "" {
		p, err := newTimePattern(pattern, true)
		if err != nil {
			return out, err
		}
		out.Time = func(s []byte) (int64, bool) {
			f, why := p.parse(string(s))
			return floorMod(f.local(), microsPerDay)*1000 + f.nanos%1000, why == ""
		}
	}
	date, err := reader("dateformat", true)
	if date != nil {
		out.Date = func(s []byte) (int32, bool) { v, ok := date(s); return int32(floorDiv(v, microsPerDay)), ok }
	}
	out.FallBack(options["enabledatetimeparsingfallback"])
	return out, err
}

func badSchemaType(b *Binding, t *data.Type) error {
	return mismatch("INVALID_JSON_SCHEMA", b.Called+"("+b.Args[0].String()+")", b.at(), "Input schema %s must be a struct, an array, a map or a variant.", quoteType(t))
}

func unsupportedMode(function, mode string) *Error {
	return failf("PARSE_MODE_UNSUPPORTED", "42601", "The function `%s` doesn't support the %s mode. Acceptable modes are PERMISSIVE and FAILFAST.", function, strings.ToUpper(mode))
}

func malformed(record string) *Error {
	return failf("MALFORMED_RECORD_IN_PARSING.WITHOUT_SUGGESTION", "22023", "Malformed records are detected in record parsing: %s.\nParse Mode: FAILFAST. To process malformed records as null result, try setting the option 'mode' as 'PERMISSIVE'.", record)
}

func bindFromJSON(b *Binding) (Expr, error) {
	t, err := b.schemaArg(1)
	if err != nil {
		return nil, err
	}
	if !t.Nested() && t.Kind != data.KindVariant {
		return nil, badSchemaType(b, t)
	}
	if p := spatialPart(t); p != nil {
		return nil, failf("UNSUPPORTED_DATATYPE", "0A000", "Unsupported data type %s.", quoteType(p))
	}
	options, err := b.options(2)
	if err != nil {
		return nil, err
	}
	fn := b.hidden(1)
	b.Args = b.Args[:1]
	if err := b.acceptAll(aString.strictly()); err != nil {
		return nil, err
	}
	if t.Kind == data.KindVariant {
		e, err := b.call("parse_json", b.Args...)
		if a, ok := e.(*Apply); ok && err == nil {
			a.Fn = fn
		}
		return e, err
	}
	if t.Kind == data.KindMap {
		fn.text = func([]string) string { return "entries" }
	}
	t = nullable(t)
	a := b.apply(t, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		return decodeJSON(ctx, t, options, expand(cols[0]), n, nil)
	})
	if fn.shared = true; t.Kind == data.KindStruct {
		a.parts = func(ctx *Context, cols []data.Column, n int, keep []bool) (data.Column, error) {
			return decodeJSON(ctx, t, options, expand(cols[0]), n, keep)
		}
	}
	a.Fn = fn
	return a, nil
}

// nullable is a type whose parts may all be null: what a decoder makes.
func nullable(t *data.Type) *data.Type {
	switch t.Kind {
	case data.KindArray:
		return data.ArrayOf(nullable(t.Elem), true)
	case data.KindMap:
		return data.MapOf(t.Key, nullable(t.Elem), true)
	case data.KindStruct:
		fields := append([]data.Field{}, t.Fields...)
		for i := range fields {
			fields[i].Type, fields[i].Nullable = nullable(fields[i].Type), true
		}
		return data.StructOf(fields...)
	}
	return t
}

// decodeJSON is from_json; of a struct, keep marks the fields that are asked for, nil for all.
func decodeJSON(ctx *Context, t *data.Type, options map[string]string, col data.Column, n int, keep []bool) (data.Column, error) {
	mode := options["mode"]
	if strings.EqualFold(mode, "DROPMALFORMED") {
		return nil, unsupportedMode("from_json", mode)
	}
	src, ok := col.(*data.Bytes)
	if !ok {
		return nulls(t, n), nil
	}
	if src.Nulls.CountNull(n) < n {
		if err := checkJSONOptions(options); err != nil {
			return nil, err
		}
		if err := wholeMisfit(ctx, t, options); err != nil {
			return nil, err
		}
	}
	jsonOptions, err := jsonReading(ctx, options)
	if err != nil {
		return nil, err
	}
	formats := jsonOptions.Times
	jsonOptions.Mode, jsonOptions.Keep, jsonOptions.Rewrite = text.ParseMode(mode), keep, rewriteJSON
	half := n
	if n >= 2*jsonRows && runtime.GOMAXPROCS(0) > 1 && formats.Timestamp == nil && formats.TimestampNTZ == nil && formats.Date == nil {
		half = n / 2
	}
	cols, errs := make([]data.Column, 2), make([]error, 2)
	var wait sync.WaitGroup
	if half < n {
		wait.Go(func() { cols[1], errs[1] = decodeJSONRows(t, jsonOptions, src, half, n) })
	}
	cols[0], errs[0] = decodeJSONRows(t, jsonOptions, src, 0, half)
	wait.Wait()
	for _, err := range errs {
		var bad *text.Malformed
		if errors.As(err, &bad) {
			return nil, malformedJSON(ctx, t, jsonOptions, bad)
		}
		if err != nil {
			return nil, err
		}
	}
	if half < n {
		return concatParts(t, keep, cols), nil
	}
	return cols[0], nil
}

// jsonReading are the options of a map that say what is JSON and what comes of it.
func jsonReading(ctx *Context, options map[string]string) (text.JSONOptions, error) {
	formats, err := ReadTimes(ctx, options)
	yes := func(name string) bool { return strings.EqualFold(options[name], "true") }
	no := func(name string) bool { return strings.EqualFold(options[name], "false") }
	_, single := options["singlevariantcolumn"]
	return text.JSONOptions{
		CorruptColumn: corruptColumn(ctx, options), Single: single, Times: formats, Variant: VariantOfJSON, Comments: yes("allowcomments"), UnquotedNames: yes("allowunquotedfieldnames"),
		LeadingZeros: yes("allownumericleadingzeros"), AnyEscape: yes("allowbackslashescapinganycharacter"), ControlChars: yes("allowunquotedcontrolchars"),
		NoSingleQuotes: no("allowsinglequotes"), NoNonNumericNumbers: no("allownonnumericnumbers"),
		PrimitivesAsString: yes("primitivesasstring"), PrefersDecimal: yes("prefersdecimal"), InferTimestamp: yes("infertimestamp"), DropFieldIfAllNull: yes("dropfieldifallnull"),
	}, err
}

// rewriteJSON writes a value that is no string as Jackson copies it: without blanks, numbers with a
// fraction as doubles.
func rewriteJSON(dst, value []byte) []byte {
	if c := value[0]; c == 'N' || c == 'I' || len(value) > 1 && value[1] == 'I' {
		return append(append(append(dst, '"'), value...), '"')
	}
	return compactJSON(dst, jsonScan{b: value, real: true}, 0, javaNumber)
}

// malformedJSON is the error of a bad document in mode FAILFAST: it shows what could be read of it.
func malformedJSON(ctx *Context, t *data.Type, o text.JSONOptions, bad *text.Malformed) error {
	if bad.Cause == text.ArrayAsStruct {
		return failf("MALFORMED_RECORD_IN_PARSING.CANNOT_PARSE_JSON_ARRAYS_AS_STRUCTS", "22023", "Malformed records are detected in record parsing: %s.\nParsing JSON arrays as structs is forbidden.", bad.Record)
	}
	if t.Kind != data.KindStruct {
		return malformed("[null]")
	}
	o.Mode, o.Keep = text.Permissive, nil
	d := text.NewJSONValues(t, o)
	if err := d.Add([]byte(bad.Record)); err != nil {
		return err
	}
	return malformed(shownRow(d.Finish(), 0))
}

// shownRow is a row as Spark's InternalRow shows itself.
func shownRow(c data.Column, row int) string {
	parts := make([]string, len(c.Type().Fields))
	for k := range parts {
		parts[k] = string(appendInternal(nil, c.(*data.Struct).Fields[k], row))
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// concatParts puts structs together of which the marked fields are kept, nil for all.
func concatParts(t *data.Type, keep []bool, cols []data.Column) data.Column {
	if keep == nil {
		return data.ConcatColumns(t, cols)
	}
	shell := *t
	shell.Fields = slices.Clone(t.Fields)
	for i, kept := range keep {
		if !kept {
			shell.Fields[i].Type = data.Void
		}
	}
	return data.ConcatColumns(&shell, cols)
}

// jsonRows is the least number of documents that is worth a second processor.
const jsonRows = 2048

// decodeJSONRows decodes the documents of rows [from, to).
func decodeJSONRows(t *data.Type, o text.JSONOptions, src *data.Bytes, from, to int) (data.Column, error) {
	d := text.NewJSONValues(t, o)
	if err := d.Column(src, from, to); err != nil {
		return nil, err
	}
	return d.Finish(), nil
}

// WriteFormats says how values become text in JSON and CSV, by the options that [ReadTimes] reads and nullValue.
func WriteFormats(ctx *Context, options map[string]string) (text.Formats, error) {
	out := text.Formats{Zone: ctx.Zone, Variant: VariantWriter(ctx), Text: func(c data.Column, i int) string { return string(appendValue(nil, ctx, c, i)) },
		Key: func(c data.Column, i int) string { return string(appendInternal(nil, c, i)) }, Parts: func(c data.Column, i int) string { return string(appendCell(nil, ctx, options["nullvalue"], c, i)) }}
	if name := options["timezone"]; name != "" {
		z, ok := parseZone(name)
		if !ok {
			return out, badZone(name)
		}
		out.Zone = z
	}
	writer := func(name string, zone Zone) (func(v int64) string, error) {
		if options[name] == "" {
			return nil, nil
		}
		p, err := newTimePattern(options[name], false)
		if err != nil {
			return nil, err
		}
		return func(v int64) string { return string(p.format(nil, toLocal(zone, v), zone, v)) }, nil
	}
	var err error
	if out.Timestamp, err = writer("timestampformat", out.Zone); err != nil {
		return out, err
	}
	if out.TimestampNTZ, err = writer("timestampntzformat", nil); err != nil {
		return out, err
	}
	if options["timeformat"] != "" {
		p, err := newTimePattern(options["timeformat"], false)
		if err != nil {
			return out, err
		}
		out.Time = func(nanos int64) string { s, _ := p.formatTime(nil, nanos); return string(s) }
	}
	date, err := writer("dateformat", nil)
	if date != nil {
		out.Date = func(d int32) string { return date(int64(d) * microsPerDay) }
	}
	return out, err
}

func bindToJSON(b *Binding) (Expr, error) {
	options, err := b.options(1)
	if err != nil {
		return nil, err
	}
	switch t := b.typ(0); {
	case t.Kind == data.KindNull:
		return b.cast(b.Args[0], data.String), nil
	case !t.Nested() && t.Kind != data.KindVariant:
		return nil, badSchemaType(b, t)
	}
	fn := b.hidden(1)
	b.Args = b.Args[:1]
	a := b.apply(data.String, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		formats, err := WriteFormats(ctx, options)
		if err != nil {
			return nil, err
		}
		if err := checkJSONOptions(options); err != nil {
			return nil, err
		}
		w := text.JSONWriter{Formats: formats, KeepNulls: strings.EqualFold(options["ignorenullfields"], "false")}
		layout := text.JSONLayout{Sorted: strings.EqualFold(options["sortkeys"], "true"), Pretty: strings.EqualFold(options["pretty"], "true"),
			ASCII: strings.EqualFold(options["writenonasciicharacterascodepoint"], "true")}
		col := expand(cols[0])
		if err := unwritten(col, "JSON"); err != nil {
			return nil, err
		}
		return texts(data.String, func(_ *Context, _ args) func(dst []byte, i int) ([]byte, error) {
			return func(dst []byte, i int) ([]byte, error) {
				if layout == (text.JSONLayout{}) {
					return w.Value(dst, col, i), nil
				}
				return layout.Append(dst, w.Value(nil, col, i)), nil
			}
		})(ctx, cols, n)
	})
	a.Fn = fn
	return a, nil
}

func jsonLength(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
		doc := a.text(0)
		return func(i int) (int32, error) {
			s := jsonScan{b: doc.at(i)}
			from := s.space(0)
			if from >= len(s.b) || s.b[from] != '[' {
				return 0, isNull
			}
			count := int32(0)
			if s.items(from, 0, func(_, _, _ int) bool { count++; return true }) < 0 {
				return 0, isNull
			}
			return count, nil
		}
	})(ctx, cols, n)
}

func jsonKeys(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return boxed(data.ArrayOf(data.String, true), func(_ *Context, a args) func(i int) (any, error) {
		doc := a.text(0)
		return func(i int) (any, error) {
			s := jsonScan{b: doc.at(i)}
			from := s.space(0)
			if from >= len(s.b) || s.b[from] != '{' {
				return nil, isNull
			}
			keys := []any{}
			if s.each(from, 0, func(key, end, _, _ int) bool {
				name, _ := jsonString(s.b[key:end])
				keys = append(keys, string(name))
				return true
			}) < 0 {
				return nil, isNull
			}
			return keys, nil
		}
	})(ctx, cols, n)
}
