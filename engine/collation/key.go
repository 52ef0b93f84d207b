package collation

import "bytes"

// Key appends bytes for s whose order is that of texts in c, and which are the same exactly for those that are equal.
func (c *Collation) Key(dst, s []byte) []byte {
	s = c.trimmed(s)
	switch {
	case c.ICU:
		return c.appendWeights(dst, c.elements(s))
	case c.CaseBlind:
		return appendLower(dst, s)
	}
	return append(dst, s...)
}

func (c *Collation) trimmed(s []byte) []byte {
	if c.Trim {
		return bytes.TrimRight(s, " ")
	}
	return s
}

func (c *Collation) elements(s []byte) []element {
	t := root()
	out := make([]element, 0, len(s)+4)
	for len(s) > 0 {
		var n int
		out, n = t.appendNext(out, s)
		s = s[n:]
	}
	return out
}

// appendWeights appends the weights level by level, those that are ignorable left out, each level ended by
// a weight below all others.
func (c *Collation) appendWeights(dst []byte, list []element) []byte {
	for _, e := range list {
		if p := e.primary(); p != 0 {
			dst = append(dst, byte(p>>16), byte(p>>8), byte(p))
		}
	}
	dst = append(dst, 0, 0, 0)
	if c.AccentBlind {
		if c.CaseBlind {
			return dst
		}
		for _, e := range list {
			if e.primary() != 0 {
				dst = append(dst, e.capital()+1)
			}
		}
		return dst
	}
	for _, e := range list {
		if w := e.secondary(); w != 0 {
			dst = append(dst, byte(w>>8), byte(w))
		}
	}
	if c.CaseBlind {
		return dst
	}
	dst = append(dst, 0, 0)
	for _, e := range list {
		if w := e.tertiary(); w != 0 {
			dst = append(dst, byte(w>>8), byte(w))
		}
	}
	return dst
}

// weight is an element with the levels that do not count in c left out; zero is ignorable.
func (c *Collation) weight(e element) element {
	switch {
	case c.AccentBlind && e.primary() == 0:
		return 0
	case c.AccentBlind && c.CaseBlind:
		return e >> 40 << 40
	case c.AccentBlind:
		return e>>40<<40 | element(e.capital())
	case c.CaseBlind:
		return e >> 24 << 24
	}
	return e >> 8 << 8
}
