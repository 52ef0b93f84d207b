package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// quit ends the face. It asks only while a cell runs or when a save failed.
func (m *Model) quit() tea.Cmd {
	if m.view != nil && m.view.Busy != "" && m.dead == "" {
		m.push(&confirm{text: viz.Clean(m.view.Busy) + " is still running. Stop it and quit?", yes: (*Model).leave})
		return nil
	}
	return m.leave()
}

// quitPatience is how long a kernel may take to save before the face ends all the same; the
// kernel saves its swap file then, since its pipe closes.
const quitPatience = 3 * time.Second

type quitTick struct{}

// leave sends what was typed, lets the kernel save, and ends.
// When the kernel ended, the client starts another one only to save.
func (m *Model) leave() tea.Cmd {
	if !m.link.up() || m.view == nil {
		m.quitting = true
		return nil
	}
	stop := m.link.ask("interrupt", kernel.Request{Op: kernel.OpInterrupt})
	if m.view.Busy == "" || m.dead != "" {
		stop = nil
	}
	last := m.link.ordered("quit", append(m.flushEdits(), kernel.Request{Op: kernel.OpQuit})...)
	m.leaving = true
	m.say(viz.Plain, "saving ...")
	return tea.Batch(stop, last, m.after(quitPatience, quitTick{}))
}

// mayLeave ends the face once the kernel saved; when it could not, the person decides.
func (m *Model) mayLeave(f *kernel.Failure) {
	m.leaving, m.message = false, nil
	if f == nil {
		m.quitting = true
		return
	}
	m.push(&confirm{text: "Could not save: " + viz.Clean(f.Message) + "  Quit without saving?", yes: func(m *Model) tea.Cmd {
		m.quitting = true
		return nil
	}})
}

// restarted says that a new session stands, after a death or on request.
func (m *Model) restarted(resp kernel.Response) {
	died := m.dead != ""
	m.dead, m.reviving = "", false
	switch {
	case resp.Err != nil:
		m.failed(resp.Err)
	case died:
		m.say(viz.Good, "the kernel runs again, at the batch where you were")
	default:
		m.say(viz.Good, "the session is fresh; the recording is kept")
	}
}

// showDead asks whether to start the kernel again. It does not while one types: the status says
// it, and the letters go where they were meant to go.
func (m *Model) showDead() {
	if m.book.editing || m.prompt != nil {
		return
	}
	text := "The kernel ended: " + viz.Clean(m.dead) + ".  Your notebook is safe.  Start it again and go back to where you were?"
	for _, p := range m.popups {
		if c, open := p.(*confirm); open {
			if c.dead {
				c.text = text // the reason is known better now
			}
			return
		}
	}
	m.push(&confirm{text: text, yes: (*Model).revive, dead: true})
}

// ended notes why there is no kernel any more, and asks what to do.
func (m *Model) ended(why string) {
	m.dead, m.reviving, m.progress, m.play.on, m.stopping = why, false, nil, false, false
	m.showDead()
}

func (m *Model) revive() tea.Cmd {
	if !m.link.up() {
		m.dead = ""
		return connect(m.ctx, m.o.Connect)
	}
	if m.reviving {
		return nil
	}
	m.reviving, m.seq = true, 0 // the new process counts its views from one
	return m.do(kernel.Request{Op: kernel.OpRestart})
}

// lastWords gives the kernel what was typed and not yet sent, when the terminal goes away.
func (m *Model) lastWords() {
	if !m.link.up() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	last := m.flushEdits()
	if m.dead != "" {
		last = append(last, kernel.Request{Op: kernel.OpQuit})
	}
	for _, r := range last {
		if _, err := m.link.client.Do(ctx, r); err != nil {
			return
		}
	}
}

// lastTable is the table that the person looked at: that of the sheet or tab with the focus, else what
// the cell under the cursor shows, or the last cell that shows one; nil when there is none.
func (m *Model) lastTable() *viz.Figure {
	if f := m.table().fig; f != nil && f.Table != nil && (m.sheet() != nil || m.focus == paneInsp) {
		return f
	}
	if c := m.book.cell(m.view); c != nil && c.Output != nil && c.Output.Table != nil {
		return c.Output
	}
	if m.view != nil {
		for i := len(m.view.Cells) - 1; i >= 0; i-- {
			if f := m.view.Cells[i].Output; f != nil && f.Table != nil {
				return f
			}
		}
	}
	return nil
}
