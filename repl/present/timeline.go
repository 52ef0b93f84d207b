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

// Timeline lists all batches that ran, and those that are only recorded.
func Timeline(s *Subject, infos []BatchInfo, recorded []int64, a Ask) *viz.Figure {
	rows, name := TimelineRows(s, infos, recorded)
	title := "Timeline"
	if n := s.Timeline.Oldest(); n > 0 {
		title += fmt.Sprintf(": state is kept from b%d on; going back further runs the batches again", n)
	}
	return &viz.Figure{Title: title, Table: rows.Table(a, s.Orders, name)}
}

// TimelineRows is the table behind [Timeline]; recorded are the rows of each batch that has
// not run.
func TimelineRows(s *Subject, infos []BatchInfo, recorded []int64) (*Rows, string) {
	clock := s.Clock()
	at := s.Timeline.At()
	r := &Rows{
		Columns: []viz.Column{{Name: "batch", Right: true}, {Name: "in", Right: true}, {Name: "out", Right: true},
			{Name: "late", Right: true}, {Name: "keys", Right: true}, {Name: "watermark"}, {Name: "ms", Right: true}, {Name: "marks"}},
		N:  len(infos) + len(recorded),
		ID: func(row int) string { return fmt.Sprintf("b%d", row) },
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
	r.Cell = func(row, col int) viz.Cell {
		if row >= len(infos) {
			return recordedCell(row, col, recorded[row-len(infos)])
		}
		i := infos[row]
		texts := []string{fmt.Sprint(row), fmt.Sprint(i.In), fmt.Sprint(i.Out), fmt.Sprint(i.Late), fmt.Sprint(i.Keys), clock.Mark(i.Watermark), Millis(i.Nanos), i.Flags}
		c := viz.Cell{Text: texts[col]}
		if col == 3 && i.Late > 0 {
			c.Style = viz.Warn
		}
		if row >= at {
			c.Style = viz.Dim
		}
		return c
	}
	return r, fmt.Sprintf("timeline-%d-%d-%d", at, len(infos), len(recorded))
}

func recordedCell(row, col int, in int64) viz.Cell {
	text := "."
	switch {
	case col == 0:
		text = fmt.Sprint(row)
	case col == 1 && in >= 0:
		text = fmt.Sprint(in)
	}
	return viz.Cell{Text: text, Style: viz.Dim}
}
