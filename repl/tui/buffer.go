package tui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sparkrepl/sparkrepl/viz"
)

// buffer is a text with a cursor, a selection, and undo without limit. Places are byte offsets.
type buffer struct {
	text   string
	cur    int
	anchor int // other end of the selection; -1 none
	reach  reach
	want   int // column that up and down keep; -1 the cursor's
	done   []change
	undone []change
	// group is stamped on changes: those with one number, other than 0, are one step of undo, which
	// brings the cursor back to where it was when the group began.
	group int
	began int
	// version counts changes of the text; it names what was computed from it.
	version int
}

// reach says how far a selection goes beyond its two ends.
type reach int

const (
	reachBetween reach = iota // up to the character under the later end
	reachOnto                 // that character too, as vim's visual mode does
	reachLines                // whole lines
)

// change is one replacement, enough to go both ways.
type change struct {
	at            int
	removed, text string
	before, after int // cursor
	open          bool
	group         int
}

func newBuffer(text string) *buffer { return &buffer{text: text, anchor: -1, want: -1} }

// replace puts s in place of [from, to) as one step of undo. Typing that goes on at the end of
// the last step joins it.
func (b *buffer) replace(from, to int, s string, typing bool) {
	c := change{at: from, removed: b.text[from:to], text: s, before: b.cur, after: from + len(s), open: typing, group: b.group}
	if n := len(b.done); b.group != 0 && (n == 0 || b.done[n-1].group != b.group) {
		c.before = min(b.began, len(b.text))
	}
	b.text = b.text[:from] + s + b.text[to:]
	b.cur, b.anchor, b.want, b.undone = c.after, -1, -1, nil
	b.version++
	if n := len(b.done); typing && n > 0 && c.removed == "" {
		last := &b.done[n-1]
		if last.open && last.group == b.group && last.at+len(last.text) == from && s != "\n" {
			last.text += s
			last.after = c.after
			return
		}
	}
	b.done = append(b.done, c)
}

// undo takes the last step back: a change, or all changes of one group.
func (b *buffer) undo() bool {
	ok := b.undoOne()
	for n := len(b.done); ok && n > 0; n = len(b.done) {
		if g := b.undone[len(b.undone)-1].group; g == 0 || b.done[n-1].group != g {
			break
		}
		b.undoOne()
	}
	return ok
}

func (b *buffer) undoOne() bool {
	n := len(b.done)
	if n == 0 {
		return false
	}
	c := b.done[n-1]
	b.done = b.done[:n-1]
	b.text = b.text[:c.at] + c.removed + b.text[c.at+len(c.text):]
	b.cur, b.anchor, b.want = c.before, -1, -1
	b.undone = append(b.undone, c)
	b.version++
	return true
}

func (b *buffer) redo() bool {
	ok := b.redoOne()
	for n := len(b.undone); ok && n > 0; n = len(b.undone) {
		if g := b.done[len(b.done)-1].group; g == 0 || b.undone[n-1].group != g {
			break
		}
		b.redoOne()
	}
	return ok
}

func (b *buffer) redoOne() bool {
	n := len(b.undone)
	if n == 0 {
		return false
	}
	c := b.undone[n-1]
	b.undone = b.undone[:n-1]
	b.text = b.text[:c.at] + c.text + b.text[c.at+len(c.removed):]
	b.cur, b.anchor, b.want = c.after, -1, -1
	c.open = false
	b.done = append(b.done, c)
	b.version++
	return true
}

// seal ends the current step of undo, so that later typing starts a new one.
func (b *buffer) seal() {
	if n := len(b.done); n > 0 {
		b.done[n-1].open = false
	}
}

// insert types s at the cursor, over the selection.
func (b *buffer) insert(s string, typing bool) {
	from, to := b.selection()
	b.replace(from, to, s, typing)
}

// selection is the selected range, empty at the cursor when there is none.
func (b *buffer) selection() (from, to int) {
	if b.anchor < 0 {
		return b.cur, b.cur
	}
	from, to = min(b.cur, b.anchor), max(b.cur, b.anchor)
	switch b.reach {
	case reachOnto:
		to = b.next(to)
	case reachLines:
		from, to = b.lineStart(from), min(b.lineEnd(to)+1, len(b.text))
	}
	return from, to
}

func (b *buffer) selected() string {
	from, to := b.selection()
	return b.text[from:to]
}

// move puts the cursor at to; with extend the selection grows.
func (b *buffer) move(to int, extend bool) {
	if extend && b.anchor < 0 {
		b.anchor = b.cur
	} else if !extend {
		b.anchor = -1
	}
	b.cur, b.want = min(max(to, 0), len(b.text)), -1
	b.seal()
}

// next is the offset after the character at i: a whole cluster, as the eye sees it.
func (b *buffer) next(i int) int {
	if i >= len(b.text) {
		return len(b.text)
	}
	if c := b.text[i]; c < utf8.RuneSelf && (i+1 == len(b.text) || b.text[i+1] < utf8.RuneSelf) {
		return i + 1
	}
	cluster, _ := viz.Cluster(b.text[i:])
	return i + max(len(cluster), 1)
}

func (b *buffer) prev(i int) int {
	if i <= 0 {
		return 0
	}
	if b.text[i-1] == '\n' {
		return i - 1
	}
	at := b.lineStart(i)
	for {
		n := b.next(at)
		if n >= i {
			return at
		}
		at = n
	}
}

func (b *buffer) lineStart(i int) int { return strings.LastIndexByte(b.text[:i], '\n') + 1 }

func (b *buffer) lineEnd(i int) int {
	if n := strings.IndexByte(b.text[i:], '\n'); n >= 0 {
		return i + n
	}
	return len(b.text)
}

// place is the line, from 0, and the byte in it.
func (b *buffer) place(i int) (line, col int) {
	return strings.Count(b.text[:i], "\n"), i - b.lineStart(i)
}

// offset is the byte offset of a line and a byte in it, moved into the text.
func (b *buffer) offset(line, col int) int {
	at := 0
	for range line {
		n := strings.IndexByte(b.text[at:], '\n')
		if n < 0 {
			return len(b.text)
		}
		at += n + 1
	}
	return min(at+col, b.lineEnd(at))
}

// vertical moves by lines and keeps the column on the screen.
func (b *buffer) vertical(n int, extend bool) {
	line, _ := b.place(b.cur)
	want := b.want
	if want < 0 {
		want = column(b.text[b.lineStart(b.cur):b.cur])
	}
	last := strings.Count(b.text, "\n")
	to := min(max(line+n, 0), last)
	start := b.offset(to, 0)
	end := b.lineEnd(start)
	at, c := start, 0
	for at < end {
		next := b.next(at)
		if c = columnAfter(b.text[at:next], c); c > want {
			break
		}
		at = next
	}
	if line+n < 0 {
		at = 0
	} else if line+n > last {
		at = len(b.text)
	}
	b.move(at, extend)
	b.want = want
}

// wordLeft and wordRight are where Ctrl with an arrow goes.
func (b *buffer) wordLeft(i int) int {
	for i > 0 && !isWord(b.runeBefore(i)) {
		i = b.prev(i)
	}
	for i > 0 && isWord(b.runeBefore(i)) {
		i = b.prev(i)
	}
	return i
}

func (b *buffer) wordRight(i int) int {
	for i < len(b.text) && !isWord(b.runeAt(i)) {
		i = b.next(i)
	}
	for i < len(b.text) && isWord(b.runeAt(i)) {
		i = b.next(i)
	}
	return i
}

func (b *buffer) runeBefore(i int) rune {
	r, _ := utf8.DecodeLastRuneInString(b.text[:i])
	return r
}

func (b *buffer) runeAt(i int) rune {
	r, _ := utf8.DecodeRuneInString(b.text[i:])
	return r
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// word is the part of a word before the cursor.
func (b *buffer) word() string {
	i := b.cur
	for i > 0 && isWord(b.runeBefore(i)) {
		i = b.prev(i)
	}
	return b.text[i:b.cur]
}
