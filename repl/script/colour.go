package script

import (
	"fmt"
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// sgr are the terminal's codes of the styles: its own 16 colours, readable on light and dark.
var sgr = map[viz.Style]string{viz.Dim: "2", viz.Strong: "1", viz.Good: "32", viz.Warn: "33", viz.Bad: "1;31", viz.Added: "32", viz.Changed: "33",
	viz.Removed: "31", viz.Key: "36", viz.Link: "34", viz.Cursor: "7", viz.Match: "7"}

// paint cleans a text and, when there are colours, gives it those of a style.
func paint(colour bool, style viz.Style, text string) string {
	text = viz.Clean(text)
	code := sgr[style]
	if !colour || code == "" || strings.TrimSpace(text) == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// lineText is a drawn line as text, without blanks at its end.
func lineText(l viz.Line, colour bool) string {
	end := len(l)
	for end > 0 && strings.TrimRight(viz.Clean(l[end-1].Text), " ") == "" {
		end--
	}
	var b strings.Builder
	for i, c := range l[:end] {
		text := c.Text
		if i == end-1 {
			text = strings.TrimRight(viz.Clean(text), " ")
		}
		b.WriteString(paint(colour, c.Style, text))
	}
	return b.String()
}

// warn writes a warning, whatever is quiet.
func (s Streams) warn(format string, args ...any) {
	fmt.Fprintln(s.Err, paint(s.ErrColour, viz.Warn, "warning:")+viz.Clean(fmt.Sprintf(" "+format, args...)))
}
