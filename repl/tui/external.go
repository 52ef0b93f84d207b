package tui

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"unicode/utf8"

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

// external opens the cell, or the notebook's file, in the person's editor. The file has first to hold
// what was typed: where it cannot be saved, no editor opens.
func (m *Model) external(whole bool) tea.Cmd {
	if whole {
		return m.link.ordered(slotEditor, append(m.flushEdits(), kernel.Request{Op: kernel.OpSave})...)
	}
	c := m.book.cell(m.view)
	if c == nil {
		return nil
	}
	return editCell(c.ID, c.Kind, m.book.source(c))
}

// slotEditor is the call that saves the notebook before an editor opens its file.
const slotEditor = "editor"

// editNotebook runs the editor on the notebook's file.
func (m *Model) editNotebook() tea.Cmd {
	return tea.ExecProcess(editorCommand(m.view.Path), func(err error) tea.Msg { return edited{err: err} })
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
			now, err := editorLeft(path, text)
			return edited{cell: id, text: now, err: err}
		})()
	}
}

// editorLeft reads what an editor made of a text. Its ends of lines are line feeds, unless the text
// had others already.
func editorLeft(path, was string) (string, error) {
	now, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", errors.New("it left no file")
	case err != nil:
		return "", err
	case !utf8.Valid(now) || bytes.IndexByte(now, 0) >= 0:
		return "", errors.New("what it left is no text in UTF-8")
	}
	text := string(now)
	if !strings.Contains(was, "\r") {
		text = unixLines(text)
	}
	return strings.TrimSuffix(text, "\n"), nil
}

// editorFailure says in a sentence why an editor did not do.
func editorFailure(err error) string {
	var exit *exec.ExitError
	var missing *exec.Error
	switch {
	case errors.As(err, &missing):
		return "there is no editor " + missing.Name + " here; $VISUAL or $EDITOR names another"
	case errors.As(err, &exit):
		return "the editor gave up (" + exit.Error() + ")"
	}
	return "the editor failed: " + err.Error()
}

// edited takes the text back as one step of undo.
func (m *Model) edited(e edited) tea.Cmd {
	switch {
	case e.err != nil && e.cell == "":
		m.say(viz.Bad, editorFailure(e.err))
		return nil
	case e.err != nil:
		m.say(viz.Bad, editorFailure(e.err)+"; the cell is as it was")
		return nil
	case e.cell == "":
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
		line, _ := d.buf.place(d.buf.cur)
		d.buf.replace(0, len(d.buf.text), e.text, false)
		d.buf.move(d.buf.offset(line, 0), false)
		m.inflight++
		return m.link.ordered("edit", m.flushEdits()...)
	}
	return nil
}
