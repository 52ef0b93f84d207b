package text

import (
	"encoding/binary"
	"math/bits"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// A run is fields of an object that come as the schema has them: in its order, without blanks, each in
// the plain form of its type. Most rows are nothing else. What is otherwise is left to the general
// reader, so that a run decides nothing: it only is quicker.

// mark is what stands in front of a field in a run: "name": with its quotes and colon.
type mark struct {
	size int
	// its first sixteen bytes, and which of them count
	low, high         uint64
	lowMask, highMask uint64
	rest              string // the others
}

// unmet is the mark that nothing plain begins with.
var unmet = mark{low: ^uint64(0), lowMask: ^uint64(0)}

func newMark(text string) mark {
	var b, m [16]byte
	n := copy(b[:], text)
	for i := range n {
		m[i] = 0xff
	}
	word := binary.LittleEndian.Uint64
	return mark{len(text), word(b[:]), word(b[8:]), word(m[:]), word(m[8:]), text[n:]}
}

// goesOn tells whether b goes on at p as a mark of more than eight bytes does behind these.
func (m *mark) goesOn(b []byte, p int) bool {
	if (binary.LittleEndian.Uint64(b[p+8:])^m.high)&m.highMask != 0 {
		return false
	}
	q := p + m.size
	return m.size <= 16 || len(b) > q && string(b[p+16:q]) == m.rest
}

// run reads fields from number i on, the first of which would be named at p. It gives the number of the
// field that would come next; behind tells that p stands behind a value that no comma follows, not at a name.
// Whole numbers of less than eight digits are read here: a call for each took longer.
func (r *jsonReader) run(c *column, p, i int) (next, field int, behind bool) {
	b, kids := r.b, c.kids
	for ; i < len(c.marks) && len(b)-p >= 16; i++ {
		m, k := &c.marks[i], kids[i]
		if (binary.LittleEndian.Uint64(b[p:])^m.low)&m.lowMask != 0 || k.n != c.n || m.size > 8 && !m.goesOn(b, p) {
			break
		}
		end := -1
		switch q := p + m.size; k.kind {
		case data.KindLong, data.KindInt:
			if len(b)-q >= 8 {
				eight := binary.LittleEndian.Uint64(b[q:])
				n, v := leading(eight)
				stop := byte(eight >> (8 * uint(n)))
				if uint(n-1) < 7 && (n == 1 || byte(eight) != '0') && (stop == ',' || stop == '}') {
					if k.kind == data.KindLong {
						k.i64 = append(k.i64, int64(v))
					} else {
						k.i32 = append(k.i32, int32(v))
					}
					k.n++
					if p = q + n; stop == '}' {
						return p, i + 1, true
					}
					p++
					continue
				}
			}
			end = r.plainWhole(k, q)
		case data.KindString:
			end = r.plainText(k, q)
		case data.KindTimestamp:
			end = r.plainInstant(k, q)
		case unread:
			if b[q] == '"' {
				if end = r.plainEnd(q + 1); end > 0 {
					end++
					k.n++
				}
				break
			}
			if len(b)-q >= 8 {
				end = q + shortNumber(binary.LittleEndian.Uint64(b[q:]))
				if end > q && (b[end] == ',' || b[end] == '}') {
					k.n++
					break
				}
			}
			end = r.plainNumber(k, q)
		case data.KindDouble:
			end = r.plainDouble(k, q)
		}
		if end < 0 {
			break
		}
		if b[end] != ',' {
			return end, i + 1, true
		}
		p = end + 1
	}
	return p, i, false
}

// plainNull reads null where a value of another form begins.
func (r *jsonReader) plainNull(c *column, p int) int {
	if b := r.b[p:]; len(b) > 4 && string(b[:4]) == "null" && (b[4] == ',' || b[4] == '}') {
		c.null()
		return p + 4
	}
	return -1
}

// plainWhole reads a whole number of at most 18 digits.
func (r *jsonReader) plainWhole(c *column, p int) int {
	b := r.b
	neg := b[p] == '-'
	if neg {
		p++
	}
	from := p
	n, first := digitsAt(b, p)
	v := int64(first)
	if n < 8 {
		p += n
	} else {
		v = 0
		for d := b[p] - '0'; d <= 9; d = b[p] - '0' {
			v = v*10 + int64(d)
			p++
		}
		n = p - from
	}
	switch {
	case n == 0 && !neg:
		return r.plainNull(c, p)
	case n == 0 || n > 18 || n > 1 && b[from] == '0' || b[p] != ',' && b[p] != '}':
		return -1
	}
	if neg {
		v = -v
	}
	if c.kind == data.KindLong {
		c.i64 = append(c.i64, v)
	} else if v == int64(int32(v)) {
		c.i32 = append(c.i32, int32(v))
	} else {
		return -1
	}
	c.n++
	return p
}

// plainDouble reads a decimal of at most 15 digits, which one division makes exact.
func (r *jsonReader) plainDouble(c *column, p int) int {
	b := r.b
	neg := b[p] == '-'
	if neg {
		p++
	}
	from := p
	v, whole, point := plainDecimal(b, p)
	if point < 0 {
		return -1
	}
	p += whole
	if point > 0 {
		p += 1 + point
	}
	if whole == 0 && !neg {
		return r.plainNull(c, from)
	}
	if whole == 0 || whole+point > 15 || whole > 1 && b[from] == '0' || b[p] != ',' && b[p] != '}' || neg && v == 0 {
		return -1
	}
	f := float64(v)
	if point > 0 {
		f /= powersOfTen[point]
	}
	if neg {
		f = -f
	}
	c.f64 = append(c.f64, f)
	c.n++
	return p
}

// plainDecimal reads the digits at p, and those behind a point: the number without the point, how many digits
// stand before it and how many behind, -1 where none do. The number is right up to 15 digits.
func plainDecimal(b []byte, p int) (v uint64, whole, point int) {
	if whole, v = digitsAt(b, p); whole < 8 && b[p+whole] != '.' {
		return v, whole, 0
	}
	if whole < 8 {
		n, fraction := digitsAt(b, p+whole+1)
		switch {
		case n == 0:
			return 0, whole, -1
		case n < 8:
			return v*wholePowers[n] + fraction, whole, n
		}
	}
	v, from := 0, p
	for d := b[p] - '0'; d <= 9; d = b[p] - '0' {
		v = v*10 + uint64(d)
		p++
	}
	if whole = p - from; b[p] != '.' {
		return v, whole, 0
	}
	p++
	from = p
	for d := b[p] - '0'; d <= 9; d = b[p] - '0' {
		v = v*10 + uint64(d)
		p++
	}
	if point = p - from; point == 0 {
		return 0, whole, -1
	}
	return v, whole, point
}

var wholePowers = [...]uint64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7}

// plainInstant reads an instant of the common form.
func (r *jsonReader) plainInstant(c *column, p int) int {
	if r.o.Times.Timestamp != nil {
		return -1
	}
	if r.b[p] != '"' {
		return r.plainNull(c, p)
	}
	v, end := c.day.quoted(r.b, p+1)
	if end > 0 {
		c.i64 = append(c.i64, v)
		c.n++
	}
	return end
}

// plainText reads a string of ASCII without escapes.
func (r *jsonReader) plainText(c *column, p int) int {
	b := r.b
	if b[p] != '"' {
		return r.plainNull(c, p)
	}
	p++
	at := len(c.data)
	if len(b)-p < 16 || cap(c.data)-at < 16 {
		return r.longText(c, p)
	}
	// Most are short: the words in which their ends are found are what is kept of them.
	first, second := binary.LittleEndian.Uint64(b[p:]), uint64(0)
	n := textEnd(first)
	if n == 8 {
		second = binary.LittleEndian.Uint64(b[p+8:])
		if n += textEnd(second); n == 16 {
			return r.longText(c, p)
		}
	}
	if b[p+n] != '"' {
		return -1
	}
	room := c.data[at : at+16]
	binary.LittleEndian.PutUint64(room, first)
	binary.LittleEndian.PutUint64(room[8:], second)
	c.data = c.data[:at+n]
	c.offs = append(c.offs, int32(at+n))
	c.n++
	return p + n + 1
}

// longText is plainText behind the quote, for strings of any length.
func (r *jsonReader) longText(c *column, p int) int {
	end := r.plainEnd(p)
	if end < 0 {
		return -1
	}
	c.text(r.b[p:end])
	return end + 1
}

// plainNumber reads over a number.
func (r *jsonReader) plainNumber(c *column, p int) int {
	if end, _, ok := r.number(p); ok && (r.b[end] == ',' || r.b[end] == '}') {
		c.n++
		return end
	}
	return -1
}

// plainEnd finds the quote that ends a string of ASCII without escapes; -1 where it has others.
func (r *jsonReader) plainEnd(p int) int {
	b := r.b
	for len(b)-p >= 8 {
		n := textEnd(binary.LittleEndian.Uint64(b[p:]))
		if p += n; n < 8 {
			if b[p] == '"' {
				return p
			}
			return -1
		}
	}
	return -1
}

// textEnd tells how many of eight characters come before one that is a quote, a backslash, a control character or not
// ASCII.
func textEnd(w uint64) int {
	q, e := w^'"'*ones, w^'\\'*ones
	// The lowest marked byte is exact; marks above it may be carries.
	return bits.TrailingZeros64((((q-ones)&^q)|((e-ones)&^e)|((w-0x20*ones)&^w)|w)&highs) >> 3
}
