package expr

import (
	"errors"
	"math"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/xmldoc"
)

func xpathFunctions() []*Function {
	texts := data.ArrayOf(data.String, true)
	one := func(name, help, example string, t *data.Type, get func(e *xmldoc.Expr, doc *xmldoc.Node) (any, error), aliases ...string) *Function {
		return def("xml_funcs", name, name+"(xml, xpath)", help, example, 2, 2, bindXPath(t, get)).also(aliases...)
	}
	number := func(of func(v float64) any) func(e *xmldoc.Expr, doc *xmldoc.Node) (any, error) {
		return func(e *xmldoc.Expr, doc *xmldoc.Node) (any, error) { return of(e.Number(doc)), nil }
	}
	whole := func(low, high float64) func(v float64) int64 {
		return func(v float64) int64 {
			switch {
			case math.IsNaN(v):
				return 0
			case v >= high:
				return int64(uint64(high) - 1)
			}
			return int64(max(v, low))
		}
	}
	ints, longs := whole(math.MinInt32, 1<<31), whole(math.MinInt64, 1<<63)
	return []*Function{
		one("xpath", "The values of the nodes that an XPath leads to; those of elements are null.", "xpath('<a><b>b1</b><b>b2</b></a>', 'a/b/text()') -- [b1, b2]", texts, xpathNodes),
		one("xpath_boolean", "Whether an XPath holds or leads to anything.", "xpath_boolean('<a><b>1</b></a>', 'a/b') -- true", data.Boolean, func(e *xmldoc.Expr, doc *xmldoc.Node) (any, error) { return e.True(doc), nil }),
		one("xpath_string", "The text of the first node that an XPath leads to.", "xpath_string('<a><b>b</b><c>cc</c></a>', 'a/c') -- cc", data.String, func(e *xmldoc.Expr, doc *xmldoc.Node) (any, error) { return e.Text(doc), nil }),
		one("xpath_double", "The number an XPath leads to, NaN where it is none.", "xpath_double('<a><b>1</b><b>2</b></a>', 'sum(a/b)') -- 3.0", data.Double, number(func(v float64) any { return v }), "xpath_number"),
		one("xpath_float", "The number an XPath leads to, NaN where it is none.", "xpath_float('<a><b>1</b><b>2</b></a>', 'sum(a/b)') -- 3.0", data.Float, number(func(v float64) any { return float32(v) })),
		one("xpath_int", "The whole number an XPath leads to, 0 where it is none.", "xpath_int('<a><b>1</b><b>2</b></a>', 'sum(a/b)') -- 3", data.Int, number(func(v float64) any { return int32(ints(v)) })),
		one("xpath_long", "The whole number an XPath leads to, 0 where it is none.", "xpath_long('<a><b>1</b><b>2</b></a>', 'sum(a/b)') -- 3", data.Long, number(func(v float64) any { return longs(v) })),
		one("xpath_short", "The whole number an XPath leads to, 0 where it is none.", "xpath_short('<a><b>1</b><b>2</b></a>', 'sum(a/b)') -- 3", data.Short, number(func(v float64) any { return int16(ints(v)) })),
	}
}

// xpathNodes are the values of nodes, each as Java's DOM has it.
func xpathNodes(e *xmldoc.Expr, doc *xmldoc.Node) (any, error) {
	list, ok := e.Nodes(doc)
	if !ok {
		return nil, javaf("com.sun.org.apache.xpath.internal.XPathException: Can not convert %s to a NodeList!", e.Kind(doc))
	}
	out := make([]any, len(list))
	for i, n := range list {
		switch n.Kind {
		case xmldoc.Root, xmldoc.Element:
		case xmldoc.Text:
			out[i] = n.Piece
		default:
			out[i] = n.Text
		}
	}
	return out, nil
}

// bindXPath binds f(xml, xpath); the path must not depend on the row. Null or empty arguments give null.
func bindXPath(t *data.Type, get func(e *xmldoc.Expr, doc *xmldoc.Node) (any, error)) bindFn {
	return func(b *Binding) (Expr, error) {
		if err := b.acceptAll(aString.strictly()); err != nil {
			return nil, err
		}
		if !fixed(b.Args[1]) {
			return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `path` should be a foldable \"STRING\" expression; however, got \"%s\".", b.Args[1])
		}
		return b.apply(t, boxed(t, func(_ *Context, a args) func(i int) (any, error) {
			xml, path := a.text(0), a.text(1)
			var e *xmldoc.Expr
			return func(i int) (any, error) {
				if len(xml.at(i)) == 0 || len(path.at(i)) == 0 {
					return nil, nil
				}
				if e == nil {
					var err error
					if e, err = xmldoc.Compile(path.str(i)); err != nil {
						return nil, javaf("javax.xml.transform.TransformerException: %s", err)
					}
				}
				doc, err := xmldoc.Parse(xml.str(i))
				var malformed xmldoc.SyntaxError
				if errors.As(err, &malformed) {
					return nil, javaf("org.xml.sax.SAXParseException: %s", malformed)
				}
				return get(e, doc)
			}
		})), nil
	}
}
