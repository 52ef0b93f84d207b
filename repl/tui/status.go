package tui

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// titleLine names the file, where one is in it, and the batch.
func (m *Model) titleLine(l layout) viz.Line {
	if m.start != nil {
		keys := "keys: basic"
		if m.enhanced {
			keys = "keys: full"
		}
		return between(viz.Styled(styleTitle, " sparkrepl "+m.o.Version+"   no notebook open"), fmt.Sprintf("%dx%d  %s  (?) ", m.w, m.h, keys), l.w, m.th)
	}
	if m.view == nil {
		return between(viz.Styled(styleTitle, " "+viz.Clean(nameOf(m.o.Path))), "the kernel is starting ", l.w, m.th)
	}
	v := m.view
	left := viz.Line{{Text: " " + viz.Clean(nameOf(v.Path)), Style: styleTitle}}
	if v.Path == "" {
		name := "new notebook"
		switch {
		case v.Lesson != nil:
			name = "tutorial"
		case v.Title != "":
			name = viz.Clean(v.Title) + "  (no file yet)"
		}
		left = viz.Line{{Text: " " + name, Style: styleTitle}}
	}
	if v.Dirty || len(m.flushable()) > 0 {
		left = append(left, viz.Cell{Text: " *", Style: viz.Warn})
	}
	if m.zoom == 2 && m.focus == paneInsp {
		left = append(left, viz.Cell{Text: fmt.Sprintf(" > %d %s", m.insp.cur+1, tabs[m.insp.cur].title)})
		if filter := m.insp.pane().filterText(); filter != "" {
			left = append(left, viz.Cell{Text: "  " + viz.Clean(filter), Style: viz.Warn})
		}
		return between(left, "zoom ("+m.keyName("bigger")+" / "+m.keyName("smaller")+")     "+m.whereText(l)+" ", l.w, m.th)
	}
	facts := []string{}
	gap := "      "
	if n := len(v.Cells); n > 0 && l.w >= 80 {
		facts = append(facts, fmt.Sprintf("cell %d of %d", m.book.cur+1, n))
	} else if n > 0 {
		gap = "  "
		facts = append(facts, fmt.Sprintf("%d/%d", m.book.cur+1, n))
	}
	if v.Stale > 0 {
		facts = append(facts, fmt.Sprintf("%d stale", v.Stale))
	}
	if v.ReadOnly != "" {
		facts = append(facts, "read-only")
	}
	if l.w >= 120 && v.Go != "" {
		facts = append(facts, viz.Clean(v.Go))
	}
	right := "  " + m.whereText(l)
	if l.w >= 120 && v.Zone != "" {
		right += "   " + viz.Clean(v.Zone)
	}
	right += " "
	text := gap + strings.Join(facts, "   ")
	if left.Width()+viz.Width(text)+viz.Width(right) > l.w { // closer together before something is cut
		text = "  " + strings.Join(facts, "  ")
	}
	return between(append(left, viz.Cell{Text: text}), right, l.w, m.th)
}

// flushable are the cells with text the kernel does not know yet.
func (m *Model) flushable() []string {
	var out []string
	for id, d := range m.book.drafts {
		if d.dirty() {
			out = append(out, id)
		}
	}
	return out
}

func nameOf(p string) string { return path.Base(strings.ReplaceAll(p, "\\", "/")) }

// whereText is "rec clicks  b7 of 19". Of several queries, one may be a copy with another setting, it
// names the one on the screen where the status line has no room for its name.
func (m *Model) whereText(l layout) string {
	k := m.track()
	if k == nil {
		return ""
	}
	text := viz.Cut(viz.Clean(sourceName(k.Source)), l.w/3, m.th.Mark())
	switch {
	case l.w < 120 && len(m.view.Queries) > 1:
		text = viz.Cut(viz.Clean(k.Query), l.w/3, m.th.Mark())
	case l.w >= 120 && k.Recorded >= 0:
		text += fmt.Sprintf("  %s batches", viz.Count(k.Recorded))
	}
	return text + "  " + batchText(k)
}

// sourceWords are the short names of the sources that say what they read in brackets; a path there
// is its last part.
var sourceWords = map[string]string{"recording": "rec", "filestreamsource": "file"}

// sourceName shortens "Recording[examples:departures.rec], FileStreamSource[file:/data/in]" to
// "rec departures, file in", and leaves out what other sources have in brackets.
func sourceName(s string) string {
	var names []string
	last := ""
	for _, one := range strings.Split(s, "], ") {
		kind, rest, _ := strings.Cut(strings.TrimSuffix(one, "]"), "[")
		word := sourceWords[strings.ToLower(kind)]
		if word == "" {
			names, last = append(names, kind), ""
			continue
		}
		name := strings.TrimSuffix(nameOf(strings.TrimPrefix(rest, "examples:")), ".rec")
		if word != last {
			name = word + " " + name
		}
		names, last = append(names, name), word
	}
	return strings.Join(names, ", ")
}

// batchText is the marker's batch and the last one there is.
func batchText(k *kernel.Track) string {
	last := ""
	if k.Recorded > 0 {
		last = " of " + strconv.Itoa(k.Base+k.Recorded-1)
	}
	if k.At == 0 {
		return "before b" + strconv.Itoa(k.Base) + last
	}
	return "b" + strconv.Itoa(k.Base+k.At-1) + last
}

// between puts text at both ends of a line; the right one is kept when they meet.
func between(left viz.Line, right string, w int, th *theme) viz.Line {
	room := w - viz.Width(right)
	if room < 10 {
		return left.Fit(w, th.Mark())
	}
	return append(left.Fit(room, th.Mark()), viz.Cell{Text: right})
}

func (m *Model) mode() string {
	switch {
	case m.prompt != nil:
		return "CMD"
	case m.book.editing:
		return "EDIT" + m.modeWord()
	case m.start != nil:
		return "START"
	}
	return "NAV"
}

// statusLines are the status line and, below it, what does not fit on it of a message: that stands
// over the keys until the next one is pressed. A failure that its cell shows stays on one line.
func (m *Model) statusLines(l layout) []viz.Line {
	line := m.statusText(l)
	if len(m.message) == 0 || m.atCell || m.prompt != nil || l.hints.h == 0 {
		return []viz.Line{line.Fit(l.w, m.th.Mark())}
	}
	rows := viz.Wrap(line, l.w-1)
	if most := 1 + l.hints.h; len(rows) > most {
		rows = rows[:most]
		rows[most-1] = append(rows[most-1], viz.Cell{Text: m.th.Mark()})
	}
	return rows
}

// statusText is the mode, then a message, or how far work is, or the numbers of the batch.
func (m *Model) statusText(l layout) viz.Line {
	line := viz.Line{{Text: " "}, {Text: m.mode(), Style: styleMode}, {Text: "  "}}
	if !m.mouse && !m.o.NoMouse {
		line = append(line, viz.Cell{Text: "MOUSE OFF  ", Style: viz.Warn})
	}
	k := m.track()
	switch {
	case m.stopping:
		line = append(line, viz.Cell{Text: "stopping ...", Style: viz.Key})
	case m.dead != "" && !m.reviving:
		way := m.keyName("step") + " starts it again"
		if m.book.editing {
			way = "type on; Esc, then " + way
		}
		line = append(line, viz.Cell{Text: "KERNEL ENDED", Style: viz.Bad}, viz.Cell{Text: "   " + way + "   "}, viz.Cell{Text: viz.Clean(m.dead), Style: viz.Bad})
	case m.progress != nil:
		line = append(line, m.progressText()...)
	case m.reviving:
		line = append(line, viz.Cell{Text: "starting the kernel again, and what had run" + m.motion.busy(m.th.ASCII), Style: viz.Key})
	case len(m.message) > 0:
		line = append(line, m.message...)
	case m.view != nil && m.view.Busy != "":
		line = append(line, viz.Cell{Text: viz.Clean(m.view.Busy) + m.motion.busy(m.th.ASCII) + "   " + m.keyName("interrupt") + " stops it", Style: viz.Key})
	case m.book.editing && m.book.sign != "":
		line = append(line, viz.Cell{Text: viz.Clean(m.book.sign), Style: viz.Key})
	case k != nil && m.start != nil:
		line = append(line, m.startStatus(k)...)
	case k != nil:
		line = append(line, m.trackText(k, l.w-line.Width())...)
	case m.view == nil:
		line = append(line, viz.Cell{Text: "starting", Style: viz.Dim})
	default:
		line = append(line, viz.Cell{Text: m.notStarted(), Style: viz.Dim})
	}
	return line
}

// notStarted says how the notebook stands before a query runs.
func (m *Model) notStarted() string {
	count, failed := map[string]int{}, 0
	for i, c := range m.view.Cells {
		switch {
		case c.State == "failed":
			count["failed"]++
			failed = cmp.Or(failed, i+1)
		case c.Kind == "md" || c.State == "skipped" || c.State == "":
			if c.Kind == "go" || c.Kind == "sql" || c.Kind == "sparkrepl" {
				count["fresh"]++
			}
		default:
			count["ran"]++
		}
	}
	switch {
	case len(m.view.Cells) == 0:
		return "an empty notebook"
	case count["failed"] == 1:
		return fmt.Sprintf("cell %d failed, no query runs", failed)
	case count["failed"] > 1:
		return fmt.Sprintf("%d cells failed, cell %d first; no query runs", count["failed"], failed)
	case count["ran"] > 0:
		return "no query is started yet"
	}
	switch count["fresh"] {
	case 0:
		return "no cell to run"
	case 1:
		return "1 cell to run"
	}
	return viz.Count(count["fresh"]) + " cells to run"
}

// roomForReason is the least width of a status line that says what paused a query.
const roomForReason = 130

// trackText are the numbers of the batch at the marker.
func (m *Model) trackText(k *kernel.Track, room int) viz.Line {
	state := "at"
	switch {
	case k.Stopped != "":
		state = "STOPPED"
	case m.play.on:
		state = "PLAYS"
	case k.At > 0 && k.Paused != "":
		state = "PAUSED"
	}
	at := "start"
	if k.At > 0 {
		at = "b" + strconv.Itoa(k.Base+k.At-1)
	}
	line := viz.Line{{Text: viz.Clean(k.Query) + "  "}, {Text: state + " " + at, Style: viz.Strong}}
	if room < 70 {
		line = viz.Line{{}, {Text: at, Style: viz.Strong}}
	}
	if k.Paused != "" && m.w >= roomForReason {
		line = append(line, viz.Cell{Text: " " + viz.Clean(k.Paused), Style: viz.Warn})
	}
	keys := len(line) + 1
	line = append(line, countsText(k, room)...)
	if k.Nanos > 0 && room > 110 {
		line = append(line, viz.Cell{Text: "  " + viz.Millis(float64(k.Nanos)/1e6), Style: viz.Dim})
	}
	marks := marksText(k)
	mem := viz.Line{}
	if k.Budget != "" && room >= 70 && room <= 130 {
		mem = viz.Line{{Text: "  mem " + viz.Clean(k.Budget), Style: viz.Dim}}
	}
	tooWide := func() bool { return line.Width()+mem.Width()+3+viz.Width(marks) > room }
	if tooWide() { // the name gives way, then the word, then the memory, but not the watermarks
		line, keys = line[1:], keys-1
	}
	if state == "at" && tooWide() {
		line[0].Text = at
	}
	gap := "   "
	if tooWide() {
		mem = nil
	}
	if tooWide() { // a small screen has no room for gaps
		gap = " "
		for i := range line {
			line[i].Text = strings.ReplaceAll(line[i].Text, "  ", " ")
		}
	}
	if line.Width()+1+viz.Width(marks) > room { // the State tab counts them too
		line = slices.Delete(line, keys, keys+1)
	}
	line = append(append(line, mem...), viz.Cell{Text: gap + marks})
	if k.Memory != "" && room > 130 {
		line = append(line, viz.Cell{Text: "   " + viz.Clean(k.Memory), Style: viz.Dim})
	}
	if room > 130 && m.view.SavedAgo >= 0 && m.view.Path != "" {
		line = append(line, viz.Cell{Text: fmt.Sprintf("   saved %d s ago", m.view.SavedAgo/1000), Style: viz.Dim})
	}
	if k.Stopped != "" {
		line = viz.Line{{Text: viz.Clean(k.Query) + "  "}, {Text: "STOPPED " + at + ": ", Style: viz.Bad}, {Text: viz.Clean(k.Stopped)}}
	}
	return line
}

// countsText are the rows of the batch, the keys of the state, and the records of all batches so far that
// did not parse, a piece each.
func countsText(k *kernel.Track, room int) viz.Line {
	line := viz.Line{{Text: fmt.Sprintf("  in %d  late %d  out %d", k.In, k.Late, k.Out)}, {Text: fmt.Sprintf("  keys %d", k.Keys)}}
	if k.Corrupt > 0 {
		what := "so far %d did not parse"
		if room < 70 {
			what = "bad %d"
		}
		line = append(line, viz.Cell{Text: "  " + fmt.Sprintf(what, k.Corrupt), Style: viz.Bad})
	}
	return line
}

// marksText shows the watermark and the next one; the late filter's own when it differs, since
// late rows are judged by the watermark of the batch before.
func marksText(k *kernel.Track) string {
	if !k.Marked {
		return ""
	}
	next := ""
	if k.NextMark != "" && k.NextMark != k.Watermark {
		next = " > " + viz.Clean(k.NextMark)
	}
	if k.LateMark != "" && k.LateMark != k.Watermark {
		return "late<=" + viz.Clean(k.LateMark) + " evict<=" + viz.Clean(k.Watermark)
	}
	if k.Watermark == "" && next == "" {
		return ""
	}
	return "wm " + viz.Clean(k.Watermark) + next
}

// progressText tells about long work: batches, rows, rate, time left, and how to stop it.
func (m *Model) progressText() viz.Line {
	p := m.progress
	text := viz.Clean(p.What) + m.motion.busy(m.th.ASCII) + "  "
	if p.Of > 0 {
		text += fmt.Sprintf("%s of %s batches", viz.Count(p.Batches), viz.Count(p.Of))
	} else if p.Batches > 0 {
		text += viz.Count(p.Batches) + " batches"
	}
	if p.Rows > 0 {
		text += "  " + short(p.Rows, 5) + " rows"
	}
	if p.PerSec > 0 {
		text += "  " + short(int64(p.PerSec), 5) + " rows/s"
	}
	if p.Percent > 0 {
		text += fmt.Sprintf("%d %%", p.Percent)
	}
	if p.LeftMs >= 0 && (p.Of > 0 || p.Percent > 0) {
		text += fmt.Sprintf("  %d:%02d left", p.LeftMs/60000, p.LeftMs/1000%60)
	}
	return viz.Line{{Text: text, Style: viz.Key}, {Text: "   " + m.keyName("interrupt") + " stops it"}}
}
