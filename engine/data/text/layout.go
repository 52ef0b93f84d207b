package text

import (
	"unicode/utf16"
	"unicode/utf8"

	"bytes"
	"sort"
)

// JSONLayout writes compact JSON again with its keys sorted, or spread over lines as Jackson's pretty
// printer does: objects break, arrays stay on their line.
type JSONLayout struct {
	Sorted, Pretty bool
	ASCII          bool // other characters are written by their numbers
}

// Append appends a JSON text without blanks, laid out.
func (l JSONLayout) Append(dst, compact []byte) []byte {
	start := len(dst)
	if l.Sorted || l.Pretty {
		dst, _ = l.apply(dst, compact, 0)
	} else {
		dst = append(dst, compact...)
	}
	if l.ASCII {
		dst = append(dst[:start], escaped(dst[start:])...)
	}
	return dst
}

// escaped is a JSON text with all characters that are not ASCII, which stand in strings alone, as \uXXXX.
func escaped(s []byte) []byte {
	out := make([]byte, 0, len(s))
	for _, r := range string(s) {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
			continue
		}
		for _, u := range utf16.AppendRune(nil, r) {
			out = append(out, '\\', 'u', hexDigits[u>>12], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
		}
	}
	return out
}

// apply writes the value that src begins with and returns what stands behind it.
func (l JSONLayout) apply(dst, src []byte, depth int) (out, rest []byte) {
	switch src[0] {
	case '{':
		return l.object(dst, src[1:], depth)
	case '[':
		return l.array(dst, src[1:], depth)
	}
	n := jsonAtom(src)
	return append(dst, src[:n]...), src[n:]
}

// jsonAtom is the length of a string, number or word.
func jsonAtom(src []byte) int {
	if src[0] != '"' {
		if n := bytes.IndexAny(src, ",]}"); n >= 0 {
			return n
		}
		return len(src)
	}
	n := 1
	for src[n] != '"' {
		if src[n] == '\\' {
			n++
		}
		n++
	}
	return n + 1
}

// jsonMember is one entry of an object: its key and its value, written.
type jsonMember struct{ key, value []byte }

func (l JSONLayout) object(dst, src []byte, depth int) (out, rest []byte) {
	var list []jsonMember
	for src[0] != '}' {
		n := jsonAtom(src)
		m := jsonMember{key: src[:n]}
		m.value, src = l.apply(nil, src[n+1:], depth+1)
		list = append(list, m)
		if src[0] == ',' {
			src = src[1:]
		}
	}
	if l.Sorted {
		sort.SliceStable(list, func(i, j int) bool { return bytes.Compare(list[i].key, list[j].key) < 0 })
	}
	dst = append(dst, '{')
	for i, m := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(l.line(dst, depth+1), m.key...)
		if l.Pretty {
			dst = append(dst, " : "...)
		} else {
			dst = append(dst, ':')
		}
		dst = append(dst, m.value...)
	}
	switch {
	case l.Pretty && len(list) == 0:
		dst = append(dst, ' ')
	case l.Pretty:
		dst = l.line(dst, depth)
	}
	return append(dst, '}'), src[1:]
}

// line begins a line of an object.
func (l JSONLayout) line(dst []byte, depth int) []byte {
	if !l.Pretty {
		return dst
	}
	dst = append(dst, '\n')
	return append(dst, bytes.Repeat([]byte("  "), depth)...)
}

func (l JSONLayout) array(dst, src []byte, depth int) (out, rest []byte) {
	space := ""
	if l.Pretty {
		space = " "
	}
	dst = append(append(dst, '['), space...)
	some := false
	for src[0] != ']' {
		if some = true; src[0] == ',' {
			dst, src = append(append(dst, ','), space...), src[1:]
		}
		dst, src = l.apply(dst, src, depth)
	}
	if some {
		dst = append(dst, space...)
	}
	return append(dst, ']'), src[1:]
}
