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
	var out, joined []string // finished ones, and the lines of the last one
	finish := func() {
		if len(joined) > 0 {
			out = append(out, strings.Join(joined, " "))
		}
	}
	open := false // the last one may still grow
	fenced := false
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		prose := !fenced && isProse(line)
		if prose && open {
			joined = append(joined, strings.TrimSpace(line))
			continue
		}
		finish()
		joined = []string{line}
		open = !fenced && (prose || isItem(line))
	}
	finish()
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
	code, strong := wordMark{sign: "`", style: viz.Key}, wordMark{sign: "**", style: viz.Strong}
	pos := 0
	for {
		first := code.next(text, pos)
		if s := strong.next(text, pos); s.at < first.at {
			first = s
		}
		if first.at == len(text) {
			break
		}
		from := first.at + len(first.sign)
		end := strings.Index(text[from:], first.sign)
		if end < 0 {
			break
		}
		out = append(out, viz.Cell{Text: text[pos:first.at], Style: base}, viz.Cell{Text: text[from : from+end], Style: first.style})
		pos = from + end + len(first.sign)
	}
	return append(out, viz.Cell{Text: text[pos:], Style: base})
}

// wordMark is a sign around words, and where it stands next: at the end of the text when nowhere.
type wordMark struct {
	sign  string
	style viz.Style
	at    int
	known bool
}

// next looks for the sign from pos on, unless it is known already.
func (m *wordMark) next(text string, pos int) wordMark {
	if !m.known || m.at < pos {
		m.known, m.at = true, len(text)
		if i := strings.Index(text[pos:], m.sign); i >= 0 {
			m.at = pos + i
		}
	}
	return *m
}
