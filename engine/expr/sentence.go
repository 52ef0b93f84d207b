package expr

import (
	"strings"
	"unicode"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func bindSentences(b *Binding) (Expr, error) {
	if err := b.acceptAll(aString); err != nil {
		return nil, err
	}
	b.spelled = b.text()
	b.Args = b.Args[:1] // the locale changes nothing
	t := data.ArrayOf(data.ArrayOf(data.String, false), false)
	return b.as(b.apply(t, boxed(t, func(_ *Context, a args) func(i int) (any, error) {
		s := a.text(0)
		return func(i int) (any, error) {
			out := []any{}
			for rest := []rune(s.str(i)); len(rest) > 0; {
				n := sentenceEnd(rest)
				out = append(out, wordsOf(rest[:n]))
				rest = rest[n:]
			}
			return out, nil
		}
	}))), nil
}

// sentenceEnd is the length of the first sentence with the blanks behind it, by the rules of Java's
// BreakIterator: ! and ? end one, a point only before a blank and a letter that is not small.
func sentenceEnd(s []rune) int {
	for i := 0; i < len(s); i++ {
		if s[i] == '\u2029' {
			return i + 1
		}
		ends, perhaps := strings.ContainsRune("!?\u3002\uff01\uff1f", s[i]), s[i] == '.' || s[i] == '\uff0e'
		if !ends && !perhaps {
			continue
		}
		k := i + 1
		for ; k < len(s) && (strings.ContainsRune(".\uff0e!?\u3002\uff01\uff1f\"'", s[k]) || unicode.In(s[k], unicode.Pe, unicode.Pf)); k++ {
			ends = ends || strings.ContainsRune("!?\u3002\uff01\uff1f", s[k])
		}
		blanks := k
		for k < len(s) && sentenceBlank(s[k]) {
			k++
		}
		if ends || k > blanks && opensSentence(s[k:]) {
			return k
		}
		i = k - 1
	}
	return len(s)
}

func sentenceBlank(r rune) bool {
	return strings.ContainsRune("\t\r\f\n\u2028", r) || unicode.Is(unicode.Zs, r)
}

// opensSentence tells whether a letter that is not small stands first, behind opening punctuation.
func opensSentence(s []rune) bool {
	for len(s) > 0 && (s[0] == '"' || s[0] == '\'' || unicode.In(s[0], unicode.Ps, unicode.Pi)) {
		s = s[1:]
	}
	return len(s) > 0 && unicode.IsLetter(s[0]) && !unicode.Is(unicode.Ll, s[0])
}

// wordsOf lists the words and numbers of a sentence.
func wordsOf(s []rune) []any {
	out := []any{}
	for len(s) > 0 {
		n := wordEnd(s)
		if unicode.IsLetter(s[0]) || unicode.IsDigit(s[0]) {
			out = append(out, string(s[:n]))
		}
		s = s[n:]
	}
	return out
}

// wordEnd is the length of the first piece of a text: letters and digits with punctuation between
// them, a number with the sign before or behind it, a run of one East Asian script, or one character.
func wordEnd(s []rune) int {
	if script := scriptOf(s[0]); script != nil {
		n := 1
		for n < len(s) && (unicode.Is(script, s[n]) || unicode.Is(unicode.Mn, s[n])) {
			n++
		}
		return n
	}
	n := 0
	if unicode.Is(unicode.Sc, s[0]) && s[0] != '\u00a2' || s[0] == '#' || s[0] == '.' {
		n = 1
	} else {
		n = runOf(s, 0, wordLetter, midWord)
	}
	for {
		k := runOf(s, n, unicode.IsNumber, func(r rune) bool { return strings.ContainsRune("\"',\u066b.", r) })
		if k == n {
			return max(n, 1)
		}
		n = runOf(s, k, wordLetter, midWord)
		if n == k {
			if k < len(s) && strings.ContainsRune("\u00a2%\u066a\u2030\u2031&", s[k]) {
				k++
			}
			return k
		}
	}
}

// runOf is the place behind characters that are in a class, with one of another between them.
func runOf(s []rune, from int, in, between func(rune) bool) int {
	at := from
	for at < len(s) {
		switch {
		case in(s[at]) || at > from && unicode.In(s[at], unicode.Mn, unicode.Me, unicode.Cf):
			at++
		case at > from && at+1 < len(s) && between(s[at]) && in(s[at+1]):
			at += 2
		default:
			return at
		}
	}
	return at
}

// midWord tells whether a character may stand between the letters of a word.
func midWord(r rune) bool {
	return unicode.In(r, unicode.Pd, unicode.Pc) || strings.ContainsRune("\u00ad\u2027\"'.", r)
}

func wordLetter(r rune) bool { return unicode.IsLetter(r) && scriptOf(r) == nil }

// scriptOf is the script whose runs are words of their own; nil for others.
func scriptOf(r rune) *unicode.RangeTable {
	for _, t := range []*unicode.RangeTable{unicode.Han, unicode.Katakana, unicode.Hiragana} {
		if unicode.Is(t, r) {
			return t
		}
	}
	return nil
}
