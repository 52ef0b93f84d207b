package tui

import (
	"strings"
	"unicode"
)

// span is the part of a text that a motion goes over, or that an object is.
type span struct {
	from, to int
	lines    bool // whole lines are meant
}

// vimMove is where a motion of vim goes. Onto says that the character there is part of it, lines
// that it means whole lines.
type vimMove struct {
	to          int
	onto, lines bool
}

// vimMotion does a motion n times, n is 0 when no count was given; ok is false when key is none or
// there is nowhere to go.
func (v *vim) vimMotion(b *buffer, key string, n int) (m vimMove, ok bool) {
	at, times := b.cur, max(n, 1)
	switch key {
	case "h", "left", "backspace":
		for range times {
			at = max(b.prev(at), b.lineStart(b.cur))
		}
	case "l", "right", "space":
		for range times {
			at = min(b.next(at), b.lineEnd(b.cur))
		}
	case "j", "down", "enter", "+", "k", "up", "-", "_":
		return vimLines(b, key, times), true
	case "0", "home":
		at = b.lineStart(at)
	case "^":
		at = firstOfLine(b, at)
	case "$", "end":
		line, _ := b.place(at)
		if times > 1 && b.lineEnd(at) == len(b.text) {
			return m, false // there is no line below
		}
		at = b.lineEnd(b.offset(line+times-1, 0))
	case "w", "W", "e", "E", "b", "B":
		for range times {
			at = vimWord(b, key, at)
		}
		return vimMove{to: at, onto: key == "e" || key == "E"}, true
	case "{", "}":
		for past := false; times > 0; times-- {
			if past {
				return m, false // there are fewer paragraphs
			}
			at, past = vimParagraph(b, at, key == "}")
		}
	case "G":
		if n == 0 {
			n = strings.Count(b.text, "\n") + 1
		}
		return vimMove{to: firstOfLine(b, b.offset(n-1, 0)), lines: true}, true
	case "%":
		return vimBracket(b)
	case ";", ",":
		return v.findAgain(b, key == ",", times)
	case "n", "N":
		return v.searchAgain(b, key == "N", times)
	default:
		return m, false
	}
	return vimMove{to: at}, true
}

// vimLines moves by lines; enter, + and - go to the first character.
func vimLines(b *buffer, key string, times int) vimMove {
	c := *b
	switch key {
	case "k", "up", "-":
		times = -times
	case "_":
		times--
	}
	line, _ := b.place(b.cur)
	bound := min(max(times, -line), strings.Count(b.text, "\n")-line)
	if times != 0 && bound == 0 {
		return vimMove{to: b.cur, lines: true} // there is no line that way
	}
	c.vertical(bound, false)
	b.want = c.want
	if key != "j" && key != "k" && key != "down" && key != "up" {
		c.cur = firstOfLine(&c, c.cur)
	}
	return vimMove{to: c.cur, lines: true}
}

// firstOfLine is the first character of a line that is no blank.
func firstOfLine(b *buffer, at int) int {
	start, end := b.lineStart(at), b.lineEnd(at)
	return start + len(b.text[start:end]) - len(strings.TrimLeft(b.text[start:end], " \t"))
}

// class tells words, signs and blanks apart; for the large words there are only blanks and others.
func class(r rune, large bool) int {
	switch {
	case unicode.IsSpace(r) || r == 0xfffd:
		return 0
	case large || isWord(r):
		return 1
	}
	return 2
}

// vimWord is where w, e and b go, W, E and B with large words.
func vimWord(b *buffer, key string, at int) int {
	large := key < "a"
	kind := func(i int) int { return class(b.runeAt(i), large) }
	end := len(b.text)
	switch strings.ToLower(key) {
	case "w":
		for start := kind(at); at < end && kind(at) == start && start != 0; {
			at = b.next(at)
		}
		for at < end && kind(at) == 0 {
			at = b.next(at)
			if at < end && b.text[at] == '\n' && at > 0 && b.text[at-1] == '\n' {
				return at // an empty line is a word
			}
		}
	case "e":
		at = min(b.next(at), end)
		for at < end && kind(at) == 0 {
			at = b.next(at)
		}
		for start := kind(at); b.next(at) < end && kind(b.next(at)) == start; {
			at = b.next(at)
		}
		if at == end && !strings.HasSuffix(b.text, "\n") {
			at = b.prev(at)
		}
	case "b":
		for at > 0 && kind(b.prev(at)) == 0 {
			if at = b.prev(at); at > 0 && b.text[at] == '\n' && b.text[at-1] == '\n' {
				return at // an empty line is a word
			}
		}
		if at == 0 {
			return 0
		}
		for start := kind(b.prev(at)); at > 0 && kind(b.prev(at)) == start; {
			at = b.prev(at)
		}
	}
	return at
}

// vimParagraph is the next empty line, or the end of the text, which past says.
func vimParagraph(b *buffer, at int, down bool) (to int, past bool) {
	line, _ := b.place(at)
	last := strings.Count(b.text, "\n")
	empty := func(n int) bool { s := b.offset(n, 0); return b.lineEnd(s) == s }
	step := 1
	if !down {
		step = -1
	}
	n := line
	for n >= 0 && n <= last && empty(n) {
		n += step
	}
	for n >= 0 && n <= last && !empty(n) {
		n += step
	}
	switch {
	case n < 0:
		return 0, true
	case n > last:
		return len(b.text), true
	}
	return b.offset(n, 0), false
}

// vimBracket goes to the partner of the first bracket from the cursor on in the line.
func vimBracket(b *buffer) (vimMove, bool) {
	for i := b.cur; i < b.lineEnd(b.cur); i++ {
		if !strings.ContainsRune(openers+closers, rune(b.text[i])) {
			continue
		}
		x, y, ok := bracketMatch(b.text, i)
		if x != i {
			return vimMove{}, false
		}
		return vimMove{to: y, onto: true}, ok
	}
	return vimMove{}, false
}

// findChar is f, F, t and T: to a character of the line, or just before it; again goes on from one
// that t or T stands before.
func (v *vim) findChar(b *buffer, key, char string, times int, again bool) (m vimMove, ok bool) {
	start, end, at := b.lineStart(b.cur), b.lineEnd(b.cur), b.cur
	back := key == "F" || key == "T"
	switch {
	case again && key == "t":
		at = b.next(at)
	case again && key == "T" && at > start:
		at = b.prev(at)
	}
	for range times {
		i := -1
		if back {
			i = strings.LastIndex(b.text[start:at], char) + start
			ok = i >= start
		} else if next := min(b.next(at), end); next <= end {
			i = strings.Index(b.text[next:end], char) + next
			ok = i >= next
		}
		if !ok {
			return m, false
		}
		at = i
	}
	switch key {
	case "t":
		at = b.prev(at)
	case "T":
		at += len(char)
	}
	return vimMove{to: at, onto: !back}, true
}

func (v *vim) findAgain(b *buffer, other bool, times int) (vimMove, bool) {
	key := v.find[0]
	if key == "" {
		return vimMove{}, false
	}
	if other {
		key = map[string]string{"f": "F", "F": "f", "t": "T", "T": "t"}[key]
	}
	return v.findChar(b, key, v.find[1], times, true)
}

// searchAgain goes to the next place of the text searched for, round the end of the cell.
func (v *vim) searchAgain(b *buffer, back bool, times int) (vimMove, bool) {
	low, want := strings.ToLower(b.text), strings.ToLower(v.search)
	if want == "" || !strings.Contains(low, want) || len(low) != len(b.text) {
		return vimMove{}, false
	}
	at := b.cur
	for range times {
		i := -1
		if back {
			if i = strings.LastIndex(low[:at], want); i < 0 {
				i = strings.LastIndex(low, want)
			}
		} else if i = strings.Index(low[b.next(at):], want); i < 0 {
			i = strings.Index(low, want)
		} else {
			i += b.next(at)
		}
		at = i
	}
	return vimMove{to: at}, true
}
