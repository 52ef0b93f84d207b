package tui

import (
	"os"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// copied tells how a copy went.
type copied struct {
	what string
	n    int
}

// copy puts text on the clipboard: through the terminal (OSC 52, which works over SSH too) and
// through the tool of this machine when there is one.
func (m *Model) copy(text, what string) tea.Cmd {
	if text == "" {
		m.say(viz.Plain, "there is nothing to copy")
		return nil
	}
	done := copied{what, len(text)}
	return tea.Batch(tea.SetClipboard(text), func() tea.Msg {
		localCopy(text)
		return done
	})
}

// localCopy is best effort: the terminal has the text already.
func localCopy(text string) {
	tools := [][]string{{"pbcopy"}, {"clip.exe"}}
	if os.Getenv("WAYLAND_DISPLAY") != "" {
		tools = append([][]string{{"wl-copy"}}, tools...)
	} else if os.Getenv("DISPLAY") != "" {
		tools = append([][]string{{"xclip", "-selection", "clipboard"}, {"xsel", "-ib"}}, tools...)
	}
	for _, t := range tools {
		path, err := exec.LookPath(t[0])
		if err != nil {
			continue
		}
		c := exec.Command(path, t[1:]...)
		c.Stdin = strings.NewReader(text)
		if c.Run() == nil {
			return
		}
	}
}

func (m *Model) copied(c copied) {
	m.say(viz.Good, "copied "+c.what+" ("+viz.Count(c.n)+" bytes)")
}

// copyPane offers a table: the cell, the row or the selection, and all rows in a form.
func (m *Model) copyPane(t *tablePane) tea.Cmd {
	if t.table() == nil {
		if t.fig == nil {
			m.say(viz.Plain, "there is nothing to copy here")
			return nil
		}
		if t.name == "record" { // on the screen its values are broken into lines
			p := t.pane()
			p.Width, p.Offset, p.Limit = 0, 0, 0
			return m.link.ask("copy", kernel.Request{Op: kernel.OpCopy, Pane: &p, Kind: "text"})
		}
		return m.copy(viz.Lines(viz.Draw(t.fig, 0, 0, m.th.Theme)), "the text")
	}
	cells := t.cells()
	var list []choice
	if t.col < len(cells) {
		text := cells[t.col].Text
		list = append(list, choice{text: "this cell: " + viz.Cut(viz.Clean(text), 40, m.th.Mark()), about: "v", do: func(m *Model) tea.Cmd { return m.copy(text, "the cell") }})
	}
	list = append(list, copyRows(t)...)
	if t.name == "" {
		fig := t.fig
		list = append(list, choice{text: "the table as text", about: "t", do: func(m *Model) tea.Cmd {
			return m.copy(viz.Lines(viz.Draw(fig, 0, 0, viz.Theme{ASCII: true})), "the table")
		}})
	} else {
		list = append(list, copyKinds(pickedText(t, "the whole table"), func(kind string) func(*Model) tea.Cmd { return askCopy(t, kind) })...)
	}
	m.push(&chooser{name: "Copy", all: append(list, m.copyScenario()...), keys: true})
	return nil
}

// copyScenario offers the batches up to here as a test, once some have run.
func (m *Model) copyScenario() []choice {
	if k := m.track(); k == nil || k.At == 0 || m.start != nil {
		return nil
	}
	return []choice{{text: "the batches up to here as a scenario (:test writes it to a file)", about: "b", do: func(m *Model) tea.Cmd {
		return m.link.ask("copy", kernel.Request{Op: kernel.OpCopy, Kind: "scenario"})
	}}}
}

// pickedText names the rows that are selected; other when none are.
func pickedText(t *tablePane, other string) string {
	switch from, to := t.picked(); to - from {
	case 0:
		return other
	case 1:
		return "this row"
	default:
		return "the " + viz.Count(to-from) + " selected rows"
	}
}

// copyRows offers the selected rows, else the row under the cursor. Those that are not on the screen
// the kernel has.
func copyRows(t *tablePane) []choice {
	from, to := t.picked()
	if from == to {
		from, to = t.cur, t.cur+1
	}
	if to = min(to, t.table().Total); from >= to {
		return nil
	}
	what := pickedText(t, "this row")
	one := choice{text: what, about: "r"}
	switch text, n := rowsText(t, from, to); {
	case n == to-from:
		one.do = func(m *Model) tea.Cmd { return m.copy(text, what) }
	case t.name != "":
		one.do = askRows(t, "rows", from, to)
	default:
		return nil
	}
	return []choice{one}
}

// rowsText are those of some rows that are here; cells by tabs.
func rowsText(t *tablePane, from, to int) (string, int) {
	tab := t.table()
	var lines []string
	for i := max(from-tab.Offset, 0); i < min(to-tab.Offset, len(tab.Rows)); i++ {
		var cells []string
		for _, c := range tab.Rows[i] {
			cells = append(cells, c.Text)
		}
		lines = append(lines, strings.Join(cells, "\t"))
	}
	return strings.Join(lines, "\n"), len(lines)
}

func copyKinds(what string, do func(kind string) func(*Model) tea.Cmd) []choice {
	return []choice{
		{text: what + " as text", about: "t", do: do("text")},
		{text: what + " as CSV", about: "c", do: do("csv")},
		{text: what + " as JSON lines", about: "j", do: do("json")},
		{text: what + " as Markdown", about: "m", do: do("markdown")},
	}
}

// askCopy asks the kernel for the selected rows as text, for all of them where none are selected.
func askCopy(t *tablePane, kind string) func(*Model) tea.Cmd {
	from, to := t.picked()
	return askRows(t, kind, from, to)
}

func askRows(t *tablePane, kind string, from, to int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		p := t.pane()
		p.Offset, p.Limit = from, to-from
		return m.link.ask("copy", kernel.Request{Op: kernel.OpCopy, Pane: &p, Kind: kind})
	}
}

func (m *Model) copyText(r kernel.Request, resp kernel.Response) tea.Cmd {
	if resp.Err != nil {
		m.failed(resp.Err)
		return nil
	}
	what := "the table"
	switch {
	case r.Kind == "scenario":
		what = "the scenario"
	case r.Pane != nil && r.Pane.Name == "record":
		what = "the row"
	case r.Pane != nil && r.Pane.Limit > 0:
		what = "the selected rows"
	}
	return m.copy(resp.Text, what)
}
