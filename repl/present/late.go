package present

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/viz"
)

// LateRow is one row that a watermark dropped.
type LateRow struct {
	Batch         int64
	Index         int   // of the step in its timeline
	Row           int32 // of the operator's input
	Node          engine.NodeID
	Text          string // the row, columns with two blanks between
	From, To      int64  // the window it was for; equal when judged by its own time
	At, Watermark int64  // what was judged and what it met
	Delay         int64  // of the watermark, microseconds
}

// LateBy is how much too late the row was; Needs is the delay above which it would have been kept.
func (r LateRow) LateBy() int64 { return r.Watermark - r.At }

// Needs is described at [LateRow.LateBy].
func (r LateRow) Needs() int64 { return r.Delay + r.Watermark - r.At }

// LateLog collects the late rows of a timeline as its steps run. The zero value is ready.
type LateLog struct {
	rows []LateRow
	next int // steps seen
}

// Observe adds the late rows of step n (from 0) with its records; a step seen before is passed
// over, one that replaces others drops what came after.
func (l *LateLog) Observe(s *Subject, n int, step *engine.Step) {
	if n < l.next {
		return
	}
	l.next = n + 1
	nodes := s.Timeline.Nodes()
	for id, rec := range step.Records {
		for _, d := range dropsOf(rec) {
			if d.Reason != operator.DropLate {
				continue
			}
			row := LateRow{Batch: step.Tick.Batch, Index: n, Row: d.Row, Node: engine.NodeID(id), At: d.At, Watermark: d.Watermark, Delay: delayBelow(nodes[id])}
			row.describe(s, step, id, d)
			l.rows = append(l.rows, row)
		}
	}
}

// describe takes a dropped row as it came from its source, and the window it was for.
func (r *LateRow) describe(s *Subject, step *engine.Step, id int, d operator.Drop) {
	rec := step.Records[id]
	if d.Input >= len(rec.In) || rec.In[d.Input] == nil || int(d.Row) >= rec.In[d.Input].N {
		return
	}
	b, row := rec.In[d.Input], int(d.Row)
	for _, c := range b.Cols {
		if from, to, ok := windowAt(c, row); ok {
			r.From, r.To = from, to
		}
	}
	clock := Clock{Zone: s.Expr.Zone}
	if src, at := origin(s, step, s.Timeline.Nodes()[id].Children()[d.Input], d.Row); src != nil {
		b, row = src, at
	}
	var parts []string
	for _, c := range b.Cols {
		if !isWindow(c.Type()) {
			parts = append(parts, ValueText(s.Expr, clock, c, row))
		}
	}
	r.Text = strings.Join(parts, "  ")
}

// Cut forgets the steps from n on: history is rewritten there.
func (l *LateLog) Cut(n int) {
	l.rows = l.Rows(n)
	l.next = min(l.next, n)
}

// Rows lists the late rows of the first n steps.
func (l *LateLog) Rows(n int) []LateRow {
	i := sort.Search(len(l.rows), func(i int) bool { return l.rows[i].Index >= n })
	return l.rows[:i]
}

// delayBelow is the delay of the watermark under a node.
func delayBelow(n operator.Node) int64 {
	if w, ok := n.(*operator.Watermark); ok {
		return w.DelayMicros
	}
	for _, c := range n.Children() {
		if d := delayBelow(c); d > 0 {
			return d
		}
	}
	return 0
}

// Late lists the dropped rows of all batches so far, the newest batch first, with the delay
// that would have kept each.
func Late(s *Subject, a Ask) *viz.Figure {
	rows, name := LateRows(s)
	return &viz.Figure{Title: "Late", Table: rows.Table(a, s.Orders, name)}
}

// LateRows is the table behind [Late].
func LateRows(s *Subject) (*Rows, string) {
	at := s.Timeline.At()
	all := s.Late.Rows(at)
	clock := s.Clock()
	row := func(i int) LateRow { return all[len(all)-1-i] }
	columns := lateColumns(all, clock)
	r := &Rows{
		Columns: make([]viz.Column, len(columns)),
		N:       len(all),
		ID:      func(i int) string { return fmt.Sprintf("late:%d:%d:%d", row(i).Batch, row(i).Node, row(i).Row) },
		Mark:    func(i int) string { return map[bool]string{true: ">"}[row(i).Index == at-1] },
		Head:    []viz.Line{lateHead(s, all, at)},
		Foot:    lateFoot(all),
		Empty:   "no row was dropped as late so far",
		Cell:    func(i, col int) viz.Cell { return viz.Cell{Text: columns[col].text(row(i))} },
	}
	for i, c := range columns {
		r.Columns[i] = c.Column
	}
	return r, fmt.Sprintf("late-%d", at)
}

// lateColumn is a column of the Late tab.
type lateColumn struct {
	viz.Column
	text func(LateRow) string
}

// lateColumns are the columns that the rows need: the window that a row was for says what it was
// judged by; rows without one are judged by a time of their own.
func lateColumns(all []LateRow, clock Clock) []lateColumn {
	windowed := func(r LateRow) bool { return r.From < r.To }
	bare := func(r LateRow) bool { return !windowed(r) }
	out := []lateColumn{{viz.Column{Name: "batch", Right: true}, func(r LateRow) string { return fmt.Sprint(r.Batch) }}}
	if len(all) == 0 || slices.ContainsFunc(all, windowed) {
		out = append(out, lateColumn{viz.Column{Name: "window"}, func(r LateRow) string {
			if windowed(r) {
				return clock.Span(r.From, r.To)
			}
			return ""
		}})
	}
	if slices.ContainsFunc(all, bare) {
		out = append(out, lateColumn{viz.Column{Name: "judged by"}, func(r LateRow) string { return clock.Text(r.At) }})
	}
	return append(out,
		lateColumn{viz.Column{Name: "wm then", Less: 2}, func(r LateRow) string { return clock.Mark(r.Watermark) }},
		lateColumn{viz.Column{Name: "late by", Right: true}, func(r LateRow) string { return Duration(r.LateBy()) }},
		lateColumn{viz.Column{Name: "needs delay", Min: 10}, func(r LateRow) string { return "over " + Duration(r.Needs()) }},
		lateColumn{viz.Column{Name: "row", Min: 8, Less: 1, Lead: clock.lead()}, func(r LateRow) string { return r.Text }})
}

func lateHead(s *Subject, all []LateRow, at int) viz.Line {
	here := 0
	for _, r := range all {
		if r.Index == at-1 {
			here++
		}
	}
	in := rowsBefore(s.Timeline, at)
	share := 0.0
	if in > 0 {
		share = 100 * float64(len(all)) / float64(in)
	}
	if at == 0 {
		return viz.Line{{Text: "nothing has run yet"}}
	}
	return viz.Line{{Text: fmt.Sprintf("b%d: %d late.", s.Timeline.Step(at-1).Tick.Batch, here), Style: viz.Strong},
		{Text: fmt.Sprintf("  up to here: %d of %d rows (%.1f %%)", len(all), in, share)}}
}

// lateFoot says how many rows other delays would lose. The watermark is the largest time seen
// minus the delay, so a row is kept exactly when the delay is above what it needs.
func lateFoot(all []LateRow) []viz.Line {
	if len(all) == 0 {
		return nil
	}
	needs := make([]int64, len(all))
	for i, r := range all {
		needs[i] = r.Needs()
	}
	sort.Slice(needs, func(i, j int) bool { return needs[i] < needs[j] })
	now := all[len(all)-1].Delay
	var lates, later []string
	for _, minutes := range []int64{1, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 720, 1440} {
		d := minutes * 60_000_000
		if d <= now {
			continue
		}
		late := len(needs) - sort.Search(len(needs), func(i int) bool { return needs[i] >= d })
		lates, later = append(lates, fmt.Sprintf("%s: %d late", Interval(d), late)), append(later, Duration(d-now))
		if late == 0 || len(lates) == 3 {
			break
		}
	}
	none := fmt.Sprintf("none is late with more than %s", Duration(needs[len(needs)-1]))
	if len(lates) == 0 {
		return []viz.Line{viz.Styled(viz.Dim, none)}
	}
	return []viz.Line{viz.Plainly("delay " + strings.Join(lates, ", ")),
		viz.Styled(viz.Dim, "windows fire "+strings.Join(later, ", ")+" later; "+none)}
}
