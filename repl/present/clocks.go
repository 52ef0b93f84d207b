package present

import (
	"context"
	"fmt"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Clocks draws the two clocks: event time across, batches down; o is a row on time, * one that
// came late and was kept, x one that was dropped, W the watermark.
func Clocks(ctx context.Context, s *Subject, a Ask) (*viz.Figure, error) {
	rows := max(4, a.Limit)
	if a.Limit <= 0 {
		rows = 12
	}
	at := s.Timeline.At()
	g := &viz.Grid{}
	clock := s.Clock()
	for n := max(0, at-rows); n < at; n++ {
		step, err := s.Timeline.Detail(ctx, n)
		if err != nil {
			return nil, err
		}
		g.Rows = append(g.Rows, clockRow(s, step, clock))
	}
	g.Min, g.Max = bounds(g.Rows)
	g.Axis = ticks(int64(g.Min), int64(g.Max), clock)
	return &viz.Figure{Title: "Event time across: o row  * late, kept  x dropped  W watermark  M newest", Grid: g}, nil
}

// bounds are the first and the last time of the rows, 0 where they have none.
func bounds(rows []viz.GridRow) (from, to float64) {
	first := true
	for _, r := range rows {
		for _, p := range r.Points {
			if first {
				from, to, first = p.At, p.At, false
			}
			from, to = min(from, p.At), max(to, p.At)
		}
	}
	return from, to
}

func clockRow(s *Subject, step *engine.Step, clock Clock) viz.GridRow {
	row := viz.GridRow{Label: fmt.Sprintf("b%d", step.Tick.Batch)}
	var top int64
	for _, m := range step.Max {
		top = max(top, m)
	}
	row.Note = fmt.Sprintf("W %s M %s", clock.Mark(step.Watermark), clock.Mark(top))
	for id, n := range s.Timeline.Nodes() {
		w, ok := n.(*operator.Watermark)
		if !ok || step.Records[id] == nil || step.Records[id].Out == nil {
			continue
		}
		times, ok := step.Records[id].Out.Cols[w.Col].(*data.Longs)
		if !ok {
			continue
		}
		for i, at := range times.Values {
			if data.IsNull(times, i) {
				continue
			}
			glyph := "o"
			if at <= step.Watermark {
				glyph = "*"
			}
			row.Points = append(row.Points, viz.Mark{At: float64(at), Glyph: glyph})
		}
	}
	for _, rec := range step.Records {
		for _, d := range dropsOf(rec) {
			if d.Reason == operator.DropLate {
				row.Points = append(row.Points, viz.Mark{At: float64(d.At), Glyph: "x", Style: viz.Bad})
				row.Note += " x dropped"
			}
		}
	}
	if step.Watermark > 0 {
		row.Points = append(row.Points, viz.Mark{At: float64(step.Watermark), Glyph: "W", Style: viz.Strong})
	}
	return row
}

func dropsOf(rec *operator.Record) []operator.Drop {
	if rec == nil {
		return nil
	}
	return rec.Drops
}
