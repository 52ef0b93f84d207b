package expr

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// javaSyntax writes a pattern of Java as the engines here read it: classes within classes, escapes,
// possessive quantifiers (which become greedy ones), and what "." and "$" mean beside lines that end in
// other than \n. \Z stands for the end of the text or in front of its last line end: see [javaEnds].
func javaSyntax(text string) (string, error) {
	flags := javaFlags(text)
	if strings.ContainsAny(flags, "dux") {
		text = plainFlags(text)
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case strings.HasPrefix(text[i:], `\Q`):
			body, rest, _ := strings.Cut(text[i+2:], `\E`)
			b.WriteString(regexp.QuoteMeta(body))
			i = len(text) - len(rest)
		case c == '\\':
			e := readEscape(text[i:])
			b.WriteString(e.outside())
			i += e.width
		case c == '[':
			p := classParser{text: text, at: i + 1}
			set, err := p.class(true)
			if err != nil {
				return "", err
			}
			b.WriteString(set.pattern())
			i = p.at
		case c == '.' && !strings.ContainsAny(flags, "sd"):
			b.WriteString(`[^\n\r\x{85}\x{2028}\x{2029}]`)
			i++
		case c == '$' && !strings.Contains(flags, "m"):
			b.WriteString(`\Z`)
			i++
		case c == '{' && !counted.MatchString(text[i:]):
			return "", errors.New("Illegal repetition")
		case strings.IndexByte("*+?}", c) >= 0 && strings.HasPrefix(text[i+1:], "+"): // possessive
			b.WriteByte(c)
			i += 2
		default:
			b.WriteByte(c)
			i++
		}
	}
	return b.String(), nil
}

var flagGroup = regexp.MustCompile(`\(\?([a-zA-Z]+)[):-]`)

// counted is a quantifier in braces.
var counted = regexp.MustCompile(`^\{\d+(?:,\d*)?\}`)

// plainFlags leaves out the flags that the engines here do not know: UNIX_LINES and UNICODE_CASE, which is how
// they read, and COMMENTS with the blanks and comments that it allows.
func plainFlags(text string) string {
	comments := false
	text = flagGroup.ReplaceAllStringFunc(text, func(group string) string {
		end := len(group) - 1
		comments = comments || strings.Contains(group, "x")
		kept := strings.NewReplacer("d", "", "u", "", "x", "").Replace(group[2:end])
		if kept == "" && group[end] == ')' {
			return ""
		}
		return "(?" + kept + group[end:]
	})
	if !comments {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			b.WriteString(text[i : i+2])
			i++
		case c == '#':
			end := strings.IndexByte(text[i:], '\n')
			if end < 0 {
				return b.String()
			}
			i += end
		case strings.IndexByte(" \t\n\v\f\r", c) < 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// javaFlags are the letters of the flags that a pattern sets anywhere.
func javaFlags(text string) string {
	var out strings.Builder
	for _, m := range flagGroup.FindAllStringSubmatch(text, -1) {
		out.WriteString(m[1])
	}
	return out.String()
}

// lineEnds ends a line in Java.
const lineEnds = `(?:\r\n|[\n\r\x{85}\x{2028}\x{2029}])`

// lineBreak is \R: Java counts more among them than "$" does.
const lineBreak = `(?:\r\n|[` + vertical + `])`

// javaEnds says \Z for the engine with look-ahead; found tells whether there is any.
func javaEnds(text string) (out string, found bool) {
	out = patternParts(text, func(piece, _ string) (string, int) {
		if piece == `\Z` {
			found = true
			return "(?=" + lineEnds + `?\z)`, 0
		}
		return piece, 0
	})
	return out, found
}

// plainEnds says \Z for texts that do not end in a line end.
func plainEnds(text string) string {
	return patternParts(text, func(piece, _ string) (string, int) {
		if piece == `\Z` {
			return `\z`, 0
		}
		return piece, 0
	})
}

// javaEscape is what stands behind a backslash: a set of characters, or text for the engine.
type javaEscape struct {
	width int
	set   charSet
	text  string
}

func (e javaEscape) outside() string {
	if e.set.empty() {
		return e.text
	}
	return e.set.pattern()
}

const (
	blanks   = ` \t\x{a0}\x{1680}\x{180e}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}`
	vertical = `\n\x{b}\f\r\x{85}\x{2028}\x{2029}`
	spaces   = ` \t\n\x{b}\f\r`
)

// readEscape reads the escape at the start of s.
func readEscape(s string) javaEscape {
	if len(s) < 2 {
		return javaEscape{width: len(s), text: s}
	}
	set := func(items string) javaEscape {
		return javaEscape{width: 2, set: charSet{items: items, negated: unicode.IsUpper(rune(s[1]))}}
	}
	switch s[1] {
	case 'h', 'H':
		return set(blanks)
	case 'v', 'V':
		return set(vertical)
	case 's', 'S':
		return set(spaces)
	case 'p', 'P':
		return readProperty(s)
	case 'R':
		return javaEscape{width: 2, text: lineBreak}
	case 'e':
		return javaEscape{width: 2, text: `\x{1b}`}
	case 'u':
		if v, err := strconv.ParseUint(s[2:min(6, len(s))], 16, 32); err == nil && len(s) >= 6 {
			return javaEscape{width: 6, text: codePoint(v)}
		}
	case '0':
		return readOctal(s)
	case 'c':
		if len(s) > 2 {
			return javaEscape{width: 3, text: codePoint(uint64(s[2] ^ 64))}
		}
	}
	return javaEscape{width: 2, text: s[:2]}
}

func codePoint(v uint64) string { return `\x{` + strconv.FormatUint(v, 16) + "}" }

// readOctal reads \0n, \0nn and \0mnn with m up to 3.
func readOctal(s string) javaEscape {
	n, most := 2, 5
	if len(s) > 2 && s[2] > '3' {
		most = 4
	}
	for n < len(s) && n < most && s[n] >= '0' && s[n] <= '7' {
		n++
	}
	v, err := strconv.ParseUint(s[2:n], 8, 32)
	if err != nil {
		return javaEscape{width: 2, text: s[:2]} // refused by the engine
	}
	return javaEscape{width: n, text: codePoint(v)}
}
