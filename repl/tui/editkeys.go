package tui

import "strings"

// changeKey is a key that changes the text.
func changeKey(key, kind string, b *buffer) bool {
	from, to := b.selection()
	switch key {
	case "enter":
		line := b.text[b.lineStart(b.cur):b.cur]
		b.insert("\n"+indentAfter(line, kind), false)
	case "backspace", "shift+backspace", "ctrl+h":
		if from == to {
			from = backFrom(b)
		}
		b.replace(from, to, "", false)
	case "delete", "ctrl+d":
		if from == to {
			to = b.next(b.cur)
		}
		b.replace(from, to, "", false)
	case "ctrl+w", "alt+backspace", "ctrl+backspace":
		if from == to {
			from = b.wordLeft(b.cur)
		}
		b.replace(from, to, "", false)
	case "alt+d", "ctrl+delete":
		if from == to {
			to = b.wordRight(b.cur)
		}
		b.replace(from, to, "", false)
	case "ctrl+u":
		b.replace(b.lineStart(b.cur), b.cur, "", false)
	case "tab":
		b.indentLines(kind, false)
	case "shift+tab":
		b.indentLines(kind, true)
	case "ctrl+z":
		b.undo()
	case "ctrl+y", "ctrl+shift+z":
		b.redo()
	case "ctrl+_", "ctrl+/":
		b.comment(kind)
	default:
		return false
	}
	return true
}

// backFrom is where Backspace deletes from: a whole step of spaces at the start of a line.
func backFrom(b *buffer) int {
	start := b.lineStart(b.cur)
	lead := b.text[start:b.cur]
	if len(lead) >= tabWidth && strings.Trim(lead, " ") == "" {
		return b.cur - (len(lead)-1)%tabWidth - 1
	}
	return b.prev(b.cur)
}

// tabText is what Tab inserts: Go keeps tabs, other cells spaces, and both follow the cell.
func (b *buffer) tabText(kind string) string {
	if kind == "go" && !strings.Contains(b.text, "\n    ") {
		return "\t"
	}
	return strings.Repeat(" ", tabWidth)
}

// eachLine replaces the lines that the selection touches by f of them, as one step.
func (b *buffer) eachLine(f func(string) string) {
	from, to := b.selection()
	wide := from < to
	start := b.lineStart(from)
	end := b.lineEnd(max(to, start))
	if wide && to > start && b.text[to-1] == '\n' {
		end = to - 1
	}
	tail := end - b.cur
	lines := strings.Split(b.text[start:end], "\n")
	for i, l := range lines {
		lines[i] = f(l)
	}
	text := strings.Join(lines, "\n")
	if text == b.text[start:end] {
		return
	}
	b.replace(start, end, text, false)
	if wide {
		b.anchor, b.cur = start, start+len(text)
		return
	}
	b.cur = max(start+len(text)-tail, start)
}

// indentLines moves the selected lines one step, or types a step at the cursor.
func (b *buffer) indentLines(kind string, back bool) {
	step := b.tabText(kind)
	if b.anchor < 0 && !back {
		b.insert(step, false)
		return
	}
	b.eachLine(func(l string) string {
		switch {
		case !back && l == "":
			return l
		case !back:
			return step + l
		case strings.HasPrefix(l, "\t"):
			return l[1:]
		}
		n := len(l) - len(strings.TrimLeft(l, " "))
		return l[min(n, tabWidth):]
	})
}

// comment turns the selected lines into comments, or back when all of them are.
func (b *buffer) comment(kind string) {
	mark := "// "
	if kind == "sql" {
		mark = "-- "
	}
	from, to := b.selection()
	all := true
	for _, l := range strings.Split(b.text[b.lineStart(from):b.lineEnd(to)], "\n") {
		all = all && (strings.HasPrefix(strings.TrimLeft(l, " \t"), mark[:2]) || strings.TrimSpace(l) == "")
	}
	b.eachLine(func(l string) string {
		text := strings.TrimLeft(l, " \t")
		lead := l[:len(l)-len(text)]
		switch {
		case text == "":
			return l
		case all:
			return lead + strings.TrimPrefix(strings.TrimPrefix(text, mark[:2]), " ")
		}
		return lead + mark + text
	})
}
