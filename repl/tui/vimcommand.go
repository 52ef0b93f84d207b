package tui

import (
	"strconv"
	"strings"
	"unicode"
)

// vimOperators wait for a motion.
var vimOperators = map[string]bool{"d": true, "c": true, "y": true, ">": true, "<": true}

// vimShort are commands that stand for an operator with its motion.
var vimShort = map[string][2]string{"x": {"d", "l"}, "X": {"d", "h"}, "s": {"c", "l"}, "S": {"c", "c"}, "D": {"d", "$"}, "C": {"c", "$"}, "Y": {"y", "y"}}

// command does a command of normal mode; false when key is none.
func (v *vim) command(b *buffer, key, kind string) bool {
	n := max(v.count, 1)
	if short, ok := vimShort[key]; ok {
		v.op = short[0]
		if key == "x" && b.cur == b.lineEnd(b.cur) {
			v.op = ""
			return true
		}
		v.operand(b, short[1], kind)
		return true
	}
	switch key {
	case "i", "a", "I", "A", "o", "O":
		v.startInsert(b, key, kind)
	case "p", "P":
		v.put(b, key == "p", n)
	case "J":
		for range max(n-1, 1) {
			joinLines(b)
		}
	case "~":
		to := b.cur
		for range n {
			to = min(b.next(to), b.lineEnd(b.cur))
		}
		b.replace(b.cur, to, swapCase(b.text[b.cur:to]), false)
	case "u":
		for range n {
			atChange(b, (*buffer).undo)
		}
	case "ctrl+r":
		for range n {
			atChange(b, (*buffer).redo)
		}
	case ".":
		v.repeat(b, kind)
	case "v", "V":
		v.mode, b.anchor, b.reach = vimVisual, b.cur, reachOnto
		if key == "V" {
			v.mode, b.reach = vimVisualLines, reachLines
		}
	case "*":
		for end := b.lineEnd(b.cur); b.cur < end && !isWord(b.runeAt(b.cur)); { // the next word counts
			b.cur = b.next(b.cur)
		}
		w, _ := wordObject(b, false, false, 1)
		v.search = strings.TrimSpace(b.text[w.from:w.to])
		v.move(b, "n")
	case "ctrl+d", "ctrl+f", "ctrl+u", "ctrl+b":
		b.vertical(map[string]int{"ctrl+d": 10, "ctrl+f": 20, "ctrl+u": -10, "ctrl+b": -20}[key], false)
	default:
		return false
	}
	return true
}

func (v *vim) startInsert(b *buffer, key, kind string) {
	line := b.text[b.lineStart(b.cur):b.lineEnd(b.cur)]
	if strings.Contains("aIA", key) {
		defer func() { b.began = b.cur }() // undo comes back to where the text was typed
	}
	switch key {
	case "a":
		b.cur = min(b.next(b.cur), b.lineEnd(b.cur))
	case "I":
		b.cur = firstOfLine(b, b.cur)
	case "A":
		b.cur = b.lineEnd(b.cur)
	case "o":
		b.cur = b.lineEnd(b.cur)
		b.insert("\n"+indentAfter(line, kind), false)
	case "O":
		own := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		b.cur = b.lineStart(b.cur)
		b.insert(own+"\n", false)
		b.cur--
	}
	v.insert(b)
}

// operate does an operator over a part of the text.
func (v *vim) operate(b *buffer, op string, s span, kind string) {
	start := s.from
	if s.lines {
		_, col := b.place(b.cur)
		line, _ := b.place(s.from)
		start = b.offset(line, col)
		s.from, s.to = b.lineStart(s.from), b.lineEnd(max(s.to, s.from))
	}
	b.anchor, b.reach = -1, reachBetween
	switch op {
	case "y":
		v.keep(b.text[s.from:s.to], s.lines)
		b.cur = start
	case "d":
		v.keep(b.text[s.from:s.to], s.lines)
		if s.lines {
			deleteLines(b, s)
			return
		}
		b.replace(s.from, s.to, "", false)
	case "c":
		v.keep(b.text[s.from:s.to], s.lines)
		own := ""
		if s.lines {
			line := b.text[s.from:b.lineEnd(s.from)]
			own = line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		}
		b.replace(s.from, s.to, own, false)
		v.insert(b)
	case ">", "<", "gc":
		onLines(b, op, s, kind)
	case "gu", "gU", "g~":
		change := map[string]func(string) string{"gu": strings.ToLower, "gU": strings.ToUpper, "g~": swapCase}[op]
		b.replace(s.from, s.to, change(b.text[s.from:s.to]), false)
		b.cur = min(start, b.lineEnd(s.from))
	}
}

func (v *vim) keep(text string, lines bool) { v.reg, v.regLines = text, lines }

// deleteLines takes lines away with one end of line.
func deleteLines(b *buffer, s span) {
	from, to := s.from, s.to
	switch {
	case to < len(b.text):
		to++
	case from > 0:
		from--
	}
	b.replace(from, to, "", false)
	b.cur = firstOfLine(b, min(b.cur+s.from-from, len(b.text)))
}

// onLines moves the lines of a part in or out, or turns them into comments and back.
func onLines(b *buffer, op string, s span, kind string) {
	line, _ := b.place(s.from)
	b.anchor, b.cur = s.from, b.lineEnd(s.to)
	if b.anchor == b.cur {
		b.anchor = -1
	}
	if op == "gc" {
		b.comment(kind)
	} else if b.anchor >= 0 {
		b.indentLines(kind, op == "<")
	}
	b.anchor = -1
	b.cur = firstOfLine(b, b.offset(line, 0))
}

// atChange undoes or redoes a step; the cursor goes to the first line that it changes, and stays in
// its column where it was there.
func atChange(b *buffer, step func(*buffer) bool) {
	was := b.text
	if !step(b) {
		return
	}
	at := 0
	for at < len(was) && at < len(b.text) && was[at] == b.text[at] {
		at++
	}
	if b.lineStart(at) != b.lineStart(b.cur) {
		b.cur = firstOfLine(b, at)
	}
}

// put inserts what was deleted or yanked, behind the cursor or before it.
func (v *vim) put(b *buffer, after bool, n int) {
	text := strings.Repeat(v.reg, n)
	switch {
	case v.reg == "" && !v.regLines:
	case v.regLines && after:
		at := b.lineEnd(b.cur)
		b.replace(at, at, strings.Repeat("\n"+v.reg, n), false)
		b.cur = firstOfLine(b, at+1)
	case v.regLines:
		at := b.lineStart(b.cur)
		b.replace(at, at, strings.Repeat(v.reg+"\n", n), false)
		b.cur = firstOfLine(b, at)
	default:
		if after && b.cur < b.lineEnd(b.cur) {
			b.cur = b.next(b.cur)
		}
		b.insert(text, false)
		b.cur = b.prev(b.cur)
	}
}

// joinLines puts the next line behind this one, one blank between.
func joinLines(b *buffer) {
	end := b.lineEnd(b.cur)
	if end == len(b.text) {
		return
	}
	next := firstOfLine(b, end+1)
	left := strings.TrimRight(b.text[:end], " \t")
	gap := " "
	if next == b.lineEnd(next) || b.text[next] == ')' || len(left) == b.lineStart(end) {
		gap = ""
	}
	b.replace(len(left), next, gap, false)
	b.cur = len(left)
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

// replaceChars puts one character in place of n, or of each one selected.
func (v *vim) replaceChars(b *buffer, key string) {
	switch key {
	case "enter":
		key = "\n"
	case "space":
		key = " "
	}
	from, to := b.selection()
	if v.mode == vimNormal {
		to = from
		for range max(v.count, 1) {
			if to >= b.lineEnd(from) {
				return // there are fewer characters: vim does nothing
			}
			to = b.next(to)
		}
	}
	var out strings.Builder
	for i := from; i < to; i = b.next(i) {
		if b.text[i] == '\n' {
			out.WriteByte('\n')
		} else {
			out.WriteString(key)
		}
	}
	b.replace(from, to, out.String(), false)
	b.cur = from
	if v.mode == vimNormal && key == "\n" {
		b.cur = from + out.Len()
	} else if v.mode == vimNormal {
		b.cur = from + out.Len() - len(key)
	}
	v.toNormal(b)
}

// visual are the keys that act on the selection; false when key is a motion.
func (v *vim) visual(b *buffer, key, kind string) bool {
	switch key {
	case "v", "V":
		mode, reach := vimVisual, reachOnto
		if key == "V" {
			mode, reach = vimVisualLines, reachLines
		}
		if v.mode == mode {
			v.toNormal(b)
		} else {
			v.mode, b.reach = mode, reach
		}
	case "o":
		b.anchor, b.cur = b.cur, b.anchor
	case "d", "x", "D", "X", "y", "Y", "c", "s", "C", "S", ">", "<", "u", "U", "~":
		if strings.Contains("DXYCS", key) {
			b.reach, v.mode = reachLines, vimVisualLines
		}
		op := map[string]string{"x": "d", "D": "d", "X": "d", "Y": "y", "s": "c", "C": "c", "S": "c", "u": "gu", "U": "gU", "~": "g~"}[key]
		if op == "" {
			op = key
		}
		v.overSelection(b, op, kind)
	case "J":
		from, to := b.selection()
		lines := max(strings.Count(strings.TrimSuffix(b.text[from:to], "\n"), "\n"), 1)
		b.cur = from
		v.toNormal(b)
		v.keys = keysOf(strconv.Itoa(lines+1) + "J")
		for range lines {
			joinLines(b)
		}
	case "p", "P":
		from, to := b.selection()
		old, oldLines := b.text[from:to], v.mode == vimVisualLines
		b.replace(from, to, v.reg, false)
		b.cur = max(b.prev(b.cur), from)
		v.keep(strings.TrimSuffix(old, "\n"), oldLines)
		v.keys, v.again = nil, nil // not repeated
		v.toNormal(b)
	default:
		return false
	}
	v.count = 0
	return true
}

// overSelection does an operator over what is selected.
func (v *vim) overSelection(b *buffer, op, kind string) {
	from, to := b.selection()
	s := span{from: from, to: to, lines: v.mode == vimVisualLines}
	if s.lines {
		s.to = max(from, to-1)
		if to == len(b.text) && !strings.HasSuffix(b.text, "\n") {
			s.to = to
		}
	}
	v.mode = vimNormal
	v.asNormal(b, op, s)
	b.cur, b.began = from, from
	v.operate(b, op, s, kind)
	if v.mode == vimNormal {
		v.toNormal(b)
	}
}

// asNormal makes the keys of normal mode that do an operator over as much text as is selected those
// that "." repeats: over as many lines, or characters of one line.
func (v *vim) asNormal(b *buffer, op string, s span) {
	text := b.text[s.from:s.to]
	count, reach := strings.Count(text, "\n")+1, op[len(op)-1:]
	switch {
	case s.lines || op == ">" || op == "<" || op == "gc":
	case count > 1:
		v.keys, v.again = nil, nil // not repeated
		return
	default:
		count, reach = 0, "l"
		for at := s.from; at < s.to; at = b.next(at) {
			count++
		}
	}
	v.keys = keysOf(op + strconv.Itoa(count) + reach)
}

func keysOf(text string) (keys []vimKey) {
	for _, c := range text {
		keys = append(keys, vimKey{string(c), string(c)})
	}
	return keys
}
