package tui

import (
	"strings"
	"testing"
)

// TestEmacs presses keys in a text whose cursor is "|".
func TestEmacs(t *testing.T) {
	for _, c := range [][3]string{
		{"|one two", "alt+f", "one| two"}, {"one two|", "alt+b", "one |two"}, {"  |one", "ctrl+a", "|  one"}, {"  one|", "alt+m", "  |one"}, {"|a\nb", "ctrl+n ctrl+e", "a\nb|"}, {"a\nb|", "ctrl+p ctrl+b", "|a\nb"}, {"a\n|b", "alt+<", "|a\nb"}, {"|a\nb", "alt+>", "a\nb|"},
		{"|one\ntwo", "ctrl+k", "|\ntwo"}, {"|one\ntwo", "ctrl+k ctrl+k", "|two"}, {"|one\ntwo", "ctrl+k ctrl+k ctrl+y", "one\n|two"}, {"|one\ntwo", "ctrl+k ctrl+f ctrl+y", "\none|two"}, {"|a b c", "alt+d alt+d ctrl+e ctrl+y", " ca b|"}, {"a b|", "alt+backspace alt+backspace ctrl+y", "a b|"},
		{"|one two", "ctrl+@ alt+f ctrl+w", "| two"}, {"|one two", "ctrl+space alt+f ctrl+w ctrl+e ctrl+y", " twoone|"}, {"|one two", "ctrl+@ alt+f alt+w ctrl+e ctrl+y", "one twoone|"}, {"|one two", "ctrl+@ alt+f ctrl+g ctrl+w", "one| two"},
		{"a|b", "ctrl+t", "ba|"}, {"ab|", "ctrl+t", "ba|"}, {"|ab", "ctrl+t", "|ab"}, {"a|b", "ctrl+o", "a|\nb"}, {"|one two", "alt+u", "ONE| two"}, {"|ONE", "alt+l", "one|"}, {"|x", "alt+;", "// |x"}, {"|ab", "alt+d ctrl+_", "|ab"}, {"|ab", "alt+d ctrl+/ alt+/", "|"},
		{"|ab", "ctrl+d", "|b"}, {"a|b", "ctrl+h", "|b"}, {"|", "ctrl+k ctrl+w alt+d ctrl+t ctrl+y", "|"},
	} {
		b, e := newBuffer(strings.Replace(c[0], "|", "", 1)), &emacs{}
		b.cur = strings.Index(c[0], "|")
		for _, k := range strings.Fields(c[1]) {
			if e.key(b, k, "go", 10) == emacsPass {
				changeKey(k, "go", b)
			}
		}
		if got := b.text[:b.cur] + "|" + b.text[b.cur:]; got != c[2] {
			t.Errorf("%q %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
