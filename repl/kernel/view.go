package kernel

import (
	"fmt"
	"path/filepath"
	goruntime "runtime"
	"slices"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/repl/notebook"
	"github.com/sparkrepl/sparkrepl/repl/present"
	"github.com/sparkrepl/sparkrepl/viz"
)

// marksSent is how many batches of the strip cross the pipe, around the cursor.
const marksSent = 400

// view is what the face needs all the time.
func (k *Kernel) view() *View {
	k.views++
	v := &View{Seq: k.views, Book: k.opened, Path: k.path, Title: k.book.Title(), Dirty: k.dirty(), SavedAgo: -1, ReadOnly: k.book.ReadOnly, Zone: k.zone().String(),
		CanUndo: k.book.CanUndo(), CanRedo: k.book.CanRedo(), Queries: k.queryNames(), Message: k.message, Doubts: k.doubts, Go: goruntime.Version(), Counts: map[string]int{}}
	if !k.saved.IsZero() {
		v.SavedAgo = k.now().Sub(k.saved).Milliseconds()
	}
	if v.Title == "" && k.path != "" {
		v.Title = filepath.Base(k.path)
	}
	if k.job != nil {
		v.Busy = k.job.what
	}
	status := k.runs.Status(k.book.Cells(), k.names())
	for i, c := range k.book.Cells() {
		cv := k.cellView(c, i, status[c.ID])
		if cv.State == "stale" {
			v.Stale++
		}
		v.Cells = append(v.Cells, cv)
	}
	if t := k.shown; t != nil {
		v.Track = k.trackView(t)
		v.Counts["late"] = len(t.late.Rows(t.timeline().At()))
		v.Counts["state"] = int(v.Track.Keys)
	}
	v.Counts["log"] = k.logged
	v.Kept = k.kept()
	if k.lesson != nil {
		v.Lesson = k.lesson.view(k)
		v.Message = k.message
	}
	return v
}

func (k *Kernel) cellView(c *notebook.Cell, i int, st notebook.Status) CellView {
	v := CellView{ID: c.ID, Number: i + 1, Kind: string(c.Kind), Name: c.Name(), Source: c.Source, State: string(st.State), Reason: st.Reason, Hide: c.Hide(), Folded: k.looks[c.ID].folded}
	if c.Failed != "" {
		v.State, v.Err = "failed", &Failure{Message: c.Failed, Cell: c.ID, Line: c.FailedLine, Col: 1}
	}
	if kept := k.keptOf(c.ID); kept != nil && v.State == "" {
		v.State, v.Notes, v.Output = "cached", kept.Notes, kept.Output
	}
	cs := k.cells[c.ID]
	if cs == nil {
		return v
	}
	v.Millis = cs.millis
	if v.State == "failed" && v.Err == nil {
		v.Err = cs.err
	}
	switch {
	case cs.running:
		v.State = "running"
	case cs.queued:
		v.State = "queued"
	}
	for _, n := range cs.notes {
		v.Notes = append(v.Notes, viz.Line{{Text: n}})
	}
	v.Resumed = append(v.Resumed, cs.judged...)
	if cs.refused != nil {
		v.State, v.Err = "failed", cs.refused
	}
	k.trackNotes(c.ID, &v)
	if v.Output == nil && cs.rows != nil && cs.figure == nil {
		rows, name := k.outputRows(c.ID)
		v.Output = k.rowsShown(c.ID, rows, &k.orders, name)
	}
	if v.Output == nil {
		v.Output = cs.small(k)
	}
	return v
}

// smallRows is how many rows of a result stand under its cell.
const smallRows = 5

// trackNotes shows under a cell what the queries it started wrote in the batch at the cursor.
func (k *Kernel) trackNotes(id string, v *CellView) {
	for _, t := range k.tracks {
		if t.cell != id || t.side {
			continue
		}
		if t.failed != nil {
			v.State, v.Err = "failed", t.failed
		}
		for _, text := range flaws(t.q) {
			v.Warnings = append(v.Warnings, text)
			v.Notes = append(v.Notes, viz.Line{{Text: text, Style: viz.Warn}})
		}
		for _, text := range t.resumed() {
			v.Resumed = append(v.Resumed, text)
			v.Notes = append(v.Notes, viz.Line{{Text: text, Style: viz.Dim}})
		}
		step, which := t.stepAt(), ""
		if k.queriesOf(id) > 1 {
			which = t.name + " "
		}
		if step == nil {
			text := fmt.Sprintf("%s: started; press %s to run its first batch", t.name, k.Key("step"))
			if t != k.shown {
				text = fmt.Sprintf("%s: started; %s brings it to the screen, then %s runs its first batch", t.name, k.Key("next-query"), k.Key("step"))
			}
			v.Notes = append(v.Notes, viz.Line{{Text: text, Style: viz.Dim}})
			continue
		}
		if step.Output == nil || step.Output.N == 0 {
			v.Notes = append(v.Notes, viz.Line{{Text: fmt.Sprintf("%sb%d: 0 rows out.  ", which, step.Tick.Batch)}, {Text: "Why? press " + k.Key("why"), Style: viz.Key}})
			continue
		}
		rows := present.RowsOf(k.exprContext(), step.Output)
		note := viz.Line{{Text: fmt.Sprintf("%sb%d: %s out", which, step.Tick.Batch, counted(step.Output.N, "row"))}}
		if day := rows.OfDay(t.subject(k).Clock(), step.Output); day != "" {
			note = append(note, viz.Cell{Text: "   day " + day, Style: viz.Dim})
		}
		v.Notes = append(v.Notes, note)
		v.Output = k.rowsShown(id, rows, &t.orders, "")
		v.Output.Title = t.name
	}
}

// queriesOf counts the queries that a cell started.
func (k *Kernel) queriesOf(cell string) int {
	n := 0
	for _, t := range k.tracks {
		if t.cell == cell && !t.side {
			n++
		}
	}
	return n
}

// counted is a number of things: 1 row, 2 rows.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (k *Kernel) trackView(t *track) *Track {
	tl := t.timeline()
	clock := present.Clock{Zone: k.zone()}
	v := &Track{Query: t.name, Base: t.first(), Mode: modeName(t.q.Mode), Source: t.sourceText(), At: tl.At(), Computed: tl.Len(), Recorded: -1,
		Watermark: "none yet", LateMark: "none yet", NextMark: clock.Mark(tl.NextWatermark()), Paused: t.paused, Resumes: t.q.Checkpoint != nil}
	v.Windowed = t.subject(k).Windowed()
	v.Marked = slices.ContainsFunc(tl.Nodes(), func(n operator.Node) bool { _, is := n.(*operator.Watermark); return is })
	if t.failed != nil {
		v.Stopped = t.failed.Message
	}
	if n := tl.At(); n > 0 {
		i, step := t.infos.at(n-1), tl.Step(n-1)
		clock = t.subject(k).Clock()
		v.In, v.Late, v.Out, v.Keys, v.Nanos, v.Corrupt = i.In, i.Late, i.Out, i.Keys, i.Nanos, corrupt(step)
		v.Watermark, v.LateMark, v.NextMark = clock.Mark(step.Watermark), clock.Mark(step.Late), clock.Mark(tl.NextWatermark())
	}
	if tl.At() == 0 { // what a query that went on from a checkpoint begins with
		for id := range tl.Nodes() {
			if st := tl.State(engine.NodeID(id)); st != nil {
				v.Keys += st.Metrics().Rows
			}
		}
	}
	recorded, finite := t.recorded()
	v.Live = t.live()
	if finite {
		v.Recorded = tl.Len() + len(recorded)
	}
	v.First = max(0, min(tl.At()-marksSent/2, tl.Len()+len(recorded)-marksSent))
	for n := v.First; n < tl.Len()+len(recorded) && len(v.Batches) < marksSent; n++ {
		if n < t.infos.len() {
			i := t.infos.at(n)
			v.Batches = append(v.Batches, BatchMark{In: i.In, Out: i.Out, Late: i.Late, Keys: i.Keys, Flags: i.Flags, Done: true})
			continue
		}
		v.Batches = append(v.Batches, BatchMark{In: recorded[n-t.infos.len()]})
	}
	v.Memory, v.Budget = t.memory()
	return v
}

func modeName(m operator.OutputMode) string {
	return [...]string{"append", "update", "complete"}[m]
}

// memory says how much the states and their history take of what they may, at length and in short.
func (t *track) memory() (text, short string) {
	var live, history int64
	tl := t.timeline()
	for id := range tl.Nodes() {
		if st := tl.State(engine.NodeID(id)); st != nil {
			m := st.Metrics()
			live += m.Bytes
			history += m.HistoryBytes
		}
	}
	if live+history == 0 {
		return "", ""
	}
	text = fmt.Sprintf("%s state, %s history", bytesText(live), bytesText(history))
	if most := t.q.Budget.Bytes; most > 0 {
		text += " of " + bytesText(most)
		short = shortBytes(live+history) + "/" + shortBytes(most)
	}
	return text, short
}

// shortBytes is bytesText in five characters at most: "41K", "1.2G".
func shortBytes(n int64) string {
	number, unit, _ := strings.Cut(bytesText(n), " ")
	if whole, _, ok := strings.Cut(number, "."); ok && len(number) > 4 {
		number = whole
	}
	return strings.TrimSuffix(number, ".0") + strings.TrimSuffix(unit, "B")
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.0f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}
