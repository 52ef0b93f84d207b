package present

import (
	"github.com/sparkrepl/sparkrepl/viz"
)

// Ruler draws the first windows on event time, with the watermarks: W for late rows, E for eviction,
// N the next one, M the largest time seen.
func Ruler(s *Subject, a Ask) (*viz.Figure, error) {
	open, err := openWindows(s)
	if err != nil {
		return nil, err
	}
	closed, err := closedWindows(s)
	if err != nil {
		return nil, err
	}
	clock := s.Clock()
	lanes := &viz.Lanes{}
	seen := map[span]bool{}
	for _, w := range append(closed, open...) {
		if seen[w.span] {
			continue
		}
		seen[w.span] = true
		if a.Limit > 0 && len(lanes.Lanes) == a.Limit {
			lanes.More++
			continue
		}
		lane := viz.Lane{Label: clock.Span(w.from, w.to), Note: toGo(s, w)}
		glyph := "="
		if w.closedIn >= 0 {
			glyph, lane.Note = ".", "fired in "+s.batch(w.closedIn)
			if w.closedIn == s.Timeline.At()-1 {
				glyph = "#"
			}
		}
		lane.Spans = []viz.Span{{From: float64(w.from), To: float64(w.to), Glyph: glyph}}
		lanes.Lanes = append(lanes.Lanes, lane)
		include(lanes, w.from, w.to)
	}
	if len(lanes.Lanes) == 0 {
		return &viz.Figure{Text: &viz.Text{}}, nil // no window, no picture
	}
	rulerMarks(s, lanes)
	axis(lanes, clock)
	return &viz.Figure{Title: "Windows on event time", Lanes: lanes}, nil
}

func include(l *viz.Lanes, from, to int64) {
	if l.Min == l.Max {
		l.Min, l.Max = float64(from), float64(to)
	}
	l.Min, l.Max = min(l.Min, float64(from)), max(l.Max, float64(to))
}

func rulerMarks(s *Subject, lanes *viz.Lanes) {
	t := s.Timeline
	clock := s.Clock()
	mark := func(at int64, glyph, label string) {
		if at > 0 {
			lanes.Marks = append(lanes.Marks, viz.Mark{At: float64(at), Glyph: glyph, Label: label + " " + clock.Text(at)})
			include(lanes, at, at)
		}
	}
	if t.At() > 0 {
		step := t.Step(t.At() - 1)
		if step.Late != step.Watermark {
			mark(step.Late, "W", "late rows are judged by")
		}
		mark(step.Watermark, "E", "watermark")
		var top int64
		for _, m := range step.Max {
			top = max(top, m)
		}
		mark(top, "M", "largest time seen")
	}
	mark(t.NextWatermark(), "N", "next watermark")
}

// axis puts about six labels on the time axis.
func axis(l *viz.Lanes, clock Clock) {
	l.Axis = ticks(int64(l.Min), int64(l.Max), clock)
}

func ticks(from, to int64, clock Clock) []viz.Tick {
	if to <= from {
		return nil
	}
	step := niceStep((to - from) / 6)
	var out []viz.Tick
	for at := (from + step - 1) / step * step; at <= to; at += step {
		out = append(out, viz.Tick{At: float64(at), Label: clock.Text(at)})
	}
	return out
}

func niceStep(us int64) int64 {
	for _, s := range []int64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400} {
		if s*1_000_000 >= us {
			return s * 1_000_000
		}
	}
	return (us/86_400_000_000 + 1) * 86_400_000_000
}
