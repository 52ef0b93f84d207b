package expr

import (
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
)

func regexpFunctions() []*Function {
	list := data.ArrayOf(data.String, true)
	return []*Function{
		def("predicate_funcs", "rlike", "rlike(str, regexp)", "True where the regular expression is found in the text.", "rlike('Spark', 'p.r') -- true", 2, 2, bindRlike).also("regexp", "regexp_like"),
		def("predicate_funcs", "not rlike", "str NOT RLIKE regexp", "The opposite of RLIKE.", "'Spark' not rlike 'x' -- true", 2, 2, negated("rlike")).also("not regexp"),
		def(stringFuncs, "regexp_extract", "regexp_extract(str, regexp[, idx])", "The group idx (1 when absent) of the first match; empty when there is none.", "regexp_extract('100-200', '(\\\\d+)-(\\\\d+)', 1) -- 100", 2, 3, sig(data.String, regexpExtract, aString, aString, anInt)),
		def(stringFuncs, "regexp_extract_all", "regexp_extract_all(str, regexp[, idx])", "The group idx of all matches.", "regexp_extract_all('100-200, 300-400', '(\\\\d+)-(\\\\d+)', 1) -- [100, 300]", 2, 3, sig(list, regexpExtractAll(list), aString, aString, anInt)),
		def(stringFuncs, "regexp_replace", "regexp_replace(str, regexp, rep[, position])", "The text with each match replaced; $1 stands for a group.", "regexp_replace('100-200', '(\\\\d+)', 'num') -- num-num", 3, 4, bindRegexpReplace),
		def(stringFuncs, "regexp_count", "regexp_count(str, regexp)", "Number of matches.", "regexp_count('Steven Jones and Stephen Smith', 'Ste(v|ph)en') -- 2", 2, 2, sig(data.Int, rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
			s, p := a.text(0), pattern(a, 1, "regexp_extract_all")
			return func(i int) (int32, error) {
				re, err := p(i)
				if err != nil {
					return 0, err
				}
				found, err := re.find(s.at(i), -1)
				return int32(len(found)), err
			}
		}), aString, aString)),
		def(stringFuncs, "regexp_substr", "regexp_substr(str, regexp)", "The first match; null when there is none.", "regexp_substr('Steven Jones', 'Ste(v|ph)en') -- Steven", 2, 2, sig(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
			s, p := a.text(0), pattern(a, 1, "regexp_extract")
			return func(dst []byte, i int) ([]byte, error) {
				re, err := p(i)
				if err != nil {
					return nil, err
				}
				found, err := re.find(s.at(i), 1)
				if err != nil {
					return nil, err
				}
				if len(found) == 0 || found[0][0] == found[0][1] {
					return nil, isNull
				}
				return append(dst, part(s.at(i), found[0], 0)...), nil
			}
		}), aString, aString)),
		def(stringFuncs, "regexp_instr", "regexp_instr(str, regexp)", "Where the first match begins, counted from 1; 0 when there is none.", "regexp_instr('user@spark.apache.org', '@[^.]*') -- 5", 2, 3, sig(data.Int, rows(data.Int, func(_ *Context, a args) func(i int) (int32, error) {
			s, p := a.text(0), pattern(a, 1, "regexp_instr")
			return func(i int) (int32, error) {
				re, err := p(i)
				if err != nil {
					return 0, err
				}
				found, err := re.find(s.at(i), 1)
				if err != nil || len(found) == 0 {
					return 0, err
				}
				return int32(runeCount(s.at(i)[:found[0][0]]) + 1), nil
			}
		}), aString, aString, anInt)),
		def(stringFuncs, "split", "split(str, regexp[, limit])", "The parts between matches.", "split('oneAtwoBthreeC', '[ABC]') -- [one, two, three, ]", 2, 3, bindSplit),
	}
}

func bindRlike(b *Binding) (Expr, error) {
	return sig(data.Boolean, rlikeKernel(b.name()), aString, aString)(b)
}

// pattern gives the compiled regular expression of a row; a constant one is compiled once.
func pattern(a args, k int, function string) func(i int) (*javaRegexp, error) {
	p := a.text(k)
	var re *javaRegexp
	last := ""
	return func(i int) (*javaRegexp, error) {
		if re != nil && (p.constant() || string(p.at(i)) == last) {
			return re, nil
		}
		last = p.str(i)
		var err error
		if re, err = compileJava(last); err != nil {
			re = nil
			if mistake := patternMistake(last); function == "split" && mistake != "" { // Spark lets Java's own through
				return nil, javaf("java.util.regex.PatternSyntaxException: %s", mistake)
			}
			return nil, invalidParameter("PATTERN", function, "regexp", "%s.", quoteValue(last))
		}
		return re, nil
	}
}

func rlikeKernel(function string) Kernel {
	return rows(data.Boolean, func(_ *Context, a args) func(i int) (bool, error) {
		s, p := a.text(0), pattern(a, 1, function)
		return func(i int) (bool, error) {
			re, err := p(i)
			if err != nil {
				return false, err
			}
			return re.match(s.at(i))
		}
	})
}

// group reads the group index of a row and checks it.
func group(a args, i int, re *javaRegexp, function string) (int, error) {
	k := 1
	if a.has(2) {
		k = int(a.ints(2).at(i))
	}
	if k < 0 || k > re.groups() {
		return 0, invalidParameter("REGEX_GROUP_INDEX", function, "idx", "Expects group index between 0 and %d, but got %d.", re.groups(), k)
	}
	return k, nil
}

func regexpExtract(ctx *Context, cols []data.Column, n int) (data.Column, error) {
	return texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, p := a.text(0), pattern(a, 1, "regexp_extract")
		return func(dst []byte, i int) ([]byte, error) {
			re, err := p(i)
			if err != nil {
				return nil, err
			}
			m, err := re.find(s.at(i), 1)
			if err != nil {
				return nil, err
			}
			if len(m) == 0 {
				return dst, nil
			}
			k, err := group(a, i, re, "regexp_extract")
			if err != nil {
				return nil, err
			}
			return append(dst, part(s.at(i), m[0], k)...), nil
		}
	})(ctx, cols, n)
}

func regexpExtractAll(t *data.Type) Kernel {
	return boxed(t, func(_ *Context, a args) func(i int) (any, error) {
		s, p := a.text(0), pattern(a, 1, "regexp_extract_all")
		return func(i int) (any, error) {
			re, err := p(i)
			if err != nil {
				return nil, err
			}
			out := []any{}
			found, err := re.find(s.at(i), -1)
			if err != nil {
				return nil, err
			}
			for _, m := range found {
				k, err := group(a, i, re, "regexp_extract_all")
				if err != nil {
					return nil, err
				}
				out = append(out, string(part(s.at(i), m, k)))
			}
			return out, nil
		}
	})
}

func bindRegexpReplace(b *Binding) (Expr, error) {
	if len(b.Args) == 3 {
		b.Args = append(append([]Expr{}, b.Args...), &Literal{Value: int32(1), Typ: data.Int})
	}
	if err := b.acceptAll(aString, aString, aString, anInt); err != nil {
		return nil, err
	}
	switch v, foldable, err := b.constant(3); {
	case err != nil:
		return nil, err
	case !foldable:
		return nil, mismatch("NON_FOLDABLE_INPUT", b.text(), b.at(), "the input `position` should be a foldable \"INT\" expression; however, got \"%s\".", b.Args[3])
	case v != nil && v.(int32) <= 0:
		return nil, mismatch("VALUE_OUT_OF_RANGE", b.text(), b.at(), "The position must be between (0, 2147483647] (current value = %d).", v)
	}
	return b.apply(data.String, texts(data.String, func(_ *Context, a args) func(dst []byte, i int) ([]byte, error) {
		s, p, rep, pos := a.text(0), pattern(a, 1, "regexp_replace"), a.text(2), a.ints(3)
		return func(dst []byte, i int) ([]byte, error) {
			re, err := p(i)
			if err != nil {
				return nil, err
			}
			v := s.at(i)
			at := skipRunes(v, int(max(0, pos.at(i)-1)))
			if pos.at(i) < 1 || pos.at(i) > 1 && at >= len(v) {
				return append(dst, v...), nil
			}
			with, ok := goTemplate(rep.str(i), re.groups())
			if !ok {
				if found, err := re.match(v[at:]); err != nil || !found {
					return append(dst, s.at(i)...), err
				}
				return nil, failf("INVALID_REGEXP_REPLACE", "22023", "Could not perform regexp_replace for source = \"%s\", pattern = \"%s\", replacement = \"%s\" and position = %d.", s.at(i), a.text(1).at(i), rep.at(i), pos.at(i))
			}
			return re.replace(append(dst, v[:at]...), v[at:], with)
		}
	})), nil
}

// goTemplate turns Java's replacement ($1, \$) into Go's (${1}, $$); ok is false for a group
// that does not exist or a character that may not stand there.
func goTemplate(s string, groups int) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
			if i == len(s) {
				return "", false
			}
			if s[i] == '$' {
				b.WriteByte('$')
			}
			b.WriteByte(s[i])
		case '$':
			j := i + 1
			n := 0
			if j < len(s) && s[j] == '{' {
				end := strings.IndexByte(s[j:], '}')
				if end < 0 {
					return "", false
				}
				b.WriteString("${" + s[j+1:j+end] + "}")
				i = j + end
				continue
			}
			for j < len(s) && s[j] >= '0' && s[j] <= '9' && (j == i+1 || n*10+int(s[j]-'0') <= groups) {
				n = n*10 + int(s[j]-'0')
				j++
			}
			if j == i+1 || n > groups {
				return "", false
			}
			b.WriteString("${" + s[i+1:j] + "}")
			i = j - 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), true
}

func bindSplit(b *Binding) (Expr, error) {
	if len(b.Args) == 2 {
		b.Args = append(append([]Expr{}, b.Args...), &Literal{Value: int32(-1), Typ: data.Int})
	}
	if err := b.acceptAll(aString, aString, anInt); err != nil {
		return nil, err
	}
	t := data.ArrayOf(data.String, false)
	return b.apply(t, boxed(t, func(_ *Context, a args) func(i int) (any, error) {
		s, p, limit := a.text(0), pattern(a, 1, "split"), a.ints(2)
		return func(i int) (any, error) {
			re, err := p(i)
			if err != nil {
				return nil, err
			}
			return splitText(s.str(i), re, int(limit.at(i)))
		}
	})), nil
}

// splitText splits as Java does: an empty match at the start makes no part, one at the end does; an
// empty pattern splits into characters without an empty tail.
func splitText(s string, re *javaRegexp, limit int) ([]any, error) {
	if re.text == "" {
		return splitRunes(s, limit), nil
	}
	var out []any
	from := 0
	found, err := re.find([]byte(s), -1)
	if err != nil {
		return nil, err
	}
	for _, m := range found {
		if limit > 0 && len(out) == limit-1 {
			break
		}
		if m[1] == 0 {
			continue
		}
		out = append(out, s[from:m[0]])
		from = m[1]
	}
	return append(out, s[from:]), nil
}

func splitRunes(s string, limit int) []any {
	if s == "" {
		return []any{""}
	}
	var out []any
	for s != "" {
		if limit > 0 && len(out) == limit-1 {
			return append(out, s)
		}
		_, n := utf8.DecodeRuneInString(s)
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}
