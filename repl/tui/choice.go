package tui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/viz"
)

// choice is one line of a list: what it is, and how else one gets there.
type choice struct {
	text  string
	about string // at the right: its key or command
	more  string // searched too, not shown
	group string
	do    func(*Model) tea.Cmd
}

// chooser is a list to search by typing: the palette, the help, menus.
type chooser struct {
	name  string
	all   []choice
	typed string
	cur   int
	top   int
	lines []int // the choice that stands in each line of the last drawing, -1 for none
	below int   // lines that it left out
	// keys lets a letter choose at once (menus) in place of searching.
	keys bool
	foot string
	verb string // what Enter does, "does it" when ""
}

func (c *chooser) title() viz.Line { return viz.Styled(styleTitle, c.name) }

func (c *chooser) right() string {
	switch {
	case c.keys:
		return "Esc"
	case c.below > 0:
		return "type to search   " + viz.Count(c.below) + " more below"
	}
	return "type to search"
}

func (c *chooser) hints(*Model) []hint {
	if c.keys {
		return []hint{{"a letter or Enter", "chooses"}, {"Esc", "closes"}}
	}
	esc := "closes"
	if c.typed != "" {
		esc = "all again"
	}
	return []hint{{"type", "to search"}, {"Up Down", "choose"}, {"Enter", cmp.Or(c.verb, "does it")}, {"Esc", esc}}
}

// matching are the choices that have every word that was typed.
func (c *chooser) matching() []choice {
	if c.typed == "" {
		return c.all
	}
	words := strings.Fields(strings.ToLower(c.typed))
	var out []choice
	for _, x := range c.all {
		text := strings.ToLower(x.text + " " + x.about + " " + x.group + " " + x.more)
		ok := true
		for _, w := range words {
			ok = ok && strings.Contains(text, w)
		}
		if ok {
			out = append(out, x)
		}
	}
	return out
}

func (c *chooser) render(m *Model, w, h int) []viz.Line {
	var out []viz.Line
	if !c.keys {
		out = append(out, viz.Line{{Text: " > ", Style: viz.Key}, {Text: viz.Clean(c.typed)}, {Text: "_", Style: viz.Dim}})
	}
	list := c.matching()
	room := h - len(out)
	if c.foot != "" && room > 6 {
		room--
	}
	body, of := c.body(list, w, m.th)
	at := max(slices.Index(of, c.cur), 0)
	if at < c.top {
		c.top = at
	}
	if at >= c.top+room {
		c.top = at - room + 1
	}
	c.top = max(min(c.top, len(body)-room), 0)
	c.lines = make([]int, len(out))
	for i := range c.lines {
		c.lines[i] = -1
	}
	end := min(c.top+room, len(body))
	out, c.lines, c.below = append(out, body[c.top:end]...), append(c.lines, of[c.top:end]...), len(body)-end
	if len(list) == 0 {
		out = append(out, viz.Styled(viz.Dim, "   nothing has these words; Esc shows all again"))
	}
	if c.foot != "" && h-len(out) > 0 {
		out = append(out, viz.Styled(viz.Dim, viz.Cut(" "+c.foot, w, m.th.Mark())))
	}
	return out
}

// body is the list with a line a group; of is the choice that stands in each line, -1 for none.
func (c *chooser) body(list []choice, w int, th *theme) (out []viz.Line, of []int) {
	about, wide := 0, 0
	for _, x := range c.all {
		about, wide = max(about, viz.Width(x.about)), max(wide, viz.Width(viz.Clean(x.text)))
	}
	about = min(about, w/3)
	wide = min(wide, w-about-8) // the keys stand near what they do
	group := ""
	for i, x := range list {
		if x.group != group {
			group = x.group
			out, of = append(out, viz.Styled(styleTitle, " "+group)), append(of, -1)
		}
		mark, style := "   ", viz.Plain
		if i == c.cur {
			mark, style = " > ", viz.Cursor
		}
		text := viz.Pad(viz.Cut(viz.Clean(x.text), wide, th.Mark()), wide, false)
		out = append(out, viz.Line{{Text: mark}, {Text: text, Style: style}, {Text: "  "}, {Text: viz.Cut(viz.Clean(x.about), about, th.Mark()), Style: viz.Key}})
		of = append(of, i)
	}
	return out, of
}

// click takes the choice that was clicked on.
func (c *chooser) click(m *Model, _, y int, _ bool) tea.Cmd {
	if y < 0 || y >= len(c.lines) || c.lines[y] < 0 {
		return nil
	}
	list := c.matching()
	if i := c.lines[y]; i < len(list) {
		m.pop()
		if do := list[i].do; do != nil {
			return do(m)
		}
	}
	return nil
}

func (c *chooser) key(m *Model, k tea.KeyPressMsg) tea.Cmd {
	list := c.matching()
	switch key := k.String(); key {
	case "esc", "ctrl+c":
		if c.typed != "" {
			c.typed, c.cur = "", 0
			return nil
		}
		m.pop()
	case "down", "ctrl+n":
		c.cur = min(c.cur+1, max(len(list)-1, 0))
	case "up", "ctrl+p":
		c.cur = max(c.cur-1, 0)
	case "pgdown":
		c.cur = min(c.cur+10, max(len(list)-1, 0))
	case "pgup":
		c.cur = max(c.cur-10, 0)
	case "enter":
		if c.cur < len(list) {
			m.pop()
			if do := list[c.cur].do; do != nil {
				return do(m)
			}
		}
	case "backspace":
		if n := len(c.typed); n > 0 {
			c.typed, c.cur = newBuffer(c.typed).text[:newBuffer(c.typed).prev(n)], 0
		}
	default:
		return c.letter(m, k, list)
	}
	return nil
}

// letter chooses in a menu, and searches elsewhere.
func (c *chooser) letter(m *Model, k tea.KeyPressMsg, list []choice) tea.Cmd {
	if k.Text == "" {
		return nil
	}
	if !c.keys {
		c.typed, c.cur = c.typed+k.Text, 0
		return nil
	}
	for _, x := range list {
		if x.about == k.Text {
			m.pop()
			return x.do(m)
		}
	}
	if k.Text == "q" {
		m.pop()
	}
	return nil
}
