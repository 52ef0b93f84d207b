package data

import (
	"fmt"
	"strings"
)

// DDLError is a refused type or schema text, in Spark's words. Message has neither condition
// nor SQLSTATE; Offset counts bytes, Line from 1, Col from 0.
type DDLError struct {
	Condition, SQLState, Message string
	Offset, Line, Col            int
}

// Error gives the message as Spark prints its first line.
func (e *DDLError) Error() string {
	text := "[" + e.Condition + "] " + e.Message + " SQLSTATE: " + e.SQLState
	if e.Line > 0 {
		text += fmt.Sprintf(" (line %d, pos %d)", e.Line, e.Col)
	}
	return text
}

// maxTypeDepth bounds how deep types nest in text.
const maxTypeDepth = 100

// ParseSchema reads columns as Spark's DDL writes them: "ts TIMESTAMP, n INT NOT NULL COMMENT
// 'x'", with or without STRUCT<...> around. Errors are [*DDLError]; the empty text is an empty schema.
func ParseSchema(ddl string) (*Schema, error) {
	p := &ddlParser{text: ddl}
	p.next()
	if p.tok == "" && !p.quoted {
		return NewSchema(), nil
	}
	if p.is("STRUCT") && p.peek() == '<' {
		t, err := ParseType(ddl)
		if err != nil {
			return nil, err
		}
		return NewSchema(t.Fields...), nil
	}
	fields, err := p.fields(0)
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return nil, err
	}
	return NewSchema(fields...), nil
}

// ParseType reads one type in Spark SQL's spelling, all synonyms included: BIGINT and LONG,
// DEC(5,2), VARCHAR(10) (a STRING), ARRAY<STRUCT<a: INT>>, INTERVAL DAY TO SECOND.
func ParseType(text string) (*Type, error) {
	p := &ddlParser{text: text}
	p.next()
	t, err := p.typ(0)
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return nil, err
	}
	return t, nil
}

// ParseTypePrefix reads the type that text begins with and tells how many bytes it took: for
// parsers of a larger language.
func ParseTypePrefix(text string) (t *Type, n int, err error) {
	p := &ddlParser{text: text}
	p.next()
	t, err = p.typ(0)
	return t, p.last, err
}

// ddlParser reads tokens of type text: words, `quoted words`, 'strings', numbers, signs.
type ddlParser struct {
	text   string
	tok    string // current token; "" at the end
	quoted bool   // tok was in backquotes or quotes
	start  int    // where tok starts
	at     int    // behind tok
	last   int    // behind the token before
}

func (p *ddlParser) next() {
	p.last = p.at
	p.space()
	p.start, p.quoted, p.tok = p.at, false, ""
	if p.at >= len(p.text) {
		return
	}
	c := p.text[p.at]
	if c == '`' || c == '\'' || c == '"' {
		p.quotedToken(c)
		return
	}
	p.at++
	if wordByte(c) {
		for p.at < len(p.text) && wordByte(p.text[p.at]) {
			p.at++
		}
	}
	p.tok = p.text[p.start:p.at]
}

func (p *ddlParser) space() {
	for p.at < len(p.text) {
		rest := p.text[p.at:]
		switch {
		case strings.IndexByte(" \t\r\n\f", rest[0]) >= 0:
			p.at++
		case strings.HasPrefix(rest, "--"):
			if i := strings.IndexByte(rest, '\n'); i >= 0 {
				p.at += i
			} else {
				p.at = len(p.text)
			}
		case strings.HasPrefix(rest, "/*") && strings.Contains(rest, "*/"):
			p.at += strings.Index(rest, "*/") + 2
		default:
			return
		}
	}
}

func (p *ddlParser) quotedToken(c byte) {
	var b strings.Builder
	i := p.at + 1
	for ; i < len(p.text); i++ {
		switch {
		case p.text[i] == '\\' && c != '`' && i+1 < len(p.text):
			i++
			b.WriteByte(p.text[i])
		case p.text[i] != c:
			b.WriteByte(p.text[i])
		case i+1 < len(p.text) && p.text[i+1] == c:
			b.WriteByte(c)
			i++
		default:
			p.tok, p.quoted, p.at = b.String(), true, i+1
			return
		}
	}
	p.at++
	p.tok = p.text[p.start:p.at] // an open quote: no rule takes it
}

func wordByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// is tells whether the current token is an unquoted word, whatever its case.
func (p *ddlParser) is(word string) bool { return !p.quoted && strings.EqualFold(p.tok, word) }

// peek is the byte behind the current token, 0 at the end.
func (p *ddlParser) peek() byte {
	q := *p
	q.space()
	if q.at < len(q.text) {
		return q.text[q.at]
	}
	return 0
}

func (p *ddlParser) take(word string) bool {
	if !p.is(word) {
		return false
	}
	p.next()
	return true
}

func (p *ddlParser) need(word string) error {
	if !p.take(word) {
		return p.unexpected()
	}
	return nil
}

func (p *ddlParser) end() error {
	if p.start < len(p.text) {
		e := p.unexpected()
		if strings.TrimSpace(p.text[p.at:]) != "" {
			return e // more than one word too many
		}
		e.Message = strings.TrimSuffix(e.Message, ".") + ": extra input '" + p.text[p.start:p.at] + "'."
		return e
	}
	return nil
}

func (p *ddlParser) unexpected() *DDLError {
	if p.start >= len(p.text) {
		return p.failed("PARSE_SYNTAX_ERROR", "42601", "Syntax error at or near end of input.")
	}
	return p.failed("PARSE_SYNTAX_ERROR", "42601", "Syntax error at or near '%s'.", p.text[p.start:p.at])
}

func (p *ddlParser) failed(condition, state, format string, args ...any) *DDLError {
	before := p.text[:p.start]
	line := strings.Count(before, "\n")
	return &DDLError{Condition: condition, SQLState: state, Message: fmt.Sprintf(format, args...),
		Offset: p.start, Line: line + 1, Col: len([]rune(before[strings.LastIndexByte(before, '\n')+1:]))}
}

// fields reads "name [:] type [NOT NULL] [COMMENT 'text'], ..." up to ">" or the end.
func (p *ddlParser) fields(depth int) ([]Field, error) {
	var out []Field
	for {
		if p.tok == "" && !p.quoted || !p.quoted && !wordByte(p.tok[0]) {
			return nil, p.unexpected()
		}
		f := Field{Name: p.tok, Nullable: true}
		p.next()
		p.take(":")
		t, err := p.typ(depth + 1)
		if err != nil {
			return nil, err
		}
		f.Type = t
		if p.take("NOT") {
			if err := p.need("NULL"); err != nil {
				return nil, err
			}
			f.Nullable = false
		}
		if p.take("COMMENT") {
			if !p.quoted {
				return nil, p.unexpected()
			}
			p.next()
		}
		out = append(out, f)
		if !p.take(",") {
			return out, nil
		}
	}
}
