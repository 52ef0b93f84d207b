package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

// popup is a sheet over the body: the topmost one gets the keys.
type popup interface {
	title() viz.Line
	right() string
	// render draws at most h lines of w columns.
	render(m *Model, w, h int) []viz.Line
	key(m *Model, k tea.KeyPressMsg) tea.Cmd
	// click is a click on a place of what render drew; double says that it is the second there.
	click(m *Model, x, y int, double bool) tea.Cmd
	// hints are the keys that work in it now.
	hints(m *Model) []hint
}

func (m *Model) push(p popup) { m.popups = append(m.popups, p) }

func (m *Model) pop() {
	if n := len(m.popups); n > 0 {
		m.popups = m.popups[:n-1]
	}
}

// confirm asks a question. The key that says yes is y: never the key that asked.
type confirm struct {
	text string
	yes  func(*Model) tea.Cmd
	dead bool // it asks whether to start the kernel again
}

func (c *confirm) title() viz.Line { return viz.Styled(viz.Warn, "Question") }
func (c *confirm) right() string   { return "y n" }
func (c *confirm) hints(*Model) []hint {
	return []hint{{"y", "yes"}, {"n", "no"}, {"Esc", "no"}}
}

func (c *confirm) render(_ *Model, w, _ int) []viz.Line {
	return append(viz.Wrap(viz.Plainly(" "+c.text), w), nil, viz.Line{{Text: " y", Style: viz.Key}, {Text: " yes    "}, {Text: "n", Style: viz.Key}, {Text: " no"}})
}

func (c *confirm) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "y", "Y":
		m.pop()
		return c.yes(m)
	case "n", "N", "esc", "q":
		m.pop()
	}
	return nil
}

// click takes the word that was clicked on.
func (c *confirm) click(m *Model, x, y int, _ bool) tea.Cmd {
	if y != len(viz.Wrap(viz.Plainly(" "+c.text), m.sheetAt.w))+1 {
		return nil
	}
	switch {
	case x < len(" y yes"):
		m.pop()
		return c.yes(m)
	case x >= len(" y yes    ") && x < len(" y yes    n no"):
		m.pop()
	}
	return nil
}

// showText shows an answer: one line in the status, more in a sheet.
func (m *Model) showText(title, text string) {
	text = strings.TrimRight(text, "\n")
	if !strings.Contains(text, "\n") && viz.Width(text) < m.w-8 {
		m.say(viz.Plain, text)
		return
	}
	x := &viz.Text{Wrap: true}
	for _, l := range strings.Split(text, "\n") {
		x.Lines = append(x.Lines, viz.Plainly(" "+expand(l, 1)))
	}
	m.push(newFigurePopup(title, &viz.Figure{Text: x}))
}
