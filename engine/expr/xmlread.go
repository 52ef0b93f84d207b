package expr

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/xmldoc"
)

// xmlReader makes rows of XML documents, as Spark's StaxXmlParser does: it walks over what a streaming
// reader would give, and stops at the first value that does not fit; what stands before it is kept.
type xmlReader struct {
	ctx *Context
	o   *xmlOptions
	t   *data.Type

	events []xmlEvent
	at     int
}

// record reads one document.
func (r *xmlReader) record(doc string) (any, error) {
	root, err := xmldoc.First(doc)
	if r.t.Kind == data.KindVariant {
		if err != nil {
			return r.badVariant()
		}
		return r.variant(root), nil
	}
	row := make([]any, len(r.t.Fields))
	if err == nil && r.o.single {
		for i, f := range r.t.Fields {
			if f.Type.Kind == data.KindVariant {
				row[i] = r.variant(root)
			}
		}
		return row, nil
	}
	if err == nil {
		r.events, r.at = xmlEvents(root, r.events[:0]), 0
		err = r.object(r.t, root.Attrs, row)
	}
	if err == nil {
		return row, nil
	}
	for i, f := range r.t.Fields {
		if strings.EqualFold(f.Name, r.o.corrupt) && f.Type.Kind == data.KindString {
			row[i] = doc
		}
	}
	if r.o.mode == "FAILFAST" {
		parts := make([]string, len(row))
		for i, v := range row {
			parts[i] = string(appendInternal(nil, oneValue(r.t.Fields[i].Type, v), 0))
		}
		return nil, malformed("[" + strings.Join(parts, ",") + "]")
	}
	return row, nil
}

func (r *xmlReader) badVariant() (any, error) {
	if r.o.mode == "FAILFAST" {
		return nil, malformed("[null]")
	}
	return nil, isNull
}

// field is the number of the field that a name means, -1 for none.
func (r *xmlReader) field(t *data.Type, name string) int {
	for i, f := range t.Fields {
		if sameName(r.ctx, f.Name, name) {
			return i
		}
	}
	return -1
}

// attributes puts attributes into a row.
func (r *xmlReader) attributes(t *data.Type, list []*xmldoc.Node, row []any) error {
	if r.o.noAttributes {
		return nil
	}
	values := make([]any, len(row))
	for _, a := range list {
		k := r.field(t, r.o.prefix+a.Name)
		if k < 0 {
			continue
		}
		v, err := r.value(a.Text, t.Fields[k].Type)
		if err != nil {
			return err
		}
		values[k] = v
	}
	for k, v := range values {
		if v != nil {
			row[k] = v
		}
	}
	return nil
}

// object reads what stands in an element into a row, up to the end of the element.
func (r *xmlReader) object(t *data.Type, attrs []*xmldoc.Node, row []any) error {
	if err := r.attributes(t, attrs, row); err != nil {
		return err
	}
	for {
		switch e := r.next(); {
		case e.kind == xmlEnd:
			return nil
		case e.kind == xmlStart:
			if err := r.element(t, e.node, row); err != nil {
				return err
			}
		case !e.blank:
			if err := r.add(t, row, r.o.valueTag, e.text, true); err != nil {
				return err
			}
		}
	}
}

// wildcard is the field that takes the elements that have none of their own.
const wildcard = "xs_any"

// element reads a child into the field of its name.
func (r *xmlReader) element(t *data.Type, n *xmldoc.Node, row []any) error {
	k := r.field(t, n.Name)
	if k < 0 {
		if k = r.field(t, wildcard); k < 0 {
			r.skipElement()
			return nil
		}
		return r.add(t, row, wildcard, r.inner(), true)
	}
	ft := t.Fields[k].Type
	if ft.Kind != data.KindArray {
		v, err := r.child(ft, n)
		if err == nil {
			row[k] = v
		}
		return err
	}
	v, err := r.child(ft.Elem, n)
	if err == nil {
		list, _ := row[k].([]any)
		row[k] = append(list, v)
	}
	return err
}

// child reads an element as a type.
func (r *xmlReader) child(t *data.Type, n *xmldoc.Node) (any, error) {
	if t.Kind == data.KindStruct {
		return r.withAttributes(t, n)
	}
	return r.fieldValue(t, n)
}

// withAttributes reads an element and its attributes as a struct.
func (r *xmlReader) withAttributes(t *data.Type, n *xmldoc.Node) (any, error) {
	attrs := make([]any, len(t.Fields))
	if err := r.attributes(t, n.Attrs, attrs); err != nil {
		return nil, err
	}
	v, err := r.fieldValue(t, n)
	if err != nil {
		return nil, err
	}
	row, ok := v.([]any)
	if !ok {
		row = make([]any, len(t.Fields))
	}
	for k, a := range attrs {
		if a != nil {
			row[k] = a
		}
	}
	return row, nil
}

// add puts a text into a field: behind, or before, what an array holds, else in the place of what was there.
func (r *xmlReader) add(t *data.Type, row []any, name, text string, behind bool) error {
	k := r.field(t, name)
	if k < 0 {
		return nil
	}
	ft := t.Fields[k].Type
	if ft.Kind != data.KindArray {
		if !behind && row[k] != nil {
			return nil
		}
		v, err := r.value(text, ft)
		row[k] = v
		return err
	}
	v, err := r.value(text, ft.Elem)
	list, _ := row[k].([]any)
	if behind {
		row[k] = append(list, v)
	} else {
		row[k] = append([]any{v}, list...)
	}
	return err
}

// fieldValue reads the content of an element, and passes its end.
func (r *xmlReader) fieldValue(t *data.Type, n *xmldoc.Node) (any, error) {
	e := r.peek()
	switch {
	case t.Kind == data.KindVariant:
		r.skipElement()
		return r.variant(n), nil
	case t.Kind == data.KindString && e.kind == xmlEnd:
		r.next()
		if r.o.isNull("") {
			return nil, nil
		}
		return "", nil
	case e.kind == xmlEnd:
		r.next()
		return nil, nil
	case t.Kind == data.KindString:
		return r.value(r.inner(), t)
	case e.kind == xmlStart:
		return r.complex(t, n)
	}
	r.next()
	switch {
	case t.Kind == data.KindStruct:
		return r.valueFirst(t, e)
	case e.blank:
		return r.fieldValue(t, n)
	}
	v, err := r.value(e.text, t)
	if err == nil {
		err = r.end()
	}
	return v, err
}

// complex reads an element in which an element stands first.
func (r *xmlReader) complex(t *data.Type, n *xmldoc.Node) (any, error) {
	switch t.Kind {
	case data.KindStruct:
		row := make([]any, len(t.Fields))
		return row, r.object(t, nil, row)
	case data.KindMap:
		return r.entries(t, n)
	case data.KindArray:
		return r.fieldValue(t.Elem, n)
	}
	return nil, errXML
}

// valueFirst reads a struct whose element begins with characters.
func (r *xmlReader) valueFirst(t *data.Type, first xmlEvent) (any, error) {
	row := make([]any, len(t.Fields))
	if r.peek().kind == xmlEnd {
		r.next()
		if first.blank {
			return row, nil
		}
		return row, r.add(t, row, r.o.valueTag, first.text, true)
	}
	if err := r.object(t, nil, row); err != nil {
		return nil, err
	}
	if first.blank {
		return row, nil
	}
	return row, r.add(t, row, r.o.valueTag, first.text, false)
}

// entries reads an element as a map: attributes, then elements by name.
func (r *xmlReader) entries(t *data.Type, n *xmldoc.Node) (any, error) {
	var out []data.Pair
	put := func(key string, v any, err error) error {
		for i := range out {
			if out[i].Key == key {
				out[i].Value = v
				return err
			}
		}
		out = append(out, data.Pair{Key: key, Value: v})
		return err
	}
	for _, a := range n.Attrs {
		v, err := r.value(a.Text, t.Elem)
		if err := put(r.o.prefix+a.Name, v, err); err != nil {
			return nil, err
		}
	}
	for {
		e := r.next()
		var err error
		switch {
		case e.kind == xmlEnd:
			return out, nil
		case e.kind == xmlStart:
			v, bad := r.child(t.Elem, e.node)
			err = put(e.node.Name, v, bad)
		case !e.blank:
			v, bad := r.value(e.text, t.Elem)
			err = put(r.o.valueTag, v, bad)
		}
		if err != nil {
			return nil, err
		}
	}
}

// inner writes what stands in an element as text, up to its end: elements again as elements, characters as they are.
func (r *xmlReader) inner() string {
	var b strings.Builder
	var open []string
	for {
		switch e := r.next(); e.kind {
		case xmlStart:
			b.WriteString("<" + e.node.Name)
			for _, a := range e.node.Attrs {
				b.WriteString(" " + a.Name + `="` + a.Text + `"`)
			}
			b.WriteString(">")
			open = append(open, e.node.Name)
		case xmlChars:
			b.WriteString(e.text)
		case xmlEnd:
			if len(open) == 0 {
				return b.String()
			}
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		}
	}
}
