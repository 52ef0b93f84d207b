package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
)

// sendAfter is how long typing rests before the kernel hears of it.
const sendAfter = 150 * time.Millisecond

// sendEvery bounds what a crash can lose while one types without a rest.
const sendEvery = 400 * time.Millisecond

// draft is the text of a cell on this side. The kernel's text is taken over only when nothing
// typed is still unknown to it.
type draft struct {
	buf   *buffer
	base  string    // the kernel's text, as last seen
	sent  string    // the text last sent
	waits int       // edits sent and not yet answered
	at    time.Time // when it was sent last
	diag  *kernel.Failure
	of    string // the text diag is about
	kind  string // and the kind of the cell
}

func (d *draft) dirty() bool { return d.buf.text != d.sent }

// sendTick is the end of a rest; version says whether anything was typed since.
type sendTick struct {
	cell    string
	version int
}

// typed starts the rest after which an edit is sent.
func (m *Model) typed() tea.Cmd {
	c := m.book.cell(m.view)
	if c == nil {
		return nil
	}
	d := m.book.draft(c)
	if !d.dirty() {
		return nil
	}
	rest := m.after(sendAfter, sendTick{c.ID, d.buf.version})
	now := m.now()
	if d.at.IsZero() || d.waits > 0 {
		d.at = now
	}
	if now.Sub(d.at) < sendEvery || !m.link.up() {
		return rest
	}
	d.at = now
	m.inflight++
	return tea.Batch(rest, m.link.ordered("edit", m.flushEdits()...))
}

func (m *Model) sendEdits(t sendTick) tea.Cmd {
	d := m.book.drafts[t.cell]
	if d == nil || d.buf.version != t.version {
		return nil
	}
	reqs := m.flushEdits()
	if !m.link.up() {
		return nil
	}
	var edit tea.Cmd
	if len(reqs) > 0 { // else a key before the rest has sent them
		m.inflight++
		edit = m.link.ordered("edit", reqs...)
	}
	if m.dead != "" || !m.book.editing || d.of == d.buf.text {
		return edit
	}
	check := kernel.Request{Op: kernel.OpCheck, Cell: t.cell, Kind: kindOf(m.view, t.cell), Text: d.buf.text}
	return tea.Batch(edit, m.link.ask("check", check))
}

// flushEdits are the requests that tell the kernel everything typed so far.
func (m *Model) flushEdits() []kernel.Request {
	if m.view == nil {
		return nil
	}
	var out []kernel.Request
	for _, c := range m.view.Cells {
		d := m.book.drafts[c.ID]
		if d == nil || !d.dirty() {
			continue
		}
		for id, other := range m.book.drafts {
			if id != c.ID {
				other.diag, other.of = nil, "" // it may have been about this cell's names
			}
		}
		d.sent = d.buf.text
		d.waits++
		out = append(out, kernel.Request{Op: kernel.OpEdit, Cell: c.ID, Text: d.sent})
	}
	return out
}

// acknowledged notes that the kernel has a text.
func (n *notebook) acknowledged(cell, text string) {
	if d := n.drafts[cell]; d != nil {
		d.base = text
		if d.waits > 0 {
			d.waits--
		}
	}
}

func kindOf(v *kernel.View, cell string) string {
	for _, c := range v.Cells {
		if c.ID == cell {
			return c.Kind
		}
	}
	return ""
}

// checked takes the diagnostics of a text, unless it changed since.
func (n *notebook) checked(cell, kind, text string, f *kernel.Failure) {
	if d := n.drafts[cell]; d != nil && d.buf.text == text {
		d.diag, d.of, d.kind = f, text, kind
	}
}

// sync takes over the kernel's texts: undo, reload, an editor outside. What is typed here and
// not yet known there stays.
func (n *notebook) sync(v *kernel.View) {
	known := map[string]bool{}
	for _, c := range v.Cells {
		known[c.ID] = true
		d := n.drafts[c.ID]
		if d == nil {
			continue
		}
		if d.kind != c.Kind || c.State == "ok" {
			d.diag, d.of = nil, ""
		}
		if d.waits > 0 || c.Source == d.base {
			continue
		}
		if !d.dirty() && d.buf.text != c.Source {
			d.buf.replace(0, len(d.buf.text), c.Source, false)
			d.sent = c.Source
		}
		d.base = c.Source
	}
	for id := range n.drafts {
		if !known[id] {
			delete(n.drafts, id)
		}
	}
	if n.cur >= len(v.Cells) {
		n.cur = max(len(v.Cells)-1, 0)
		n.editing = false
	}
}
