package expr

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

// formatToken is one piece of a format of to_number and to_char: a run of digits with its thousands
// separators, or a sign.
type formatToken struct {
	kind   byte // '0' digits, '.', '$', 'S', 'M' (MI), '<' and '>' (PR), '?' anything else
	parts  []digitRun
	unread rune // of '?'
}

// digitRun is a thousands separator (size 0) or so many places for digits; all of exact must be there.
type digitRun struct {
	size  int
	exact bool
}

// numberFormat is a format of to_number and to_char.
type numberFormat struct {
	source          string
	tokens          []formatToken
	whole, fraction int // places for digits in front of and behind the point
}

func readNumberFormat(source string) numberFormat {
	f := numberFormat{source: source}
	s := strings.ToUpper(source)
	behind := false
	for len(s) > 0 {
		t, n := formatToken{kind: s[0]}, 1
		switch {
		case s[0] == '0' || s[0] == '9' || s[0] == ',' || s[0] == 'G':
			t, n = readDigits(s, behind)
		case s[0] == '.' || s[0] == 'D':
			t.kind, behind = '.', true
		case s[0] == '$' || s[0] == 'S':
		case strings.HasPrefix(s, "MI"):
			t.kind, n = 'M', 2
		case strings.HasPrefix(s, "PR"):
			f.tokens = append([]formatToken{{kind: '<'}}, f.tokens...)
			t.kind, n = '>', 2
		default:
			r := []rune(s)[0]
			t, n = formatToken{kind: '?', unread: r}, len(string(r))
		}
		for _, p := range t.parts {
			if behind {
				f.fraction += p.size
			} else {
				f.whole += p.size
			}
		}
		f.tokens, s = append(f.tokens, t), s[n:]
	}
	return f
}

// readDigits reads a run of digits and separators; behind the point no digit is needed.
func readDigits(s string, behind bool) (t formatToken, n int) {
	t.kind = '0'
	for n < len(s) {
		if s[n] == ',' || s[n] == 'G' {
			t.parts = append(t.parts, digitRun{})
			n++
			continue
		}
		from := n
		for n < len(s) && (s[n] == '0' || s[n] == '9') {
			n++
		}
		if n == from {
			break
		}
		t.parts = append(t.parts, digitRun{n - from, s[from] == '0' && !behind})
	}
	return t, n
}

// at is where a kind of token stands first, -1 when there is none.
func (f numberFormat) at(kind byte) int {
	return slices.IndexFunc(f.tokens, func(t formatToken) bool { return t.kind == kind })
}

// refusal tells what is wrong with a format: the condition below INVALID_FORMAT and its sentence.
func (f numberFormat) refusal() (sub, why string) {
	digit, dollar, point := f.at('0'), f.at('$'), f.at('.')
	hasDigits := slices.ContainsFunc(f.tokens, func(t formatToken) bool {
		return slices.ContainsFunc(t.parts, func(p digitRun) bool { return p.size > 0 })
	})
	switch {
	case f.source == "":
		return "EMPTY", "The number format string cannot be empty."
	case !hasDigits:
		return "WRONG_NUM_DIGIT", "The format string requires at least one number digit."
	case digit < dollar:
		return "CUR_MUST_BEFORE_DIGIT", "Currency characters must appear before digits in the number format."
	case point >= 0 && point < dollar:
		return "CUR_MUST_BEFORE_DEC", "Currency characters must appear before any decimal point in the number format."
	}
	for i, t := range f.tokens {
		for j, p := range t.parts {
			switch {
			case p.size > 0:
			case point >= 0 && i > point:
				return "THOUSANDS_SEPS_MUST_BEFORE_DEC", "Thousands separators (, or G) may not appear after the decimal point in the number format."
			case j == 0, j == len(t.parts)-1, t.parts[j-1].size == 0, t.parts[j+1].size == 0:
				return "CONT_THOUSANDS_SEPS", "Thousands separators (, or G) must have digits in between them in the number format."
			}
		}
	}
	for _, once := range []struct {
		kind byte
		name string
	}{{'.', ". or D"}, {'S', "S"}, {'M', "MI"}, {'$', "$"}, {'>', "PR"}} {
		if n := len(slices.DeleteFunc(slices.Clone(f.tokens), func(t formatToken) bool { return t.kind != once.kind })); n > 1 {
			return "WRONG_NUM_TOKEN", "At most one " + once.name + " is allowed in the number format."
		}
	}
	return f.misplaced()
}

// misplaced finds the first token that stands where it may not.
func (f numberFormat) misplaced() (sub, why string) {
	next := 0
	for _, allowed := range []string{"<", "MS", "$", "0", ".", "0", "$", "MS>"} {
		if next < len(f.tokens) && strings.IndexByte(allowed, f.tokens[next].kind) >= 0 {
			next++
		}
	}
	if next == len(f.tokens) {
		return "", ""
	}
	found := map[byte]string{'0': "digit sequence", '.': ". or D", '$': "$", 'S': "S", 'M': "MI", '<': "PR", '>': "PR"}[f.tokens[next].kind]
	if f.tokens[next].kind == '?' {
		found = fmt.Sprintf("character '%c''", f.tokens[next].unread) // both quotes as Spark has them
	}
	return "UNEXPECTED_TOKEN", "Found the unexpected " + found + " in the format string; the structure of the format string must match: `[MI|S]` `[$]` `[0|9|G|,]*` `[.|D]` `[0|9]*` `[$]` `[PR|MI|S]`."
}

// typ is the type of what to_number reads.
func (f numberFormat) typ() *data.Type { return data.DecimalOf(f.whole+f.fraction, f.fraction) }

// text writes a value by the format; # stand for one that does not fit.
func (f numberFormat) text(v data.Dec, scale int) string {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(v.Text(scale), "-"), ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if len(whole) > f.whole || len(fraction) > f.fraction {
		whole, fraction = strings.Repeat("#", f.whole), strings.Repeat("#", f.fraction)
	}
	w := numberWriter{negative: v.Sign() < 0,
		whole: strings.Repeat(" ", f.whole-len(whole)) + whole, fraction: fraction + strings.Repeat("0", f.fraction-len(fraction))}
	for _, t := range f.tokens {
		w.token(t)
	}
	return string(w.lone())
}

// numberWriter is a number on its way into a text.
type numberWriter struct {
	negative        bool
	whole, fraction string // digits still to be written
	behind          bool
	out             []byte
}

func (w *numberWriter) last() byte {
	if len(w.out) == 0 {
		return 0
	}
	return w.out[len(w.out)-1]
}

// lone turns a point that nothing follows into a blank.
func (w *numberWriter) lone() []byte {
	if w.last() == '.' {
		w.out[len(w.out)-1] = ' '
	}
	return w.out
}

func (w *numberWriter) token(t formatToken) {
	switch t.kind {
	case '0':
		w.digits(t.parts)
	case '.':
		if w.last() == ' ' {
			w.out[len(w.out)-1] = '0'
		}
		w.out, w.behind = append(w.out, '.'), true
	case '<':
		if w.negative {
			w.out = append(w.out, '<')
		}
	case '>':
		if w.lone(); w.negative {
			w.out = append(w.out, '>')
		} else {
			w.out = append(w.out, "  "...)
		}
	case 'S', 'M':
		w.sign(t.kind)
	default:
		w.out = append(w.out, t.kind)
	}
}

// sign writes the sign in front of blanks at the end.
func (w *numberWriter) sign(kind byte) {
	w.lone()
	mark := byte('+')
	switch {
	case w.negative:
		mark = '-'
	case kind == 'M':
		w.out = append(w.out, ' ')
		return
	}
	w.out = append(w.out, mark)
	for i := len(w.out) - 1; i > 0 && w.out[i-1] == ' '; i-- {
		w.out[i-1], w.out[i] = w.out[i], w.out[i-1]
	}
}

func (w *numberWriter) digits(parts []digitRun) {
	for _, p := range parts {
		if p.size == 0 {
			if c := w.last(); c >= '0' && c <= '9' {
				w.out = append(w.out, ',')
			} else {
				w.out = append(w.out, ' ')
			}
		}
		for range p.size {
			from := &w.whole
			if w.behind {
				from = &w.fraction
			}
			c := (*from)[0]
			*from = (*from)[1:]
			switch {
			case c == ' ' && p.exact:
				w.out = append(w.out, '0')
			case c == ' ':
				w.blank()
			default:
				w.out = append(w.out, c)
			}
		}
	}
}

// blank writes a blank in front of a sign that stands at the end.
func (w *numberWriter) blank() {
	w.out = append(w.out, ' ')
	for i := len(w.out) - 1; i > 0 && strings.IndexByte("<+-", w.out[i-1]) >= 0; i-- {
		w.out[i-1], w.out[i] = w.out[i], w.out[i-1]
	}
}
