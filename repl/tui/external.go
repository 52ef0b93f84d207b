package tui

import (
	"os"
	"os/exec"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// edited is the end of an external editor.
type edited struct {
	cell string // "" for the whole notebook
	text string
	err  error
}

// editorCommand is $VISUAL, else $EDITOR, else vi; it may carry arguments.
func editorCommand(path string) *exec.Cmd {
	line := os.Getenv("VISUAL")
	if line == "" {
		line = os.Getenv("EDITOR")
	}
	words := strings.Fields(line)
	if len(words) == 0 {
		words = []string{"vi"}
	}
	return exec.Command(words[0], append(words[1:], path)...)
}

// external opens the cell, or the notebook's file, in the person's editor.
func (m *Model) external(whole bool) tea.Cmd {
	if whole {
		path := m.view.Path
		save := m.do(kernel.Request{Op: kernel.OpSave})
		open := tea.ExecProcess(editorCommand(path), func(err error) tea.Msg { return edited{err: err} })
		return tea.Sequence(save, open)
	}
	c := m.book.cell(m.view)
	if c == nil {
		return nil
	}
	return editCell(c.ID, c.Kind, m.book.source(c))
}

// editCell writes the text to a file of its own and runs the editor on it.
func editCell(id, kind, text string) tea.Cmd {
	return func() tea.Msg {
		ending := map[string]string{"go": "*.go", "sql": "*.sql"}[kind]
		if ending == "" {
			ending = "*.md"
		}
		f, err := os.CreateTemp("", "cell-"+ending)
		if err != nil {
			return edited{cell: id, err: err}
		}
		path := f.Name()
		_, err = f.WriteString(text + "\n")
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			return edited{cell: id, err: err}
		}
		return tea.ExecProcess(editorCommand(path), func(err error) tea.Msg {
			defer os.Remove(path)
			if err != nil {
				return edited{cell: id, err: err}
			}
			now, err := os.ReadFile(path)
			return edited{cell: id, text: strings.TrimSuffix(string(now), "\n"), err: err}
		})()
	}
}

// edited takes the text back as one step of undo.
func (m *Model) edited(e edited) tea.Cmd {
	if e.err != nil {
		m.say(viz.Bad, "the editor ended badly, nothing was changed: "+e.err.Error())
		return nil
	}
	if e.cell == "" {
		return m.command("e!")
	}
	for i := range m.view.Cells {
		c := &m.view.Cells[i]
		if c.ID != e.cell {
			continue
		}
		d := m.book.draft(c)
		if d.buf.text == e.text {
			return nil
		}
		d.buf.replace(0, len(d.buf.text), e.text, false)
		m.inflight++
		return m.link.ordered("edit", m.flushEdits()...)
	}
	return nil
}
