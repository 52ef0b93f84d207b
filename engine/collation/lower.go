package collation

import (
	"unicode"
	"unicode/utf8"
)

const (
	capitalDotted = 'İ'
	combiningDot  = '\u0307'
	finalSigma    = 'ς'
	sigma         = 'σ'
)

// appendLower appends s in the lower case of UTF8_LCASE: code point by code point, the dotted capital I as
// two, and both small sigmas as one.
func appendLower(dst, s []byte) []byte {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, n := utf8.DecodeRune(s[i:])
		i += n
		if r == capitalDotted {
			dst = append(append(dst, 'i'), "\u0307"...)
			continue
		}
		dst = utf8.AppendRune(dst, lowerRune(r))
	}
	return dst
}

// lowerRune is the small letter of a code point in the Unicode of ICU 78, which has more letters than Go's.
func lowerRune(r rune) rune {
	switch {
	case r == finalSigma:
		return sigma
	case r == 0x1c89, r == 0xa7cc, r == 0xa7ce, r == 0xa7d2, r == 0xa7d4, r == 0xa7da:
		return r + 1
	case r == 0xa7cb:
		return 0x264
	case r == 0xa7dc:
		return 0x19b
	case r >= 0x10d50 && r <= 0x10d65:
		return r + 0x20
	case r >= 0x16ea0 && r <= 0x16eb8:
		return r + 0x1b
	}
	return unicode.ToLower(r)
}

// lowerMatch tells how many bytes of s, from its start, are the letters of a pattern in lower case; -1 when
// it does not begin with them. A dotted capital I is matched whole.
func lowerMatch(s, pattern []byte) int {
	at, buffered := 0, rune(-1)
	for len(pattern) > 0 {
		want, n := utf8.DecodeRune(pattern)
		pattern = pattern[n:]
		got := buffered
		buffered = -1
		if got < 0 {
			if at >= len(s) {
				return -1
			}
			r, k := utf8.DecodeRune(s[at:])
			at += k
			if got = lowerRune(r); r == capitalDotted {
				got, buffered = 'i', combiningDot
			}
		}
		if got != want {
			return -1
		}
	}
	if buffered >= 0 {
		return -1
	}
	return at
}
