package expr

// A class of characters may hold classes in Java, their unions and intersections. [a[bc]] is [abc], and
// [[:alpha:]] a class of letters and a colon; what no plain class can say is said with look-ahead:
// [a-z&&[^b]] is (?=[a-z])[^b].

import (
	"errors"
	"strings"
)

// charSet is what a class stands for: the items of a plain class and patterns of one character each,
// any of which matches.
type charSet struct {
	items    string
	patterns []string
	negated  bool
}

func (s charSet) empty() bool { return s.items == "" && len(s.patterns) == 0 }

// pattern is the set as a pattern that matches one character.
func (s charSet) pattern() string {
	if len(s.patterns) == 0 && s.negated {
		return "[^" + s.items + "]"
	}
	any := s.patterns
	if s.items != "" {
		any = append([]string{"[" + s.items + "]"}, any...)
	}
	out := any[0]
	if len(any) > 1 {
		out = "(?:" + strings.Join(any, "|") + ")"
	}
	if s.negated {
		return "(?:(?!" + out + `)[\s\S])`
	}
	return out
}

// union joins a set that is no negated one with another.
func (s charSet) union(o charSet) charSet {
	if o.negated {
		return charSet{items: s.items, patterns: append(s.patterns, o.pattern())}
	}
	return charSet{items: s.items + o.items, patterns: append(s.patterns, o.patterns...)}
}

func (s charSet) intersect(o charSet) charSet {
	return charSet{patterns: []string{"(?:(?=" + s.pattern() + ")" + o.pattern() + ")"}}
}

// classParser reads classes as java.util.regex.Pattern does.
type classParser struct {
	text  string
	at    int
	depth int // of classes in classes
}

// classDepth is how deep classes may stand in each other; the library allows groups as much.
const classDepth = 1000

func (p *classParser) next() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// class reads up to the closing bracket, and past it when consume is set.
func (p *classParser) class(consume bool) (charSet, error) {
	var set charSet
	if p.depth++; p.depth > classDepth {
		return set, errors.New("Character classes nest too deeply")
	}
	defer func() { p.depth-- }()
	negated := false
	if p.next() == '^' && p.text[p.at-1] == '[' {
		negated = true
		p.at++
	}
	for p.at < len(p.text) {
		switch c := p.next(); {
		case c == '[':
			p.at++
			inner, err := p.class(true)
			if err != nil {
				return set, err
			}
			set = set.union(inner)
		case strings.HasPrefix(p.text[p.at:], "&&"):
			p.at += 2
			right, err := p.operand()
			switch {
			case err != nil:
				return set, err
			case right.empty() && set.empty():
				return set, errors.New("Bad class syntax")
			case set.empty():
				set = right
			case !right.empty():
				set = set.intersect(right)
			}
		case c == ']' && !set.empty():
			if consume {
				p.at++
			}
			set.negated = negated
			return set, nil
		default:
			set = p.item(set)
		}
	}
	return set, errors.New("Unclosed character class")
}

// operand is what stands on the right of &&.
func (p *classParser) operand() (charSet, error) {
	var right charSet
	for c := p.next(); c != ']' && c != '&' && c != 0; c = p.next() {
		nested := c == '['
		if nested {
			p.at++
		}
		more, err := p.class(nested)
		if err != nil {
			return right, err
		}
		right = right.union(more)
	}
	return right, nil
}

// item reads one character or escape into the set.
func (p *classParser) item(set charSet) charSet {
	if strings.HasPrefix(p.text[p.at:], `\Q`) {
		body, rest, _ := strings.Cut(p.text[p.at+2:], `\E`)
		p.at = len(p.text) - len(rest)
		set.items += literalItems(body)
		return set
	}
	if p.next() == '\\' {
		e := readEscape(p.text[p.at:])
		p.at += e.width
		if e.set.empty() {
			set.items += e.text
			return set
		}
		return set.union(e.set)
	}
	first := set.items == ""
	c := p.text[p.at : p.at+1]
	p.at++
	if c == "]" || c == "^" && first {
		c = `\` + c
	}
	set.items += c
	return set
}

// literalItems are the characters of a text as items of a class.
func literalItems(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune(`\]^-[`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
