package tui

import (
	"cmp"
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
	// keys lets a letter choose at once (menus) in place of searching.
	keys bool
	foot string
	verb string // what Enter does, "does it" when ""
}

func (c *chooser) title() viz.Line { return viz.Styled(styleTitle, c.name) }

func (c *chooser) right() string {
	if c.keys {
		return "Esc"
	}
	return "type to search"
}

func (c *chooser) hints(*Model) []hint {
	if c.keys {
		return []hint{{"a letter or Enter", "chooses"}, {"Esc", "closes"}}
	}
	return []hint{{"type", "to search"}, {"Up Down", "choose"}, {"Enter", cmp.Or(c.verb, "does it")}, {"Esc", "closes"}}
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
	body, at := c.body(list, w, m.th)
	if at < c.top {
		c.top = at
	}
	if at >= c.top+room {
		c.top = at - room + 1
	}
	c.top = max(min(c.top, len(body)-room), 0)
	out = append(out, body[c.top:min(c.top+room, len(body))]...)
	if len(list) == 0 {
		out = append(out, viz.Styled(viz.Dim, "   nothing has these words; Esc closes"))
	}
	if c.foot != "" && h-len(out) > 0 {
		out = append(out, viz.Styled(viz.Dim, viz.Cut(" "+c.foot, w, m.th.Mark())))
	}
	return out
}

// body is the list with a line a group; at is the line of the current choice.
func (c *chooser) body(list []choice, w int, th *theme) (out []viz.Line, at int) {
	about := 0
	for _, x := range list {
		about = max(about, viz.Width(x.about))
	}
	about = min(about, w/3)
	group := ""
	for i, x := range list {
		if x.group != group {
			group = x.group
			out = append(out, viz.Styled(styleTitle, " "+group))
		}
		mark, style := "   ", viz.Plain
		if i == c.cur {
			mark, style, at = " > ", viz.Cursor, len(out)
		}
		text := viz.Pad(viz.Cut(viz.Clean(x.text), w-about-8, th.Mark()), w-about-8, false)
		out = append(out, viz.Line{{Text: mark}, {Text: text, Style: style}, {Text: "  "}, {Text: viz.Cut(viz.Clean(x.about), about, th.Mark()), Style: viz.Key}})
	}
	return out, at
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
