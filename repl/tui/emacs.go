package tui

import "strings"

// emacs is the editing with the keys of Emacs. One serves all cells, so that what was killed in one
// can be yanked in another.
type emacs struct {
	kill    string
	killing bool // the last key killed: the next kill is added
	marking bool // Ctrl+Space was pressed: moves extend the region
}

// emacsAct is what the face is to do about a key.
type emacsAct int

const (
	emacsDone emacsAct = iota
	emacsPass
	emacsDoc
	emacsSearch
	emacsPalette
)

// emacsMoves are keys that move, by the key of the usual editing that does the same.
var emacsMoves = map[string]string{"ctrl+f": "right", "ctrl+b": "left", "ctrl+n": "down", "ctrl+p": "up", "ctrl+a": "start", "ctrl+e": "end",
	"alt+f": "ctrl+right", "alt+b": "ctrl+left", "alt+<": "ctrl+home", "alt+>": "ctrl+end", "alt+m": "home", "ctrl+v": "pgdown", "alt+v": "pgup"}

// key is a key in EDIT.
func (e *emacs) key(b *buffer, key, kind string, page int) emacsAct {
	killed := e.killing
	e.killing = false
	if move, ok := emacsMoves[key]; ok {
		if e.marking && b.anchor >= 0 {
			move = "shift+" + move
		}
		if strings.HasSuffix(move, "start") {
			b.move(b.lineStart(b.cur), e.marking && b.anchor >= 0)
		} else {
			moveKey(move, b, page)
		}
		return emacsDone
	}
	switch key {
	case "ctrl+space", "ctrl+@":
		b.anchor, e.marking = b.cur, true
	case "ctrl+g":
		b.anchor, e.marking = -1, false
	case "alt+k":
		return emacsDoc
	case "ctrl+s":
		return emacsSearch
	case "alt+x":
		return emacsPalette
	default:
		if !e.change(b, key, kind, killed) {
			return emacsPass
		}
		e.marking = false
	}
	return emacsDone
}

// change are the keys that change the text; false when key is none.
func (e *emacs) change(b *buffer, key, kind string, killed bool) bool {
	from, to := b.selection()
	switch key {
	case "ctrl+k":
		to = b.lineEnd(b.cur)
		if to == b.cur && to < len(b.text) {
			to++ // an empty rest takes the end of the line
		}
		e.cut(b, b.cur, to, killed, false)
	case "ctrl+w":
		e.cut(b, from, to, false, false)
	case "alt+w":
		e.kill = b.text[from:to]
		b.anchor = -1
	case "alt+d":
		e.cut(b, b.cur, b.wordRight(b.cur), killed, false)
	case "alt+backspace", "ctrl+backspace":
		e.cut(b, b.wordLeft(b.cur), b.cur, killed, true)
	case "ctrl+y":
		b.insert(e.kill, false)
	case "ctrl+o":
		at := b.cur
		b.insert("\n", false)
		b.cur = at
	case "ctrl+t":
		transpose(b)
	case "ctrl+_", "ctrl+/":
		b.undo()
	case "alt+_", "alt+/":
		b.redo()
	case "alt+;":
		b.comment(kind)
	case "alt+u", "alt+l":
		word := b.text[b.cur:b.wordRight(b.cur)]
		change := strings.ToUpper
		if key == "alt+l" {
			change = strings.ToLower
		}
		b.replace(b.cur, b.cur+len(word), change(word), false)
	default:
		return false
	}
	return true
}

// cut kills a part of the text. Kills that follow each other are yanked together; front says that
// this one stood before the last.
func (e *emacs) cut(b *buffer, from, to int, more, front bool) {
	text := b.text[from:to]
	switch {
	case !more:
		e.kill = text
	case front:
		e.kill = text + e.kill
	default:
		e.kill += text
	}
	e.killing = true
	if from < to {
		b.replace(from, to, "", false)
	}
}

// transpose changes the places of the characters on both sides of the cursor, of the last two at
// the end of a line.
func transpose(b *buffer) {
	at := b.cur
	if at == b.lineEnd(at) && at > b.lineStart(at) {
		at = b.prev(at)
	}
	if at == b.lineStart(at) {
		return
	}
	from, to := b.prev(at), b.next(at)
	b.replace(from, to, b.text[at:to]+b.text[from:at], false)
}
