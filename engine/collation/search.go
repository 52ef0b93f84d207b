package collation

import (
	"bytes"
	"unicode/utf8"
)

// Pattern is a text to be looked for by the rules of a collation.
type Pattern struct {
	c       *Collation
	text    []byte // as the collation compares it, where that is bytes
	weights []element
}

// Pattern prepares a text. The spaces at its end count, also where the collation disregards them.
func (c *Collation) Pattern(text []byte) *Pattern {
	p := &Pattern{c: c, text: text}
	switch {
	case c.ICU:
		for _, e := range c.elements(text) {
			if w := c.weight(e); w != 0 {
				p.weights = append(p.weights, w)
			}
		}
	case c.CaseBlind:
		p.text = appendLower(nil, text)
	}
	return p
}

// Empty tells whether the pattern is the empty text.
func (p *Pattern) Empty() bool { return len(p.text) == 0 }

// At tells how many bytes of s, from its start, match the pattern; -1 when it does not begin with it.
func (p *Pattern) At(s []byte) int {
	switch {
	case p.c.ICU:
		return p.weighted(s)
	case p.c.CaseBlind:
		return lowerMatch(s, p.text)
	case bytes.HasPrefix(s, p.text):
		return len(p.text)
	}
	return -1
}

// match is At for the text from byte at on, where that does not begin with a mark of the letter before.
func (p *Pattern) match(s []byte, at int) int {
	n := p.At(s[at:])
	if n <= 0 || at == 0 || !p.c.ICU {
		return n
	}
	var buf [8]element
	list, _ := root().appendNext(buf[:0], s[at:])
	for _, e := range list {
		if p.c.weight(e) != 0 {
			if e.primary() == 0 {
				return -1
			}
			break
		}
	}
	return n
}

// Find looks for the first match in s from byte from on; start is -1 when there is none.
func (p *Pattern) Find(s []byte, from int) (start, end int) {
	if !p.c.ICU && !p.c.CaseBlind {
		i := bytes.Index(s[from:], p.text)
		if i < 0 {
			return -1, -1
		}
		return from + i, from + i + len(p.text)
	}
	for at := from; at <= len(s); {
		if n := p.match(s, at); n >= 0 {
			return at, at + n
		}
		_, n := utf8.DecodeRune(s[at:])
		at += max(n, 1)
	}
	return -1, -1
}

// FindLast looks for the last match in s that ends at byte limit or before.
func (p *Pattern) FindLast(s []byte, limit int) (start, end int) {
	for at := limit; at >= 0; at-- {
		if at < len(s) && !utf8.RuneStart(s[at]) {
			continue
		}
		if n := p.match(s, at); n >= 0 && at+n <= limit {
			return at, at + n
		}
	}
	return -1, -1
}

// Ends tells whether s ends with the pattern.
func (p *Pattern) Ends(s []byte) bool {
	for at := len(s); at >= 0; at-- {
		if at < len(s) && !utf8.RuneStart(s[at]) {
			continue
		}
		if n := p.match(s, at); n >= 0 && at+n == len(s) {
			return true
		}
	}
	return false
}

// weighted matches by weights: a match begins at a code point that counts, takes whole code points, and
// the marks of the last letter that do not count, but not what has no weight at all.
func (p *Pattern) weighted(s []byte) int {
	if len(p.weights) == 0 {
		if len(p.text) == 0 {
			return 0
		}
		return -1
	}
	t := root()
	var buf [8]element
	k, end := 0, -1
	for at := 0; at < len(s); {
		list, n := t.appendNext(buf[:0], s[at:])
		counted := 0
		for _, e := range list {
			w := p.c.weight(e)
			if w == 0 {
				continue
			}
			switch counted++; {
			case end >= 0:
				return ended(e, end)
			case k == len(p.weights), w != p.weights[k]:
				return -1
			}
			k++
		}
		if counted == 0 && at == 0 || end >= 0 && len(list) == 0 {
			return end
		}
		if at += n; k == len(p.weights) {
			end = at
		}
	}
	return end
}

// ended is the end of a match in front of another element: none where that is a mark of the letter before.
func ended(next element, at int) int {
	if next.primary() == 0 {
		return -1
	}
	return at
}
