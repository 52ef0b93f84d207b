package tui

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/repl/kernel"
	"github.com/sparkrepl/sparkrepl/viz"
)

// strip is where the batches stand in the drawing of the timeline. It counts them from the first of the
// track, whose number may not be 0.
type strip struct {
	left  int // column of the first batch
	cell  int // columns a batch takes
	first int // number of the first batch shown
	count int // batches shown
	total int // batches there are, as far as known
}

// stripOf chooses the batches around the marker that fit into w columns.
func stripOf(k *kernel.Track, w, left, least int) strip {
	total := k.First + len(k.Batches)
	s := strip{left: left, total: max(total, k.Recorded)}
	s.cell = max(least, len(strconv.Itoa(k.Base+s.total))+2)
	room := max((w-left-4)/s.cell, 1)
	s.count = min(room, total-k.First)
	at := max(k.At-1, 0)
	s.first = max(min(at-room*2/3, total-s.count), k.First)
	return s
}

func (s strip) x(batch int) int { return s.left + (batch-s.first)*s.cell }

// at is the batch drawn in a column, -1 when there is none.
func (s strip) at(x int) int {
	if x < s.left || s.cell == 0 {
		return -1
	}
	if n := (x - s.left) / s.cell; n < s.count {
		return s.first + n
	}
	return -1
}

func mark(k *kernel.Track, batch int) *kernel.BatchMark {
	if i := batch - k.First; i >= 0 && i < len(k.Batches) {
		return &k.Batches[i]
	}
	return nil
}

// scrub is the line of batches: "0---1---2W--3-[4L].5...6...>19". "---" is computed, "..."
// is recorded only; brackets stand around the marker.
func (s strip) scrub(k *kernel.Track, th *theme) string {
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", s.left))
	for n := s.first; n < s.first+s.count; n++ {
		bm := mark(k, n)
		flags := strings.TrimSpace(viz.Clean(bm.Flags))
		text := strconv.Itoa(k.Base+n) + flags
		if len(text) > s.cell-1 {
			text = text[:s.cell-1]
		}
		fill := "."
		if next := mark(k, n+1); next != nil && next.Done && bm.Done {
			fill = "-"
		}
		if !th.ASCII {
			fill = strings.NewReplacer("-", "─", ".", "·").Replace(fill)
		}
		b.WriteString(text)
		if n < s.total-1 {
			b.WriteString(strings.Repeat(fill, s.cell-len(text)))
		}
	}
	return b.String()
}

// scrubLine is the scrubber with the marker and what follows at its right end.
func (s strip) scrubLine(k *kernel.Track, th *theme, label string, flash bool) viz.Line {
	l := viz.Line{{Text: s.scrub(k, th)}}.Over(0, viz.Plainly(label))
	if s.total > s.first+s.count {
		l = append(l, viz.Cell{Text: ">" + strconv.Itoa(k.Base+s.total-1)})
	}
	style := viz.Key
	if flash {
		style = styleFlash
	}
	if k.At == 0 {
		if s.first == 0 {
			l = l.Over(s.left-1, viz.Styled(style, ">"))
		}
		return l
	}
	at := k.At - 1
	if at < s.first || at >= s.first+s.count {
		return l
	}
	text := strconv.Itoa(k.Base+at) + strings.TrimSpace(viz.Clean(mark(k, at).Flags))
	if len(text) > s.cell-1 {
		text = text[:s.cell-1]
	}
	return l.Over(s.x(at)-1, viz.Styled(style, "["+text+"]"))
}

// barLine is the size of each batch's input above the scrubber.
func (s strip) barLine(k *kernel.Track, th *theme, front viz.Line) viz.Line {
	top := 0.0
	for n := s.first; n < s.first+s.count; n++ {
		top = max(top, float64(mark(k, n).In))
	}
	l := front
	for n := s.first; n < s.first+s.count; n++ {
		bm := mark(k, n)
		if bm.Done || bm.In > 0 {
			style := viz.Key
			if !bm.Done {
				style = viz.Dim
			}
			l = l.Over(s.x(n), viz.Styled(style, th.Level(float64(bm.In), top)))
		}
	}
	return l
}

// legend explains the letters that are on the strip.
func legend(k *kernel.Track) string {
	var out []string
	for _, f := range []struct{ flag, text string }{{"W", "W fired"}, {"L", "L late"}, {"B", "B break"}, {"X", "X error"}, {"~", "~ differs"}, {"-", "- thinned"}} {
		for _, b := range k.Batches {
			if strings.Contains(b.Flags, f.flag) {
				out = append(out, f.text)
				break
			}
		}
	}
	return strings.Join(out, "  ")
}

// renderStrip draws the timeline in two lines, or on a large screen a track a number.
func (m *Model) renderStrip(l layout) []viz.Line {
	k := m.track()
	if k == nil {
		return m.emptyStrip(l)
	}
	if l.strip.h > 2 {
		return m.tracks(k, l)
	}
	s := stripOf(k, l.w, 8, 4)
	top := s.barLine(k, m.th, viz.Line{{Text: m.th.Rule() + m.th.Rule(), Style: styleRule}, {Text: " rows "}})
	if m.start != nil {
		top = viz.Line{{Text: m.th.Rule() + m.th.Rule(), Style: styleRule}, {Text: " sample  .. recorded, not run yet", Style: viz.Dim}}
	}
	rest := l.w - top.Width()
	tail := viz.Styled(styleRule, strings.Repeat(m.th.Rule(), 3))
	if text := legend(k); text != "" && rest > viz.Width(text)+10 {
		tail = append(viz.Styled(viz.Dim, " "+text+" "), tail...)
	}
	top = append(fillRule(append(top, viz.Cell{Text: " "}), l.w-tail.Width(), m.th), tail...)
	return []viz.Line{top, s.scrubLine(k, m.th, " b", m.motion.flash()).Fit(l.w, " ")}
}

// emptyStrip stands where the batches will: it says how the first one comes.
func (m *Model) emptyStrip(l layout) []viz.Line {
	lines := make([]viz.Line, l.strip.h)
	lines[0] = m.th.rule(l.w, nil, "")
	if m.view == nil || m.start != nil {
		return lines
	}
	lines[0] = m.th.rule(l.w, viz.Styled(viz.Dim, "no batch has run yet"), "")
	if len(m.view.Cells) > 0 {
		lines[1] = viz.Line{{Text: "        "}, {Text: m.keyName("step"), Style: viz.Key}, {Text: " runs the cells, and then the first batch"}}
	}
	return lines
}

// fillRule fills a line to w columns with a rule.
func fillRule(l viz.Line, w int, th *theme) viz.Line {
	n := w - l.Width()
	if n <= 0 {
		return l.Slice(0, max(w, 0))
	}
	return append(l, viz.Cell{Text: strings.Repeat(th.Rule(), n), Style: styleRule})
}

// tracks draws one line a number over the batches.
func (m *Model) tracks(k *kernel.Track, l layout) []viz.Line {
	s := stripOf(k, l.w, 10, 6)
	head := viz.Line{{Text: "Timeline", Style: styleTitle}}
	keys := m.keyName("step") + " step  " + m.keyName("back") + " back"
	if m.start == nil {
		keys += "  " + m.keyName("next-stop") + " next stop  " + m.keyName("previous-stop") + " last stop  " + m.keyName("play") + " play  " + m.keyName("first-batch") + " go"
	}
	lines := []viz.Line{m.th.rule(l.w, head, strings.TrimSpace(keys+"  "+legend(k)))}
	numbers := viz.Line{{Text: strings.Repeat(" ", s.left)}}
	for n := s.first; n < s.first+s.count; n++ {
		text := strconv.Itoa(k.Base + n)
		x := s.x(n)
		style := viz.Plain
		if n == k.At-1 {
			text, x, style = "["+text+"]", x-1, viz.Key
		}
		numbers = numbers.Over(x, viz.Styled(style, text))
	}
	lines = append(lines, numbers)
	lines = append(lines, s.numberLine(k, " rows in", func(b *kernel.BatchMark) int64 { return b.In }))
	lines = append(lines, s.barLine(k, m.th, viz.Line{{Text: strings.Repeat(" ", s.left)}}))
	lines = append(lines, s.numberLine(k, " out", func(b *kernel.BatchMark) int64 { return b.Out }))
	lines = append(lines, s.numberLine(k, " late", func(b *kernel.BatchMark) int64 { return b.Late }))
	lines = append(lines, s.numberLine(k, " keys", func(b *kernel.BatchMark) int64 { return b.Keys }))
	lines = append(lines, s.scrubLine(k, m.th, " scrub", m.motion.flash()))
	lines = append(lines, viz.Styled(styleRule, strings.Repeat(m.th.Rule(), l.w)))
	for i := range lines {
		lines[i] = lines[i].Fit(l.w, m.th.Mark())
	}
	return lines
}

func (s strip) numberLine(k *kernel.Track, label string, of func(*kernel.BatchMark) int64) viz.Line {
	l := viz.Plainly(viz.Pad(label, s.left, false))
	for n := s.first; n < s.first+s.count; n++ {
		bm := mark(k, n)
		if !bm.Done {
			l = l.Over(s.x(n), viz.Styled(viz.Dim, "."))
			continue
		}
		style := viz.Plain
		if v := of(bm); v > 0 && label == " late" {
			style = viz.Warn
		}
		l = l.Over(s.x(n), viz.Styled(style, short(of(bm), s.cell-1)))
	}
	return l
}

// short is a number in at most w columns: 12345 becomes 12k.
func short(v int64, w int) string {
	text := strconv.FormatInt(v, 10)
	for i, unit := 0, "kMGT"; len(text) > w && i < len(unit); i++ {
		v /= 1000
		text = fmt.Sprintf("%d%c", v, unit[i])
	}
	return text
}
