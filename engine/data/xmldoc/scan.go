package xmldoc

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind byte

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenNumber
	tokenText
	tokenMark
)

type token struct {
	kind tokenKind
	text string
	// operator tells of a name, or of *, that it stands where only an operator may.
	operator bool
}

var marks = []string{"//", "::", "..", "!=", "<=", ">=", "(", ")", "[", "]", ".", "@", ",", "/", "|", "+", "-", "=", "<", ">", "*", "$"}

// scan splits an expression into its tokens.
func scan(s string) ([]token, error) {
	var out []token
	for {
		s = strings.TrimLeft(s, " \t\r\n")
		if s == "" {
			return append(out, token{}), nil
		}
		t, n := next(s)
		if n == 0 {
			return nil, PathError("A location path was expected, but the following token was encountered:  " + s[:1])
		}
		if t.kind == tokenNumber && strings.Trim(t.text, "0123456789") != "" && strings.Trim(t.text, "0123456789") != "." {
			return nil, PathError(t.text + " could not be formatted to a number!")
		}
		if t.kind == tokenName || t.text == "*" && t.kind == tokenMark {
			t.operator = operatorBehind(out)
		}
		out = append(out, t)
		s = s[n:]
	}
}

// operatorBehind tells whether a name behind these tokens is an operator: it is where an operand ended.
func operatorBehind(list []token) bool {
	if len(list) == 0 {
		return false
	}
	t := list[len(list)-1]
	switch t.kind {
	case tokenName:
		return !t.operator
	case tokenMark:
		return t.text == ")" || t.text == "]" || t.text == "." || t.text == ".." || t.text == "*" && !t.operator
	}
	return true
}

// next reads one token and gives how long it is, 0 where there is none.
func next(s string) (token, int) {
	c := s[0]
	switch {
	case c == '"' || c == '\'':
		end := strings.IndexByte(s[1:], c)
		if end < 0 {
			return token{}, 0
		}
		return token{kind: tokenText, text: s[1 : 1+end]}, end + 2
	case digit(c) || c == '.' && len(s) > 1 && digit(s[1]):
		n := strings.IndexAny(s, " \t\r\n\"'()-[]|/*+=,<>!$:@")
		if n < 0 {
			n = len(s)
		}
		return token{kind: tokenNumber, text: s[:n]}, n
	}
	for _, m := range marks {
		if strings.HasPrefix(s, m) {
			return token{kind: tokenMark, text: m}, len(m)
		}
	}
	n := nameLength(s)
	if n > 0 && strings.HasPrefix(s[n:], ":") && !strings.HasPrefix(s[n:], "::") {
		switch rest := s[n+1:]; {
		case strings.HasPrefix(rest, "*"):
			n += 2
		case nameLength(rest) > 0:
			n += 1 + nameLength(rest)
		}
	}
	return token{kind: tokenName, text: s[:n]}, n
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

// nameLength is how many bytes of s are a name without colon.
func nameLength(s string) int {
	n := 0
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		if r != '_' && !unicode.IsLetter(r) && (n == 0 || r != '-' && r != '.' && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r)) {
			break
		}
		n += size
	}
	return n
}
