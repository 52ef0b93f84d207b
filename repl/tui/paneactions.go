package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// paneActions choose what is seen.
func paneActions() []action {
	const g = groupPanes
	out := []action{
		{name: "next-pane", keys: "tab|shift+tab", where: inAny, group: g, title: "next pane", hint: "pane", rank: 10, ready: always, do: otherPane},
		{name: "next-tab", keys: "]", where: inAny, group: g, title: "next tab", ready: always, do: func(m *Model) tea.Cmd { return m.showTab((m.insp.cur + 1) % len(tabs)) }},
		{name: "previous-tab", keys: "[", where: inAny, group: g, title: "previous tab", ready: always, do: func(m *Model) tea.Cmd { return m.showTab((m.insp.cur + len(tabs) - 1) % len(tabs)) }},
		{name: "bigger", keys: "+|=", where: inAny, group: g, title: "this pane bigger", hint: "bigger", rank: 23, ready: canGrow, do: zoomBy(1)},
		{name: "smaller", keys: "_|-", where: inAny, group: g, title: "this pane smaller", hint: "smaller", rank: 23, ready: canShrink, do: zoomBy(-1)},
		{name: "leave", keys: "esc", where: inAny, group: g, title: "up one level", ready: always, do: (*Model).up},
	}
	for i, t := range tabs {
		out = append(out, action{name: "tab-" + t.name, keys: fmt.Sprint(i + 1), where: inAny, group: g, title: "go to tab: " + t.title, ready: always,
			do: func(m *Model) tea.Cmd { return m.showTab(i) }})
	}
	return out
}

// anyActions are the same everywhere.
func anyActions() []action {
	const g = "Anything"
	every := inAny | inStart
	return []action{
		{name: "search", keys: "/", where: inAny | inSheet, group: g, title: "search the notebook, filter a table", hint: "search", rank: 14, ready: always, do: (*Model).searchPrompt},
		{name: "next-match", keys: "n", where: inAny | inSheet, group: g, title: "next match", ready: always, do: func(m *Model) tea.Cmd { return m.findNext(false) }},
		{name: "previous-match", keys: "N", where: inAny | inSheet, group: g, title: "previous match", ready: always, do: func(m *Model) tea.Cmd { return m.findNext(true) }},
		{name: "copy", keys: "y", where: inAny | inSheet, group: g, title: "copy: choose what and how", hint: "copy", rank: 15, ready: always, do: (*Model).copyMenu},
		{name: "mouse", keys: "M", where: inAny | inSheet, group: g, title: "give the mouse to the terminal, or take it back", ready: always, do: toggleMouse},
		{name: "save", keys: "ctrl+s", where: inAny, group: g, title: "save", ready: mayEdit, do: (*Model).save},
		{name: "editor-notebook", keys: "E", where: inAny, group: g, title: "open the whole notebook in $EDITOR", ready: hasPath, do: func(m *Model) tea.Cmd { return m.external(true) }},
		{name: "command", keys: ":", where: every | inSheet, group: g, title: "command line", hint: "cmd", rank: 11, ready: always, do: (*Model).commandPrompt},
		{name: "palette", keys: "ctrl+p", where: every | inSheet, group: g, title: "palette: everything, with its key", hint: "palette", rank: 32, ready: always, do: (*Model).palette},
		{name: "help", keys: "?", where: every | inSheet, group: g, title: "keys of this pane, to search", hint: "help", rank: 12, ready: always, do: (*Model).help},
		{name: "redraw", keys: "ctrl+l", where: every, group: g, title: "draw the screen again", ready: always, do: func(*Model) tea.Cmd { return tea.ClearScreen }},
		{name: "interrupt", keys: "ctrl+c", where: every | inSheet, group: g, title: "interrupt what runs", ready: always, do: (*Model).interrupt},
		{name: "suspend", keys: "ctrl+z", where: every | inSheet, group: g, title: "suspend (fg comes back)", ready: always, do: func(*Model) tea.Cmd { return tea.Suspend }},
		{name: "quit", keys: "q|ctrl+q", where: every, group: g, title: "quit", hint: "quit", rank: 13, ready: always, do: (*Model).quit},
	}
}

func hasPath(m *Model) string {
	if m.view == nil || m.view.Path == "" {
		return "save the notebook first (:w FILE)"
	}
	return ""
}

func canGrow(m *Model) string {
	if m.w < twoPanes && m.focus == paneBook {
		return onePaneHere(m)
	}
	if m.zoom >= 2 {
		return "this pane has the whole screen already; " + m.keyName("smaller") + " makes it smaller"
	}
	return ""
}

func onePaneHere(m *Model) string {
	return "a screen of less than " + viz.Count(twoPanes) + " columns shows one pane; " + m.keyName("next-pane") + " goes to the other"
}

func canShrink(m *Model) string {
	if m.zoom == 0 && m.borders == (borders{}) {
		return "the panes have their usual size; " + m.keyName("bigger") + " makes this one bigger"
	}
	return ""
}

func otherPane(m *Model) tea.Cmd {
	m.focus = paneBook + paneInsp - m.focus
	return nil
}

func (m *Model) showTab(i int) tea.Cmd {
	m.insp.cur, m.insp.chosen, m.focus = i, true, paneInsp
	return nil
}

func zoomBy(n int) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		if m.zoom == 0 && n < 0 {
			m.borders = borders{} // where it stands by itself
		}
		if m.w < twoPanes {
			n *= 2 // one pane is there anyway: what it can gain is the line of tabs
		}
		m.zoom = max(min(m.zoom+n, 2), 0)
		return nil
	}
}

// up leaves one thing: a selection, counts, a filter, a zoom, the pane; then it shows the keys.
func (m *Model) up() tea.Cmd {
	t := m.insp.pane()
	insp := m.focus == paneInsp
	switch {
	case m.play.on:
		return m.togglePlay()
	case insp && t.leave():
	case m.zoom > 0:
		m.zoom = 0
	case insp:
		m.focus = paneBook
	default:
		return m.help()
	}
	return nil
}

func toggleMouse(m *Model) tea.Cmd {
	m.mouse = !m.mouse
	if m.mouse {
		m.say(viz.Plain, "the mouse works here again")
	} else {
		m.say(viz.Plain, "select text with it; "+m.keyName("mouse")+" takes it back")
	}
	return nil
}

func (m *Model) save() tea.Cmd {
	if m.view != nil && m.view.Path == "" {
		cmd := m.commandPrompt()
		m.prompt.set("w ")
		m.say(viz.Plain, "this notebook has no file yet: give it a name, like orders.spark.md")
		return cmd
	}
	return m.do(kernel.Request{Op: kernel.OpSave})
}

// working tells whether there is something to interrupt.
func (m *Model) working() bool {
	return m.link.up() && (m.inflight > 0 || m.progress != nil || m.view != nil && m.view.Busy != "")
}

// interrupt stops what runs; when nothing runs, twice in a second quits.
func (m *Model) interrupt() tea.Cmd {
	m.play.on = false
	if m.working() {
		m.stopping = true
		return m.link.ask("interrupt", kernel.Request{Op: kernel.OpInterrupt})
	}
	now := m.now()
	if now.Sub(m.lastC) < 1e9 && !m.book.editing {
		return m.quit()
	}
	m.lastC = now
	if m.book.editing {
		m.say(viz.Plain, "nothing runs and nothing is selected; Esc leaves the cell, Ctrl+Q quits")
		return nil
	}
	m.say(viz.Plain, "nothing runs; "+m.keyName("quit")+" quits")
	return nil
}
