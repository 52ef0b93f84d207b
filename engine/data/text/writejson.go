package text

import (
	"encoding/base64"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// Formats says how times become text. Nil functions mean Spark's default formats.
type Formats struct {
	Zone         *time.Location
	Timestamp    func(micros int64) string
	TimestampNTZ func(micros int64) string
	Date         func(days int32) string
	Time         func(nanos int64) string
	// Text gives the text of a value of a type that has no form of its own here
	// (intervals, TIME, VARIANT).
	Text func(c data.Column, i int) string
	// Variant appends a VARIANT as JSON; nil: its text.
	Variant func(dst, variant []byte) []byte
	// Key gives the text of a map's key that is no string; nil for that of a value.
	Key func(c data.Column, i int) string
	// Parts gives the text of a field of CSV that has parts, and of BINARY; nil for that of a value.
	Parts func(c data.Column, i int) string
}

// JSONWriter writes rows as JSON as Spark does.
type JSONWriter struct {
	Formats Formats
	// KeepNulls writes null fields too (ignoreNullFields=false).
	KeepNulls bool
}

// Row appends row i of a batch as one object.
func (w *JSONWriter) Row(out []byte, b *data.Batch, i int) []byte {
	return w.object(out, b.Schema.Fields, b.Cols, i)
}

func (w *JSONWriter) object(out []byte, fields []data.Field, cols []data.Column, i int) []byte {
	out = append(out, '{')
	first := true
	for k, c := range cols {
		if !w.KeepNulls && data.IsNull(c, i) {
			continue
		}
		if !first {
			out = append(out, ',')
		}
		first = false
		out = append(appendQuoted(out, []byte(fields[k].Name)), ':')
		out = w.Value(out, c, i)
	}
	return append(out, '}')
}

// Value appends value i of a column.
func (w *JSONWriter) Value(out []byte, c data.Column, i int) []byte {
	if data.IsNull(c, i) {
		return append(out, "null"...)
	}
	switch c := c.(type) {
	case *data.Struct:
		return w.object(out, c.T.Fields, c.Fields, i)
	case *data.List:
		out = append(out, '[')
		for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
			if k > c.Offsets[i] {
				out = append(out, ',')
			}
			out = w.Value(out, c.Elems, int(k))
		}
		return append(out, ']')
	case *data.MapColumn:
		return w.entries(out, c, i)
	case *data.Bytes:
		if c.T.Kind == data.KindString {
			return appendQuoted(out, c.At(i))
		}
		if c.T.Kind == data.KindVariant && w.Formats.Variant != nil {
			return w.Formats.Variant(out, c.At(i))
		}
		if c.T.Kind == data.KindBinary {
			return append(base64.StdEncoding.AppendEncode(append(out, '"'), c.At(i)), '"')
		}
		if c.T.Spatial() {
			return append(base64.StdEncoding.AppendEncode(append(out, '"'), c.At(i)[data.SRIDBytes:]), '"') // the WKB
		}
	case *data.Fixed[bool]:
		return strconv.AppendBool(out, c.Values[i])
	case *data.Fixed[float64]:
		return appendJSONFloat(out, c.Values[i], 64)
	case *data.Fixed[float32]:
		return appendJSONFloat(out, float64(c.Values[i]), 32)
	case *data.Fixed[data.Dec]:
		return append(out, decimalText(c.Values[i], c.T.Scale)...)
	}
	if text, quoted := w.Formats.scalar(c, i); quoted {
		return appendQuoted(out, []byte(text))
	} else {
		return append(out, text...)
	}
}

func (w *JSONWriter) entries(out []byte, c *data.MapColumn, i int) []byte {
	out = append(out, '{')
	for k := c.Offsets[i]; k < c.Offsets[i+1]; k++ {
		if k > c.Offsets[i] {
			out = append(out, ',')
		}
		out = append(appendQuoted(out, w.key(c.Keys, int(k))), ':')
		if data.IsNull(c.Items, int(k)) {
			out = append(out, "null"...)
		} else {
			out = w.Value(out, c.Items, int(k))
		}
	}
	return append(out, '}')
}

// key is the name of a map's entry. Spark takes the key as it holds it: dates and times are numbers.
func (w *JSONWriter) key(c data.Column, i int) []byte {
	if s, ok := c.(*data.Bytes); ok && s.T.Kind == data.KindString {
		return s.At(i)
	}
	if w.Formats.Key != nil {
		return []byte(w.Formats.Key(c, i))
	}
	switch c := c.(type) {
	case *data.Bytes:
		return c.At(i)
	case *data.Fixed[int32]:
		return strconv.AppendInt(nil, int64(c.Values[i]), 10)
	case *data.Fixed[int64]:
		return strconv.AppendInt(nil, c.Values[i], 10)
	case *data.Fixed[data.Dec]:
		return []byte(decimalText(c.Values[i], c.T.Scale))
	}
	name, _ := w.Formats.scalar(c, i)
	return []byte(name)
}

func appendJSONFloat(out []byte, v float64, bits int) []byte {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return append(AppendFloat(append(out, '"'), v, bits), '"')
	}
	return AppendFloat(out, v, bits)
}

// scalar gives the text of a value that is not null, and whether JSON must quote it.
func (f *Formats) scalar(c data.Column, i int) (string, bool) {
	switch c := c.(type) {
	case *data.Fixed[int8]:
		return strconv.Itoa(int(c.Values[i])), false
	case *data.Fixed[int16]:
		return strconv.Itoa(int(c.Values[i])), false
	case *data.Fixed[int32]:
		switch c.T.Kind {
		case data.KindInt:
			return strconv.Itoa(int(c.Values[i])), false
		case data.KindDate:
			return f.date(c.Values[i]), true
		}
	case *data.Fixed[int64]:
		switch c.T.Kind {
		case data.KindLong:
			return strconv.FormatInt(c.Values[i], 10), false
		case data.KindTimestamp:
			return f.timestamp(c.Values[i]), true
		case data.KindTime:
			if f.Time != nil {
				return f.Time(c.Values[i]), true
			}
		case data.KindTimestampNTZ:
			if f.TimestampNTZ != nil {
				return f.TimestampNTZ(c.Values[i]), true
			}
			return isoTime(time.UnixMicro(c.Values[i]).UTC(), ""), true
		}
	case *data.Fixed[bool]:
		return strconv.FormatBool(c.Values[i]), false
	case *data.Fixed[float64]:
		return string(AppendFloat(nil, c.Values[i], 64)), false
	case *data.Fixed[float32]:
		return string(AppendFloat(nil, float64(c.Values[i]), 32)), false
	case *data.Fixed[data.Dec]:
		return c.Values[i].Text(c.T.Scale), false
	case *data.Bytes:
		if c.T.Kind != data.KindVariant {
			return string(c.At(i)), true
		}
	}
	if f.Text != nil {
		return f.Text(c, i), true
	}
	return "", true
}

func (f *Formats) timestamp(micros int64) string {
	if f.Timestamp != nil {
		return f.Timestamp(micros)
	}
	at := time.UnixMicro(micros).UTC()
	if f.Zone != nil {
		at = at.In(f.Zone)
	}
	form := "Z07:00"
	if _, offset := at.Zone(); offset%60 != 0 {
		form = "Z07:00:00" // local mean time
	}
	return isoTime(at, at.Format(form))
}

func (f *Formats) date(days int32) string {
	if f.Date != nil {
		return f.Date(days)
	}
	at := time.Unix(int64(days)*86_400, 0).UTC()
	return yearText(at) + at.Format("-01-02")
}

func isoTime(at time.Time, zone string) string {
	return yearText(at) + at.Truncate(time.Millisecond).Format("-01-02T15:04:05.000") + zone
}

// yearText writes the year as java.time does: at least four digits, a sign beyond 9999.
func yearText(at time.Time) string {
	y := at.Year()
	switch {
	case y > 9999:
		return "+" + strconv.Itoa(y)
	case y < 0:
		s := strconv.Itoa(-y)
		for len(s) < 4 {
			s = "0" + s
		}
		return "-" + s
	}
	return at.Format("2006")
}

const hexDigits = "0123456789ABCDEF"

// appendQuoted appends s as a JSON string with the escapes that Jackson writes.
func appendQuoted(out, s []byte) []byte {
	out = append(out, '"')
	from := 0
	for i, c := range s {
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		out = append(out, s[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			out = append(out, '\\', c)
		case '\b':
			out = append(out, '\\', 'b')
		case '\f':
			out = append(out, '\\', 'f')
		case '\n':
			out = append(out, '\\', 'n')
		case '\r':
			out = append(out, '\\', 'r')
		case '\t':
			out = append(out, '\\', 't')
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	rest := s[from:]
	if !utf8.Valid(rest) {
		rest = []byte(string([]rune(string(rest))))
	}
	return append(append(out, rest...), '"')
}
