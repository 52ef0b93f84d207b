package expr

import (
	"regexp"
	"sort"
	"strings"
	"sync"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/data/xmldoc"
)

// xmlInference finds the schema of XML, as Spark's XmlInferSchema does.
type xmlInference struct {
	ctx *Context
	o   *xmlOptions
	r   *xmlReader
}

// inferXML is the type of a document.
func inferXML(ctx *Context, o *xmlOptions, doc string) (*data.Type, error) {
	root, err := xmldoc.First(doc)
	if err != nil {
		if o.mode == "FAILFAST" {
			return nil, malformed(o.corrupt)
		}
		return data.StructOf(data.Field{Name: o.corrupt, Type: data.String, Nullable: true}), nil
	}
	in := &xmlInference{ctx, o, &xmlReader{ctx: ctx, o: o}}
	return settled(in.object(root, true)), nil
}

// fieldTypes are the types that were seen under names.
type fieldTypes struct {
	names []string
	types map[string][]*data.Type
}

func (f *fieldTypes) add(name string, t *data.Type) {
	if f.types == nil {
		f.types = map[string][]*data.Type{}
	}
	if f.types[name] == nil {
		f.names = append(f.names, name)
	}
	f.types[name] = append(f.types[name], t)
}

// object is the type of an element with its attributes and what stands in it.
func (in *xmlInference) object(n *xmldoc.Node, attributes bool) *data.Type {
	var seen fieldTypes
	if attributes && !in.o.noAttributes {
		for _, a := range n.Attrs {
			seen.add(in.o.prefix+a.Name, in.text(a.Text))
		}
	}
	for _, k := range n.Kids {
		switch {
		case k.Kind == xmldoc.Element:
			seen.add(in.known(&seen, k.Name), in.field(k))
		case k.Kind == xmldoc.Text && strings.Trim(k.Text, " \t\r\n") != "":
			seen.add(in.o.valueTag, in.text(k.Text))
		}
	}
	sort.Strings(seen.names)
	fields := make([]data.Field, len(seen.names))
	for i, name := range seen.names {
		t := seen.types[name][0]
		for _, more := range seen.types[name][1:] {
			t = in.both(t, more)
		}
		if len(seen.types[name]) > 1 {
			t = data.ArrayOf(t, true)
		}
		fields[i] = data.Field{Name: name, Type: t, Nullable: true}
	}
	return data.StructOf(fields...)
}

// known is the spelling in which a name was met first.
func (in *xmlInference) known(seen *fieldTypes, name string) string {
	for _, n := range seen.names {
		if sameName(in.ctx, n, name) {
			return n
		}
	}
	return name
}

// field is the type of a child: that of its characters where there is nothing else.
func (in *xmlInference) field(n *xmldoc.Node) *data.Type {
	elements, pieces := 0, []string(nil)
	for _, k := range n.Kids {
		switch {
		case k.Kind == xmldoc.Element:
			elements++
		case k.Kind == xmldoc.Text && strings.Trim(k.Text, " \t\r\n") != "":
			pieces = append(pieces, k.Text)
		}
	}
	if elements > 0 || len(pieces) > 1 || len(n.Attrs) > 0 && !in.o.noAttributes {
		return in.object(n, true)
	}
	if len(pieces) == 0 {
		return data.Void
	}
	return in.text(pieces[0])
}

// floating is what Double.parseDouble reads of decimals.
var floating = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$`) })

// text is the type of characters.
func (in *xmlInference) text(s string) *data.Type {
	s = in.o.trimmed(s)
	switch {
	case s == "" || in.o.isNull(s):
		return data.Void
	case in.o.noInfer:
		return data.String
	}
	if wholeNumber().MatchString(s) && castedText(in.ctx, s, data.Long) != nil {
		return data.Long
	}
	if floating().MatchString(s) {
		return in.number(s)
	}
	if low := strings.ToLower(s); low == "true" || low == "false" {
		return data.Boolean
	}
	if !in.o.noDates {
		if _, err := in.r.time(s, data.Date); err == nil {
			return data.Date
		}
	}
	if _, err := in.r.time(s, data.Timestamp); err == nil {
		return data.Timestamp
	}
	return data.String
}

// number is the type of a number that is no BIGINT.
func (in *xmlInference) number(s string) *data.Type {
	whole, fraction, _ := strings.Cut(strings.TrimLeft(s, "+-"), ".")
	digits := len(strings.TrimLeft(whole, "0")) + len(fraction)
	if in.o.decimals && !strings.ContainsAny(s, "eE") && digits <= data.MaxPrecision {
		return data.DecimalOf(max(digits, len(fraction), 1), len(fraction))
	}
	return data.Double
}

// both is the type of two values of one name: STRING where nothing else holds both.
func (in *xmlInference) both(a, b *data.Type) *data.Type {
	switch {
	case a.Kind == data.KindNull:
		return b
	case b.Kind == data.KindNull:
		return a
	case a.Kind == data.KindArray && b.Kind == data.KindArray:
		return data.ArrayOf(in.both(a.Elem, b.Elem), true)
	case a.Kind == data.KindArray:
		return data.ArrayOf(in.both(a.Elem, b), true)
	case b.Kind == data.KindArray:
		return data.ArrayOf(in.both(a, b.Elem), true)
	case a.Kind == data.KindStruct && b.Kind == data.KindStruct:
		return in.fields(a, b)
	case a.Kind == data.KindStruct:
		return in.valued(a, b)
	case b.Kind == data.KindStruct:
		return in.valued(b, a)
	}
	if t := wider(false, false, a, b); t != nil {
		return t
	}
	return data.String
}

// fields merges two structs by the names of their fields.
func (in *xmlInference) fields(a, b *data.Type) *data.Type {
	out := append([]data.Field{}, a.Fields...)
	for _, f := range b.Fields {
		k := in.r.field(data.StructOf(out...), f.Name)
		if k < 0 {
			out = append(out, f)
			continue
		}
		out[k].Type = in.both(out[k].Type, f.Type)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return data.StructOf(out...)
}

// valued puts a value beside a struct that has characters of its own.
func (in *xmlInference) valued(s, value *data.Type) *data.Type {
	for i, f := range s.Fields {
		if f.Name == in.o.valueTag {
			out := append([]data.Field{}, s.Fields...)
			out[i].Type = in.both(f.Type, value)
			return data.StructOf(out...)
		}
	}
	return data.String
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
