package sql

import (
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine/expr"
)

// Spark's words for a syntax error are those of its parser generator (ANTLR, DefaultErrorStrategy): a token is
// extra where the one that should stand here comes right behind it, and a word is missing where the token may
// come behind that word.

// follow tells whether a token may stand behind a word that is missing.
type follow func(token) bool

// match reads one word or symbol.
func (p *parser) match(word string, then follow) {
	switch t := p.cur(); {
	case p.accept(word):
	case p.peek(1).upper == word && t.kind != eof:
		p.extra()
	case then != nil && then(t):
		p.missing(word)
	default:
		p.unexpected()
	}
}

// closeList reads what closes a list of n items with commas between them.
func (p *parser) closeList(shut string, n int) {
	switch t, next := p.cur(), p.peek(1); {
	case p.accept(shut):
	case n > 1, t.kind != eof && (next.upper == shut || next.upper == ","):
		p.extra()
	default:
		p.unexpected()
	}
}

// behindQuery tells what may stand behind the items of a SELECT list.
func behindQuery(t token) bool {
	switch t.upper {
	case "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "SORT", "CLUSTER", "DISTRIBUTE", "LIMIT", "OFFSET", "UNION", "EXCEPT", "MINUS", "SETMINUS", "INTERSECT",
		"LATERAL", "WINDOW", "QUALIFY":
		return t.kind == word
	case ";", "|>":
		return true
	}
	return t.kind == eof
}

// behindValue tells what may stand behind an expression in a SELECT list.
func behindValue(t token) bool {
	switch t.upper {
	case ".", ":", "::", "[", "=", "==", "<=>", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "|", "&", "^", "<<", ">>", ">>>", "||", ",", ";", "|>":
		return true
	}
	return t.kind == eof || t.kind == word || t.kind == quoted
}

// behindRelation tells what may stand behind a relation.
func behindRelation(t token) bool {
	switch t.upper {
	case "ON", "USING":
		return false
	case ",", ";", "|>":
		return true
	}
	return t.kind == eof || t.kind == word || t.kind == quoted
}

// beginsValue tells what an expression may begin with.
func beginsValue(t token) bool {
	return t.kind != eof && t.kind != symbol || slices.Contains([]string{"(", "-", "+", "~", "*", "?", ":"}, t.upper)
}

// beginsRelation tells what a relation may begin with.
func beginsRelation(t token) bool { return t.kind == word || t.kind == quoted || t.raw == "(" }

func beginsName(t token) bool { return t.kind == word || t.kind == quoted }

// extra refuses the current token for the one behind it.
func (p *parser) extra() { p.unexpectedBut(": extra input " + p.cur().near()) }

// missing refuses the current token for a word that should stand before it.
func (p *parser) missing(word string) { p.unexpectedBut(": missing '" + word + "'") }

// leftover refuses what stands behind the end; Spark calls a single token there extra.
func (p *parser) leftover() {
	if p.peek(1).kind == eof || p.peek(1).raw == ";" {
		p.extra()
	}
	p.unexpected()
}

// near is a token as messages show it.
func (t token) near() string {
	if t.kind == eof {
		return "end of input"
	}
	return "'" + t.raw + "'"
}

// unexpected refuses the current token in Spark's words.
func (p *parser) unexpected() { p.unexpectedBut("") }

// unexpectedBut refuses the current token and says what is wrong with it.
func (p *parser) unexpectedBut(what string) {
	t := p.cur()
	e := expr.Errorf("PARSE_SYNTAX_ERROR", "42601", expr.Span{Start: t.pos, End: t.end}, "Syntax error at or near %s%s.", t.near(), what)
	e.Hint = p.hint(t)
	p.broken, p.far = true, max(p.far, p.at)
	panic(e)
}

// mustQuote refuses a name that needs backquotes.
func (p *parser) mustQuote(t token, name string) {
	p.fail(expr.Errorf("INVALID_IDENTIFIER", "42602", expr.Span{Start: t.pos, End: t.end}, "The unquoted identifier %s is invalid and must be back quoted as: `%s`.\n"+
		"Unquoted identifiers can only contain ASCII letters ('a' - 'z', 'A' - 'Z'), digits ('0' - '9'), and underbar ('_').\n"+
		"Unquoted identifiers must also not start with a digit.\n"+
		"Different data sources and meta stores may impose additional restrictions on valid identifiers.", name, name))
}

// called reads the call of a function. Where its arguments are refused and only names stand before that
// place, the name was a column to Spark, and the parenthesis begins something else.
func (p *parser) called(parts []string, from int) (out expr.Expr) {
	open, span := p.at, p.span(from)
	defer func() {
		if p.broken && p.onlyNames(open+1, p.far) {
			_ = recover()
			p.at, p.broken = open, false
			out = &expr.Name{Parts: parts, At: span}
		}
	}()
	return p.function(strings.Join(parts, "."), from)
}

// onlyNames tells whether the tokens from one up to another begin a list of names with commas.
func (p *parser) onlyNames(from, to int) bool {
	for i := from; i < to; i++ {
		if t := p.toks[i]; (i-from)%2 == 0 != beginsName(t) || !beginsName(t) && t.raw != "," {
			return false
		}
	}
	return true
}
