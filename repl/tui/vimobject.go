package tui

import "strings"

// vimObject is what iw, a", i( and the like mean around the cursor: n words or paragraphs from there
// on, the n-th pair of brackets from the inside.
func vimObject(b *buffer, around bool, key string, n int) (span, bool) {
	switch key {
	case "w", "W":
		return wordObject(b, around, key == "W", n)
	case "\"", "'", "`":
		return quoteObject(b, around, key)
	case "p":
		return paragraphObject(b, around, n)
	}
	pairs := map[string]string{"(": "()", ")": "()", "b": "()", "[": "[]", "]": "[]", "{": "{}", "}": "{}", "B": "{}", "<": "<>", ">": "<>"}
	pair := pairs[key]
	if pair == "" {
		return span{}, false
	}
	return pairObject(b, around, pair[0], pair[1], n)
}

// selectObject selects an object in visual mode. Where more than a character is selected already, words
// and paragraphs behind it come to that, and of brackets the next pair outside.
func (v *vim) selectObject(b *buffer, around bool, key string, n int) {
	from, to := b.selection()
	more := b.anchor >= 0 && b.anchor < b.cur
	start := *b
	if words := strings.Contains("wWp", key); words && more {
		start.cur = min(to, len(b.text))
	}
	s, ok := vimObject(&start, around, key, n)
	for more && ok && start.cur == b.cur && s.from >= from && s.to <= to && n < mostTimes {
		n++
		s, ok = vimObject(&start, around, key, n)
		if strings.Contains("\"'`", key) {
			break
		}
	}
	if !ok {
		return
	}
	if start.cur == b.cur {
		b.anchor = s.from
	}
	v.mode, b.reach, b.cur = vimVisual, reachOnto, max(b.prev(s.to), s.from)
	if key == "p" {
		v.mode, b.reach, b.cur = vimVisualLines, reachLines, b.lineStart(s.to)
	}
}

// wordObject is n words or the blanks between them, all of the line; around takes words together with
// the blanks behind them, or before the first where there are none behind the last. ok is false when
// there are fewer.
func wordObject(b *buffer, around, large bool, n int) (s span, ok bool) {
	start, end := b.lineStart(b.cur), b.lineEnd(b.cur)
	kind := func(i int) int { return class(b.runeAt(i), large) }
	s = span{from: b.cur, to: b.cur}
	for here := kind(b.cur); s.from > start && kind(b.prev(s.from)) == here; {
		s.from = b.prev(s.from)
	}
	grow := func() (blank bool) {
		here := kind(s.to)
		for s.to < end && kind(s.to) == here {
			s.to = b.next(s.to)
		}
		return here == 0
	}
	blank := false
	for i := range n {
		if i > 0 && s.to == end {
			return s, false
		}
		blank = grow()
		if around && s.to < end && (blank || kind(s.to) == 0) {
			blank = grow()
		}
	}
	if !around || blank || kind(s.from) == 0 {
		return s, true
	}
	first := firstOfLine(b, b.cur)
	for s.from > first && kind(b.prev(s.from)) == 0 {
		s.from = b.prev(s.from)
	}
	return s, true
}

// quoteObject is the text between two quotes of the line, from the first one before or after the
// cursor.
func quoteObject(b *buffer, around bool, quote string) (span, bool) {
	start, end := b.lineStart(b.cur), b.lineEnd(b.cur)
	for at := start; ; {
		i := strings.Index(b.text[at:end], quote)
		if i < 0 {
			return span{}, false
		}
		from := at + i
		j := strings.Index(b.text[from+1:end], quote)
		if j < 0 {
			return span{}, false
		}
		to := from + 1 + j
		if to >= b.cur {
			if around {
				return span{from: from, to: to + 1}, true
			}
			return span{from: from + 1, to: to}, true
		}
		at = to + 1
	}
}

// paragraphObject is n paragraphs or the blank lines between them; around takes both together, and the
// blank lines before where there are none behind. ok is false when there are fewer.
func paragraphObject(b *buffer, around bool, n int) (s span, ok bool) {
	lines := strings.Split(b.text, "\n")
	blank := func(i int) bool { return strings.TrimSpace(lines[i]) == "" }
	from, _ := b.place(b.cur)
	gap := blank(from)
	for from > 0 && blank(from-1) == gap {
		from--
	}
	to := from - 1
	grow := func(kind bool) (grown bool) {
		for ; to+1 < len(lines) && blank(to+1) == kind; grown = true {
			to++
		}
		return grown
	}
	for i := range n {
		switch {
		case to+1 == len(lines):
			return s, false
		case !around:
			grow(blank(to + 1))
			continue
		}
		grow(true)
		if !grow(false) {
			return s, false
		}
		if !gap || i < n-1 {
			grow(true)
		}
	}
	for around && !gap && !blank(to) && from > 0 && blank(from-1) {
		from--
	}
	return span{from: b.offset(from, 0), to: b.lineEnd(b.offset(to, 0)), lines: true}, true
}

// pairObject is the text between the n-th pair of brackets around the cursor; where there is none
// around it, of the next pair behind.
func pairObject(b *buffer, around bool, left, right byte, n int) (span, bool) {
	from := b.cur
	for i := range n {
		if from = openerBefore(b, from, left, right, i > 0); from < 0 {
			break
		}
	}
	if from < 0 && n == 1 {
		if i := strings.IndexByte(b.text[b.cur:], left); i >= 0 {
			from = b.cur + i
		}
	}
	if from < 0 {
		return span{}, false
	}
	to := scanBracket(b.text, from, 1, left, right)
	if to < 0 {
		return span{}, false
	}
	first, last := b.lineEnd(from), b.lineStart(to)
	switch {
	case around:
		return span{from: from, to: to + 1}, true
	case first == from+1 && last > first+1 && strings.TrimSpace(b.text[last:to]) == "": // the lines between
		return span{from: first + 1, to: last - 1, lines: true}, true
	}
	return span{from: from + 1, to: to}, true
}

// openerBefore is the bracket that opens the pair around a place; beyond looks outside of the one that
// stands there. It is -1 when there is none.
func openerBefore(b *buffer, at int, left, right byte, beyond bool) int {
	if beyond {
		at--
	}
	depth := 0
	for i := at; i >= 0; i-- {
		if i >= len(b.text) {
			continue
		}
		switch {
		case b.text[i] == right && (i != at || beyond):
			depth++
		case b.text[i] == left && depth == 0:
			return i
		case b.text[i] == left:
			depth--
		}
	}
	return -1
}
