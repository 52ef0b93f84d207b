package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// completion is the list of proposals at the text cursor.
type completion struct {
	items []kernel.Completion
	cur   int
}

const completionRows = 8

func (m *Model) complete(c *kernel.CellView, b *buffer) tea.Cmd {
	return m.link.ask("complete", kernel.Request{Op: kernel.OpComplete, Cell: c.ID, Kind: c.Kind, Text: b.text, Index: b.cur})
}

// completed opens the list; a single proposal that was asked for with Tab is taken at once.
func (m *Model) completed(a answer, r kernel.Request, resp kernel.Response) tea.Cmd {
	c := m.book.cell(m.view)
	if c == nil || m.link.stale(a) || !m.book.editing || r.Cell != c.ID {
		return nil
	}
	b := m.book.draft(c).buf
	if b.text != r.Text || b.cur != r.Index {
		return nil
	}
	open := m.book.popup != nil
	m.book.popup = nil
	switch {
	case len(resp.Items) == 0:
		if !open && !strings.HasSuffix(r.Text[:r.Index], ".") {
			m.say(viz.Plain, "nothing to propose here")
		}
	case len(resp.Items) == 1 && !open && b.word() != "":
		return m.accept(b, resp.Items[0])
	default:
		m.book.popup = &completion{items: resp.Items}
	}
	return nil
}

// completionKey is a key while the list is open; done is false when the key is for the text.
func (m *Model) completionKey(key string, b *buffer) (tea.Cmd, bool) {
	p := m.book.popup
	switch key {
	case "ctrl+n", "down":
		p.cur = (p.cur + 1) % len(p.items)
	case "ctrl+p", "up":
		p.cur = (p.cur + len(p.items) - 1) % len(p.items)
	case "enter", "tab":
		return m.accept(b, p.items[p.cur]), true
	case "esc":
		m.book.popup = nil
	default:
		if len(key) > 1 && key != "backspace" {
			m.book.popup = nil
		}
		return nil, false
	}
	return nil, true
}

func (m *Model) accept(b *buffer, it kernel.Completion) tea.Cmd {
	m.book.popup = nil
	from := min(max(it.From, 0), b.cur)
	b.seal()
	b.replace(from, b.cur, it.Text, false)
	return m.typed()
}

// afterTyping asks for proposals after a dot and for the signature after a bracket.
func (m *Model) afterTyping(text string, c *kernel.CellView, b *buffer) tea.Cmd {
	switch {
	case text == "." || (m.book.popup != nil && isWord([]rune(text)[0])):
		return m.complete(c, b)
	case (text == "(" || text == ",") && m.book.sign == "":
		m.book.popup = nil
		return m.sign(c, b)
	}
	m.book.popup = nil
	return nil
}

// sign asks for the signature of the call whose arguments are typed: it stands in the status line
// until the call is closed.
func (m *Model) sign(c *kernel.CellView, b *buffer) tea.Cmd {
	return m.link.ask("sign", kernel.Request{Op: kernel.OpCall, Cell: c.ID, Kind: c.Kind, Text: b.text, Index: b.cur})
}

// signAgain follows the text cursor out of the call that the signature is of.
func (m *Model) signAgain() tea.Cmd {
	c := m.book.cell(m.view)
	if !m.book.editing || m.book.sign == "" || c == nil {
		return nil
	}
	return m.sign(c, m.book.draft(c).buf)
}

func (m *Model) signed(a answer, r kernel.Request, resp kernel.Response) {
	c := m.book.cell(m.view)
	if m.link.stale(a) || !m.book.editing || c == nil || c.ID != r.Cell {
		return
	}
	first, _, _ := strings.Cut(strings.TrimSpace(resp.Text), "\n")
	m.book.sign = first
}

func (m *Model) hoverAt(c *kernel.CellView, b *buffer) tea.Cmd {
	return m.link.ask("hover", kernel.Request{Op: kernel.OpHover, Cell: c.ID, Kind: c.Kind, Text: b.text, Index: b.cur})
}

// hovered shows a signature with its doc.
func (m *Model) hovered(a answer, resp kernel.Response) {
	if m.link.stale(a) || !m.book.editing {
		return
	}
	text := strings.TrimSpace(resp.Text)
	if text == "" {
		m.say(viz.Plain, "nothing is known about this place")
		return
	}
	m.book.hover = nil
	for i, l := range strings.Split(text, "\n") {
		style := viz.Plain
		if i == 0 {
			style = viz.Strong
		}
		m.book.hover = append(m.book.hover, viz.Line{{Text: " " + expand(l, 1), Style: style}})
	}
}

// lines draws the list: label, kind, detail.
func (p *completion) lines(w int, th *theme) []viz.Line {
	first := max(min(p.cur-completionRows/2, len(p.items)-completionRows), 0)
	shown := p.items[first:min(first+completionRows, len(p.items))]
	label, detail := 0, 0
	for _, it := range shown {
		label = max(label, viz.Width(viz.Clean(it.Label)))
		detail = max(detail, viz.Width(viz.Clean(it.Kind+"  "+it.Detail)))
	}
	label = min(label, w/2)
	detail = min(detail, max(w-label-6, 4))
	var out []viz.Line
	for i, it := range shown {
		mark, style := "  ", viz.Plain
		if first+i == p.cur {
			mark, style = "> ", viz.Cursor
		}
		name := viz.Pad(viz.Cut(viz.Clean(it.Label), label, th.Mark()), label, false)
		about := viz.Pad(viz.Cut(viz.Clean(it.Kind+"  "+it.Detail), detail, th.Mark()), detail, false)
		out = append(out, viz.Line{{Text: mark + name, Style: style}, {Text: "  " + about + " ", Style: viz.Dim}})
	}
	if len(p.items) > completionRows {
		out = append(out, viz.Line{{Text: viz.Pad("  "+viz.Count(p.cur+1)+" of "+viz.Count(len(p.items)), label+detail+5, false), Style: viz.Dim}})
	}
	return out
}
