package text

import (
	"encoding/base64"
	"strconv"
	"time"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// value reads the value at p into the next row of c. It adds a row when the status is good or
// partial, and none otherwise (the caller cuts what a nested value left).
func (r *jsonReader) value(c *column, p, depth int) (int, status) {
	b := r.b
	if c.kind == data.KindVariant && r.o.Variant != nil {
		return r.variant(c, p, depth)
	}
	if b[p] == 'n' {
		next, s := r.word(p, "null")
		if s == good {
			c.null()
		}
		return next, s
	}
	switch c.kind {
	case data.KindLong, data.KindInt, data.KindShort, data.KindByte:
		return r.integer(c, p, depth)
	case data.KindString:
		if b[p] == '"' || b[p] == '\'' {
			s, next, st := r.str(p)
			if st == good {
				c.text(s)
			}
			return next, st
		}
		next, st := r.skip(p, depth)
		if st == good {
			c.text(r.rewritten(b[p:next]))
		}
		return next, st
	case data.KindDouble, data.KindFloat:
		return r.float(c, p, depth)
	case data.KindTimestamp, data.KindTimestampNTZ, data.KindDate, data.KindTime:
		return r.instant(c, p, depth)
	case data.KindBoolean:
		if b[p] == 't' || b[p] == 'f' {
			next, st := r.skip(p, depth)
			if st == good {
				c.b = append(c.b, b[p] == 't')
				c.n++
			}
			return next, st
		}
	case data.KindDecimal:
		return r.decimal(c, p, depth)
	case data.KindBinary:
		return r.binary(c, p, depth)
	case data.KindStruct, data.KindArray, data.KindMap:
		return r.nested(c, p, depth)
	case unread:
		next, st := r.skip(p, depth)
		if st == good {
			c.n++
		}
		return next, st
	}
	return r.misfit(c, p, depth)
}

// variant reads any value, null included.
func (r *jsonReader) variant(c *column, p, depth int) (int, status) {
	next, st := r.skip(p, depth)
	if st != good {
		return next, st
	}
	v, ok := r.o.Variant(r.scratch[:0], r.b[p:next])
	r.scratch = v
	if !ok {
		return next, r.unfit(c, p, next)
	}
	c.text(v)
	return next, good
}

func (r *jsonReader) rewritten(value []byte) []byte {
	if r.o.Rewrite == nil {
		return value
	}
	r.scratch = r.o.Rewrite(r.scratch[:0], value)
	return r.scratch
}

// misfit skips a value that cannot stand for the type.
func (r *jsonReader) misfit(c *column, p, depth int) (int, status) {
	next, st := r.skip(p, depth)
	if st == good {
		st = r.unfit(c, p, next)
	}
	return next, st
}

func (r *jsonReader) integer(c *column, p, depth int) (int, status) {
	b, q := r.b, p
	neg := b[q] == '-'
	if neg {
		q++
	}
	from := q
	var v uint64
	for b[q]-'0' <= 9 {
		v = v*10 + uint64(b[q]-'0')
		q++
	}
	n := q - from
	if n == 0 || n > 18 || b[from] == '0' && n > 1 || b[q] == '.' || b[q]|32 == 'e' {
		return r.integerSlow(c, p, depth)
	}
	i := int64(v)
	if neg {
		i = -i
	}
	return r.putInteger(c, i, p, q)
}

func (r *jsonReader) integerSlow(c *column, p, depth int) (int, status) {
	end, isInt, ok := r.number(p)
	if !ok {
		return r.misfit(c, p, depth)
	}
	if !isInt {
		return end, r.unfit(c, p, end)
	}
	v, err := strconv.ParseInt(string(r.b[p:end]), 10, 64)
	if err != nil {
		return end, r.unfit(c, p, end)
	}
	return r.putInteger(c, v, p, end)
}

func (r *jsonReader) putInteger(c *column, v int64, p, end int) (int, status) {
	switch c.kind {
	case data.KindLong:
		c.i64 = append(c.i64, v)
	case data.KindInt:
		if v != int64(int32(v)) {
			return end, r.unfit(c, p, end)
		}
		c.i32 = append(c.i32, int32(v))
	case data.KindShort:
		if v != int64(int16(v)) {
			return end, r.unfit(c, p, end)
		}
		c.i16 = append(c.i16, int16(v))
	case data.KindByte:
		if v < -128 || v > 255 { // Jackson takes unsigned bytes too
			return end, r.unfit(c, p, end)
		}
		c.i8 = append(c.i8, int8(v))
	}
	c.n++
	return end, good
}

// number finds the end of a JSON number.
func (r *jsonReader) number(p int) (end int, isInt, ok bool) {
	b := r.b
	if b[p] == '-' {
		p++
	}
	from := p
	for b[p]-'0' <= 9 {
		p++
	}
	if p == from || b[from] == '0' && p > from+1 && !r.o.LeadingZeros {
		return p, false, false
	}
	isInt = true
	if b[p] == '.' {
		isInt = false
		from = p + 1
		for p++; b[p]-'0' <= 9; p++ {
		}
		if p == from {
			return p, false, false
		}
	}
	if b[p]|32 == 'e' {
		isInt = false
		p++
		if b[p] == '+' || b[p] == '-' {
			p++
		}
		from = p
		for b[p]-'0' <= 9 {
			p++
		}
		if p == from {
			return p, false, false
		}
	}
	return p, isInt, true
}

var powersOfTen = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// float reads a DOUBLE or FLOAT. A decimal of at most 15 digits is exact by one division.
func (r *jsonReader) float(c *column, p, depth int) (int, status) {
	b, q := r.b, p
	neg := b[q] == '-'
	if neg {
		q++
	}
	from := q
	var v uint64
	for b[q]-'0' <= 9 {
		v = v*10 + uint64(b[q]-'0')
		q++
	}
	digits, point := q-from, 0
	if b[q] == '.' && digits > 0 {
		q++
		at := q
		for b[q]-'0' <= 9 {
			v = v*10 + uint64(b[q]-'0')
			q++
		}
		point = q - at
		digits += point
	}
	if c.kind == data.KindFloat || digits == 0 || digits > 15 || b[from] == '0' && b[from+1]-'0' <= 9 || b[q]|32 == 'e' || b[q-1] == '.' {
		return r.floatSlow(c, p, depth)
	}
	f := float64(v)
	if point > 0 {
		f /= powersOfTen[point]
	}
	if neg && (point > 0 || v != 0) { // the integer -0 is 0, the decimal -0.0 keeps its sign
		f = -f
	}
	c.f64 = append(c.f64, f)
	c.n++
	return q, good
}

func (r *jsonReader) floatSlow(c *column, p, depth int) (int, status) {
	width := 64
	if c.kind == data.KindFloat {
		width = 32
	}
	v, end := 0.0, p
	if r.b[p] == '"' || r.b[p] == '\'' {
		s, next, st := r.str(p)
		if st != good {
			return next, st
		}
		special, ok := infinity(string(s))
		if !ok || r.o.NoNonNumericNumbers {
			return next, r.unfit(c, p, next)
		}
		v, end = special, next
	} else if next, isInt, ok := r.number(p); ok {
		// An error means out of range: the infinity that comes with it is Java's answer.
		v, _ = strconv.ParseFloat(string(r.b[p:next]), width)
		if isInt && v == 0 {
			v = 0
		}
		end = next
	} else if special, next, ok := r.nonNumeric(p); ok {
		v, end = special, next
	} else {
		return r.misfit(c, p, depth)
	}
	if c.kind == data.KindFloat {
		c.f32 = append(c.f32, float32(v))
	} else {
		c.f64 = append(c.f64, v)
	}
	c.n++
	return end, good
}

// nonNumeric reads the bare words that Jackson takes for numbers.
func (r *jsonReader) nonNumeric(p int) (v float64, end int, ok bool) {
	if r.o.NoNonNumericNumbers {
		return 0, p, false
	}
	for end = p; namePart(r.b[end]) || end == p && (r.b[p] == '+' || r.b[p] == '-'); end++ {
	}
	v, ok = infinity(string(r.b[p:end]))
	return v, end, ok
}

// instant reads TIMESTAMP, TIMESTAMP_NTZ and DATE.
func (r *jsonReader) instant(c *column, p, depth int) (int, status) {
	if r.b[p] != '"' && r.b[p] != '\'' {
		end, isInt, ok := r.number(p)
		if !ok || !isInt || c.kind != data.KindTimestamp {
			return r.misfit(c, p, depth)
		}
		v, err := strconv.ParseInt(string(r.b[p:end]), 10, 64) // seconds
		if err != nil || v > 1<<62/microsPerSecond || v < -1<<62/microsPerSecond {
			return end, r.unfit(c, p, end)
		}
		c.i64 = append(c.i64, v*microsPerSecond)
		c.n++
		return end, good
	}
	s, next, st := r.str(p)
	if st != good {
		return next, st
	}
	if !c.instant(s, &r.o.Times) && !(c.kind == data.KindDate && !r.o.Times.Exact && c.dayNumber(s)) {
		return next, r.unfit(c, p, next)
	}
	return next, good
}

// instant adds a date or time from text; false when it does not fit.
func (c *column) instant(s []byte, o *Times) bool {
	var v int64
	var ok bool
	switch c.kind {
	case data.KindDate:
		var days int32
		if o.Date != nil {
			days, ok = o.Date(s)
		} else {
			days, ok = ParseDate(s)
		}
		if ok {
			c.i32 = append(c.i32, days)
			c.n++
		}
		return ok
	case data.KindTime:
		if o.Time != nil {
			v, ok = o.Time(s)
		} else {
			v, _, ok = ParseClock(s)
		}
	case data.KindTimestamp:
		if o.Timestamp != nil {
			v, ok = o.Timestamp(s)
		} else if v, ok = c.day.timestamp(s); !ok {
			v, ok = o.instant(s)
		}
	default:
		if o.TimestampNTZ != nil {
			v, ok = o.TimestampNTZ(s)
		} else {
			var zoned bool
			v, zoned, ok = ParseTimestamp(s, time.UTC)
			ok = ok && !zoned
		}
	}
	if ok {
		c.i64 = append(c.i64, v)
		c.n++
	}
	return ok
}

// dayNumber adds the date that is so many days after 1970, as Spark 1.5 wrote dates; false when s is no number.
func (c *column) dayNumber(s []byte) bool {
	v, err := strconv.ParseInt(string(s), 10, 32)
	if err == nil {
		c.i32 = append(c.i32, julianDays(int32(v)))
		c.n++
	}
	return err == nil
}

func (r *jsonReader) decimal(c *column, p, depth int) (int, status) {
	var s []byte
	next := p
	if r.b[p] == '"' || r.b[p] == '\'' {
		var st status
		if s, next, st = r.str(p); st != good {
			return next, st
		}
	} else {
		end, _, ok := r.number(p)
		if !ok {
			return r.misfit(c, p, depth)
		}
		s, next = r.b[p:end], end
	}
	v, ok := r.dec.read(s, c.t.Precision, c.t.Scale)
	if !ok {
		return next, r.unfit(c, p, next)
	}
	c.dec = append(c.dec, v)
	c.n++
	return next, good
}

func (r *jsonReader) binary(c *column, p, depth int) (int, status) {
	if r.b[p] != '"' && r.b[p] != '\'' {
		return r.misfit(c, p, depth)
	}
	s, next, st := r.str(p)
	if st != good {
		return next, st
	}
	v, err := base64.StdEncoding.DecodeString(string(s))
	if err != nil {
		return next, r.unfit(c, p, next)
	}
	c.text(v)
	return next, good
}
