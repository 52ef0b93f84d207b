package expr

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// xmlWriter writes values as XML, as Spark's StaxXmlGenerator does.
type xmlWriter struct {
	ctx *Context
	o   *xmlOptions
	out []byte
	// open are the elements that have not ended: whether an element stands in each. tag tells that the start
	// of the last one still waits for its >.
	open []bool
	tag  bool
}

// document writes row i of a column as one element.
func (w *xmlWriter) document(c data.Column, i int) ([]byte, error) {
	if err := w.start(w.o.rowTag); err != nil {
		return nil, err
	}
	if err := w.content(c, i); err != nil {
		return nil, err
	}
	w.end(w.o.rowTag)
	if w.o.indent == "" {
		w.out = append(w.out, '\n')
	}
	return w.out, nil
}

// close ends the start of an element.
func (w *xmlWriter) close() {
	if w.tag {
		w.out, w.tag = append(w.out, '>'), false
	}
}

func (w *xmlWriter) newLine() {
	if w.o.indent != "" {
		w.out = append(append(w.out, '\n'), strings.Repeat(w.o.indent, len(w.open))...)
	}
}

func (w *xmlWriter) start(name string) error {
	if err := xmlName(name); err != nil {
		return err
	}
	w.close()
	if n := len(w.open); n > 0 {
		w.open[n-1] = true
		w.newLine()
	}
	w.out, w.tag = append(append(w.out, '<'), name...), true
	w.open = append(w.open, false)
	return nil
}

func (w *xmlWriter) end(name string) {
	last := len(w.open) - 1
	within := w.open[last]
	w.open = w.open[:last]
	if w.tag {
		w.out, w.tag = append(w.out, "/>"...), false
		return
	}
	if within {
		w.newLine()
	}
	w.out = append(append(append(w.out, "</"...), name...), '>')
}

// xmlName refuses what no element may be called.
func xmlName(name string) error {
	fail := func(format string, args ...any) error {
		return javaf("javax.xml.stream.XMLStreamException: "+format, args...)
	}
	if name == "" {
		return fail("Illegal to pass empty name")
	}
	for i, r := range name {
		first := r == '_' || unicode.IsLetter(r)
		switch {
		case i == 0 && !first:
			return fail("Illegal first name character '%c' (code %d)", r, r)
		case !first && !unicode.IsDigit(r) && r != '-' && r != '.' && !unicode.Is(unicode.M, r):
			return fail("Illegal name character '%c' (code %d)", r, r)
		}
	}
	return nil
}

func (w *xmlWriter) attribute(name, value string) error {
	if err := xmlName(name); err != nil {
		return err
	}
	w.out = append(append(append(w.out, ' '), name...), `="`...)
	err := w.escaped(value, true)
	w.out = append(w.out, '"')
	return err
}

func (w *xmlWriter) characters(s string) error {
	w.close()
	return w.escaped(s, false)
}

func (w *xmlWriter) escaped(s string, attribute bool) error {
	for i, r := range s {
		switch {
		case r == '&':
			w.out = append(w.out, "&amp;"...)
		case r == '<':
			w.out = append(w.out, "&lt;"...)
		case r == '>' && !attribute && strings.HasSuffix(s[:i], "]]"):
			w.out = append(w.out, "&gt;"...)
		case r == '"' && attribute:
			w.out = append(w.out, "&quot;"...)
		case r == '\r', attribute && (r == '\n' || r == '\t'):
			w.out = fmt.Appendf(w.out, "&#x%x;", r)
		case r < ' ' && r != '\n' && r != '\t':
			return javaf("java.io.IOException: Invalid white space character (0x%x) in text to output (in xml 1.1, could output as a character entity)", r)
		default:
			w.out = append(w.out, string(r)...)
		}
	}
	return nil
}

// content writes a value without an element around it.
func (w *xmlWriter) content(c data.Column, i int) error {
	if data.IsNull(c, i) {
		if w.o.null == nil {
			return nil
		}
		return w.characters(*w.o.null)
	}
	switch c := c.(type) {
	case *data.Struct:
		return w.fields(c, i)
	case *data.MapColumn:
		return w.entries(c, i)
	case *data.List:
		from, to := c.Offsets[i], c.Offsets[i+1]
		for k := from; k < to; k++ {
			if err := w.child(w.o.item, c.Elems, int(k)); err != nil {
				return err
			}
		}
		return nil
	case *data.Bytes:
		if c.Type().Kind == data.KindVariant {
			return w.variant(c.At(i))
		}
	}
	s, err := w.scalar(c, i)
	if err != nil {
		return err
	}
	return w.characters(s)
}

// scalar is the text of a value that has no parts.
func (w *xmlWriter) scalar(c data.Column, i int) (string, error) {
	f := w.o.formats
	t := c.Type()
	switch t.Kind {
	case data.KindTimestamp:
		micros := data.ValueAt(c, i).(int64)
		if f.Timestamp != nil {
			return f.Timestamp(micros), nil
		}
		return w.moment(micros, f.Zone, "yyyy-MM-dd'T'HH:mm:ss.SSSXXX")
	case data.KindTimestampNTZ:
		micros := data.ValueAt(c, i).(int64)
		if f.TimestampNTZ != nil {
			return f.TimestampNTZ(micros), nil
		}
		return w.moment(micros, nil, "yyyy-MM-dd'T'HH:mm:ss.SSS")
	case data.KindDate:
		if f.Date != nil {
			return f.Date(data.ValueAt(c, i).(int32)), nil
		}
	case data.KindDecimal:
		return string(appendScientific(nil, data.ValueAt(c, i).(data.Dec), t.Scale)), nil
	case data.KindBinary:
		return fmt.Sprintf("[% X]", data.ValueAt(c, i)), nil
	case data.KindCalendarInterval:
		return "", unwritable(string(appendValue(nil, w.ctx, c, i)), "org.apache.spark.unsafe.types.CalendarInterval", "CalendarIntervalType")
	case data.KindDayTimeInterval:
		return "", unwritable(data.ValueAt(c, i), "java.lang.Long", fmt.Sprintf("DayTimeIntervalType(%d,%d)", t.From-data.Day, t.To-data.Day))
	case data.KindYearMonthInterval:
		return "", unwritable(data.ValueAt(c, i), "java.lang.Integer", fmt.Sprintf("YearMonthIntervalType(%d,%d)", t.From-data.Year, t.To-data.Year))
	}
	return string(appendValue(nil, w.ctx, c, i)), nil
}

func unwritable(v any, class, typ string) error {
	return failf("_LEGACY_ERROR_TEMP_3238", "", "Failed to convert value %v (class of class %s) in type %s to XML.", v, class, typ)
}

// moment writes a time by a pattern of ours, which always reads.
func (w *xmlWriter) moment(micros int64, zone Zone, pattern string) (string, error) {
	p, err := newTimePattern(pattern, false)
	if err != nil {
		return "", err
	}
	return string(p.format(nil, toLocal(zone, micros), zone, micros)), nil
}

// isAttribute tells whether a name is one of an attribute.
func (w *xmlWriter) isAttribute(name string) bool {
	return name != w.o.valueTag && strings.HasPrefix(name, w.o.prefix)
}

// fields writes attributes, then elements.
func (w *xmlWriter) fields(c *data.Struct, i int) error {
	t := c.Type()
	for k, f := range t.Fields {
		if !w.isAttribute(f.Name) {
			continue
		}
		value := ""
		switch col := c.Fields[k]; {
		case !data.IsNull(col, i):
			value = string(appendInternal(nil, col, i))
		case w.o.null == nil:
			continue
		default:
			value = *w.o.null
		}
		if err := w.attribute(f.Name[len(w.o.prefix):], value); err != nil {
			return err
		}
	}
	for k, f := range t.Fields {
		if w.isAttribute(f.Name) {
			continue
		}
		if err := w.child(f.Name, c.Fields[k], i); err != nil {
			return err
		}
	}
	return nil
}

// entries writes a map: keys of attributes first.
func (w *xmlWriter) entries(c *data.MapColumn, i int) error {
	from, to := c.Offsets[i], c.Offsets[i+1]
	key := func(k int32) string { return string(appendValue(nil, w.ctx, c.Keys, int(k))) }
	for k := from; k < to; k++ {
		if name := key(k); w.isAttribute(name) && !data.IsNull(c.Items, int(k)) {
			if err := w.attribute(name[len(w.o.prefix):], string(appendInternal(nil, c.Items, int(k)))); err != nil {
				return err
			}
		}
	}
	for k := from; k < to; k++ {
		if name := key(k); !w.isAttribute(name) {
			if err := w.child(name, c.Items, int(k)); err != nil {
				return err
			}
		}
	}
	return nil
}

// child writes a value under a name: an array as one element an item, null as nothing.
func (w *xmlWriter) child(name string, c data.Column, i int) error {
	null := data.IsNull(c, i)
	if list, ok := c.(*data.List); ok && !null {
		from, to := list.Offsets[i], list.Offsets[i+1]
		for k := from; k < to; k++ {
			if err := w.one(name, list.Elems, int(k)); err != nil {
				return err
			}
		}
		return nil
	}
	if c.Type().Kind == data.KindVariant && !null {
		return w.variantChild(name, c.(*data.Bytes).At(i))
	}
	return w.one(name, c, i)
}

// one writes a value as an element, or, under the name of values, as characters.
func (w *xmlWriter) one(name string, c data.Column, i int) error {
	if data.IsNull(c, i) && w.o.null == nil {
		return nil
	}
	if name == w.o.valueTag {
		return w.content(c, i)
	}
	if err := w.start(name); err != nil {
		return err
	}
	if err := w.content(c, i); err != nil {
		return err
	}
	w.end(name)
	return nil
}
