package text

import (
	"encoding/binary"
	"fmt"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// status is what came of reading a value.
type status uint8

const (
	good    status = iota
	partial        // a row was added, some part of it null because it did not fit
	bad            // the value is JSON but does not fit: no row added
	broken         // no JSON
)

// maxDepth bounds nesting, as Jackson does.
const maxDepth = 1000

// jsonReader scans b, which must end in a byte that no JSON token holds and that space does
// not list: a newline for lines, a zero for documents. That byte stops every loop.
type jsonReader struct {
	b       []byte
	space   [256]bool
	o       JSONOptions
	cause   string
	scratch []byte
	depth   int
	dec     decimalReader
}

func newJSONReader(o JSONOptions) jsonReader {
	r := jsonReader{o: o}
	r.space[' '], r.space['\t'], r.space['\r'] = true, true, true
	return r
}

func (r *jsonReader) fail(format string, args ...any) status {
	r.cause = fmt.Sprintf(format, args...)
	return broken
}

// unfit says that a value does not fit its type.
func (r *jsonReader) unfit(c *column, p, end int) status {
	r.cause = fmt.Sprintf("cannot read %q as %s", clip(r.b[p:end]), c.t)
	return bad
}

func clip(s []byte) []byte {
	if len(s) > 60 {
		return append(append([]byte{}, s[:57]...), "..."...)
	}
	return s
}

// ws skips blanks and, where allowed, comments.
func (r *jsonReader) ws(p int) int {
	if c := r.b[p]; c > ' ' && c != '/' {
		return p
	}
	return r.blanks(p)
}

func (r *jsonReader) blanks(p int) int {
	for r.space[r.b[p]] {
		p++
	}
	if r.b[p] == '/' && r.o.Comments {
		return r.comment(p)
	}
	return p
}

func (r *jsonReader) comment(p int) int {
	last := len(r.b) - 1
	switch r.b[p+1] {
	case '/':
		for p < last && r.b[p] != '\n' {
			p++
		}
	case '*':
		for q := p + 2; q < last && (r.space['\n'] || r.b[q] != '\n'); q++ {
			if r.b[q] == '*' && r.b[q+1] == '/' {
				return r.ws(q + 2)
			}
		}
		return p
	default:
		return p
	}
	if r.space['\n'] {
		return r.ws(p)
	}
	return p
}

// object reads the rest of an object behind '{' into one row of a struct column.
func (r *jsonReader) object(c *column, p int) (int, status) {
	p, seen, behind := r.run(c, p, 0)
	if behind && seen == len(c.kids) && r.b[p] == '}' {
		c.n++
		return p + 1, good
	}
	return r.members(c, p, seen, behind)
}

// members reads the rest of an object of which a run read the first fields; behind is as run tells it.
func (r *jsonReader) members(c *column, p, seen int, behind bool) (int, status) {
	row, st, guess := c.n, good, seen
	for first := true; ; first = false {
		if from := guess; !first {
			p, guess, behind = r.run(c, p, guess)
			seen += guess - from
		}
		if !behind {
			if p = r.ws(p); r.b[p] == '}' && first && seen == 0 {
				return r.endObject(c, p+1, good)
			}
			field, next, s := r.field(c, p)
			if s != good {
				return next, s
			}
			p = next
			if field < 0 {
				p, s = r.skip(p, r.depth)
			} else {
				guess = field + 1
				if k := c.kids[field]; k.n > row {
					p, s = r.again(k, row, p)
				} else {
					if p, s = r.value(k, p, r.depth); s == bad {
						k.cut(row)
						k.null()
					}
					seen++
				}
			}
			if s == broken {
				return p, broken
			}
			if s != good && (field < 0 || !c.kids[field].lax) {
				st = partial
			}
		}
		p = r.ws(p)
		if r.b[p] == '}' {
			if seen == len(c.kids) && seen == guess {
				c.n++
				return p + 1, st
			}
			return r.endObject(c, p+1, st)
		}
		if r.b[p] != ',' {
			return p, r.fail("a comma or } is missing in an object")
		}
		p = r.ws(p + 1)
	}
}

// field reads a name and its colon and gives the number of the field, -1 where there is none of the name.
func (r *jsonReader) field(c *column, p int) (field, next int, s status) {
	name, p, s := r.name(p)
	if s != good {
		return -1, p, s
	}
	field, known := c.names[string(name)]
	if !known {
		field = -1
	}
	if p = r.ws(p); r.b[p] != ':' {
		return field, p, r.fail("a colon is missing behind a name")
	}
	return field, r.ws(p + 1), good
}

func (r *jsonReader) endObject(c *column, p int, st status) (int, status) {
	c.n++
	c.fill(c.n)
	return p, st
}

// single reads a record whole into the column of VARIANT.
func (r *jsonReader) single(c *column, p int) (next int, st status) {
	for _, k := range c.kids {
		switch {
		case k.kind == unread && k.t.Kind == data.KindVariant:
			next, st = r.skip(p, 0)
			k.zero()
		case k.kind == data.KindVariant:
			next, st = r.value(k, p, 0)
		}
	}
	if st != good {
		return next, broken
	}
	return r.endObject(c, next, good)
}

// again reads the value of a name that came before in the object: it overwrites row of k,
// unless it does not fit.
func (r *jsonReader) again(k *column, row, p int) (int, status) {
	if k.kind == unread {
		return r.skip(p, r.depth)
	}
	next, s := r.value(newColumn(k.t), p, r.depth)
	if s == good || s == partial {
		k.cut(row)
		next, s = r.value(k, p, r.depth)
	}
	return next, s
}

// rows reads the rest of an array behind '[': a row an object.
func (r *jsonReader) rows(c *column, p int) (int, status) {
	st := good
	p = r.ws(p)
	if r.b[p] == ']' {
		return p + 1, good
	}
	for {
		if r.b[p] != '{' {
			return p, r.fail("an array of records holds something that is no object")
		}
		var s status
		if p, s = r.object(c, p+1); s == broken {
			return p, broken
		} else if s != good {
			st = s
		}
		p = r.ws(p)
		if r.b[p] == ']' {
			return p + 1, st
		}
		if r.b[p] != ',' {
			return p, r.fail("a comma or ] is missing in an array")
		}
		p = r.ws(p + 1)
	}
}

// name reads a member name and gives its bytes, valid until the next call.
func (r *jsonReader) name(p int) ([]byte, int, status) {
	c := r.b[p]
	if c == '"' || c == '\'' && !r.o.NoSingleQuotes {
		return r.str(p)
	}
	if r.o.UnquotedNames {
		end := p
		for r.b[end] == '_' || r.b[end] == '$' || r.b[end] >= '0' && r.b[end] <= '9' || r.b[end]|32 >= 'a' && r.b[end]|32 <= 'z' || r.b[end] >= 0x80 {
			end++
		}
		if end > p {
			return r.b[p:end], end, good
		}
	}
	return nil, p, r.fail("a name in double quotes is missing")
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// str reads the string whose quote stands at p.
func (r *jsonReader) str(p int) ([]byte, int, status) {
	b := r.b
	quote := b[p]
	p++
	from := p
	var wide uint64
	fill := uint64(quote) * ones
	for p+8 <= len(b) {
		w := binary.LittleEndian.Uint64(b[p:])
		q := w ^ fill
		e := w ^ ('\\' * ones)
		// The lowest marked byte is exact; marks above it may be carries.
		stop := ((q - ones) &^ q) | ((e - ones) &^ e) | ((w - 0x20*ones) &^ w)
		if stop &= highs; stop != 0 {
			break
		}
		wide |= w
		p += 8
	}
	for b[p] != quote && b[p] != '\\' && b[p] >= 0x20 {
		wide |= uint64(b[p])
		p++
	}
	if b[p] != quote {
		return r.strSlow(from, p, quote)
	}
	s := b[from:p]
	if wide&highs != 0 && !utf8.Valid(s) {
		s = r.repair(s)
	}
	return s, p + 1, good
}

func (r *jsonReader) repair(s []byte) []byte {
	r.scratch = r.scratch[:0]
	for len(s) > 0 {
		c, n := utf8.DecodeRune(s)
		r.scratch = utf8.AppendRune(r.scratch, c)
		s = s[n:]
	}
	return r.scratch
}

// skip reads any value without keeping it.
func (r *jsonReader) skip(p, depth int) (int, status) {
	switch c := r.b[p]; {
	case c == '"' || c == '\'' && !r.o.NoSingleQuotes:
		_, next, s := r.str(p)
		return next, s
	case c == '{' || c == '[':
		return r.skipNested(p, depth+1)
	case c == 't':
		return r.word(p, "true")
	case c == 'f':
		return r.word(p, "false")
	case c == 'n':
		return r.word(p, "null")
	}
	if end, _, ok := r.number(p); ok {
		return end, good
	}
	if _, end, ok := r.nonNumeric(p); ok {
		return end, good
	}
	return p, r.fail("%q begins no JSON value", clip(r.b[p:p+1]))
}

func (r *jsonReader) skipNested(p, depth int) (int, status) {
	if depth > maxDepth {
		return p, r.fail("values are nested more than %d deep", maxDepth)
	}
	open := r.b[p]
	shut := open + 2 // ] and } stand two behind [ and {
	p = r.ws(p + 1)
	if r.b[p] == shut {
		return p + 1, good
	}
	for {
		var s status
		if open == '{' {
			if _, p, s = r.name(p); s != good {
				return p, s
			}
			if p = r.ws(p); r.b[p] != ':' {
				return p, r.fail("a colon is missing behind a name")
			}
			p = r.ws(p + 1)
		}
		if p, s = r.skip(p, depth); s != good {
			return p, s
		}
		p = r.ws(p)
		if r.b[p] == shut {
			return p + 1, good
		}
		if r.b[p] != ',' {
			return p, r.fail("a comma is missing between values")
		}
		p = r.ws(p + 1)
	}
}

// word reads a literal name, which nothing may follow that could belong to it.
func (r *jsonReader) word(p int, word string) (int, status) {
	end := p + len(word)
	if len(r.b) <= end || string(r.b[p:end]) != word || namePart(r.b[end]) {
		return p, r.fail("an unknown word stands where a value must")
	}
	return end, good
}
