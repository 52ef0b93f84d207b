package expr

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func likeFunctions() []*Function {
	g := "predicate_funcs"
	list := func(name, help, example string, f bindFn) *Function {
		return def(g, name, "str "+strings.ToUpper(name)+" (pattern, ...)", help, example, 1, -1, f)
	}
	// constants is list for what has a name of its own over constant texts.
	constants := func(name, help, example string, all, not bool, f bindFn) *Function {
		return list(name, help, example, likeConstants(all, not, f)).spelled(func(a []string) string {
			return strings.ReplaceAll(name, " ", "") + "(" + a[0] + ")"
		})
	}
	return []*Function{
		def(g, "like", "str LIKE pattern [ESCAPE escape]", "True where the text matches: % stands for any text, _ for one character.", "'Spark' like '_park' -- true", 2, 3, bindLike(false)).spelled(likeText("LIKE")),
		def(g, "ilike", "str ILIKE pattern [ESCAPE escape]", "LIKE without regard to case.", "'Spark' ilike '_PARK' -- true", 2, 3, bindLike(true)),
		def(g, "not like", "str NOT LIKE pattern", "The opposite of LIKE.", "'Spark' not like 'S_' -- true", 2, 3, negated("like")),
		def(g, "not ilike", "str NOT ILIKE pattern", "The opposite of ILIKE.", "'Spark' not ilike 'S_' -- true", 2, 3, negated("ilike")),
		constants("like any", "True where one pattern matches.", "'Spark' like any ('x%', 'S%') -- true", false, false, likeMany("like", "or")).also("like some"),
		constants("like all", "True where all patterns match.", "'Spark' like all ('%k', 'S%') -- true", true, false, likeMany("like", "and")),
		constants("not like any", "True where one pattern does not match.", "'Spark' not like any ('x%', 'S%') -- true", false, true, likeMany("not like", "or")).also("not like some"),
		constants("not like all", "True where no pattern matches.", "'Spark' not like all ('x%') -- true", true, true, likeMany("not like", "and")),
		list("ilike any", "ILIKE ANY.", "'Spark' ilike any ('x%', 's%') -- true", likeMany("ilike", "or")).also("ilike some"),
		list("ilike all", "ILIKE ALL.", "'Spark' ilike all ('%K', 's%') -- true", likeMany("ilike", "and")),
		list("not ilike any", "NOT ILIKE ANY.", "'Spark' not ilike any ('x%', 's%') -- true", likeMany("not ilike", "or")).also("not ilike some"),
		list("not ilike all", "NOT ILIKE ALL.", "'Spark' not ilike all ('x%') -- true", likeMany("not ilike", "and")),
	}
}

func likeText(word string) func(a []string) string {
	return func(a []string) string {
		text := a[0] + " " + word + " " + a[1]
		if len(a) > 2 {
			text += " ESCAPE '" + a[2] + "'"
		}
		return text
	}
}

func likeMany(name, join string) bindFn {
	return func(b *Binding) (Expr, error) {
		var out Expr
		for _, p := range BrokenFirst(b.Args[1:]) {
			e, err := b.call(name, b.Args[0], p)
			if err != nil {
				return nil, err
			}
			if out == nil {
				out = e
			} else if out, err = b.call(join, out, e); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
}

// likeConstants compares with constant texts at once (LikeAny and its kin); other patterns are for f, and texts with
// a collation.
func likeConstants(all, not bool, f bindFn) bindFn {
	return func(b *Binding) (Expr, error) {
		var patterns []string
		for i := 1; i < len(b.Args); i++ {
			v, _ := b.literal(i)
			text, ok := v.(string)
			if !ok || b.typ(0).Collated() || b.typ(i).Collated() {
				return f(b)
			}
			patterns = append(patterns, text)
		}
		shown := b.frozen()
		if err := shown.accept(0, aString); err != nil {
			return nil, err
		}
		return shown.apply(data.Boolean, rows(data.Boolean, func(_ *Context, a args) func(i int) (bool, error) {
			s := a.text(0)
			var matchers []*matcher
			return func(i int) (bool, error) {
				for len(matchers) < len(patterns) {
					m, err := newMatcher(patterns[len(matchers)], `\`, false)
					if err != nil {
						return false, err
					}
					matchers = append(matchers, m)
				}
				for _, m := range matchers {
					if found := m.match(s.at(i)) != not; found != all {
						return found, nil
					}
				}
				return all, nil
			}
		})), nil
	}
}

// BrokenFirst puts a pattern of LIKE with a broken escape in front of the others. Spark makes a list of
// constants ready as a whole, so that one fails whatever the others say.
func BrokenFirst(patterns []Expr) []Expr {
	broken := 0
	for i, p := range patterns {
		l, ok := p.(*Literal)
		if !ok {
			return patterns
		}
		if text, isText := l.Value.(string); isText && broken == 0 {
			if _, err := newMatcher(text, `\`, false); err != nil {
				broken = i
			}
		}
	}
	return slices.Concat(patterns[broken:broken+1], patterns[:broken], patterns[broken+1:])
}

func bindLike(fold bool) bindFn {
	return func(b *Binding) (Expr, error) {
		escape := `\`
		if len(b.Args) == 3 {
			l, _ := b.Args[2].(*Literal)
			if l != nil {
				escape, _ = l.Value.(string)
			}
			if l == nil || utf8.RuneCountInString(escape) != 1 || l.Typ.Kind != data.KindString {
				return nil, Errorf("INVALID_ESCAPE_CHAR", "42604", b.at(), "`EscapeChar` should be a string literal of length one, but got \"%s\".", b.Args[2])
			}
		}
		shown := b.frozen()
		for i := range 2 {
			if err := shown.accept(i, aString); err != nil {
				return nil, err
			}
		}
		return shown.apply(data.Boolean, rows(data.Boolean, func(_ *Context, a args) func(i int) (bool, error) {
			s, p := a.text(0), a.text(1)
			var m *matcher
			return func(i int) (bool, error) {
				if m == nil || !p.constant() {
					var err error
					if m, err = newMatcher(p.str(i), escape, fold); err != nil {
						return false, err
					}
				}
				return m.match(s.at(i)), nil
			}
		})), nil
	}
}

// matcher is a LIKE pattern made ready. The common shapes (abc, abc%, %abc, %abc%) need no
// regular expression.
type matcher struct {
	shape byte // '=', '<' prefix, '>' suffix, '~' contains, 0 regular expression
	text  []byte
	re    *regexp.Regexp
}

func newMatcher(pattern, escape string, fold bool) (*matcher, error) {
	var re, plain strings.Builder
	re.WriteString("(?s)^")
	if fold {
		re.Reset()
		re.WriteString("(?is)^")
		pattern = strings.ToLower(pattern)
	}
	marks := ""
	in := []rune(pattern)
	for i := 0; i < len(in); i++ {
		c := in[i]
		switch {
		case string(c) == escape:
			if i+1 == len(in) {
				return nil, failf("INVALID_FORMAT.ESC_AT_THE_END", "42601", "The format is invalid: %s. The escape character is not allowed to end with.", quoteValue(pattern))
			}
			i++
			if in[i] != '_' && in[i] != '%' && string(in[i]) != escape {
				return nil, failf("INVALID_FORMAT.ESC_IN_THE_MIDDLE", "42601", "The format is invalid: %s. The escape character is not allowed to precede '%c'.", quoteValue(pattern), in[i])
			}
			re.WriteString(regexp.QuoteMeta(string(in[i])))
			plain.WriteRune(in[i])
			marks += "c"
		case c == '_':
			re.WriteString(".")
			marks += "_"
		case c == '%':
			re.WriteString(".*")
			marks += "%"
		default:
			re.WriteString(regexp.QuoteMeta(string(c)))
			plain.WriteRune(c)
			marks += "c"
		}
	}
	if shape := shapeOf(marks); shape != 0 && !fold {
		return &matcher{shape: shape, text: []byte(plain.String())}, nil
	}
	r, err := regexp.Compile(re.String() + "$")
	return &matcher{re: r}, err
}

// shapeOf names the shape of a pattern written as c (character), _ and %.
func shapeOf(marks string) byte {
	if strings.Contains(marks, "_") {
		return 0
	}
	inner := strings.TrimRight(strings.TrimLeft(marks, "%"), "%")
	if strings.Contains(inner, "%") {
		return 0
	}
	front, back := strings.HasPrefix(marks, "%"), strings.HasSuffix(marks, "%")
	switch {
	case front && back:
		return '~'
	case front:
		return '>'
	case back:
		return '<'
	}
	return '='
}

func (m *matcher) match(s []byte) bool {
	switch m.shape {
	case '=':
		return bytes.Equal(s, m.text)
	case '<':
		return bytes.HasPrefix(s, m.text)
	case '>':
		return bytes.HasSuffix(s, m.text)
	case '~':
		return bytes.Contains(s, m.text)
	}
	return m.re.Match(s)
}

func quoteValue(s string) string {
	return sqlValue(&Context{}, oneValue(data.String, s), 0)
}
