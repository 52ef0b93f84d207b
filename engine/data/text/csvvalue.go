package text

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// put adds a field as the next row of c; anything but good adds no row that may stay.
func (d *CSV) put(c *column, f csvField) status {
	if f.null || string(f.text) == d.o.NullValue {
		c.null()
		return good
	}
	ok := true
	switch c.kind {
	case data.KindString:
		if !utf8.Valid(f.text) {
			f.text = []byte(strings.ToValidUTF8(string(f.text), "\uFFFD"))
		}
		c.text(f.text)
	case data.KindBinary:
		c.text(f.text)
	case data.KindLong, data.KindInt, data.KindShort, data.KindByte:
		ok = c.parseInteger(f.text)
	case data.KindDouble, data.KindFloat:
		ok = d.float(c, f.text)
	case data.KindDecimal:
		var v data.Dec
		if v, ok = d.dec.read(f.text, c.t.Precision, c.t.Scale); ok {
			c.dec = append(c.dec, v)
			c.n++
		}
	case data.KindBoolean:
		yes := strings.EqualFold(string(f.text), "true")
		if ok = yes || strings.EqualFold(string(f.text), "false"); ok {
			c.b = append(c.b, yes)
			c.n++
		}
	case data.KindDate, data.KindTimestamp, data.KindTimestampNTZ, data.KindTime:
		ok = c.instant(f.text, &d.o.Times)
	case data.KindVariant:
		if ok = d.o.Variant != nil; ok {
			c.text(d.o.Variant(nil, f.text, func(t *data.Type) (any, bool) { return d.as(f, t) }))
		}
	default:
		ok = false
	}
	if !ok {
		d.cause = "cannot read \"" + string(clip(f.text)) + "\" as " + c.t.String()
		return bad
	}
	return good
}

// as reads a field as a type of its own.
func (d *CSV) as(f csvField, t *data.Type) (any, bool) {
	c := newColumn(t)
	if d.put(c, f) != good {
		return nil, false
	}
	return data.ValueAt(c.finish(), 0), true
}

var integerBits = map[data.Kind]int{data.KindByte: 8, data.KindShort: 16, data.KindInt: 32, data.KindLong: 64}

func (c *column) parseInteger(s []byte) bool {
	v, ok := quickInt(s)
	if !ok {
		return false
	}
	if shift := 64 - integerBits[c.kind]; v<<shift>>shift != v {
		return false
	}
	switch c.kind {
	case data.KindByte:
		c.i8 = append(c.i8, int8(v))
	case data.KindShort:
		c.i16 = append(c.i16, int16(v))
	case data.KindInt:
		c.i32 = append(c.i32, int32(v))
	default:
		c.i64 = append(c.i64, v)
	}
	c.n++
	return true
}

// quickInt reads [+-]digits as Java's Long.parseLong does.
func quickInt(s []byte) (int64, bool) {
	t := s
	if len(t) > 0 && (t[0] == '-' || t[0] == '+') {
		t = t[1:]
	}
	if len(t) == 0 || len(t) > 18 {
		v, err := strconv.ParseInt(string(s), 10, 64)
		return v, err == nil
	}
	var v int64
	for _, c := range t {
		if c-'0' > 9 {
			return 0, false
		}
		v = v*10 + int64(c-'0')
	}
	if s[0] == '-' {
		v = -v
	}
	return v, true
}

func (d *CSV) float(c *column, s []byte) bool {
	v, ok := quickFloat(s)
	if !ok || c.kind == data.KindFloat {
		v, ok = d.slowFloat(string(s), c.kind == data.KindFloat)
	}
	if !ok {
		return false
	}
	if c.kind == data.KindFloat {
		c.f32 = append(c.f32, float32(v))
	} else {
		c.f64 = append(c.f64, v)
	}
	c.n++
	return true
}

// quickFloat reads a plain decimal of at most 15 digits, exact by one division.
func quickFloat(s []byte) (float64, bool) {
	t := s
	if len(t) > 0 && t[0] == '-' {
		t = t[1:]
	}
	if len(t) == 0 || len(t) > 16 {
		return 0, false
	}
	var v uint64
	point := -1
	for i, c := range t {
		if c-'0' <= 9 {
			v = v*10 + uint64(c-'0')
		} else if c == '.' && point < 0 {
			point = len(t) - 1 - i
		} else {
			return 0, false
		}
	}
	if point < 0 && len(t) > 15 || point >= 0 && len(t) < 2 {
		return 0, false
	}
	f := float64(v)
	if point > 0 {
		f /= powersOfTen[point]
	}
	if s[0] == '-' {
		f = -f
	}
	return f, true
}

func (d *CSV) slowFloat(s string, single bool) (float64, bool) {
	switch s {
	case d.o.NaN:
		return math.NaN(), true
	case d.o.PosInf:
		return math.Inf(1), true
	case d.o.NegInf:
		return math.Inf(-1), true
	}
	return javaFloat(s, single)
}

// javaFloat reads a number as Double.parseDouble does: blanks around, a suffix d or f, hexadecimal, the words
// NaN and Infinity.
func javaFloat(s string, single bool) (float64, bool) {
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' })
	body := strings.TrimLeft(s, "+-")
	if len(s)-len(body) > 1 || body == "" {
		return 0, false
	}
	if body == "NaN" || body == "Infinity" {
		v, err := strconv.ParseFloat(s, 64)
		if body == "NaN" {
			return math.NaN(), true
		}
		return v, err == nil
	}
	hex := strings.HasPrefix(body, "0x") || strings.HasPrefix(body, "0X")
	if last := body[len(body)-1] | 32; (last == 'd' || last == 'f') && (!hex || strings.ContainsAny(body, "pP")) {
		s = s[:len(s)-1]
		body = body[:len(body)-1]
	}
	if body == "" || body[0] != '.' && (body[0] < '0' || body[0] > '9') || strings.Contains(body, "_") {
		return 0, false
	}
	width := 64
	if single {
		width = 32
	}
	v, err := strconv.ParseFloat(s, width)
	return v, err == nil || math.IsInf(v, 0)
}
