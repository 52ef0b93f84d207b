package sql

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// unescape replaces the escapes of a string literal as Spark does: \n and the like, \uXXXX,
// \UXXXXXXXX, \ooo (octal), doubled quotes; \% and \_ keep the backslash for LIKE.
func unescape(s string, mark byte) string {
	if strings.IndexByte(s, '\\') < 0 && strings.IndexByte(s, mark) < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == mark: // doubled, else the literal would have ended
			b.WriteByte(mark)
			i++
		case s[i] != '\\' || i+1 == len(s):
			b.WriteByte(s[i])
		default:
			i += escape(&b, s[i+1:])
		}
	}
	return b.String()
}

// escape writes what the escape at the start of s (behind the backslash) stands for, and
// returns how many bytes it took.
func escape(b *strings.Builder, s string) int {
	switch c := s[0]; c {
	case '0', '1', '2', '3':
		if len(s) > 2 && octal(s[1]) && octal(s[2]) {
			b.WriteByte((c-'0')<<6 | (s[1]-'0')<<3 | (s[2] - '0'))
			return 3
		}
		if c == '0' {
			b.WriteByte(0)
			return 1
		}
	case 'b':
		b.WriteByte('\b')
		return 1
	case 'n':
		b.WriteByte('\n')
		return 1
	case 'r':
		b.WriteByte('\r')
		return 1
	case 't':
		b.WriteByte('\t')
		return 1
	case 'Z':
		b.WriteByte(26)
		return 1
	case '%', '_':
		b.WriteByte('\\')
	case 'u':
		if v, ok := hexDigits(s, 4); ok {
			return 5 + writeUnit(b, v, s[5:])
		}
	case 'U':
		if v, ok := hexDigits(s, 8); ok {
			b.WriteRune(v)
			return 9
		}
	}
	b.WriteByte(s[0])
	return 1
}

// hexDigits reads the n digits behind the first byte.
func hexDigits(s string, n int) (rune, bool) {
	if len(s) < n+1 {
		return 0, false
	}
	v, err := strconv.ParseUint(s[1:n+1], 16, 32)
	return rune(v), err == nil
}

// writeUnit writes a unit of UTF-16 and, where it is the first half of a pair whose second one follows, the pair; it
// returns how many bytes that took. A half alone becomes what Java's coder writes for it.
func writeUnit(b *strings.Builder, v rune, rest string) int {
	if !utf16.IsSurrogate(v) {
		b.WriteRune(v)
		return 0
	}
	if strings.HasPrefix(rest, "\\u") {
		low, _ := hexDigits(rest[1:], 4)
		if r := utf16.DecodeRune(v, low); r != unicode.ReplacementChar {
			b.WriteRune(r)
			return 6
		}
	}
	b.WriteByte('?')
	return 0
}

func octal(c byte) bool { return c >= '0' && c <= '7' }
