package viz

import (
	"strings"
	"sync/atomic"

	"github.com/charmbracelet/x/ansi"
)

// byCharacter is how the terminal of this process counts columns: see [MeasureCharacters].
var byCharacter atomic.Bool

// MeasureCharacters says how the terminal in front of the person counts columns. Newer ones give
// what is drawn as one sign its own width (the default, and right for files); the others add up the
// widths of its characters, so that a family of four takes eight columns there.
func MeasureCharacters(on bool) { byCharacter.Store(on) }

// Width is the number of terminal columns that s takes; s is expected to be clean.
func Width(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			if byCharacter.Load() {
				return ansi.StringWidthWc(s)
			}
			return ansi.StringWidth(s)
		}
	}
	return len(s)
}

// Cluster is what the eye sees as the first sign of s, and the columns that it takes.
func Cluster(s string) (string, int) {
	cluster, width := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	if byCharacter.Load() && len(cluster) > 1 {
		width = ansi.StringWidthWc(cluster)
	}
	return cluster, width
}

// seen is s as a drawing shows it: clean and settled.
func seen(s string) string { return settled(Clean(s)) }

// settled is s without the characters about whose effect on the width terminals differ: those that
// join emoji into one sign, and the one that asks for a picture in place of a sign. Where the
// terminal says how it counts, s stays.
func settled(s string) string {
	const joiner, picture = '\u200d', '\ufe0f'
	if !byCharacter.Load() || !strings.ContainsAny(s, string([]rune{joiner, picture})) {
		return s
	}
	runes := []rune(s)
	out := runes[:0:0]
	for i, r := range runes {
		if r == picture || r == joiner && i+1 < len(runes) && isEmoji(runes[i+1]) {
			continue
		}
		out = append(out, r)
	}
	return string(out)
}

func isEmoji(r rune) bool { return r >= 0x1f000 || r >= 0x2600 && r <= 0x27bf }

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
	n, _ := fitting(s, w-Width(mark))
	return s[:n] + mark
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
	skip, at := fitting(s, from)
	lead := ""
	if at < from { // the first one begins before from
		cluster, width := Cluster(s[skip:])
		skip += len(cluster)
		lead = strings.Repeat(" ", min(at+width, to)-from)
	}
	n, _ := fitting(s[skip:], to-from-len(lead))
	return Pad(lead+s[skip:skip+n], to-from, false)
}
