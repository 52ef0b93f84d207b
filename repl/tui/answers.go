package tui

import (
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// answered takes what came back for a call.
func (m *Model) answered(a answer) tea.Cmd {
	if a.slot == "do" || a.slot == "edit" {
		m.inflight--
		if slices.ContainsFunc(a.reqs, reshapes) {
			m.reshaping--
		}
		m.stopping = m.stopping && m.inflight > 0
	}
	switch {
	case a.died() && (m.dead == "" || m.reviving):
		m.ended("it was killed") // an event tells more
	case a.err != nil && m.reviving:
		m.ended(a.err.Error())
	}
	if a.slot == "quit" && a.err != nil {
		m.quitting = true
	}
	if a.err != nil && !a.died() && m.ctx.Err() == nil {
		m.say(viz.Bad, a.err.Error())
	}
	var cmds []tea.Cmd
	for i, resp := range a.resps {
		cmds = append(cmds, m.response(a, a.reqs[i], resp))
	}
	for _, r := range a.reqs[len(a.resps):] {
		if r.Op == kernel.OpFigure {
			m.insp.unanswered(*r.Pane)
		}
	}
	if m.inflight == 0 && m.held != nil {
		if len(a.resps) == 0 || m.view == nil {
			m.setView(m.held)
		}
		m.held = nil
	}
	if a.slot == slotEditor && a.well() {
		cmds = append(cmds, m.editNotebook())
	}
	return tea.Batch(append(cmds, m.catchUp())...)
}

// response takes one answer of a call.
func (m *Model) response(a answer, r kernel.Request, resp kernel.Response) tea.Cmd {
	if r.Op == kernel.OpEdit {
		m.book.acknowledged(r.Cell, r.Text)
	}
	if r.Op == kernel.OpRestart {
		m.seq = 0
	}
	if resp.View != nil {
		m.setView(resp.View)
	}
	if r.Op == kernel.OpInterrupt && m.view != nil && m.view.Busy == "" {
		m.stopping = false // it ended by itself
	}
	switch r.Op {
	case kernel.OpFigure:
		m.figure(a, *r.Pane, resp)
	case kernel.OpComplete:
		return m.completed(a, r, resp)
	case kernel.OpHistory:
		m.pickHistory(a, resp)
	case kernel.OpHover:
		m.hovered(a, resp)
	case kernel.OpCall:
		m.signed(a, r, resp)
	case kernel.OpCheck:
		m.book.checked(r.Cell, r.Kind, r.Text, resp.Err)
	case kernel.OpCopy:
		return m.copyText(r, resp)
	case kernel.OpCommand:
		m.commandDone(r, resp)
	case kernel.OpOpen:
		return m.openedFile(r, resp)
	case kernel.OpQuit:
		m.mayLeave(resp.Err)
	case kernel.OpRestart:
		m.restarted(resp)
	case kernel.OpAdd:
		m.added(r, resp)
	case kernel.OpNextStop:
		m.cameTo(resp)
	default:
		if resp.Err != nil {
			m.failed(resp.Err)
		} else if resp.Text != "" {
			m.say(viz.Plain, resp.Text)
		}
	}
	return nil
}

// added says what a new cell is and what may follow; the answer's text is the cell's id.
func (m *Model) added(r kernel.Request, resp kernel.Response) {
	switch undo := m.keyName("undo") + " takes it back"; {
	case resp.Err != nil:
		m.failed(resp.Err)
	case r.Text != "":
		m.say(viz.Plain, "cell pasted; "+undo)
	default:
		m.say(viz.Plain, "new "+r.Kind+" cell; "+m.keyName("edit")+" edits it, "+m.keyName("cell-type")+" changes its kind, "+undo)
	}
}

// cameTo says which stop ended a run where the status line has no room for it.
func (m *Model) cameTo(resp kernel.Response) {
	k := m.track()
	switch {
	case resp.Err != nil:
		m.failed(resp.Err)
	case resp.Figure != nil:
		m.push(newFigurePopup(resp.Figure.Title, resp.Figure))
	case resp.Text != "":
		m.say(viz.Plain, resp.Text)
	case k != nil && k.At > 0 && k.Paused != "" && m.w < roomForReason:
		m.say(viz.Strong, fmt.Sprintf("PAUSED b%d %s", k.Base+k.At-1, k.Paused))
		counts := countsText(k, m.w)
		m.message = append(append(m.message, counts[0]), counts[2:]...) // the State tab counts the keys
	}
}

// openedFile says why a notebook could not be opened. Without the sample the start screen has an
// empty notebook.
func (m *Model) openedFile(r kernel.Request, resp kernel.Response) tea.Cmd {
	switch {
	case resp.Err == nil:
		m.book.begin()
		m.closed = nil
	case r.Kind == sampleKind:
		return m.do(kernel.Request{Op: kernel.OpOpen})
	default:
		m.failed(resp.Err)
		if m.view == nil {
			m.closed = resp.Err
		}
	}
	return nil
}

// figure puts a figure where it was asked for.
func (m *Model) figure(a answer, p kernel.Pane, resp kernel.Response) {
	if a.slot == "popup" {
		if !m.link.stale(a) {
			m.sheetTakes(p, resp)
		}
		return
	}
	m.insp.take(p, resp, m.freshOf(p.Name))
}

// failed shows a failure: at its cell when it has one, else in a line.
func (m *Model) failed(f *kernel.Failure) {
	where := ""
	if n := m.book.number(m.view, f.Cell); n > 0 {
		where = "cell " + strconv.Itoa(n)
		if f.Line > 0 {
			where += ", line " + strconv.Itoa(f.Line)
		}
		where += ": "
	}
	m.message = viz.Line{{Text: viz.Clean(where + f.Message), Style: viz.Bad}}
	m.atCell = where != ""
	if f.Hint != "" {
		m.message = append(m.message, viz.Cell{Text: "  " + viz.Clean(f.Hint)})
	}
}

// commandDone shows what a colon command answered.
func (m *Model) commandDone(r kernel.Request, resp kernel.Response) {
	switch {
	case resp.Err != nil:
		if m.prompt != nil && m.prompt.sent == r.Text {
			m.prompt.fail(resp.Err)
			return
		}
		m.failed(resp.Err)
	case resp.Figure != nil && listOf(firstWord(r.Text)) == watchList:
		m.closePrompt(r.Text)
		m.showWatches()
	case resp.Figure != nil:
		m.closePrompt(r.Text)
		m.push(newFigurePopup(":"+r.Text, resp.Figure))
	default:
		m.closePrompt(r.Text)
		if resp.Text != "" {
			m.showText(":"+r.Text, resp.Text)
		}
	}
}

// event takes what the kernel sent by itself.
func (m *Model) event(e event) tea.Cmd {
	if e.from != m.link.client {
		return nil
	}
	if !e.ok {
		if m.dead == "" && m.ctx.Err() == nil {
			m.ended("its connection closed")
		}
		return nil
	}
	if e.Dead != "" {
		m.ended(e.Dead)
	}
	if p := e.Progress; p != nil {
		m.progress = p
		if p.Finished {
			m.progress = nil
		}
	}
	if e.View != nil {
		if m.inflight > 0 && e.View.Busy == "" {
			m.held = e.View
		} else {
			m.setView(e.View)
		}
	}
	return m.link.listen()
}

// setView takes the newest state of everything.
func (m *Model) setView(v *kernel.View) {
	old := m.view
	if v.Seq != 0 && v.Seq < m.seq {
		return // an older one that was overtaken
	}
	if old != nil && m.seq != 0 && old.Book != v.Book {
		m.book.begin()
	}
	m.view, m.seq = v, v.Seq
	if v.Busy == "" {
		m.progress, m.stopping = nil, false
	} else {
		m.link.works()
	}
	if v.Message != "" && (old == nil || old.Message != v.Message) {
		m.say(viz.Plain, v.Message)
	}
	m.book.sync(v)
	m.insp.follow(old, v)
	m.motion.stepped(old, v)
	if m.start != nil && old != nil && (old.Path != v.Path || old.Title != v.Title) {
		m.start = nil
	}
}
