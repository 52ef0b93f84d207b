package expr

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
)

// javaRegexp is a compiled regular expression of Java: by the standard library, which takes time
// linear in the text, or, where that cannot (look-around, back references, atomic groups), by one
// that goes back and may take for ever, so that it is given a limit.
type javaRegexp struct {
	text string
	re   *regexp.Regexp
	back *regexp2.Regexp
	// Beside re, back is for texts with other than ASCII characters where wide is set, and for those
	// that end in a line end where ended is.
	wide, ended bool
}

// linear tells whether the standard library serves for a text.
func (m *javaRegexp) linear(s []byte) bool {
	switch {
	case m.re == nil:
		return false
	case m.ended && endsLine(s):
		return false
	}
	return !m.wide || bytes.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// endsLine tells whether a text ends in what ends a line.
func endsLine(s []byte) bool {
	r, _ := utf8.DecodeLastRune(s)
	return r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// matchLimit is how long one text may take an expression that goes back.
const matchLimit = 2 * time.Second

// goesBack finds what the linear-time expressions leave out.
var goesBack = regexp.MustCompile(`\(\?(?:=|!|<=|<!|>)|\\[1-9G]|\\k<`)

func compileJava(pattern string) (*javaRegexp, error) {
	text, err := javaSyntax(pattern)
	if err != nil {
		return nil, err
	}
	text = liveReferences(text)
	re, err := regexp.Compile(plainEnds(text))
	exact, bounded := javaBoundaries(text)
	exact, ended := javaEnds(exact)
	switch {
	case err == nil && !bounded && !ended:
		return &javaRegexp{text: pattern, re: re}, nil
	case err != nil && !goesBack.MatchString(text):
		return nil, err // a mistake in Java too
	}
	back, err := regexp2.Compile(exact, regexp2.RE2)
	if err != nil {
		return nil, err
	}
	back.MatchTimeout = matchLimit
	return &javaRegexp{text: pattern, re: re, back: back, wide: bounded, ended: ended}, nil
}

// groups is the number of the last group.
func (m *javaRegexp) groups() int {
	if m.re != nil {
		return m.re.NumSubexp()
	}
	last := 0
	for _, n := range m.back.GetGroupNumbers() {
		last = max(last, n)
	}
	return last
}

func (m *javaRegexp) match(s []byte) (bool, error) {
	if m.linear(s) {
		return m.re.Match(s), nil
	}
	ok, err := m.back.MatchString(string(s))
	return ok, m.late(err)
}

// late words the only failure of a match: it took too long.
func (m *javaRegexp) late(err error) error {
	if err == nil {
		return nil
	}
	e := javaf("The regular expression '%s' takes longer than %v on one text.", m.text, matchLimit)
	e.Hint = "Repeated groups inside repeated groups make it try too much: write it without nesting, or without look-around."
	return e
}

// find gives the first n matches, all when n is negative: for each the bounds in bytes of the
// match and of its groups, -1 where a group took no part.
func (m *javaRegexp) find(s []byte, n int) ([][]int, error) {
	if m.linear(s) {
		return m.all(s, n), nil
	}
	text := string(s)
	at := runeOffsets(text)
	var out [][]int
	found, err := m.back.FindStringMatch(text)
	for ; found != nil && err == nil && n != len(out); found, err = m.back.FindNextMatch(found) {
		loc := make([]int, 0, 2*m.groups()+2)
		for g := range m.groups() + 1 {
			if c := found.GroupByNumber(g); c != nil && len(c.Captures) > 0 {
				loc = append(loc, at(c.Index), at(c.Index+c.Length))
			} else {
				loc = append(loc, -1, -1)
			}
		}
		out = append(out, loc)
	}
	return out, m.late(err)
}

// all are the matches of a linear-time expression. Java also gives an empty match right behind another,
// which Go leaves out.
func (m *javaRegexp) all(s []byte, n int) [][]int {
	found := m.re.FindAllSubmatchIndex(s, n)
	if len(found) == 0 || !m.re.Match(nil) {
		return found
	}
	var out [][]int
	for i, loc := range found {
		out = append(out, loc)
		end := loc[1]
		if loc[0] == end || i+1 < len(found) && found[i+1][0] == end {
			continue
		}
		if empty := m.re.FindSubmatchIndex(s[end:]); empty != nil && empty[1] == 0 {
			for k := range empty {
				if empty[k] >= 0 {
					empty[k] += end
				}
			}
			out = append(out, empty)
		}
	}
	if n >= 0 && len(out) > n {
		out = out[:n]
	}
	return out
}

// runeOffsets gives the byte at which a character begins.
func runeOffsets(s string) func(rune int) int {
	if len(s) == len([]rune(s)) {
		return func(i int) int { return i }
	}
	at := make([]int, 0, len(s)+1)
	for i := range s {
		at = append(at, i)
	}
	at = append(at, len(s))
	return func(i int) int { return at[i] }
}

// replace appends s with every match replaced by a template in Go's spelling.
func (m *javaRegexp) replace(dst, s []byte, template string) ([]byte, error) {
	if m.linear(s) && !m.re.Match(nil) {
		return append(dst, m.re.ReplaceAll(s, []byte(template))...), nil
	}
	found, err := m.find(s, -1)
	if err != nil {
		return nil, err
	}
	from := 0
	for _, loc := range found {
		dst = append(dst, s[from:loc[0]]...)
		dst = m.expand(dst, template, s, loc)
		from = loc[1]
	}
	return append(dst, s[from:]...), nil
}

// expand appends a template with ${n} and ${name} filled in; $$ is a dollar.
func (m *javaRegexp) expand(dst []byte, template string, s []byte, loc []int) []byte {
	for template != "" {
		k := strings.IndexByte(template, '$')
		if k < 0 || k+1 == len(template) {
			return append(dst, template...)
		}
		dst = append(dst, template[:k]...)
		template = template[k+1:]
		end := strings.IndexByte(template, '}')
		if template[0] != '{' || end < 0 {
			dst, template = append(dst, '$'), template[1:]
			continue
		}
		name := template[1:end]
		n, err := strconv.Atoi(name)
		switch {
		case err == nil:
		case m.re != nil:
			n = m.re.SubexpIndex(name)
		default:
			n = m.back.GroupNumberFromName(name)
		}
		if n >= 0 && 2*n+1 < len(loc) && loc[2*n] >= 0 {
			dst = append(dst, s[loc[2*n]:loc[2*n+1]]...)
		}
		template = template[end+1:]
	}
	return dst
}

// part is group k of a match: empty where it took no part.
func part(s []byte, loc []int, k int) []byte {
	if loc[2*k] < 0 {
		return nil
	}
	return s[loc[2*k]:loc[2*k+1]]
}
