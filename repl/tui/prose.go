package tui

import (
	"strings"

	"github.com/sparkrepl/sparkrepl/viz"
)

// proseLines draws a text cell: headings strong, paragraphs filled to the width, lists, tables
// and code as they are written.
func proseLines(text string, look bookLook) []viz.Line {
	var out []viz.Line
	for _, block := range paragraphs(text) {
		style := viz.Plain
		if head := strings.TrimLeft(block, "#"); len(head) < len(block) && strings.HasPrefix(head, " ") {
			block, style = strings.TrimSpace(head), styleTitle
		}
		l := viz.Line{{Text: strings.Repeat(" ", textIndent)}}
		l = append(l, inline(expand(block, 0), style)...)
		out = append(out, viz.Wrap(l, look.w-1)...)
	}
	return out
}

// paragraphs joins the lines of each paragraph; other lines stay alone.
func paragraphs(text string) []string {
	var out []string
	open := false // the last one may still grow
	fenced := false
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		prose := !fenced && isProse(line)
		if prose && open {
			out[len(out)-1] += " " + strings.TrimSpace(line)
			continue
		}
		out = append(out, line)
		open = !fenced && (prose || isItem(line))
	}
	return out
}

// isProse says that a line belongs to a paragraph.
func isProse(line string) bool {
	s := strings.TrimSpace(line)
	return s != "" && !isItem(line) && !strings.HasPrefix(line, "    ") && !strings.HasPrefix(s, "```") && !strings.ContainsAny(s[:1], "#|>")
}

// isItem says that a line begins a point of a list.
func isItem(line string) bool {
	s := strings.TrimSpace(line)
	for _, mark := range []string{"- ", "* ", "+ "} {
		if strings.HasPrefix(s, mark) {
			return true
		}
	}
	digits := strings.TrimLeft(s, "0123456789")
	return len(digits) < len(s) && strings.HasPrefix(digits, ". ")
}

// inline draws `code` and **strong** words in their style, without the marks.
func inline(text string, base viz.Style) viz.Line {
	var out viz.Line
	for text != "" {
		mark, style := "`", viz.Key
		at := strings.Index(text, mark)
		if b := strings.Index(text, "**"); b >= 0 && (at < 0 || b < at) {
			mark, style, at = "**", viz.Strong, b
		}
		end := -1
		if at >= 0 {
			end = strings.Index(text[at+len(mark):], mark)
		}
		if end < 0 {
			break
		}
		out = append(out, viz.Cell{Text: text[:at], Style: base}, viz.Cell{Text: text[at+len(mark) : at+len(mark)+end], Style: style})
		text = text[at+2*len(mark)+end:]
	}
	return append(out, viz.Cell{Text: text, Style: base})
}
