package data

import (
	"fmt"
	"strconv"
	"strings"
)

// DDLError says where a schema or type text cannot be read. Offset counts bytes from 0.
type DDLError struct {
	Text    string
	Offset  int
	Message string
}

// Error gives the message with the text and a mark at the place.
func (e *DDLError) Error() string {
	return fmt.Sprintf("%s in the schema %q at character %d", e.Message, e.Text, e.Offset+1)
}

// ParseSchema reads Spark's DDL text of columns: "ts TIMESTAMP, page STRING NOT NULL, n INT
// COMMENT 'x'". A colon may stand between name and type, and STRUCT<...> around it all.
func ParseSchema(ddl string) (*Schema, error) {
	p := &ddlParser{text: ddl}
	p.next()
	if p.is("STRUCT") && p.peek() == '<' {
		t, err := p.wholeType()
		if err != nil {
			return nil, err
		}
		return NewSchema(t.Fields...), nil
	}
	fields, err := p.fields("")
	if err != nil {
		return nil, err
	}
	return NewSchema(fields...), nil
}

// ParseType reads one data type as Spark's SQL spells it: DECIMAL(5,2), ARRAY<INT>, INTERVAL DAY
// TO SECOND, LONG.
func ParseType(text string) (*Type, error) {
	p := &ddlParser{text: text}
	p.next()
	return p.wholeType()
}

// ddlParser reads the small language of types; tok is the current token, "" at the end.
type ddlParser struct {
	text   string
	at     int // behind tok
	start  int // of tok
	tok    string
	quoted bool // tok is a name in backquotes or a string
}

func (p *ddlParser) fail(format string, args ...any) error {
	return &DDLError{Text: p.text, Offset: p.start, Message: fmt.Sprintf(format, args...)}
}

func (p *ddlParser) is(word string) bool { return !p.quoted && strings.EqualFold(p.tok, word) }

func (p *ddlParser) accept(word string) bool {
	if !p.is(word) {
		return false
	}
	p.next()
	return true
}

// peek is the first byte behind the current token, blanks left out; 0 at the end.
func (p *ddlParser) peek() byte {
	for i := p.at; i < len(p.text); i++ {
		if !blank(p.text[i]) {
			return p.text[i]
		}
	}
	return 0
}

func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func word(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func (p *ddlParser) next() {
	for p.at < len(p.text) && blank(p.text[p.at]) {
		p.at++
	}
	p.start, p.quoted = p.at, false
	if p.at == len(p.text) {
		p.tok = ""
		return
	}
	switch c := p.text[p.at]; {
	case c == '`' || c == '\'' || c == '"':
		p.quote(c)
	case word(c):
		for p.at < len(p.text) && word(p.text[p.at]) {
			p.at++
		}
		p.tok = p.text[p.start:p.at]
	default:
		p.at++
		p.tok = p.text[p.start:p.at]
	}
}

func (p *ddlParser) quote(mark byte) {
	var b strings.Builder
	p.quoted = true
	for p.at++; p.at < len(p.text); p.at++ {
		if p.text[p.at] != mark {
			b.WriteByte(p.text[p.at])
			continue
		}
		if p.at++; p.at == len(p.text) || p.text[p.at] != mark {
			break
		}
		b.WriteByte(mark)
	}
	p.tok = b.String()
}

// fields reads columns up to the closing token ("" for the end of the text).
func (p *ddlParser) fields(end string) ([]Field, error) {
	var out []Field
	for {
		if p.tok == "" && !p.quoted || !p.quoted && !word(p.tok[0]) {
			return nil, p.fail("a column name is missing")
		}
		f := Field{Name: p.tok, Nullable: true}
		p.next()
		p.accept(":")
		t, err := p.typ()
		if err != nil {
			return nil, err
		}
		f.Type = t
		if p.accept("NOT") {
			if !p.accept("NULL") {
				return nil, p.fail("NULL is missing behind NOT")
			}
			f.Nullable = false
		}
		if p.accept("COMMENT") {
			if !p.quoted {
				return nil, p.fail("COMMENT wants a text in quotes")
			}
			p.next()
		}
		out = append(out, f)
		if p.accept(",") {
			continue
		}
		if p.tok != end || p.quoted {
			return nil, p.fail("unexpected %q behind the type of %s", p.tok, f.Name)
		}
		return out, nil
	}
}

func (p *ddlParser) wholeType() (*Type, error) {
	t, err := p.typ()
	if err == nil && p.tok != "" {
		err = p.fail("unexpected %q behind the type", p.tok)
	}
	return t, err
}

var simpleTypes = map[string]*Type{
	"VOID": Void, "NULL": Void, "BOOLEAN": Boolean, "TINYINT": Byte, "BYTE": Byte, "SMALLINT": Short, "SHORT": Short,
	"INT": Int, "INTEGER": Int, "BIGINT": Long, "LONG": Long, "FLOAT": Float, "REAL": Float, "DOUBLE": Double,
	"STRING": String, "BINARY": Binary, "DATE": Date, "TIMESTAMP_NTZ": TimestampNTZ, "TIMESTAMP_LTZ": Timestamp, "VARIANT": Variant,
}

func (p *ddlParser) typ() (*Type, error) {
	if p.tok == "" || p.quoted {
		return nil, p.fail("a type is missing")
	}
	name := strings.ToUpper(p.tok)
	at := p.start
	p.next()
	if t, ok := simpleTypes[name]; ok {
		return t, p.collation(name)
	}
	switch name {
	case "TIMESTAMP":
		return p.timestamp()
	case "TIME":
		n, err := p.numbers(1, []int{6})
		if err != nil {
			return nil, err
		}
		return &Type{Kind: KindTime, Precision: n[0]}, nil
	case "DECIMAL", "DEC", "NUMERIC":
		n, err := p.numbers(2, []int{10, 0})
		if err != nil {
			return nil, err
		}
		if n[0] > MaxPrecision || n[1] > n[0] {
			p.start = at
			return nil, p.fail("DECIMAL(%d,%d) is not possible: the precision is at most %d and the scale at most the precision", n[0], n[1], MaxPrecision)
		}
		return DecimalOf(n[0], n[1]), nil
	case "CHAR", "CHARACTER", "VARCHAR":
		_, err := p.numbers(1, []int{1})
		return String, err
	case "INTERVAL":
		return p.interval()
	case "ARRAY", "MAP", "STRUCT":
		return p.nested(name)
	}
	p.start = at
	return nil, p.fail("there is no data type %s", strings.ToLower(name))
}

// collation passes over COLLATE name: only the default (binary) order exists here.
func (p *ddlParser) collation(name string) error {
	if name != "STRING" || !p.accept("COLLATE") {
		return nil
	}
	if !p.is("UTF8_BINARY") {
		return p.fail("collation %s is unknown; only UTF8_BINARY is there", p.tok)
	}
	p.next()
	return nil
}

func (p *ddlParser) timestamp() (*Type, error) {
	with := p.is("WITH")
	if !with && !p.is("WITHOUT") {
		return Timestamp, nil
	}
	p.next()
	p.accept("LOCAL")
	if !p.accept("TIME") || !p.accept("ZONE") {
		return nil, p.fail("TIME ZONE is missing")
	}
	if with {
		return Timestamp, nil
	}
	return TimestampNTZ, nil
}

// numbers reads (n) or (n, m), or gives the defaults.
func (p *ddlParser) numbers(most int, defaults []int) ([]int, error) {
	if p.tok != "(" || p.quoted {
		return defaults, nil
	}
	p.next()
	out := append([]int{}, defaults...)
	for i := 0; ; i++ {
		n, err := strconv.Atoi(p.tok)
		if err != nil || n < 0 || i >= most {
			return nil, p.fail("a number is expected, not %q", p.tok)
		}
		out[i] = n
		p.next()
		if p.accept(",") {
			continue
		}
		if !p.accept(")") {
			return nil, p.fail("a closing parenthesis is missing")
		}
		return out, nil
	}
}

func (p *ddlParser) interval() (*Type, error) {
	from, ok := p.unit()
	if !ok {
		return CalendarInterval, nil
	}
	to := from
	if p.accept("TO") {
		if to, ok = p.unit(); !ok || to < from || (from <= Month) != (to <= Month) {
			return nil, p.fail("an interval cannot go from %s to %s", from, p.tok)
		}
	}
	if from <= Month {
		return YearMonthOf(from, to), nil
	}
	return DayTimeOf(from, to), nil
}

func (p *ddlParser) unit() (Unit, bool) {
	for i, n := range unitNames {
		if p.accept(n) {
			return Unit(i), true
		}
	}
	return 0, false
}

func (p *ddlParser) nested(name string) (*Type, error) {
	if !p.accept("<") {
		return nil, p.fail("%s wants its parts in <...>", name)
	}
	if name == "STRUCT" {
		if p.accept(">") {
			return StructOf(), nil
		}
		fields, err := p.fields(">")
		if err != nil {
			return nil, err
		}
		p.next()
		return StructOf(fields...), nil
	}
	elem, err := p.typ()
	if err != nil {
		return nil, err
	}
	out := ArrayOf(elem, true)
	if name == "MAP" {
		if !p.accept(",") {
			return nil, p.fail("a map wants a key type and a value type")
		}
		value, err := p.typ()
		if err != nil {
			return nil, err
		}
		out = MapOf(elem, value, true)
	}
	if !p.accept(">") {
		return nil, p.fail("a closing > is missing")
	}
	return out, nil
}
