package collation

import (
	"slices"
	"strings"
)

// The names that are no locale's.
const (
	Binary      = "UTF8_BINARY"
	LowerCase   = "UTF8_LCASE"
	unicodeName = "UNICODE"
	trimSuffix  = "_RTRIM"
	// Indeterminate is the collation of a text that was put together from columns of two; Spark writes it so.
	Indeterminate = "null"
	// Version is that of the ICU whose order the package has.
	Version = "78.3.0.0"
)

// Collation is a collation by its parts. Compare names, not collations.
type Collation struct {
	// Name is the canonical name: locale, _CI, _AI, _RTRIM.
	Name string
	// Language and Country are the locale's in English; "" where it has none.
	Language, Country string
	// CaseBlind and AccentBlind take letters for equal that differ in case or accents only.
	CaseBlind, AccentBlind bool
	// Trim disregards spaces at the end.
	Trim bool
	// ICU says that letters are ordered by Unicode's algorithm and not by their bytes.
	ICU bool
	// Ordered says that this program can order texts by it; the others have a locale's rules.
	Ordered bool
}

// Parse reads a name in any case with its specifiers in any order, after "system.builtin." or without.
// ok is false for what names no collation.
func Parse(name string) (c Collation, ok bool) {
	upper := strings.ToUpper(name)
	if rest, found := strings.CutPrefix(upper, "SYSTEM.BUILTIN."); found {
		upper = rest
	}
	if strings.HasPrefix(upper, "UTF8_") {
		base, trim := strings.CutSuffix(upper, trimSuffix)
		c = Collation{Name: upper, CaseBlind: base == LowerCase, Trim: trim, Ordered: true}
		return c, base == Binary || base == LowerCase
	}
	l, rest := localeOf(upper)
	if l == nil {
		return c, false
	}
	return specified(l, rest)
}

// localeOf finds the longest locale that a name in capitals begins with, and what follows.
func localeOf(upper string) (*locale, string) {
	var found *locale
	for i := range locales {
		n := strings.ToUpper(locales[i].name)
		if strings.HasPrefix(upper, n) && (len(upper) == len(n) || upper[len(n)] == '_') && (found == nil || len(n) > len(found.name)) {
			found = &locales[i]
		}
	}
	if found == nil {
		return nil, ""
	}
	return found, upper[len(found.name):]
}

// specified is a locale with specifiers, each of which may stand once.
func specified(l *locale, rest string) (Collation, bool) {
	c := Collation{Language: l.language, Country: l.country, ICU: true, Ordered: l.plain}
	var accents, cases bool
	for _, s := range strings.Split(rest, "_")[1:] {
		switch {
		case (s == "CI" || s == "CS") && !cases:
			cases, c.CaseBlind = true, s == "CI"
		case (s == "AI" || s == "AS") && !accents:
			accents, c.AccentBlind = true, s == "AI"
		case s == "RTRIM" && !c.Trim:
			c.Trim = true
		default:
			return c, false
		}
	}
	if rest != "" && !strings.HasPrefix(rest, "_") {
		return c, false
	}
	c.Name = l.name + c.specifiers()
	return c, true
}

func (c *Collation) specifiers() string {
	out := ""
	if c.CaseBlind {
		out += "_CI"
	}
	if c.AccentBlind {
		out += "_AI"
	}
	if c.Trim {
		out += trimSuffix
	}
	return out
}

// All lists the collations in the order of Spark's collations(): names sorted, but the ones of UTF-8 first.
func All() []Collation {
	var out []Collation
	for _, name := range []string{Binary, LowerCase, Binary + trimSuffix, LowerCase + trimSuffix} {
		c, _ := Parse(name)
		out = append(out, c)
	}
	for i := range locales {
		for _, s := range []string{"", "_AI", "_AI_RTRIM", "_CI", "_CI_AI", "_CI_AI_RTRIM", "_CI_RTRIM", "_RTRIM"} {
			c, _ := specified(&locales[i], s)
			out = append(out, c)
		}
	}
	slices.SortFunc(out[4:], func(a, b Collation) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Suggest lists the names that somebody who wrote a wrong one may have meant, the nearest first, as Spark does.
func Suggest(name string) string {
	roots, modifiers := []string{Binary, LowerCase}, []string{trimSuffix}
	if !strings.HasPrefix(name, "UTF8_") {
		roots, modifiers = nil, []string{"_CI", "_AI", "_CS", "_AS", trimSuffix}
		for _, l := range locales {
			roots = append(roots, l.name)
		}
	}
	base, given := splitModifiers(strings.ToUpper(name), modifiers)
	slices.SortStableFunc(roots, func(a, b string) int {
		return distance(strings.ToUpper(a), base) - distance(strings.ToUpper(b), base)
	})
	var out []string
	for _, r := range roots[:min(3, len(roots))] {
		s := r + strings.Join(given, "")
		if len(out) > 0 && distance(strings.ToUpper(s), strings.ToUpper(name)) >= 3 {
			break
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// splitModifiers takes the specifiers off the end of a name: each once, and those that are strict where both stand.
func splitModifiers(name string, known []string) (string, []string) {
	var out []string
	for {
		i := slices.IndexFunc(known, func(m string) bool { return strings.HasSuffix(name, m) })
		if i < 0 {
			break
		}
		name = strings.TrimSuffix(name, known[i])
		if !slices.Contains(out, known[i]) {
			out = append(out, known[i])
		}
	}
	slices.Reverse(out)
	for _, pair := range [][2]string{{"_CI", "_CS"}, {"_AI", "_AS"}} {
		if slices.Contains(out, pair[0]) && slices.Contains(out, pair[1]) {
			out = slices.DeleteFunc(out, func(m string) bool { return m == pair[0] })
		}
	}
	return name, out
}

// distance is Levenshtein's.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := corner
			if a[i] != b[j] {
				cost++
			}
			corner = row[j+1]
			row[j+1] = min(cost, row[j]+1, corner+1)
		}
	}
	return row[len(b)]
}
