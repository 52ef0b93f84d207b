package sql

import (
	"strings"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// maxDepth bounds the nesting of expressions and queries, so that no text can overflow the stack.
const maxDepth = 400

// parser is a recursive descent over the tokens. A rule that cannot go on panics with an
// *expr.Error, which run catches: the only door.
type parser struct {
	src   string
	toks  []token
	at    int
	depth int
	// dead are the tokens at which a syntax of its own was tried and refused: without them a text
	// that nests such words would be read again and again, twice as often at each level.
	dead map[int]bool
	// committed is the token behind which a rule is sure of itself: try does not go back over it.
	committed int
	// broken is set while a syntax error is on its way up.
	broken bool
	// far is the furthest token that was refused.
	far int
	// lenient lets pass what is no error of syntax.
	lenient bool
	noted   *expr.Error // what it let pass first
	// texts is the type of texts where DEFAULT COLLATION gives one; nil: STRING.
	texts *data.Type
	// values are those of the markers :name and ?; nil: a marker is refused.
	values *Parameters
}

// run parses the whole text by rule. A literal that is refused does not hide a syntax error behind it:
// Spark reads the whole text before it looks at what it means.
func run[T any](src string, rule func(*parser) T) (T, error) { return runWith(src, nil, rule) }

// runWith is run for a text with markers of parameters.
func runWith[T any](src string, values *Parameters, rule func(*parser) T) (T, error) {
	toks := tokens(src)
	out, err := attempt(&parser{src: src, toks: toks, values: values}, rule)
	if end := toks[len(toks)-1]; end.value == openComment {
		e, ours := err.(*expr.Error)
		if err == nil || ours && e.At.Start.Offset == end.pos.Offset {
			return out, &expr.Error{Condition: "UNCLOSED_BRACKETED_COMMENT", SQLState: "42601", Parsed: true,
				Message: "Found an unclosed bracketed comment. Please, append */ at the end of the comment."}
		}
	}
	if e, ours := err.(*expr.Error); ours && e.Parsed && e.Condition != "FAILED_TO_PARSE_TOO_COMPLEX" {
		_, again := attempt(&parser{src: src, toks: toks, values: values, lenient: true}, rule)
		if e, ours := again.(*expr.Error); ours && e.Condition == "PARSE_SYNTAX_ERROR" {
			err = e
		}
	}
	return out, err
}

// attempt parses the whole text. A lenient parser may stumble over what it let pass: that says nothing.
func attempt[T any](p *parser, rule func(*parser) T) (out T, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ours := r.(*expr.Error)
			if !ours && !p.lenient {
				panic(r)
			}
			if ours {
				err = e
			}
		}
	}()
	out = rule(p)
	for p.accept(";") {
		if p.cur().kind != eof && !p.is(";") {
			p.extra()
		}
	}
	if p.cur().kind != eof {
		p.leftover()
	}
	return out, nil
}

func (p *parser) cur() token { return p.toks[p.at] }

func (p *parser) peek(n int) token {
	if p.at+n >= len(p.toks) {
		return p.toks[len(p.toks)-1]
	}
	return p.toks[p.at+n]
}

func (p *parser) next() token {
	t := p.toks[p.at]
	if t.kind != eof {
		p.at++
	}
	return t
}

// is tells whether the tokens from here are these keywords or symbols.
func (p *parser) is(words ...string) bool {
	for i, w := range words {
		if t := p.peek(i); t.upper != w || t.kind != word && t.kind != symbol {
			return false
		}
	}
	return true
}

// isOne tells whether the current token is one of these keywords or symbols.
func (p *parser) isOne(words ...string) bool {
	for _, w := range words {
		if p.is(w) {
			return true
		}
	}
	return false
}

func (p *parser) accept(words ...string) bool {
	if !p.is(words...) {
		return false
	}
	p.at += len(words)
	return true
}

func (p *parser) expect(words ...string) {
	for _, w := range words {
		if w == "BY" {
			p.match(w, nil)
		} else if !p.accept(w) {
			p.unexpected()
		}
	}
}

func (p *parser) refuse(condition, state string, at expr.Span, format string, args ...any) {
	e := expr.Errorf(condition, state, at, format, args...)
	e.Parsed = true
	p.fail(e)
}

// fail refuses the text; a lenient parser notes the first refusal.
func (p *parser) fail(e *expr.Error) {
	if !p.lenient {
		panic(e)
	}
	if p.noted == nil {
		p.noted = e
	}
}

// span is the source from token number from up to the current one.
func (p *parser) span(from int) expr.Span {
	end := p.toks[from].end
	if p.at > from {
		end = p.toks[p.at-1].end
	}
	return expr.Span{Start: p.toks[from].pos, End: end}
}

// deeper guards a rule that calls itself.
func (p *parser) deeper() func() {
	if p.depth++; p.depth > maxDepth {
		t := p.cur()
		e := expr.Errorf("FAILED_TO_PARSE_TOO_COMPLEX", "54001", expr.Span{Start: t.pos, End: t.end},
			"The statement, including potential SQL functions and referenced views, was too complex to parse.")
		e.Parsed = true
		panic(e) // a lenient parser stops here too
	}
	return func() { p.depth-- }
}

// try runs a rule and goes back to where it began when the rule refuses the text.
func try[T any](p *parser, rule func() T) (out T, ok bool) {
	at, depth := p.at, p.depth
	defer func() {
		if r := recover(); r != nil {
			e, ours := r.(*expr.Error)
			if !ours || e.Condition != "PARSE_SYNTAX_ERROR" || p.committed > at {
				panic(r)
			}
			p.at, p.depth, p.broken, ok = at, depth, false, false
		}
	}()
	return rule(), true
}

// tryOnce is try for a rule that the current token calls for: where it was refused once it is not
// tried again.
func tryOnce[T any](p *parser, rule func() T) (out T, ok bool) {
	at := p.at
	if p.dead[at] {
		return out, false
	}
	if out, ok = try(p, rule); !ok {
		if p.dead == nil {
			p.dead = map[int]bool{}
		}
		p.dead[at] = true
	}
	return out, ok
}

// isName tells whether the current token can be a name.
func (p *parser) isName() bool { k := p.cur().kind; return k == word || k == quoted }

// name reads one identifier.
func (p *parser) name() string {
	if !p.isName() {
		p.unexpected()
	}
	t := p.next()
	if t.kind == word && strings.IndexFunc(t.raw, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		p.mustQuote(t, t.raw)
	}
	return t.value
}

// parts reads a name with dots.
func (p *parser) parts() []string {
	if parts, ok := p.identifier(); ok {
		return parts
	}
	first := p.cur()
	out := []string{p.name()}
	if p.is("-") && first.kind == word && p.peek(1).kind == word && p.peek(1).pos.Offset == p.cur().end {
		p.mustQuote(first, first.raw+"-"+p.peek(1).raw)
		p.at += 2
	}
	for p.is(".") {
		p.next()
		out = append(out, p.name())
	}
	return out
}

// names reads (a, b, c).
func (p *parser) names() []string {
	p.expect("(")
	out := []string{p.name()}
	for p.accept(",") {
		out = append(out, p.name())
	}
	p.expect(")")
	return out
}

// aliases reads (a, b, c) behind an item.
func (p *parser) aliases() []string {
	p.expect("(")
	out := []string{p.name()}
	for p.accept(",") {
		out = append(out, p.name())
	}
	p.match(")", behindQuery)
	return out
}

// as passes AS where a name or a list of names follows; else it is a name itself.
func (p *parser) as(list bool) bool {
	next := p.peek(1)
	if next.upper == "FROM" && next.kind == word && p.fromAhead(1) || !beginsName(next) && next.kind != text && !(list && next.raw == "(") {
		return false
	}
	return p.accept("AS")
}

// fromAhead tells whether the token n ahead is FROM with a relation behind it, and no name.
func (p *parser) fromAhead(n int) bool { return beginsRelation(p.peek(n + 1)) }

// string reads a string literal; adjacent ones are one.
func (p *parser) string() string {
	if p.cur().kind != text {
		p.unexpected()
	}
	s := p.next().value
	for p.cur().kind == text {
		s += p.next().value
	}
	return s
}
