package tui

import "strings"

// vimMode is what keys mean in EDIT with the keys of vim.
type vimMode int

const (
	vimInsert vimMode = iota
	vimNormal
	vimVisual
	vimVisualLines
)

// vim is the editing with the keys of vim: INSERT types as ever, Esc goes to normal, Esc in normal
// leaves the cell. One vim serves all cells, so that what was yanked in one can be put in another.
//
//	[count] operator [count] motion|object    d2w  ciw  >}  gcc
//	[count] motion|command                    3j  fx  p  J  .
type vim struct {
	mode  vimMode
	op    string // operator that waits for its motion
	count int    // typed before the operator; 0 none
	times int    // typed after it
	wait  string // key that waits for a character: f F t T r g z i a

	find     [2]string // last f F t T and its character
	search   string
	reg      string // what was deleted or yanked last
	regLines bool   // it is whole lines
	groups   int    // undo groups given out

	keys      []vimKey // of the command that is being typed
	again     []vimKey // of the last change, for "."
	typed     string   // what INSERT added in it
	before    string   // the text when INSERT began
	at        int      // and the cursor
	repeating bool     // the last change is being repeated
}

// vimKey is a key by its name, and what it types.
type vimKey struct{ name, text string }

// vimAct is what the face is to do about a key.
type vimAct int

const (
	vimDone    vimAct = iota
	vimPass           // the key is not vim's
	vimLeave          // back to NAV
	vimDoc            // K
	vimCommand        // :
	vimSearch         // /
	vimHelp           // ?
)

// mostTimes bounds counts, so that no count hangs.
const mostTimes = 9999

// begin is INSERT as a person comes into a cell.
func (v *vim) begin(b *buffer) {
	v.keys = []vimKey{{"i", "i"}}
	v.step(b)
	v.insert(b)
}

// step opens a new group of undo.
func (v *vim) step(b *buffer) {
	v.groups++
	b.seal()
	b.group, b.began = v.groups, b.cur
}

func (v *vim) insert(b *buffer) {
	v.mode, v.before, v.at = vimInsert, b.text, b.cur
	b.anchor, b.reach = -1, reachBetween
}

// key is a key in EDIT. In INSERT only Esc is vim's.
func (v *vim) key(b *buffer, k vimKey, kind string) vimAct {
	if v.mode == vimInsert {
		if k.name != "esc" {
			return vimPass
		}
		v.endInsert(b)
		return vimDone
	}
	if k.text == "" || k.name == "space" {
		k.text = k.name
	}
	if k.name == "esc" {
		return v.escape(b)
	}
	if k.text == k.name && len(k.name) > 1 && !vimNamed[k.name] {
		return vimPass
	}
	if act := v.face(k.text); act != vimDone {
		v.reset()
		return act
	}
	if len(v.keys) == 0 {
		v.step(b)
	}
	v.keys = append(v.keys, k)
	version := b.version
	v.normal(b, k.text, kind)
	v.settle(b, version)
	return vimDone
}

// vimNamed are the keys without a character that vim uses itself.
var vimNamed = map[string]bool{"left": true, "right": true, "up": true, "down": true, "home": true, "end": true, "space": true, "enter": true, "backspace": true,
	"ctrl+r": true, "ctrl+d": true, "ctrl+u": true, "ctrl+f": true, "ctrl+b": true}

// face are the keys that the face answers: doc, command line, search, help.
func (v *vim) face(key string) vimAct {
	if v.op != "" || v.wait != "" {
		return vimDone
	}
	return map[string]vimAct{"K": vimDoc, ":": vimCommand, "/": vimSearch, "?": vimHelp}[key]
}

// escape gives up what was begun; in normal with nothing begun it leaves the cell.
func (v *vim) escape(b *buffer) vimAct {
	begun := v.op != "" || v.wait != "" || v.count > 0
	v.reset()
	switch {
	case v.mode != vimNormal:
		v.toNormal(b)
	case !begun:
		return vimLeave
	}
	return vimDone
}

func (v *vim) toNormal(b *buffer) {
	v.mode = vimNormal
	b.anchor, b.reach = -1, reachBetween
	v.onCharacter(b)
}

// onCharacter keeps the cursor of normal mode on a character of its line.
func (v *vim) onCharacter(b *buffer) {
	if start := b.lineStart(b.cur); v.mode == vimNormal && b.cur > start && b.cur == b.lineEnd(b.cur) {
		b.cur = b.prev(b.cur)
	}
}

// endInsert goes from INSERT to normal, and remembers what was typed for ".".
func (v *vim) endInsert(b *buffer) {
	v.typed = addedText(v.before, b.text, v.at)
	if !v.repeating && (v.typed != "" || len(v.keys) > 0 && v.keys[0].text != "i") {
		v.again = v.keys
	}
	v.keys = nil
	if b.cur > b.lineStart(b.cur) {
		b.cur = b.prev(b.cur)
	}
	b.seal()
	b.group = 0
	v.reset()
	v.toNormal(b)
}

// addedText is what stands in now and did not stand in was, from the place on where they differ, or
// from at, whichever comes first.
func addedText(was, now string, at int) string {
	p := 0
	for p < min(at, len(was), len(now)) && was[p] == now[p] {
		p++
	}
	s := 0
	for s < len(was)-p && s < len(now)-p && was[len(was)-1-s] == now[len(now)-1-s] {
		s++
	}
	return now[p : len(now)-s]
}

// reset forgets a command that was begun.
func (v *vim) reset() { v.op, v.wait, v.count, v.times, v.keys = "", "", 0, 0, nil }

// settle ends a command that is complete.
func (v *vim) settle(b *buffer, version int) {
	if v.op != "" || v.wait != "" || v.count > 0 || v.times > 0 || v.mode == vimInsert {
		return
	}
	if b.version != version && v.mode == vimNormal && !v.repeating && len(v.keys) > 0 && v.keys[0].text != "u" && v.keys[0].name != "ctrl+r" && v.keys[len(v.keys)-1].text != "." {
		v.again, v.typed = v.keys, ""
	}
	v.keys = nil
	b.group = 0
	v.onCharacter(b)
}

// normal takes one key of a command in normal or visual mode.
func (v *vim) normal(b *buffer, key, kind string) {
	switch {
	case v.wait != "":
		v.waited(b, key, kind)
	case key >= "1" && key <= "9" && len(key) == 1, key == "0" && v.number() > 0:
		v.digit(int(key[0] - '0'))
	case strings.Contains("fFtTrgz", key) && (v.op == "" || key != "r" && key != "z"):
		v.wait = key
	case (key == "i" || key == "a") && (v.op != "" || v.mode != vimNormal):
		v.wait = key
	case v.mode != vimNormal && v.visual(b, key, kind):
	case v.op != "":
		v.operand(b, key, kind)
	case vimOperators[key]:
		v.op = key
	default:
		if !v.command(b, key, kind) {
			v.move(b, key)
		}
		v.count = 0
	}
}

// number is the count that is being typed.
func (v *vim) number() int {
	if v.op != "" {
		return v.times
	}
	return v.count
}

func (v *vim) digit(d int) {
	if v.op != "" {
		v.times = min(v.times*10+d, mostTimes)
	} else {
		v.count = min(v.count*10+d, mostTimes)
	}
}

// total is the count of an operator with that of its motion; 0 when neither was typed.
func (v *vim) total() int {
	if v.times == 0 || v.count == 0 {
		return v.times + v.count
	}
	return min(v.times*v.count, mostTimes)
}

// move does a motion that no operator waits for.
func (v *vim) move(b *buffer, key string) {
	if m, ok := v.vimMotion(b, key, v.count); ok {
		v.goTo(b, m)
	}
}

func (v *vim) goTo(b *buffer, m vimMove) {
	want := b.want
	b.move(m.to, v.mode == vimVisual || v.mode == vimVisualLines)
	if m.lines {
		b.want = want
	}
	v.onCharacter(b)
}

// waited is the character that f, r, g, an object and the like waited for.
func (v *vim) waited(b *buffer, key, kind string) {
	first := v.wait
	v.wait = ""
	if key == "space" {
		key = " "
	}
	switch {
	case first == "g" && strings.Contains("uU~c", key) && v.op == "" && v.mode == vimNormal:
		v.op = "g" + key
		return
	case first == "g" && v.op == "g"+key: // guu gcc
		v.lines(b, v.total(), kind)
	case first == "g" && key == "g":
		v.through(b, vimMove{to: firstOfLine(b, b.offset(max(v.total(), 1)-1, 0)), lines: true}, kind)
	case first == "g" && v.mode != vimNormal && strings.Contains("uU~c", key):
		v.overSelection(b, "g"+key, kind)
	case first == "r":
		v.replaceChars(b, key)
	case first == "i" || first == "a":
		if v.op == "" {
			v.selectObject(b, first == "a", key, max(v.count, 1))
		} else if s, ok := vimObject(b, first == "a", key, max(v.total(), 1)); ok {
			if s.lines {
				b.cur = s.from
			}
			v.operate(b, v.op, wholeLines(b, v.op, s), kind)
		}
	case strings.Contains("fFtT", first):
		if m, ok := v.findChar(b, first, key, max(v.total(), 1), false); ok {
			v.find = [2]string{first, key}
			v.through(b, m, kind)
		}
	}
	v.op, v.count, v.times = "", 0, 0
}

// through goes where a motion goes, or does the operator that waits over the text between.
func (v *vim) through(b *buffer, m vimMove, kind string) {
	if v.op == "" {
		v.goTo(b, m)
		return
	}
	v.operate(b, v.op, spanOf(b, m), kind)
}

// spanOf is the text between the cursor and where a motion goes.
func spanOf(b *buffer, m vimMove) span {
	s := span{from: min(b.cur, m.to), to: max(b.cur, m.to), lines: m.lines}
	if m.onto {
		s.to = b.next(s.to)
	}
	return s
}

// operand is the motion of the operator that waits, or the operator again for whole lines.
func (v *vim) operand(b *buffer, key, kind string) {
	switch n := v.total(); {
	case key == v.op || v.op == "g"+key:
		v.lines(b, n, kind)
	case (key == "w" || key == "W") && v.op == "c" && class(b.runeAt(b.cur), key == "W") != 0:
		v.operate(b, v.op, span{from: b.cur, to: restOfWord(b, key, max(n, 1))}, kind)
	default:
		m, ok := v.vimMotion(b, key, n)
		if !ok || m.lines && strings.Contains("jk+-", key) && b.lineStart(m.to) == b.lineStart(b.cur) {
			break
		}
		s := spanOf(b, m)
		switch {
		case key == "w" || key == "W":
			s.to = lastWordEnd(b, s)
		case !m.onto && !m.lines:
			s = beforeLine(b, s)
		}
		v.operate(b, v.op, wholeLines(b, v.op, s), kind)
	}
	v.op, v.count, v.times = "", 0, 0
}

// beforeLine is the text that a motion to the first column of a later line means: it ends with the
// line before, and is whole lines where nothing but blanks stands before it.
func beforeLine(b *buffer, s span) span {
	if s.to > s.from && b.text[s.to-1] == '\n' {
		s.to--
		s.lines = s.from <= firstOfLine(b, s.from)
	}
	return s
}

// wholeLines turns a part of several lines that is to be deleted into whole lines where nothing but
// blanks stands before it and behind it.
func wholeLines(b *buffer, op string, s span) span {
	if op == "d" && b.lineStart(s.from) != b.lineStart(s.to) && s.from <= firstOfLine(b, s.from) && strings.TrimSpace(b.text[s.to:b.lineEnd(s.to)]) == "" {
		s.lines = true
	}
	return s
}

// lastWordEnd is where words end that an operator goes over with w: the last one of a line goes
// without the end of the line.
func lastWordEnd(b *buffer, s span) int {
	start := b.lineStart(s.to)
	if start <= s.from || strings.TrimSpace(b.text[start:s.to]) != "" {
		return s.to
	}
	if end := len(strings.TrimRight(b.text[:s.to], " \t\n")); end > s.from {
		return end
	}
	return s.to
}

// restOfWord is the end of the n-th word from the cursor on: cw changes words, not the blanks behind.
func restOfWord(b *buffer, key string, n int) int {
	at, large := b.cur, key == "W"
	for here := class(b.runeAt(at), large); b.next(at) < len(b.text) && class(b.runeAt(b.next(at)), large) == here; {
		at = b.next(at)
	}
	for range n - 1 {
		at = vimWord(b, map[bool]string{false: "e", true: "E"}[large], at)
	}
	return b.next(at)
}

// lines does the operator over n lines from the cursor's on.
func (v *vim) lines(b *buffer, n int, kind string) {
	if n > 1 && b.lineEnd(b.cur) == len(b.text) {
		return // there is no line below
	}
	line, _ := b.place(b.cur)
	s := span{from: b.cur, to: b.offset(line+max(n, 1)-1, 0), lines: true}
	if n <= 1 && v.op != "y" {
		b.cur = min(b.cur, firstOfLine(b, b.cur))
	}
	v.operate(b, v.op, s, kind)
}

// repeat does the last change again.
func (v *vim) repeat(b *buffer, kind string) {
	keys, typed := v.again, v.typed
	if len(keys) == 0 {
		return
	}
	v.repeating, v.count = true, 0
	for _, k := range keys {
		v.normal(b, k.text, kind)
	}
	if v.mode == vimInsert {
		b.insert(typed, false)
		v.endInsert(b)
	}
	v.repeating, v.again, v.typed = false, keys, typed
}
