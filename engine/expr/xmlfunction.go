package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/text"
)

func xmlFunctions() []*Function {
	const g = "xml_funcs"
	return []*Function{
		def(g, "from_xml", "from_xml(xmlStr, schema[, options])", "A struct out of XML by a schema: fields are named after elements, and after attributes with _ before the name.", "from_xml('<p><a>1</a><b>0.8</b></p>', 'a INT, b DOUBLE') -- {1, 0.8}", 2, 3, bindFromXML),
		def(g, "to_xml", "to_xml(expr[, options])", "A struct as XML.", "to_xml(named_struct('_a', 1, '_VALUE', 'x')) -- <ROW a=\"1\">x</ROW>", 1, 2, bindToXML),
		def(g, "schema_of_xml", "schema_of_xml(xml[, options])", "The schema of an XML text as DDL.", "schema_of_xml('<p><a>1</a></p>') -- STRUCT<a: BIGINT>", 1, 2, bindSchemaOfXML),
	}
}

// xmlOptions are Spark's options of XML.
type xmlOptions struct {
	prefix, valueTag, rowTag, item string
	corrupt                        string
	single                         bool // a record is one VARIANT
	mode                           string
	null                           *string // what stands for null
	noAttributes, keepSpaces       bool
	noInfer, decimals, noDates     bool
	indent                         string
	times                          text.Times
	formats                        text.Formats
}

func newXMLOptions(ctx *Context, o map[string]string) (*xmlOptions, error) {
	or := func(name, standard string) string {
		if v, ok := o[name]; ok {
			return v
		}
		return standard
	}
	yes := func(name, standard string) bool { return strings.EqualFold(or(name, standard), "true") }
	out := &xmlOptions{
		prefix: or("attributeprefix", "_"), valueTag: or("valuetag", "_VALUE"), rowTag: or("rowtag", "ROW"), item: or("arrayelementname", "item"),
		corrupt: corruptColumn(ctx, o), mode: strings.ToUpper(o["mode"]), indent: or("indent", "    "),
		noAttributes: yes("excludeattribute", "false"), keepSpaces: !yes("ignoresurroundingspaces", "true"),
		noInfer: !yes("inferschema", "true"), decimals: yes("prefersdecimal", "false"), noDates: !yes("preferdate", "true"),
	}
	if v, ok := o["nullvalue"]; ok {
		out.null = &v
	}
	_, out.single = o["singlevariantcolumn"]
	if o["rowvalidationxsdpath"] != "" {
		return nil, &Error{Runtime: true, Message: "XML is not held against an XSD here.", Hint: "Leave the option rowValidationXSDPath out."}
	}
	err := checkFlags(o, xmlFlags)
	if err != nil {
		return nil, err
	}
	if out.times, err = ReadTimes(ctx, o); err != nil {
		return nil, err
	}
	out.formats, err = WriteFormats(ctx, o)
	return out, err
}

// isNull tells whether a text is what stands for null.
func (o *xmlOptions) isNull(s string) bool { return o.null != nil && *o.null == s }

// trimmed is a text without the blanks around it, unless they are kept.
func (o *xmlOptions) trimmed(s string) string {
	if o.keepSpaces {
		return s
	}
	return strings.TrimFunc(s, func(r rune) bool { return r <= ' ' }) // as Java trims
}

func bindFromXML(b *Binding) (Expr, error) {
	t, err := b.schemaArg(1)
	if err != nil {
		return nil, err
	}
	if t.Kind != data.KindStruct && t.Kind != data.KindVariant {
		return nil, mismatch("INVALID_XML_SCHEMA", b.Called+"("+b.Args[0].String()+")", b.at(), "Input schema %s must be a struct or a variant.", quoteType(t))
	}
	options, err := b.mapOptions(2)
	if err != nil {
		return nil, err
	}
	fn := b.hidden(1)
	b.Args = b.Args[:1]
	if err := b.acceptAll(aString.strictly()); err != nil {
		return nil, err
	}
	t = nullable(t)
	a := b.apply(t, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		o, err := newXMLOptions(ctx, options)
		if err == nil && o.mode == "DROPMALFORMED" {
			err = unsupportedMode("from_xml", o.mode)
		}
		if err != nil {
			return nil, err
		}
		r := &xmlReader{ctx: ctx, o: o, t: t}
		return boxed(t, func(_ *Context, a args) func(i int) (any, error) {
			doc := a.text(0)
			return func(i int) (any, error) {
				if err := wholeMisfit(ctx, t, options); err != nil {
					return nil, err
				}
				return r.record(string(doc.at(i)))
			}
		})(ctx, cols, n)
	})
	a.Fn = fn
	return a, nil
}

// mapOptions reads the options of a function that wants them as a map and nothing else.
func (b *Binding) mapOptions(i int) (map[string]string, error) {
	if i < len(b.Args) && b.typ(i).Kind != data.KindMap {
		return nil, Errorf("INVALID_OPTIONS.NON_MAP_FUNCTION", "42K06", b.at(), "Invalid options: Must use the `map()` function for options.")
	}
	return b.options(i)
}

func bindToXML(b *Binding) (Expr, error) {
	t := b.typ(0)
	switch t.Kind {
	case data.KindStruct, data.KindVariant, data.KindNull:
	default:
		return nil, mismatch("UNEXPECTED_INPUT_TYPE", b.Called+"("+b.Args[0].String()+")", b.at(), "The first parameter requires the \"STRUCT\" type, however \"%s\" has the type %s.", b.Args[0], quoteType(t))
	}
	options, err := b.mapOptions(1)
	if err != nil {
		return nil, err
	}
	if t.Kind == data.KindNull {
		return spelledAs(b.cast(b.Args[0], data.String), b.Called+"("+b.Args[0].String()+")"), nil
	}
	fn := b.hidden(1)
	b.Args = b.Args[:1]
	a := b.apply(data.String, func(ctx *Context, cols []data.Column, n int) (data.Column, error) {
		o, err := newXMLOptions(ctx, options)
		if err == nil && o.rowTag == "" {
			err = javaf("java.lang.IllegalArgumentException: requirement failed: 'rowTag' option should not be an empty string.")
		}
		if err != nil {
			return nil, err
		}
		if o.prefix == "" {
			return nil, javaf("java.lang.IllegalArgumentException: requirement failed: 'attributePrefix' option should not be empty string.")
		}
		col := expand(cols[0])
		if err := unwritten(col, "XML"); err != nil {
			return nil, err
		}
		return texts(data.String, func(_ *Context, _ args) func(dst []byte, i int) ([]byte, error) {
			return func(dst []byte, i int) ([]byte, error) {
				w := &xmlWriter{ctx: ctx, o: o, out: dst}
				return w.document(col, i)
			}
		})(ctx, cols, n)
	})
	a.Fn = fn
	return a, nil
}

func bindSchemaOfXML(b *Binding) (Expr, error) {
	options, err := b.mapOptions(1)
	if err != nil {
		return nil, err
	}
	if err := b.accept(0, aString.strictly()); err != nil {
		return nil, err
	}
	v, ok := b.literal(0)
	doc, isText := v.(string)
	switch {
	case !ok:
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `xml` should be a foldable \"STRING\" expression; however, got \"%s\".", b.Args[0])
	case !isText:
		return nil, mismatch("UNEXPECTED_NULL", b.text(), b.at(), "The xml must not be null.")
	}
	o, err := newXMLOptions(b.Ctx, options)
	if err != nil {
		return nil, err
	}
	if o.mode == "DROPMALFORMED" {
		e := unsupportedMode("schema_of_xml", o.mode)
		e.Runtime = false
		return nil, e
	}
	fn := b.hidden(1)
	b.Args = b.Args[:1]
	a := b.apply(data.String, func(ctx *Context, _ []data.Column, n int) (data.Column, error) {
		t, err := inferXML(ctx, o, doc)
		if err != nil {
			return nil, err
		}
		return data.Take(oneValue(data.String, t.String()), make([]int32, n)), nil
	})
	a.Fn = fn
	return a, nil
}
