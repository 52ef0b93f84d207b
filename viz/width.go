package viz

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Width is the number of terminal columns that s takes; s is expected to be clean.
func Width(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// Cut shortens s to w columns and ends it with mark when something was cut off, so that a cut
// text always says so. A mark that does not fit is left out.
func Cut(s string, w int, mark string) string {
	if w <= 0 {
		return ""
	}
	if len(s) <= w || Width(s) <= w {
		return s
	}
	if Width(mark) >= w {
		mark = ""
	}
	return ansi.Truncate(s, w, mark)
}

// Pad fills s with spaces to w columns, on the left when right is true; longer text stays.
func Pad(s string, w int, right bool) string {
	n := w - Width(s)
	if n <= 0 {
		return s
	}
	if right {
		return strings.Repeat(" ", n) + s
	}
	return s + strings.Repeat(" ", n)
}

// span is the columns [from, to) of s; a wide character that is cut in half becomes a space.
func span(s string, from, to int) string {
	if Width(s) == len(s) {
		return s[min(from, len(s)):min(to, len(s))]
	}
	to = min(to, Width(s))
	if from >= to {
		return ""
	}
	out := ansi.Cut(s, from, to)
	return Pad(out, to-from, false)
}
