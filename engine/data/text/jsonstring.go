package text

import "unicode/utf8"

// strSlow reads a string from its first escape (or bad byte) at p on; from is its first byte.
func (r *jsonReader) strSlow(from, p int, quote byte) ([]byte, int, status) {
	b := r.b
	out := append(r.scratch[:0], b[from:p]...)
	for {
		c := b[p]
		switch {
		case c == quote:
			if !utf8.Valid(out) {
				return r.repair(append([]byte{}, out...)), p + 1, good
			}
			r.scratch = out
			return out, p + 1, good
		case c == '\\':
			var ok bool
			if out, p, ok = r.escape(out, p+1); !ok {
				return nil, p, r.fail("an unknown escape stands in a string")
			}
		case c < 0x20 && (!r.o.ControlChars || p == len(b)-1 || c == '\n' && !r.space['\n']):
			if p == len(b)-1 || c == '\n' && !r.space['\n'] {
				return nil, p, r.fail("a string has no end")
			}
			return nil, p, r.fail("a control character stands in a string")
		default:
			out = append(out, c)
			p++
		}
	}
}

// escape reads an escape behind its backslash.
func (r *jsonReader) escape(out []byte, p int) ([]byte, int, bool) {
	switch c := r.b[p]; c {
	case '"', '\\', '/':
		return append(out, c), p + 1, true
	case 'b':
		return append(out, '\b'), p + 1, true
	case 'f':
		return append(out, '\f'), p + 1, true
	case 'n':
		return append(out, '\n'), p + 1, true
	case 'r':
		return append(out, '\r'), p + 1, true
	case 't':
		return append(out, '\t'), p + 1, true
	case 'u':
		return r.unicode(out, p+1)
	case '\'':
		if r.o.AnyEscape || !r.o.NoSingleQuotes {
			return append(out, c), p + 1, true
		}
	default:
		if r.o.AnyEscape && c >= 0x20 {
			return append(out, c), p + 1, true
		}
	}
	return out, p, false
}

// unicode reads the four digits behind \u, and a second surrogate. A surrogate alone becomes
// a question mark, as Java writes it.
func (r *jsonReader) unicode(out []byte, p int) ([]byte, int, bool) {
	c, ok := r.hex4(p)
	if !ok {
		return out, p, false
	}
	p += 4
	if c < 0xD800 || c > 0xDFFF {
		return utf8.AppendRune(out, c), p, true
	}
	if c < 0xDC00 && r.b[p] == '\\' && r.b[p+1] == 'u' {
		if d, ok := r.hex4(p + 2); ok && d >= 0xDC00 && d <= 0xDFFF {
			return utf8.AppendRune(out, 0x10000+(c-0xD800)<<10+(d-0xDC00)), p + 6, true
		}
	}
	return append(out, '?'), p, true
}

func (r *jsonReader) hex4(p int) (rune, bool) {
	if p+4 >= len(r.b) {
		return 0, false
	}
	var v rune
	for _, c := range r.b[p : p+4] {
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | rune(c-'0')
		case c|32 >= 'a' && c|32 <= 'f':
			v = v<<4 | rune(c|32-'a'+10)
		default:
			return 0, false
		}
	}
	return v, true
}

func namePart(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|32 >= 'a' && c|32 <= 'z' || c >= 0x80
}
