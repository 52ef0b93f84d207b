package present

import (
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Counts are a batch's numbers, for the strip and the timeline.
type Counts struct{ In, Late, Out, Keys int64 }

// CountsOf reads them off a step.
func CountsOf(step *engine.Step) Counts {
	c := Counts{In: step.Progress.NumInputRows, Out: int64(outOf(step))}
	for _, op := range step.Progress.StateOperators {
		c.Keys += op.NumRowsTotal
	}
	c.Late = lateOf(step)
	return c
}

// BatchInfo is what the timeline shows of a batch that ran.
type BatchInfo struct {
	Counts
	Batch     int64
	Watermark int64
	Nanos     int64
	Flags     string
}

// Timeline lists all batches that ran, and those that are only recorded. before are the batches that
// ran until the query's cell was run again over the same rows; nil: it was not.
func Timeline(s *Subject, infos, before []BatchInfo, recorded []int64, a Ask) *viz.Figure {
	rows, name := TimelineRows(s, infos, before, recorded)
	title := "Timeline"
	if n := s.Timeline.Oldest(); n > 0 {
		title += ": state is kept from " + s.batch(n) + " on; going back further runs the batches again"
	}
	return &viz.Figure{Title: title, Table: rows.Table(a, s.Orders, name)}
}

// timelineColumn is a column of the Timeline tab: its cell for a batch that ran, by number.
type timelineColumn struct {
	viz.Column
	cell func(row int) viz.Cell
}

// TimelineRows is the table behind [Timeline]; recorded are the rows of each batch that has
// not run.
func TimelineRows(s *Subject, infos, before []BatchInfo, recorded []int64) (*Rows, string) {
	at := s.Timeline.At()
	columns := timelineColumns(s, infos, before)
	r := &Rows{
		Columns: make([]viz.Column, len(columns)),
		N:       len(infos) + len(recorded),
		ID:      s.batch,
		Mark: func(row int) string {
			switch {
			case row == at-1:
				return ">"
			case row+1 == s.Mark:
				return "m"
			}
			return ""
		},
		Empty: "no batch has run and none is recorded",
	}
	for i, c := range columns {
		r.Columns[i] = c.Column
	}
	r.Cell = func(row, col int) viz.Cell {
		if row >= len(infos) {
			return recordedCell(s.First+row, r.Columns[col].Name, recorded[row-len(infos)])
		}
		c := columns[col].cell(row)
		if row >= at {
			c.Style = viz.Dim
		}
		return c
	}
	return r, fmt.Sprintf("timeline-%d-%d-%d-%d", at, len(infos), len(recorded), len(before))
}

// timelineColumns are the numbers of each batch; beside those that an edit changed stands what they
// were before it.
func timelineColumns(s *Subject, infos, before []BatchInfo) []timelineColumn {
	clock := s.Clock()
	plain := func(name string, right bool, text func(row int) string) timelineColumn {
		return timelineColumn{viz.Column{Name: name, Right: right}, func(row int) viz.Cell { return viz.Cell{Text: text(row)} }}
	}
	out := []timelineColumn{plain("batch", true, func(row int) string { return fmt.Sprint(s.First + row) }), plain("in", true, func(row int) string { return fmt.Sprint(infos[row].In) })}
	for _, n := range []struct {
		name string
		of   func(Counts) int64
	}{{"out", func(c Counts) int64 { return c.Out }}, {"late", func(c Counts) int64 { return c.Late }}, {"keys", func(c Counts) int64 { return c.Keys }}} {
		now := plain(n.name, true, nil)
		now.cell = func(row int) viz.Cell {
			c := viz.Cell{Text: fmt.Sprint(n.of(infos[row].Counts))}
			if n.name == "late" && infos[row].Late > 0 {
				c.Style = viz.Warn
			}
			return c
		}
		out = append(out, now)
		differs := false
		for i := range min(len(infos), len(before)) {
			differs = differs || n.of(infos[i].Counts) != n.of(before[i].Counts)
		}
		if differs {
			out = append(out, timelineColumn{viz.Column{Name: n.name + " was", Short: "was", Right: true, Less: 1}, func(row int) viz.Cell {
				switch {
				case row >= len(before):
					return viz.Cell{Text: "-", Style: viz.Dim}
				case n.of(before[row].Counts) != n.of(infos[row].Counts):
					return viz.Cell{Text: fmt.Sprint(n.of(before[row].Counts)), Style: viz.Changed}
				}
				return viz.Cell{Text: "=", Style: viz.Dim}
			}})
		}
	}
	return append(out, plain("watermark", false, func(row int) string { return clock.Mark(infos[row].Watermark) }),
		plain("ms", true, func(row int) string { return Millis(infos[row].Nanos) }), plain("marks", false, func(row int) string { return infos[row].Flags }))
}

func recordedCell(row int, column string, in int64) viz.Cell {
	text := "."
	switch {
	case column == "batch":
		text = fmt.Sprint(row)
	case column == "in" && in >= 0:
		text = fmt.Sprint(in)
	}
	return viz.Cell{Text: text, Style: viz.Dim}
}
