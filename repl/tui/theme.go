package tui

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

// Styles of the face, beside the figure's own.
const (
	styleTitle   viz.Style = "title"
	styleTab     viz.Style = "tab"
	styleTabOn   viz.Style = "tab-on"
	styleMode    viz.Style = "mode"
	styleRule    viz.Style = "rule"
	styleSelect  viz.Style = "select"
	styleBracket viz.Style = "bracket"
	styleKeyword viz.Style = "keyword"
	styleString  viz.Style = "string"
	styleNumber  viz.Style = "number"
	styleComment viz.Style = "comment"
	styleCall    viz.Style = "call"
	styleFlash   viz.Style = "flash"
)

// theme paints lines. It uses the terminal's own 16 colours, so that it looks right on any
// background; the terminal library leaves colours out where NO_COLOR or the terminal says so.
type theme struct {
	viz.Theme
	light bool
	sgr   map[viz.Style][2]string
}

func newTheme(ascii, light bool) *theme {
	t := &theme{Theme: viz.Theme{ASCII: ascii}, light: light, sgr: map[viz.Style][2]string{}}
	for style, look := range t.looks() {
		open, end, _ := strings.Cut(look.Render("x"), "x")
		t.sgr[style] = [2]string{open, end}
	}
	return t
}

// plain leaves all colours out; bold, underlined and reversed stay.
func (t *theme) plain() {
	for style, look := range t.looks() {
		look = look.UnsetForeground()
		open, end, _ := strings.Cut(look.Render("x"), "x")
		t.sgr[style] = [2]string{open, end}
	}
}

// pick chooses a colour for the background. On white only 1, 4 and 5 can be read in the palettes that
// terminals come with, on black 9, 10, 11 and 14 (TestThemeContrast).
func (t *theme) pick(dark, light string) color.Color {
	if t.light {
		return lipgloss.Color(light)
	}
	return lipgloss.Color(dark)
}

func (t *theme) looks() map[viz.Style]lipgloss.Style {
	s := lipgloss.NewStyle
	faint := s().Faint(!t.light) // on white it is too pale to read
	return map[viz.Style]lipgloss.Style{
		viz.Dim:      faint,
		viz.Strong:   s().Bold(true),
		viz.Good:     s().Foreground(t.pick("10", "4")),
		viz.Warn:     s().Foreground(t.pick("11", "5")),
		viz.Bad:      s().Foreground(t.pick("9", "1")).Bold(true),
		viz.Added:    s().Foreground(t.pick("10", "4")),
		viz.Changed:  s().Foreground(t.pick("11", "5")),
		viz.Removed:  s().Foreground(t.pick("9", "1")),
		viz.Key:      s().Foreground(t.pick("14", "4")),
		viz.Link:     s().Foreground(t.pick("14", "4")).Underline(true),
		viz.Cursor:   s().Reverse(true),
		viz.Match:    s().Reverse(true).Bold(true),
		styleTitle:   s().Bold(true),
		styleTab:     s(),
		styleTabOn:   s().Bold(true).Foreground(t.pick("14", "4")),
		styleMode:    s().Reverse(true).Bold(true),
		styleRule:    s().Faint(true),
		styleSelect:  s().Reverse(true),
		styleBracket: s().Underline(true).Bold(true),
		styleKeyword: s().Foreground(t.pick("11", "4")),
		styleString:  s().Foreground(t.pick("10", "1")),
		styleNumber:  s().Foreground(t.pick("14", "5")),
		styleComment: faint.Italic(true),
		styleCall:    s().Foreground(t.pick("14", "4")),
		styleFlash:   s().Bold(true).Reverse(true),
	}
}

// paint turns lines into what the terminal gets.
func (t *theme) paint(lines []viz.Line) string {
	var b strings.Builder
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, c := range l {
			if code, ok := t.sgr[c.Style]; ok && c.Text != "" {
				b.WriteString(code[0])
				b.WriteString(c.Text)
				b.WriteString(code[1])
			} else {
				b.WriteString(c.Text)
			}
		}
	}
	return b.String()
}

// rule is a line with a text in it: "-- text ------- right --".
func (t *theme) rule(w int, text viz.Line, right string) viz.Line {
	r := t.Rule()
	l := viz.Line{{Text: r + r + " ", Style: styleRule}}
	if len(text) == 0 {
		l = viz.Line{{Text: r + r, Style: styleRule}}
	}
	l = append(l, text...)
	var tail viz.Line
	if right != "" {
		tail = viz.Line{{Text: " " + right + " ", Style: viz.Dim}, {Text: r + r, Style: styleRule}}
	}
	n := w - l.Width() - tail.Width()
	if len(text) > 0 {
		l = append(l, viz.Cell{Text: " "})
		n--
	}
	if n < 0 {
		return l.Fit(w, t.Mark())
	}
	return append(append(l, viz.Cell{Text: strings.Repeat(r, n), Style: styleRule}), tail...)
}
