package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// batchActions are the same in every pane: the debugger keys.
func batchActions() []action {
	const g = groupBatches
	every := inAny | inStart
	return []action{
		{name: "step", keys: ".|f10", where: every, group: g, title: "step one batch", hint: "step", rank: 1, ready: always, do: forward},
		{name: "back", keys: ",|shift+f10", where: every, group: g, title: "step one batch back", hint: "back", rank: 2, ready: canBack, do: back},
		{name: "next-stop", keys: ">|f5", where: inAny, group: g, title: "run to the next stop: a break, an error or the end", hint: "run to stop", rank: 20, ready: hasTrack, do: op(kernel.OpNextStop)},
		{name: "previous-stop", keys: "<", where: inAny, group: g, title: "run back to the last stop", ready: canBack, do: op(kernel.OpPrevStop)},
		{name: "play", keys: "space", where: inAny, group: g, title: "play / pause", hint: "play", rank: 3, ready: hasTrack, do: (*Model).togglePlay},
		{name: "first-batch", keys: "g g", where: inAny, group: g, title: "go to the first batch (g 12: go to batch 12)", ready: canBack, do: gotoFirst},
		{name: "last-batch", keys: "G", where: inAny, group: g, title: "go to the last computed batch", ready: hasTrack, do: gotoLast},
		{name: "why", keys: "W", where: every, group: g, title: "why: an empty output, a late row, a stale cell", hint: "why", rank: 21, ready: hasTrackOrCell, do: (*Model).why},
		{name: "mark", keys: "m", where: inAny, group: g, title: "mark this batch: differences are against it", hint: "mark", rank: 30, ready: hasTrack, do: func(m *Model) tea.Cmd { return m.command("mark") }},
		{name: "diff", keys: "D", where: inAny, group: g, title: "difference to the marked batch, or to the one before", hint: "diff", rank: 31, ready: hasTrack, do: func(m *Model) tea.Cmd { return m.command("diff") }},
		{name: "stops", keys: "B", where: inAny, group: g, title: "list the stops (:break sets one)", ready: hasTrack, do: openStops},
		{name: "next-query", keys: "Q", where: inAny, group: g, title: "bring the next query to the screen", ready: manyQueries, do: nextQuery},
	}
}

func op(o kernel.Op) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd { return m.do(kernel.Request{Op: o}) }
}

func canBack(m *Model) string {
	if why := hasTrack(m); why != "" {
		return why
	}
	if m.track().At == 0 {
		if k := m.track(); k.Base > 0 {
			return fmt.Sprintf("%s went on from its checkpoint: the batches before b%d are behind it", viz.Clean(k.Query), k.Base)
		}
		return "this is the start of the recording: there is nothing before it"
	}
	return ""
}

func hasTrackOrCell(m *Model) string {
	if m.track() == nil && m.book.cell(m.view) == nil {
		return "there is nothing to ask about yet"
	}
	return ""
}

func manyQueries(m *Model) string {
	if m.view == nil || len(m.view.Queries) < 2 {
		return "there is only one query"
	}
	return ""
}

func forward(m *Model) tea.Cmd {
	k := m.track()
	if k != nil && k.Recorded >= 0 && k.At >= k.Recorded && k.At >= k.First+len(k.Batches) {
		m.say(viz.Plain, "the recording ends here; "+m.keyName("back")+" goes back")
	}
	return m.do(kernel.Request{Op: kernel.OpForward, N: 1})
}

func back(m *Model) tea.Cmd {
	m.play.on = false
	if !m.used["back"] {
		m.used["back"] = true
		m.say(viz.Plain, "one batch back: output, state, watermark. Nothing is lost; "+m.keyName("step")+" goes on")
	}
	return m.do(kernel.Request{Op: kernel.OpBack, N: 1})
}

func gotoFirst(m *Model) tea.Cmd { return m.do(kernel.Request{Op: kernel.OpGoto, Index: 0}) }

func gotoLast(m *Model) tea.Cmd {
	if k := m.track(); k.At == k.Computed {
		m.say(viz.Plain, "this is the last computed batch; "+m.keyName("step")+" runs the next one")
	}
	return m.do(kernel.Request{Op: kernel.OpGoto, Index: m.track().Computed})
}

// gotoBatch puts the marker on the batch with a number.
func (m *Model) gotoBatch(n int) tea.Cmd {
	if k := m.track(); k != nil {
		n = max(n-k.Base, -1)
	}
	return m.do(kernel.Request{Op: kernel.OpGoto, Index: n + 1})
}

func nextQuery(m *Model) tea.Cmd {
	list, now := m.view.Queries, ""
	if k := m.track(); k != nil {
		now = k.Query
	}
	next := list[0]
	for i, q := range list {
		if q == now {
			next = list[(i+1)%len(list)]
		}
	}
	m.say(viz.Plain, "query "+next)
	return m.do(kernel.Request{Op: kernel.OpQuery, Query: next})
}

// why asks about the row under the cursor, else about the cell or the batch on the screen.
func (m *Model) why() tea.Cmd {
	p := newTablePane("why")
	if m.start == nil && m.focus == paneInsp {
		p.row = m.insp.pane().rowID()
	} else if c := m.book.cell(m.view); m.start == nil && c != nil {
		p.cell = c.ID
	}
	m.push(newPanePopup("Why?", p))
	return nil
}
