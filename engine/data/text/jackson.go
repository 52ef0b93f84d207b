package text

import (
	"fmt"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// JSONFault is what Jackson says of the first value of a document that is no JSON: the class of its
// exception and the message. "" where it is JSON or there is none.
func JSONFault(doc []byte, o JSONOptions) string {
	f := &faults{o: o, r: []rune(string(doc))}
	if f.blanks(); f.message == "" && f.p < len(f.r) {
		f.value("")
	}
	return f.message
}

// faults walks a document as Jackson's parser does, up to the first fault.
type faults struct {
	o       JSONOptions
	r       []rune
	p       int
	depth   int // of objects and arrays
	message string
}

// jacksonDepth is StreamReadConstraints.getMaxNestingDepth.
const jacksonDepth = 1000

const (
	jacksonToken = "(JSON String, Number (or 'NaN'/'+INF'/'-INF'), Array, Object or token 'null', 'true' or 'false')"
	jacksonAt    = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: %d, column: %d]"
)

// at is the character at the place, -1 at the end.
func (f *faults) at() rune {
	if f.p >= len(f.r) {
		return -1
	}
	return f.r[f.p]
}

// say keeps the first fault; it is false, to be returned.
func (f *faults) say(format string, args ...any) bool {
	if f.message == "" {
		f.message = "com.fasterxml.jackson.core.JsonParseException: " + fmt.Sprintf(format, args...)
	}
	return false
}

func (f *faults) atEnd(format string, args ...any) bool {
	if f.message == "" {
		f.message = "com.fasterxml.jackson.core.io.JsonEOFException: Unexpected end-of-input" + fmt.Sprintf(format, args...)
	}
	return false
}

func (f *faults) unexpected(format string) bool {
	return f.say("Unexpected character (%s)"+format, charOf(f.at()))
}

func charOf(c rune) string {
	switch {
	case unicode.IsControl(c):
		return fmt.Sprintf("(CTRL-CHAR, code %d)", c)
	case c > 0xffff: // Java sees the first half of a pair
		high, _ := utf16.EncodeRune(c)
		return fmt.Sprintf("'?' (code %d / 0x%x)", high, high)
	case c > 255:
		return fmt.Sprintf("'%c' (code %d / 0x%x)", c, c, c)
	}
	return fmt.Sprintf("'%c' (code %d)", c, c)
}

// blanks moves over white space, and comments where they are allowed.
func (f *faults) blanks() bool {
	for ; f.p < len(f.r); f.p++ {
		switch c := f.r[f.p]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
		case c < ' ':
			return f.say("Illegal character (%s): only regular white space (\\r, \\n, \\t) is allowed between tokens", charOf(c))
		case c == '/' && f.o.Comments:
			if !f.comment() {
				return false
			}
		case c == '/':
			return f.unexpected(": maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)")
		default:
			return true
		}
	}
	return true
}

// comment moves to the last character of a comment.
func (f *faults) comment() bool {
	f.p++
	switch f.at() {
	case '/':
		for f.p+1 < len(f.r) && f.r[f.p+1] != '\n' {
			f.p++
		}
		return true
	case '*':
		for f.p += 2; f.p < len(f.r); f.p++ {
			if f.r[f.p] == '/' && f.r[f.p-1] == '*' {
				return true
			}
		}
		return f.atEnd(" in a comment")
	case -1:
		return f.atEnd(" in a comment")
	}
	return f.unexpected(": was expecting either '*' or '/' for a comment")
}

// value moves behind a value in an Object, an Array or "" for neither; false at a fault.
func (f *faults) value(in string) bool {
	switch c := f.at(); {
	case c == '"' || c == '\'' && !f.o.NoSingleQuotes:
		return f.str("string value", ": was expecting closing quote for a string value")
	case c == '{' || c == '[':
		return f.nested()
	case in == "" && (c == '}' || c == ']'):
		return f.say("Unexpected close marker '%c': no open %s to close", c, kindOf(c))
	case c == '-' || c >= '0' && c <= '9':
		return f.number(in)
	case c == '+':
		if f.p+1 < len(f.r) && f.r[f.p+1] == 'I' {
			f.p++
			return f.word("+")
		}
		return f.unexpected(" in numeric value: JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow")
	case wordRune(c) && !unicode.IsDigit(c):
		return f.word("")
	}
	if c := f.at(); in == "Object" && c == '}' {
		return f.unexpected(": expected a value")
	}
	return f.unexpected(": expected a valid value " + jacksonToken)
}

func wordRune(c rune) bool {
	return c == '_' || c == '$' || unicode.In(c, unicode.L, unicode.Nd, unicode.Nl, unicode.Mn, unicode.Mc, unicode.Sc, unicode.Pc)
}

// word moves behind a name that stands for a value.
func (f *faults) word(sign string) bool {
	from := f.p
	for f.p < len(f.r) && wordRune(f.r[f.p]) {
		f.p++
	}
	switch w := sign + string(f.r[from:f.p]); w {
	case "true", "false", "null":
		return true
	case "NaN", "Infinity", "+INF", "-INF", "+Infinity", "-Infinity", "INF":
		if f.o.NoNonNumericNumbers {
			return f.say("Non-standard token '%s': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow", w)
		}
		return w != "INF" || f.say("Unrecognized token '%s': was expecting "+jacksonToken, w)
	default:
		return f.say("Unrecognized token '%s': was expecting "+jacksonToken, string(f.r[from:f.p]))
	}
}

func (f *faults) digits() int {
	from := f.p
	for f.p < len(f.r) && f.r[f.p] >= '0' && f.r[f.p] <= '9' {
		f.p++
	}
	return f.p - from
}

func (f *faults) number(in string) bool {
	if f.at() == '-' {
		f.p++
		switch c := f.at(); {
		case c == -1:
			return f.atEnd("No digit following sign")
		case c == 'I':
			return f.word("-")
		case c < '0' || c > '9':
			return f.unexpected(" in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value")
		}
	}
	zero := f.at() == '0'
	if f.digits() > 1 && zero && !f.o.LeadingZeros {
		return f.say("Invalid numeric value: Leading zeroes not allowed")
	}
	if f.at() == '.' {
		if f.p++; f.digits() == 0 {
			if f.at() == -1 {
				f.p--
			}
			return f.unexpected(" in numeric value: Decimal point not followed by a digit")
		}
	}
	if c := f.at(); c == 'e' || c == 'E' {
		f.p++
		if c := f.at(); c == '+' || c == '-' {
			f.p++
		}
		if f.digits() == 0 {
			if f.at() == -1 {
				return f.atEnd("expected a digit for number exponent")
			}
			return f.unexpected(" in numeric value: Exponent indicator not followed by a digit")
		}
	}
	if c := f.at(); in == "" && c > ' ' {
		return f.unexpected(": Expected space separating root-level values")
	}
	return true
}

// str moves behind a string; what names it, end is said where it does not end.
func (f *faults) str(what, end string) bool {
	quote := f.at()
	for f.p++; ; f.p++ {
		switch c := f.at(); {
		case c == -1:
			return f.atEnd("%s", end)
		case c == quote:
			f.p++
			return true
		case c == '\\':
			if f.p++; !f.escape() {
				return false
			}
		case c < ' ' && !f.o.ControlChars:
			return f.say("Illegal unquoted character (%s): has to be escaped using backslash to be included in %s", charOf(c), what)
		}
	}
}

// escape moves to the last character of an escape.
func (f *faults) escape() bool {
	switch c := f.at(); c {
	case -1:
		return f.atEnd(" in character escape sequence")
	case 'b', 't', 'n', 'f', 'r', '"', '/', '\\':
	case 'u':
		for range 4 {
			f.p++
			if c := f.at(); c == -1 {
				return f.atEnd(" in character escape sequence")
			} else if c > utf8.RuneSelf || !unicode.Is(unicode.ASCII_Hex_Digit, c) {
				return f.unexpected(": expected a hex-digit for character escape sequence")
			}
		}
	default:
		if !f.o.AnyEscape && (c != '\'' || f.o.NoSingleQuotes) {
			return f.say("Unrecognized character escape %s", charOf(c))
		}
	}
	return true
}

func kindOf(mark rune) string {
	if mark == '{' || mark == '}' {
		return "Object"
	}
	return "Array"
}

// place is where a character stands, as Jackson tells it.
func (f *faults) place(at int) string {
	line, column := 1, 1
	for _, c := range f.r[:at] {
		column++
		if c == '\n' {
			line, column = line+1, 1
		}
	}
	return fmt.Sprintf(jacksonAt, line, column)
}

// nested moves behind an object or an array.
func (f *faults) nested() bool {
	from, kind := f.p, kindOf(f.at())
	shut := f.at() + 2 // ] and } stand two behind [ and {
	f.p++
	if f.depth++; f.depth > jacksonDepth {
		f.message = fmt.Sprintf("com.fasterxml.jackson.core.exc.StreamConstraintsException: Document nesting depth (%d) exceeds the maximum allowed "+
			"(%d, from `StreamReadConstraints.getMaxNestingDepth()`)", f.depth, jacksonDepth)
		return false
	}
	defer func() { f.depth-- }()
	for first := true; ; first = false {
		if !f.blanks() {
			return false
		}
		switch c := f.at(); {
		case c == -1:
			return f.atEnd(": expected close marker for %s (start marker at %s)", kind, f.place(from))
		case c == shut:
			f.p++
			return true
		case c == '}' || c == ']':
			return f.say("Unexpected close marker '%c': expected '%c' (for %s starting at %s)", c, shut, kind, f.place(from))
		case !first && c != ',':
			return f.unexpected(": was expecting comma to separate " + kind + " entries")
		case !first:
			if f.p++; !f.blanks() {
				return false
			}
			if f.at() == -1 {
				return f.say("Unexpected end-of-input within/between %s entries", kind)
			}
		}
		if kind == "Object" && !f.name() || !f.value(kind) {
			return false
		}
	}
}

// name moves to the value behind a name and its colon.
func (f *faults) name() bool {
	switch c := f.at(); {
	case c == '"' || c == '\'' && !f.o.NoSingleQuotes:
		if !f.str("name", " in field name") {
			return false
		}
	case f.o.UnquotedNames && wordRune(c) && !unicode.IsDigit(c):
		for f.p < len(f.r) && wordRune(f.r[f.p]) {
			f.p++
		}
	case f.o.UnquotedNames:
		return f.unexpected(": was expecting either valid name character (for unquoted name) or double-quote (for quoted) to start field name")
	default:
		return f.unexpected(": was expecting double-quote to start field name")
	}
	if !f.blanks() {
		return false
	}
	if c := f.at(); c == ':' {
		f.p++
	} else if c != -1 {
		return f.unexpected(": was expecting a colon to separate field name and value")
	}
	if !f.blanks() {
		return false
	}
	return f.at() != -1 || f.atEnd(" within/between Object entries")
}
