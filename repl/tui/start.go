package tui

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// startScreen is what a person sees who named no file: ways in, and a sample stream that
// steps at once.
type startScreen struct{ cur int }

// sampleKind is what the start screen opens: a notebook over a small recorded stream.
const sampleKind = "examples:sample"

// startRows are the lines above the sample's table, startLeast without the blank ones: where there
// is no room for both.
const (
	startRows  = 13
	startLeast = 10
	sampleRows = 5 // a head and the four rows of a batch
)

// startHead is how many lines stand above the table.
func startHead(l layout) int {
	if l.body.h < startRows+sampleRows {
		return startLeast
	}
	return startRows
}

// startWays is the line of the first way in.
func startWays(l layout) int {
	if startHead(l) == startRows {
		return 3 // below a blank line, the sentence and another blank one
	}
	return 2
}

type way struct {
	action, name, about string
	do                  func(*Model) tea.Cmd
}

func (m *Model) ways() []way {
	return []way{
		{"start-tutorial", "Tutorial", "3 lessons, 10 minutes, works offline", func(m *Model) tea.Cmd { return m.command("lesson 1") }},
		{"start-examples", "Examples", "windows, late data, joins, dedup, sessions", func(m *Model) tea.Cmd { return m.command("examples") }},
		{"start-new", "New notebook", "with the sample stream ready to step", func(m *Model) tea.Cmd { m.start = nil; return nil }},
		{"start-open", "Open", "a .spark.md notebook or a recording", openPrompt},
		{"start-recent", "Recent", recentNames(m.o.Recent), (*Model).recent},
	}
}

// recentNames are the last two files, as the start screen has room for.
func recentNames(paths []string) string {
	if len(paths) == 0 {
		return "nothing was opened yet"
	}
	var names []string
	for _, p := range paths[:min(len(paths), 2)] {
		names = append(names, viz.Clean(filepath.Base(p)))
	}
	return strings.Join(names, "   ")
}

// recent lists the files opened last; a number or Enter opens one.
func (m *Model) recent() tea.Cmd {
	if len(m.o.Recent) == 0 {
		m.say(viz.Plain, "no file was opened yet; "+m.keyName("start-open")+" opens one")
		return nil
	}
	c := &chooser{name: "Recent", keys: true}
	for i, path := range m.o.Recent {
		c.all = append(c.all, choice{text: viz.Clean(path), about: strconv.Itoa(i + 1), do: func(m *Model) tea.Cmd { return m.command("e " + path) }})
	}
	m.push(c)
	return nil
}

// openPrompt asks for the file to open.
func openPrompt(m *Model) tea.Cmd {
	cmd := m.commandPrompt()
	m.prompt.set("e ")
	return tea.Batch(cmd, m.prompt.changed(m))
}

func startActions() []action {
	const g = "Start"
	choose := func(i int) func(*Model) tea.Cmd {
		return func(m *Model) tea.Cmd { return m.ways()[i].do(m) }
	}
	return []action{
		{name: "start-next", keys: "j|down|tab", where: inStart, group: g, title: "next way in", ready: always, do: func(m *Model) tea.Cmd { return m.startMove(1) }},
		{name: "start-previous", keys: "k|up|shift+tab", where: inStart, group: g, title: "previous way in", ready: always, do: func(m *Model) tea.Cmd { return m.startMove(-1) }},
		{name: "start-tutorial", keys: "t", where: inStart, group: g, title: "tutorial", hint: "tutorial", rank: 4, ready: hasView, do: choose(0)},
		{name: "start-examples", keys: "e", where: inStart, group: g, title: "examples", hint: "examples", rank: 6, ready: hasView, do: choose(1)},
		{name: "start-edit", keys: "i", where: inStart, group: g, title: "edit the query of the sample stream", hint: "edit", rank: 5, ready: hasView, do: editSample},
		{name: "start-new", keys: "n", where: inStart, group: g, title: "new notebook with the sample stream", hint: "new", rank: 7, ready: hasView, do: choose(2)},
		{name: "start-open", keys: "o", where: inStart, group: g, title: "open a file", hint: "open", rank: 8, ready: hasView, do: choose(3)},
		{name: "start-recent", keys: "r", where: inStart, group: g, title: "files opened last", hint: "recent", rank: 9, ready: hasRecent, do: choose(4)},
		{name: "start-choose", keys: "enter", where: inStart, group: g, title: "take the way in under the cursor", hint: "choose", rank: 14, ready: hasView, do: func(m *Model) tea.Cmd { return m.ways()[m.start.cur].do(m) }},
		{name: "start-keys", keys: "esc", where: inStart, group: g, title: "keys", ready: always, do: (*Model).help},
	}
}

// editSample opens the sample as a notebook, in its first SQL cell.
func editSample(m *Model) tea.Cmd {
	m.start = nil
	for i, c := range m.view.Cells {
		if c.Kind == "sql" {
			m.book.cur = i
			break
		}
	}
	return m.startEdit(false)
}

func hasRecent(m *Model) string {
	if len(m.o.Recent) == 0 {
		return "no file was opened yet; " + m.keyName("start-open") + " opens one"
	}
	return hasView(m)
}

func hasView(m *Model) string {
	if m.view == nil {
		return "the kernel is starting; press again in a moment"
	}
	return ""
}

func (m *Model) startMove(n int) tea.Cmd {
	m.start.cur = (m.start.cur + n + len(m.ways())) % len(m.ways())
	return nil
}

func (m *Model) renderStart(l layout) []viz.Line {
	var blank []viz.Line
	if startHead(l) == startRows {
		blank = []viz.Line{nil}
	}
	lines := append(slices.Clone(blank), viz.Plainly("   Micro-batch streams you can step, forwards and back."), nil)
	for i, w := range m.ways() {
		mark, style := "   ", viz.Plain
		if i == m.start.cur {
			mark, style = " > ", viz.Key
		}
		lines = append(lines, viz.Line{{Text: "  " + mark, Style: style}, {Text: m.keyName(w.action), Style: viz.Key}, {Text: "   " + viz.Pad(w.name, 14, false), Style: style}, {Text: w.about}})
	}
	what := "  (dot) to run one batch of the sample stream."
	if l.w < 72 {
		what = "  (dot) to run one batch."
	}
	lines = append(append(lines, blank...), viz.Line{{Text: "   Or try it now: press  "}, {Text: m.keyName("step"), Style: viz.Key}, {Text: what}})
	lines = append(lines, blank...)
	k := m.track()
	if k == nil {
		return append(lines, viz.Styled(viz.Dim, "   the sample stream is on its way"))
	}
	head := "   nothing has run yet: its rows will stand here"
	if k.At > 0 {
		head = fmt.Sprintf("   b%d  in %d rows      out %d rows     watermark %s", k.At-1, k.In, k.Out, orNone(k.Watermark))
	}
	lines = append(lines, viz.Plainly(head), viz.Styled(styleRule, "   "+strings.Repeat(m.th.Rule(), min(l.w-8, 61))))
	if k.At > 0 {
		t := m.insp.panes[tabBatch]
		skip := 0 // the head says again what stands above
		if tab := t.table(); tab != nil {
			skip = t.shifted().HeadSpace(t.w, t.h)
		}
		drawn := t.render(m.th, false)
		for _, t := range drawn[min(skip, len(drawn)):] {
			lines = append(lines, append(viz.Line{{Text: "  "}}, t...))
		}
	}
	for i, line := range lines {
		if line.Width() > l.w {
			lines[i] = line.Fit(l.w, m.th.Mark())
		}
	}
	return lines
}

func orNone(s string) string {
	if s == "" {
		return "none yet"
	}
	return viz.Clean(s)
}

// startStatus is the status line of the start screen.
func (m *Model) startStatus(k *kernel.Track) viz.Line {
	ran := "nothing run yet"
	if k.At > 0 {
		ran = "b" + fmt.Sprint(k.At-1) + " ran; " + m.keyName("back") + " goes back"
		if m.w >= twoPanes {
			ran += ", " + m.keyName("start-new") + " opens it"
		}
	}
	return viz.Plainly(fmt.Sprintf("sample stream  %d batches  %s", max(k.Recorded, 0), ran))
}

// lessonLines is the task of the tutorial, above the notebook.
func lessonLines(s *kernel.Lesson, w int) []viz.Line {
	head := viz.Styled(styleTitle, fmt.Sprintf(" %d / %d   %s", s.Number, s.Of, viz.Clean(s.Title)))
	if !slices.Contains(s.Done, false) {
		way := fmt.Sprintf("   done; :lesson %d goes on", s.Number+1)
		if s.Number == s.Of {
			way = "   done; :examples lists more to try"
		}
		head = append(head, viz.Cell{Text: way, Style: viz.Good})
	}
	lines := []viz.Line{head}
	next := true
	for i, step := range s.Steps {
		done := i < len(s.Done) && s.Done[i]
		mark, style := "[ ] ", viz.Dim
		if done {
			mark, style = "[x] ", viz.Good
		} else if next {
			style, next = viz.Plain, false
		}
		lines = append(lines, viz.Wrap(viz.Styled(style, "  "+mark+viz.Clean(step)), w)...)
	}
	return lines
}
