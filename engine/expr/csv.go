package expr

import (
	"errors"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

func csvFunctions() []*Function {
	g := "csv_funcs"
	return []*Function{
		def(g, "from_csv", "from_csv(csvStr, schema[, options])", "A struct out of a CSV line.", "from_csv('1, 0.8', 'a INT, b DOUBLE') -- {1, 0.8}", 2, 3, bindFromCSV),
		def(g, "to_csv", "to_csv(expr[, options])", "A struct as a CSV line.", "to_csv(named_struct('a', 1, 'b', 2)) -- 1,2", 1, 2, bindToCSV),
		def(g, "schema_of_csv", "schema_of_csv(csv[, options])", "The schema of a CSV line as DDL.", "schema_of_csv('1,abc') -- STRUCT<_c0: INT, _c1: STRING>", 1, 2, bindSchemaOfCSV),
	}
}

func oneByte(s string) byte {
	if len(s) > 0 {
		return s[0]
	}
	return 0
}

func csvOptions(ctx *Context, options map[string]string) (text.CSVOptions, error) {
	formats, err := ReadTimes(ctx, options)
	if err == nil {
		err = checkCSVOptions(options)
	}
	sep := options["sep"]
	if sep == "" {
		sep = options["delimiter"]
	}
	yes := func(name string) bool { return strings.EqualFold(options[name], "true") }
	quote, hasQuote := options["quote"]
	return text.CSVOptions{
		Variant: VariantOfField,
		Mode:    text.ParseMode(options["mode"]), CorruptColumn: options["columnnameofcorruptrecord"], Times: formats, Sep: sep,
		Quote: oneByte(quote), NoQuote: hasQuote && quote == "", Escape: oneByte(options["escape"]), Comment: oneByte(options["comment"]),
		NullValue: options["nullvalue"], EmptyValue: options["emptyvalue"], NaN: options["nanvalue"], PosInf: options["positiveinf"], NegInf: options["negativeinf"],
		TrimLeading: yes("ignoreleadingwhitespace"), TrimTrailing: yes("ignoretrailingwhitespace"),
	}, err
}

// csvHolds refuses fields that no value of CSV has.
func csvHolds(t *data.Type) error {
	for _, f := range t.Fields {
		if f.Type.Nested() || f.Type.Kind == data.KindNull || f.Type.Spatial() {
			return failf("UNSUPPORTED_DATATYPE", "0A000", "Unsupported data type %s.", quoteType(f.Type))
		}
	}
	return nil
}

func bindFromCSV(b *Binding) (Expr, error) {
	t, err := b.schemaArg(1)
	if err != nil {
		return nil, err
	}
	if t.Kind != data.KindStruct {
		return nil, Errorf("INVALID_SCHEMA.NON_STRUCT_TYPE", "42K07", b.at(), "The input schema \"%s\" is not a valid schema string. The input expression should be evaluated to struct type, but got %s.", b.Args[1], quoteType(t))
	}
	options, err := b.options(2)
	if err != nil {
		return nil, err
	}
	fn := b.hidden(1)
	b.Args = b.Args[:1]
	b.spelled = ""
	if err := b.acceptAll(aString.strictly()); err != nil {
		return nil, err
	}
	name, single := options["singlevariantcolumn"]
	t = nullable(t)
	a := b.apply(t, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		if strings.EqualFold(options["mode"], "DROPMALFORMED") {
			return nil, unsupportedMode("from_csv", options["mode"])
		}
		src, ok := expand(cols[0]).(*data.Bytes)
		if !ok {
			return nulls(t, n), nil
		}
		o, err := csvOptions(ctx, options)
		if err != nil {
			return nil, err
		}
		if o.LineSep == "" {
			o.LineSep = "\n" // a value is one record: no line ends within it
		}
		if single {
			if err := wholeVariant(t, corruptColumn(ctx, options), func(f data.Field) bool { return f.Name == name }); err != nil {
				return nil, err
			}
			o.Object = AppendVariantObject
		}
		d := text.NewCSV(data.NewSchema(t.Fields...), o)
		for i := range n {
			if !src.Nulls.Get(i) {
				d.AddNull()
				continue
			}
			if err := csvHolds(t); err != nil {
				return nil, err
			}
			if err := d.Line(src.At(i)); err != nil {
				var bad *text.Malformed
				if errors.As(err, &bad) {
					return nil, malformedCSV(t, o, src.At(i))
				}
				return nil, err
			}
		}
		return retype(d.Column(), t), nil
	})
	a.Fn = fn
	return a, nil
}

// malformedCSV is the error of a bad line in mode FAILFAST: it shows what could be read of it.
func malformedCSV(t *data.Type, o text.CSVOptions, line []byte) error {
	o.Mode = text.Permissive
	d := text.NewCSV(data.NewSchema(t.Fields...), o)
	if err := d.Line(line); err != nil {
		return err
	}
	return malformed(shownRow(retype(d.Column(), t), 0))
}

func bindToCSV(b *Binding) (Expr, error) {
	options, err := b.options(1)
	if err != nil {
		return nil, err
	}
	t := b.typ(0)
	switch {
	case t.Kind == data.KindNull:
		return b.cast(b.Args[0], data.String), nil
	case t.Kind != data.KindStruct || holds(t, data.KindVariant):
		return nil, mismatch("UNSUPPORTED_INPUT_TYPE", b.text(), b.at(), "The input of `to_csv` can't be %s type data.", quoteType(t))
	}
	fn := b.hidden(1)
	b.Args = b.Args[:1]
	a := b.apply(data.String, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		formats, err := WriteFormats(ctx, options)
		if err != nil {
			return nil, err
		}
		if err := checkCSVOptions(options); err != nil {
			return nil, err
		}
		no := func(name string) bool { return strings.EqualFold(options[name], "false") }
		w := text.CSVWriter{Formats: formats, Sep: options["sep"], Quote: oneByte(options["quote"]), Escape: oneByte(options["escape"]), QuoteAll: strings.EqualFold(options["quoteall"], "true"),
			NullValue: options["nullvalue"], EmptyValue: options["emptyvalue"], KeepLeading: no("ignoreleadingwhitespace"), KeepTrailing: no("ignoretrailingwhitespace")}
		s := expand(cols[0]).(*data.Struct)
		batch := &data.Batch{Schema: data.NewSchema(t.Fields...), Cols: s.Fields, N: n}
		return texts(data.String, func(_ *Context, _ args) func(dst []byte, i int) ([]byte, error) {
			return func(dst []byte, i int) ([]byte, error) {
				out := w.Row(dst, batch, i)
				if len(out) > len(dst) && out[len(out)-1] == '\n' {
					out = out[:len(out)-1]
				}
				return out, nil
			}
		})(ctx, cols, n)
	})
	a.Fn = fn
	return a, nil
}

func bindSchemaOfCSV(b *Binding) (Expr, error) {
	options, err := b.options(1)
	if err != nil {
		return nil, err
	}
	if err := b.accept(0, aString.strictly()); err != nil {
		return nil, err
	}
	v, ok := b.literal(0)
	line, isText := v.(string)
	if ok && v == nil {
		return nil, mismatch("UNEXPECTED_NULL", b.text(), b.at(), "The csv must not be null.")
	}
	if !ok || !isText {
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `csv` should be a foldable \"STRING\" expression; however, got \"%s\".", b.Args[0])
	}
	o, err := csvOptions(b.Ctx, options)
	if err != nil {
		return nil, err
	}
	o.PreferDate = true
	s, err := text.InferCSV([][]byte{[]byte(line)}, true, o)
	if err != nil {
		return nil, err
	}
	fields := append([]data.Field{}, s.Fields...)
	for i := range fields {
		fields[i].Name = "_c" + strconv.Itoa(i)
	}
	return &Literal{Value: data.StructOf(fields...).String(), Typ: data.String, Text: b.Called + "(" + b.Args[0].String() + ")", folded: true}, nil
}
