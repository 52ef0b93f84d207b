package viz

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes everything in s that a terminal would act on visible: control characters, escape
// sequences, characters that turn the direction of text, and bytes that are not UTF-8. A tab
// shows as \t, ESC as \x1b, RIGHT-TO-LEFT OVERRIDE as \u202e. Clean text comes back unchanged.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case visible(r):
			b.WriteRune(r)
		default:
			b.WriteString(escaped(r))
		}
		i += n
	}
	return b.String()
}

// CleanText is Clean for text of several lines: line ends and tabs stay.
func CleanText(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		parts := strings.Split(line, "\t")
		for k := range parts {
			parts[k] = Clean(parts[k])
		}
		lines[i] = strings.Join(parts, "\t")
	}
	return strings.Join(lines, "\n")
}

func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf {
			return isCleanWide(s[i:])
		} else if c < ' ' || c == 0x7f {
			return false
		}
	}
	return true
}

func isCleanWide(s string) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !visible(r) {
			return false
		}
	}
	return true
}

// visible says that r puts something harmless on the screen. Spaces of any width stay, and so
// does the joiner that emoji are made with.
func visible(r rune) bool {
	const joiner = '\u200d'
	return unicode.IsPrint(r) || unicode.Is(unicode.Zs, r) || r == joiner
}

func escaped(r rune) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r > 0xffff:
		return fmt.Sprintf(`\U%08x`, r)
	}
	return fmt.Sprintf(`\u%04x`, r)
}

// cleanLine is Clean for every piece of a line.
func cleanLine(l Line) Line {
	for i, c := range l {
		if !isClean(c.Text) {
			out := append(Line(nil), l...)
			for ; i < len(out); i++ {
				out[i].Text = Clean(out[i].Text)
			}
			return out
		}
	}
	return l
}
