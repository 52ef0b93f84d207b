package sql

import (
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// kind tells tokens apart; keywords are words like any other, because Spark reserves none of
// them by default.
type kind uint8

const (
	eof kind = iota
	word
	quoted // a name in backquotes
	text   // a string literal
	number
	symbol
)

// token is one piece of SQL text.
type token struct {
	kind  kind
	raw   string // as written
	value string // name without quotes, string with escapes replaced
	upper string // of words
	pos   expr.Pos
	end   int
}

// symbols are the operators of more than one character, longest first.
var symbols = []string{"/*+", "<=>", ">>>", "|>", "*/", "->", "=>", "::", "<=", ">=", "<>", "!=", "==", "||", "<<", ">>"}

// openComment is the value of the end of a text whose last comment does not end.
const openComment = "/*"

// lexer cuts text into tokens.
type lexer struct {
	src       string
	at        int
	line      int
	lineStart int
	seen, col int // column col (in characters) was counted at byte seen
	// hints tells that a hint may stand here, behind SELECT: it is passed over like a comment.
	hints bool
	open  bool // a comment does not end
}

// tokens cuts the whole text. What cannot be a token becomes a symbol of one character, which
// no rule of the parser accepts: that gives the error its place.
func tokens(src string) []token {
	l := &lexer{src: src, line: 1}
	var out []token
	for {
		t := l.next()
		l.hints = t.upper == "SELECT"
		out = append(out, t)
		if t.kind == eof {
			return out
		}
	}
}

// pos is the place here; it must not go back within a line.
func (l *lexer) pos() expr.Pos {
	if l.seen < l.lineStart {
		l.seen, l.col = l.lineStart, 0
	}
	l.col += utf8.RuneCountInString(l.src[l.seen:l.at])
	l.seen = l.at
	return expr.Pos{Offset: l.at, Line: l.line, Col: l.col}
}

func (l *lexer) step() {
	if l.src[l.at] == '\n' {
		l.line++
		l.lineStart = l.at + 1
	}
	l.at++
}

// blanks passes over white space and comments; false means that a comment does not end.
func (l *lexer) blanks() {
	for l.at < len(l.src) {
		rest := l.src[l.at:]
		switch {
		case rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\n' || rest[0] == '\r' || rest[0] == '\f':
			l.step()
		case strings.HasPrefix(rest, "--"):
			for l.at < len(l.src) && l.src[l.at] != '\n' {
				l.at++
			}
		case strings.HasPrefix(rest, "/*+") && !l.hints:
			return
		case strings.HasPrefix(rest, "/*") && l.comment():
		case strings.HasPrefix(rest, "/*"):
			l.open = true
			l.at = len(l.src)
		case strings.HasPrefix(rest, "\u00a0"), strings.HasPrefix(rest, "\ufeff"), strings.HasPrefix(rest, "\u3000"):
			_, n := utf8.DecodeRuneInString(rest)
			l.at += n
		default:
			return
		}
	}
}

// comment passes over a comment in brackets, nested ones included.
func (l *lexer) comment() bool {
	depth := 0
	for i := l.at; i+1 < len(l.src); i++ {
		switch l.src[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
		}
		if depth == 0 {
			for l.at <= i {
				l.step()
			}
			return true
		}
	}
	return false
}

func letter(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func (l *lexer) next() token {
	l.blanks()
	t := token{pos: l.pos()}
	if l.at >= len(l.src) {
		t.end = l.at
		if l.open {
			t.value = openComment
		}
		return t
	}
	c := l.src[l.at]
	switch {
	case c == '`':
		l.quoted(&t)
	case c == '\'' || c == '"':
		l.text(&t, false)
	case (c == 'r' || c == 'R') && l.at+1 < len(l.src) && (l.src[l.at+1] == '\'' || l.src[l.at+1] == '"'):
		l.step()
		l.text(&t, true)
	case digit(c) || c == '.' && l.at+1 < len(l.src) && digit(l.src[l.at+1]):
		l.number(&t)
	case letter(c):
		l.word(&t)
	default:
		l.symbol(&t)
	}
	t.end = l.at
	t.raw = l.src[t.pos.Offset:l.at]
	if t.kind == word {
		t.value, t.upper = t.raw, strings.ToUpper(t.raw)
	}
	if t.kind == symbol {
		t.upper = t.raw
	}
	return t
}

func (l *lexer) word(t *token) {
	t.kind = word
	for l.at < len(l.src) && (letter(l.src[l.at]) || digit(l.src[l.at])) {
		l.at++
	}
}

func (l *lexer) symbol(t *token) {
	t.kind = symbol
	for _, s := range symbols {
		if strings.HasPrefix(l.src[l.at:], s) {
			l.at += len(s)
			return
		}
	}
	l.at++
}

func (l *lexer) quoted(t *token) {
	var b strings.Builder
	for i := l.at + 1; i < len(l.src); i++ {
		if l.src[i] != '`' {
			b.WriteByte(l.src[i])
			continue
		}
		if i+1 < len(l.src) && l.src[i+1] == '`' {
			b.WriteByte('`')
			i++
			continue
		}
		t.kind, t.value = quoted, b.String()
		for l.at <= i {
			l.step()
		}
		return
	}
	t.kind = symbol
	l.at++
}

// text reads a string literal; an unterminated one gives its quote as a symbol.
func (l *lexer) text(t *token, raw bool) {
	mark := l.src[l.at]
	for i := l.at + 1; i < len(l.src); i++ {
		switch {
		case l.src[i] == '\\' && !raw && i+1 < len(l.src):
			i++
		case l.src[i] == mark && !raw && i+1 < len(l.src) && l.src[i+1] == mark:
			i++
		case l.src[i] == mark:
			body := l.src[l.at+1 : i]
			t.kind, t.value = text, body
			if !raw {
				t.value = unescape(body, mark)
			}
			for l.at <= i {
				l.step()
			}
			return
		}
	}
	t.kind = symbol
	l.at++
}

// number reads digits, a fraction, an exponent and a type suffix. Digits that run into other
// letters are a name, as in Spark.
func (l *lexer) number(t *token) {
	start := l.at
	digits := func() {
		for l.at < len(l.src) && digit(l.src[l.at]) {
			l.at++
		}
	}
	digits()
	fraction := false
	if l.at < len(l.src) && l.src[l.at] == '.' && !(l.at+1 < len(l.src) && letter(l.src[l.at+1]) && !l.suffixAt(l.at+1) && !l.exponentAt(l.at+1)) {
		fraction = true
		l.at++
		digits()
	}
	if l.exponentAt(l.at) {
		l.at += 2 // the letter, and a sign or the first digit
		digits()
	}
	if l.suffixAt(l.at) {
		for l.at < len(l.src) && letter(l.src[l.at]) {
			l.at++
		}
	}
	t.kind = number
	if !fraction && l.at < len(l.src) && letter(l.src[l.at]) {
		l.at = start
		l.word(t)
	}
}

// exponentAt tells whether an exponent stands at i: e2, E-2.
func (l *lexer) exponentAt(i int) bool {
	if i >= len(l.src) || l.src[i] != 'e' && l.src[i] != 'E' {
		return false
	}
	i++
	if i < len(l.src) && (l.src[i] == '+' || l.src[i] == '-') {
		i++
	}
	return i < len(l.src) && digit(l.src[i])
}

// suffixAt tells whether a type suffix (L S Y F D BD) stands at i, with no name going on behind it.
func (l *lexer) suffixAt(i int) bool {
	k := i
	for k < len(l.src) && (letter(l.src[k]) || digit(l.src[k])) {
		k++
	}
	switch strings.ToUpper(l.src[i:k]) {
	case "L", "S", "Y", "F", "D", "BD":
		return true
	}
	return false
}
