package expr

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// jsonScan walks JSON text without building anything: every call gets the place where a value
// begins and gives the place behind it, -1 where the text is malformed.
type jsonScan struct {
	b       []byte
	variant bool // scalars are words of a VARIANT
	real    bool // NaN and Infinity are values
}

func (s jsonScan) space(i int) int {
	for i < len(s.b) && (s.b[i] == ' ' || s.b[i] == '\t' || s.b[i] == '\n' || s.b[i] == '\r') {
		i++
	}
	return i
}

// value skips the value at i.
func (s jsonScan) value(i int) int { return s.deep(i, 0) }

func (s jsonScan) deep(i, depth int) int {
	i = s.space(i)
	if i >= len(s.b) || depth > 1000 {
		return -1
	}
	switch c := s.b[i]; {
	case c == '"' || c == '\'':
		return s.text(i)
	case c == '{':
		return s.each(i, depth, func(_, _, _, _ int) bool { return true })
	case c == '[':
		return s.items(i, depth, func(_, _, _ int) bool { return true })
	case s.variant:
		return s.variantWord(i)
	case c == '-' || c >= '0' && c <= '9':
		if end := s.unreal(i); end > 0 {
			return end
		}
		return s.number(i)
	}
	for _, word := range [...]string{"true", "false", "null"} {
		if bytes.HasPrefix(s.b[i:], []byte(word)) {
			return i + len(word)
		}
	}
	return s.unreal(i)
}

// unreal is the place behind a number that is none, as Jackson reads them where they are allowed.
func (s jsonScan) unreal(i int) int {
	if s.real {
		for _, word := range [...]string{"NaN", "Infinity", "INF", "-Infinity", "-INF", "+Infinity", "+INF"} {
			if bytes.HasPrefix(s.b[i:], []byte(word)) {
				return i + len(word)
			}
		}
	}
	return -1
}

func (s jsonScan) text(i int) int {
	quote := s.b[i]
	for i++; i < len(s.b); i++ {
		switch c := s.b[i]; {
		case c == '\\':
			i++
		case c == quote:
			return i + 1
		case c < ' ':
			return -1
		}
	}
	return -1
}

func (s jsonScan) number(i int) int {
	digits := func() bool {
		from := i
		for i < len(s.b) && s.b[i] >= '0' && s.b[i] <= '9' {
			i++
		}
		return i > from
	}
	if s.b[i] == '-' {
		i++
	}
	first := i
	if !digits() || s.b[first] == '0' && i > first+1 {
		return -1
	}
	if i < len(s.b) && s.b[i] == '.' {
		i++
		if !digits() {
			return -1
		}
	}
	if i < len(s.b) && (s.b[i] == 'e' || s.b[i] == 'E') {
		i++
		if i < len(s.b) && (s.b[i] == '+' || s.b[i] == '-') {
			i++
		}
		if !digits() {
			return -1
		}
	}
	return i
}

// each visits the fields of the object at i: the places of key and value. It stops early where
// visit says no, and then gives the place behind that value.
func (s jsonScan) each(i, depth int, visit func(key, keyEnd, from, to int) bool) int {
	i = s.space(i + 1)
	if i < len(s.b) && s.b[i] == '}' {
		return i + 1
	}
	for i < len(s.b) && (s.b[i] == '"' || s.b[i] == '\'') {
		end := s.text(i)
		if end < 0 {
			return -1
		}
		colon := s.space(end)
		if colon >= len(s.b) || s.b[colon] != ':' {
			return -1
		}
		from := s.space(colon + 1)
		to := s.deep(from, depth+1)
		if to < 0 {
			return -1
		}
		if !visit(i, end, from, to) {
			return to
		}
		next, done := s.comma(to, '}')
		if done || next < 0 {
			return next
		}
		i = next
	}
	return -1
}

// comma reads what stands between parts: the place of the next part, or behind the end.
func (s jsonScan) comma(i int, end byte) (next int, done bool) {
	i = s.space(i)
	if i >= len(s.b) {
		return -1, true
	}
	if s.b[i] == end {
		return i + 1, true
	}
	if s.b[i] != ',' {
		return -1, true
	}
	return s.space(i + 1), false
}

// items visits the elements of the array at i by number.
func (s jsonScan) items(i, depth int, visit func(k, from, to int) bool) int {
	i = s.space(i + 1)
	if i < len(s.b) && s.b[i] == ']' {
		return i + 1
	}
	for k := 0; ; k++ {
		to := s.deep(i, depth+1)
		if to < 0 || !visit(k, i, to) {
			return to
		}
		next, done := s.comma(to, ']')
		if done || next < 0 {
			return next
		}
		i = next
	}
}

// jsonString reads a text in quotes.
func jsonString(b []byte) ([]byte, bool) {
	if len(b) < 2 {
		return nil, false
	}
	body := b[1 : len(b)-1]
	if !strings.Contains(string(body), `\`) {
		return body, true
	}
	out := make([]byte, 0, len(body))
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c != '\\' || i+1 == len(body) {
			out = append(out, c)
			continue
		}
		i++
		if body[i] == 'u' {
			var n int
			out, n = appendEscape(out, body[i-1:])
			if n == 0 {
				return nil, false
			}
			i += n - 2
			continue
		}
		k := strings.IndexByte("bfnrt", body[i])
		if k >= 0 {
			out = append(out, "\b\f\n\r\t"[k])
		} else {
			out = append(out, body[i])
		}
	}
	return out, true
}

// appendEscape reads \uXXXX, or two of them that make one character; n is how much it took.
func appendEscape(dst, s []byte) (out []byte, n int) {
	unit := func(s []byte) (rune, bool) {
		if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
			return 0, false
		}
		v, err := strconv.ParseUint(string(s[2:6]), 16, 32)
		return rune(v), err == nil
	}
	r, ok := unit(s)
	if !ok {
		return dst, 0
	}
	if r >= 0xd800 && r < 0xdc00 {
		if low, ok := unit(s[6:]); ok && low >= 0xdc00 && low < 0xe000 {
			return utf8.AppendRune(dst, (r-0xd800)<<10|(low-0xdc00)+0x10000), 12
		}
	}
	return utf8.AppendRune(dst, r), 6
}

// appendJSONText appends s in double quotes, escaping as little as JSON asks for.
func appendJSONText(dst, s []byte) []byte {
	dst = append(dst, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c >= ' ':
			dst = append(dst, c)
		default:
			k := strings.IndexByte("\b\f\n\r\t", c)
			if k >= 0 {
				dst = append(dst, '\\', "bfnrt"[k])
			} else {
				dst = append(dst, `\u00`...)
				dst = append(dst, "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15])
			}
		}
	}
	return append(dst, '"')
}

// compactJSON rewrites a value without blanks, its texts escaped anew and its numbers by number.
func compactJSON(dst []byte, s jsonScan, from int, number func(dst, text []byte) []byte) []byte {
	to := s.value(from)
	switch c := s.b[from]; {
	case c == '"' || c == '\'':
		text, _ := jsonString(s.b[from:to])
		return appendJSONText(dst, text)
	case c == '{':
		dst = append(dst, '{')
		first := true
		s.each(from, 0, func(key, keyEnd, v, _ int) bool {
			if !first {
				dst = append(dst, ',')
			}
			first = false
			name, _ := jsonString(s.b[key:keyEnd])
			dst = compactJSON(append(appendJSONText(dst, name), ':'), s, v, number)
			return true
		})
		return append(dst, '}')
	case c == '[':
		dst = append(dst, '[')
		s.items(from, 0, func(k, v, _ int) bool {
			if k > 0 {
				dst = append(dst, ',')
			}
			dst = compactJSON(dst, s, v, number)
			return true
		})
		return append(dst, ']')
	case s.unreal(from) > 0:
		return number(dst, s.b[from:to])
	case c == '-' || c >= '0' && c <= '9':
		return number(dst, s.b[from:to])
	}
	return append(dst, s.b[from:to]...)
}

// javaNumber writes whole numbers as they are and others as Java's double does, in quotes where they are no numbers.
func javaNumber(dst, text []byte) []byte {
	if strings.ContainsAny(string(text), "NI") {
		v, _ := parseDouble(text, 64)
		return append(appendDouble(append(dst, '"'), v), '"')
	}
	if !strings.ContainsAny(string(text), ".eE") {
		if string(text) == "-0" {
			return append(dst, '0')
		}
		return append(dst, text...)
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return append(dst, text...)
	}
	return appendDouble(dst, v)
}

// validJSON tells whether the whole text is one value of strict JSON.
func validJSON(b []byte) bool { return json.Valid(b) }
