package tui

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/sparkrepl/sparkrepl/repl/command"
	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// prompt is the line of CMD: a command after ":", a text to search or filter after "/", or a
// batch number after "g".
type prompt struct {
	sign string
	buf  *buffer
	list []kernel.Completion
	cur  int // chosen proposal, -1 none
	past *history
	at   int // place in the history, len(past.lines) is the line being typed
	live string
	sent string // the command that is on its way
	err  viz.Line
	done func(m *Model, text string) tea.Cmd
	back *tablePane // for a filter: what Esc gives back
	was  tablePane  // as it was looked at
}

// history is the lines given before, newest last.
type history struct{ lines []string }

func (h *history) add(line string) {
	if n := len(h.lines); line != "" && (n == 0 || h.lines[n-1] != line) {
		h.lines = append(h.lines, line)
	}
}

func (m *Model) openPrompt(sign string, done func(*Model, string) tea.Cmd) *prompt {
	if m.pasts == nil {
		m.pasts = map[string]*history{}
	}
	if m.pasts[sign] == nil {
		m.pasts[sign] = &history{}
	}
	p := &prompt{sign: sign, buf: newBuffer(""), cur: -1, past: m.pasts[sign], done: done}
	p.at = len(p.past.lines)
	m.prompt = p
	return p
}

func (p *prompt) set(text string) {
	p.buf = newBuffer(text)
	p.buf.cur = len(text)
}

func (p *prompt) insert(text string) { p.buf.insert(text, true) }

func (m *Model) commandPrompt() tea.Cmd {
	p := m.openPrompt(":", (*Model).command)
	return p.changed(m)
}

func (m *Model) gotoPrompt(digit string) tea.Cmd {
	m.message = nil
	p := m.openPrompt("batch ", func(m *Model, text string) tea.Cmd {
		m.prompt = nil
		n := 0
		for _, r := range strings.TrimSpace(text) {
			if r < '0' || r > '9' || n > 1<<40 {
				m.say(viz.Warn, "a batch is a number, like g 12")
				return nil
			}
			n = n*10 + int(r-'0')
		}
		return m.gotoBatch(n)
	})
	p.set(digit)
	return nil
}

// searchPrompt searches the cells, or filters the table of the inspector while one types.
func (m *Model) searchPrompt() tea.Cmd {
	if p := m.sheet(); p != nil && p.text() {
		return m.textPrompt(p)
	}
	if m.sheet() != nil || m.focus == paneInsp {
		return m.filterPrompt(m.table())
	}
	m.openPrompt("/", func(m *Model, text string) tea.Cmd {
		m.prompt = nil
		m.search = text
		if text == "" {
			return nil
		}
		return m.findNext(false)
	})
	return nil
}

func (m *Model) filterPrompt(t *tablePane) tea.Cmd {
	was := *t
	p := m.openPrompt("/", func(m *Model, text string) tea.Cmd {
		m.prompt = nil
		m.search = text
		t.setFilter(text)
		if text == "" && t.filter != was.filter {
			t.stayOn(was.here())
		}
		return nil
	})
	p.back, p.was = t, was
	return nil
}

func (t *tablePane) setFilter(text string) {
	if t.filter == text && t.in == "" {
		return
	}
	t.filter, t.in, t.find, t.top, t.cur = text, "", text, 0, 0
}

// promptKey is a key in CMD.
func (m *Model) promptKey(k tea.KeyPressMsg) tea.Cmd {
	p := m.prompt
	switch key := k.String(); key {
	case "esc", "ctrl+c":
		if p.back != nil {
			p.back.setFilter(p.was.filter)
			p.back.in, p.back.top, p.back.cur = p.was.in, p.was.top, p.was.cur
		}
		m.prompt = nil
	case "enter":
		return m.enterPrompt()
	case "tab":
		return p.choose(m, 1)
	case "shift+tab":
		return p.choose(m, -1)
	case "up", "down", "ctrl+n", "ctrl+p":
		p.walk(key == "up" || key == "ctrl+p")
		return p.changed(m)
	case "ctrl+r":
		p.searchPast()
		return p.changed(m)
	case "backspace":
		if p.buf.text == "" {
			m.prompt = nil
			return nil
		}
		changeKey(key, "", p.buf)
		return p.changed(m)
	default:
		if k.Text != "" && k.Mod&^(tea.ModShift|tea.ModCapsLock|tea.ModNumLock) == 0 {
			p.insert(k.Text)
			return p.changed(m)
		}
		if !moveKey(key, p.buf, 1) && key != "ctrl+_" && changeKey(key, "", p.buf) {
			return p.changed(m)
		}
	}
	return nil
}

func (m *Model) enterPrompt() tea.Cmd {
	p := m.prompt
	line := strings.TrimSpace(p.buf.text)
	p.past.add(line)
	p.at = len(p.past.lines)
	p.err = nil
	return p.done(m, line)
}

// changed follows every change of the line: proposals for commands, rows for filters.
func (p *prompt) changed(m *Model) tea.Cmd {
	p.err, p.cur = nil, -1
	switch {
	case p.back != nil:
		p.back.setFilter(p.buf.text)
	case p.sign == ":":
		p.list = command.Complete(m.view, p.buf.text)
		return m.listFiles(p.buf.text)
	}
	return nil
}

// choose takes the next proposal into the line.
func (p *prompt) choose(m *Model, step int) tea.Cmd {
	if len(p.list) == 0 {
		return nil
	}
	p.cur = (p.cur + step + len(p.list)) % len(p.list)
	it := p.list[p.cur]
	from := min(max(it.From, 0), len(p.buf.text))
	one := len(p.list) == 1
	p.set(p.buf.text[:from] + it.Text)
	if one {
		return p.changed(m)
	}
	return nil
}

// walk goes through the lines given before.
func (p *prompt) walk(up bool) {
	if p.at == len(p.past.lines) {
		p.live = p.buf.text
	}
	if up {
		p.at = max(p.at-1, 0)
	} else {
		p.at = min(p.at+1, len(p.past.lines))
	}
	if p.at == len(p.past.lines) {
		p.set(p.live)
		return
	}
	p.set(p.past.lines[p.at])
}

// searchPast finds the newest earlier line that has what was typed.
func (p *prompt) searchPast() {
	for i := min(p.at, len(p.past.lines)) - 1; i >= 0; i-- {
		if strings.Contains(p.past.lines[i], p.live) || p.live == "" {
			p.at = i
			p.set(p.past.lines[i])
			return
		}
	}
}

// fail shows an error in place; the line stays to be put right.
func (p *prompt) fail(f *kernel.Failure) {
	p.sent = ""
	p.err = viz.Line{{Text: viz.Clean(f.Message), Style: viz.Bad}}
	if f.Hint != "" {
		p.err = append(p.err, viz.Cell{Text: "  " + viz.Clean(f.Hint)})
	}
}

// closePrompt closes the line when the command it sent was carried out.
func (m *Model) closePrompt(sent string) {
	if m.prompt != nil && m.prompt.sent == sent {
		m.prompt = nil
	}
}

// command runs a colon command: the face's own at once, the others in the kernel.
func (m *Model) command(line string) tea.Cmd {
	if line == "" {
		m.prompt = nil
		return nil
	}
	if m.goToLine(line) {
		m.prompt = nil
		return nil
	}
	c, args, err := command.Find(line)
	if err != nil {
		if m.prompt != nil {
			var f *kernel.Failure
			if !errors.As(err, &f) {
				f = &kernel.Failure{Message: err.Error()}
			}
			m.prompt.fail(f)
		} else {
			m.say(viz.Bad, err.Error())
		}
		return nil
	}
	if m.prompt != nil && m.prompt.sign == ":" {
		m.popups = nil // a sheet that was open when the command was typed has served
	}
	if c != nil && args == "" && (tabNamed(c.Name) >= 0 || c.Name == "why" || c.Name == "stepout" || listOf(c.Name) != "") {
		m.prompt = nil
		return m.faceCommand(c.Name, "")
	}
	if c != nil && c.Face {
		m.prompt = nil
		return m.faceCommand(c.Name, strings.TrimSpace(args))
	}
	if m.prompt != nil {
		m.prompt.sent = line
	}
	r := kernel.Request{Op: kernel.OpCommand, Text: line}
	if c := m.book.cell(m.view); c != nil {
		r.Cell = c.ID
	}
	return m.do(r)
}

const promptRows = 8

// lines draws the list of proposals; the line itself stands below it.
func (p *prompt) lines(m *Model, w int) []viz.Line {
	var out []viz.Line
	if p.err != nil {
		out = append(out, viz.Wrap(append(viz.Line{{Text: " "}}, p.err...), w)...)
	} else {
		out = p.proposals(w, m.th)
	}
	shift := max(column(p.buf.text[:p.buf.cur])-(w-viz.Width(p.sign)-4), 0)
	text := viz.Plainly(expand(p.buf.text, 0))
	text = text.Slice(shift, shift+w)
	return append(out, append(viz.Line{{Text: " " + p.sign, Style: viz.Key}}, text...))
}

// cursor is the column of the text cursor in the last line.
func (p *prompt) cursor(w int) int {
	at := column(p.buf.text[:p.buf.cur])
	shift := max(at-(w-viz.Width(p.sign)-4), 0)
	return 1 + viz.Width(p.sign) + at - shift
}

func (p *prompt) proposals(w int, th *theme) []viz.Line {
	if p.sign != ":" || len(p.list) == 0 {
		return nil
	}
	first := max(min(p.cur-promptRows/2, len(p.list)-promptRows), 0)
	shown := p.list[first:min(first+promptRows, len(p.list))]
	label := 0
	for _, it := range shown {
		label = max(label, viz.Width(viz.Clean(it.Label)))
	}
	label = min(label, w/2)
	var out []viz.Line
	for i, it := range shown {
		style := viz.Plain
		if first+i == p.cur {
			style = viz.Cursor
		}
		name := viz.Pad(viz.Cut(viz.Clean(it.Label), label, th.Mark()), label, false)
		out = append(out, viz.Line{{Text: "  "}, {Text: name, Style: style}, {Text: "  "}, {Text: viz.Cut(viz.Clean(it.Detail), max(w-label-5, 0), th.Mark()), Style: viz.Dim}})
	}
	if n := len(p.list) - first - len(shown); n > 0 {
		out = append(out, viz.Styled(viz.Dim, "  "+viz.Count(n)+" more; Tab goes through them"))
	}
	return out
}
