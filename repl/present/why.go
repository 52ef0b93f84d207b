package present

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/viz"
)

// Why explains what the cursor stands on: row is the ID of a table row (a dropped row, a
// window, a key); "" asks about the output of the batch.
func Why(ctx context.Context, s *Subject, row string) (*viz.Figure, error) {
	kind, rest, _ := strings.Cut(row, ":")
	switch kind {
	case "row":
		return whyRow(ctx, s, rest)
	case "late":
		return whyLate(s, rest)
	case "key":
		return whyOpen(s, row)
	case "closed":
		return whyClosed(s, rest)
	}
	return whyOutput(ctx, s)
}

// whyOutput says why the output of the batch at the cursor is empty, or why it is not.
func whyOutput(ctx context.Context, s *Subject) (*viz.Figure, error) {
	step, err := s.Step(ctx)
	if err != nil {
		return nil, err
	}
	a := newAnswer(s)
	if step == nil {
		a.say("No batch has run yet, so there is no output.")
		a.try("step", "runs the first batch")
		return a.figure("Why is there nothing?"), nil
	}
	if n := outOf(step); n > 0 {
		a.say("The output of b%d is not empty: %s came out.", step.Tick.Batch, counted(n, "row"))
		a.say("%s", s.modeRule())
		return a.figure("Why this output?"), nil
	}
	title := fmt.Sprintf("Why is the output of b%d empty?", step.Tick.Batch)
	if whyNoRows(s, step, a) {
		return a.figure(title), nil
	}
	if !whyNothingFires(s, step, a) {
		a.say("%s", s.modeRule())
		a.say("The rows of this batch changed nothing that is written.")
	}
	return a.figure(title), nil
}

// modeRule is what the output mode of the query writes, and when.
func (s *Subject) modeRule() string {
	switch s.Timeline.Query().Mode {
	case operator.Append:
		if !s.Windowed() {
			return "Append mode writes a row once, when it can no longer change."
		}
		return "Append mode writes a row once, when it can no longer change; for a window that is when the watermark reaches its end."
	case operator.Update:
		return "Update mode writes the rows that changed in the batch."
	}
	return "Complete mode writes the whole result in each batch."
}

// whyNoRows handles the cases where no row reached a stateful operator: an empty input, a
// filter that let nothing through, rows that were all late.
func whyNoRows(s *Subject, step *engine.Step, a *answer) bool {
	if step.Progress.NumInputRows == 0 && len(s.stateful()) == 0 {
		a.say("The batch had no input rows, and the query keeps no state.")
		return true
	}
	nodes := s.Timeline.Nodes()
	for id, rec := range step.Records {
		if rec == nil || rec.Out == nil || len(rec.In) == 0 {
			continue
		}
		in := 0
		for _, b := range rec.In {
			in += b.N
		}
		if in > 0 && rec.Out.N == 0 && s.Timeline.State(engine.NodeID(id)) == nil {
			a.say("%s came in, and none got past this operator:", counted(in, "row"))
			a.fact(shortName(nodes[id]), "%s", nodes[id].Describe().Detail)
			a.offer(":tab batch", "what became of each row")
			return true
		}
	}
	return false
}

// whyNothingFires explains append mode: the nearest window and what the watermark lacks.
func whyNothingFires(s *Subject, step *engine.Step, a *answer) bool {
	if s.Timeline.Query().Mode != operator.Append || len(s.stateful()) == 0 {
		return false
	}
	clock := s.Clock()
	a.say("%s writes in append mode: %s", s.Timeline.Query().Name, strings.TrimPrefix(s.modeRule(), "Append mode writes "))
	a.gap()
	a.fact(fmt.Sprintf("watermark used by b%d", step.Tick.Batch), "%s", clock.Mark(step.Watermark))
	open, err := openWindows(s)
	if err != nil || len(open) == 0 {
		a.fact("open windows", "none: no row has come that could be written")
		return true
	}
	first := open[0]
	a.fact("earliest open window ends", "%s", clock.Text(first.until))
	if first.until == operator.NoWatermark {
		a.say("No watermark bounds this state, so nothing is ever final: declare one with WithWatermark.")
		return true
	}
	if step.Watermark > 0 {
		a.fact("so windows fired", "0          nearest misses by %s", Duration(first.until-step.Watermark))
	} else {
		a.fact("so windows fired", "0          the first batch runs before any watermark")
	}
	delay := delayBelow(s.Timeline.Query().Plan)
	a.fact("it fires when", "a row of %s or later has been seen", clock.Text(first.until+delay))
	whatWouldChange(s, first, delay, a)
	return true
}

func whatWouldChange(s *Subject, first windowRow, delay int64, a *answer) {
	clock := s.Clock()
	a.gap()
	a.say("What would change it")
	next := s.Timeline.NextWatermark()
	if next >= first.until {
		a.try("step", "step to %s: its watermark is %s", s.batch(s.Timeline.At()), clock.Text(next))
	} else {
		a.try("step", "step on: the next batch runs with %s, which is not enough yet", clock.Mark(next))
		a.try("next-stop", "run to the next stop")
	}
	a.offer(":set mode update", "writes every change at once (a copy)")
	if delay >= 120_000_000 {
		a.offer(fmt.Sprintf(":set watermark %q", Interval(delay/2)), "the same rows with half the delay (a copy)")
	}
}

func whyRow(ctx context.Context, s *Subject, rest string) (*viz.Figure, error) {
	_, local, _ := strings.Cut(rest, ":")
	step, err := s.Step(ctx)
	n, bad := strconv.Atoi(local)
	if err != nil || bad != nil || step == nil {
		return nil, fmt.Errorf("that row is not in this batch any more")
	}
	in := readInputs(s, step)
	src, row := in.locate(n)
	if src < 0 {
		return nil, fmt.Errorf("that row is not in this batch any more")
	}
	var f Fate
	in.tracer.follow(in.node[src], int32(row), &f)
	a := newAnswer(s)
	switch {
	case f.Filtered != "":
		a.say("This row was filtered out: a condition was not true for it.")
		a.fact("condition", "%s", f.Filtered)
	case f.Drop == nil:
		a.say("This row went on to %s.", strings.Join(f.Goes, ", "))
		return a.figure("Where did this row go?"), nil
	case f.Drop.Reason == operator.DropLate:
		lateAnswer(s, a, *f.Drop, delayBelow(s.Timeline.Nodes()[f.Node]))
	default:
		a.say("This row was dropped: %s.", note(s, s.Clock(), f).Text)
	}
	return a.figure("Why was this row dropped?"), nil
}

func whyLate(s *Subject, rest string) (*viz.Figure, error) {
	for _, r := range s.Late.Rows(s.Timeline.At()) {
		if fmt.Sprintf("%d:%d:%d", r.Batch, r.Node, r.Row) == rest {
			a := newAnswer(s)
			a.say("%s", r.Text)
			lateAnswer(s, a, operator.Drop{At: r.At, Watermark: r.Watermark}, r.Delay)
			return a.figure("Why was this row dropped?"), nil
		}
	}
	return nil, fmt.Errorf("that row is not in the list any more")
}

func lateAnswer(s *Subject, a *answer, d operator.Drop, delay int64) {
	clock := s.Clock()
	a.say("It came too late: what it belongs to was already final when its batch ran.")
	a.gap()
	a.fact("judged by", "%s", clock.Text(d.At))
	a.fact("watermark before its batch", "%s", clock.Mark(d.Watermark))
	a.fact("too late by", "%s   (%s <= %s)", Duration(d.Watermark-d.At), clock.Text(d.At), clock.Mark(d.Watermark))
	a.fact("delay declared", "%s", Duration(delay))
	a.fact("delay that keeps it", "over %s", Duration(delay+d.Watermark-d.At))
	a.gap()
	a.offer(fmt.Sprintf(":set watermark %q", Interval(roundUp(delay+d.Watermark-d.At))), "the same rows with that delay (a copy)")
}

// roundUp gives the next whole minute, or five minutes above an hour.
func roundUp(us int64) int64 {
	unit := int64(60_000_000)
	if us > 3_600_000_000 {
		unit *= 5
	}
	return (us/unit + 1) * unit
}

func whyOpen(s *Subject, row string) (*viz.Figure, error) {
	open, err := openWindows(s)
	if err != nil {
		return nil, err
	}
	clock := s.Clock()
	for _, w := range open {
		if fmt.Sprintf("key:%d:%s", w.node, w.stateKey) != row {
			continue
		}
		a := newAnswer(s)
		a.say("The window %s is open: rows for it may still come.", clock.Span(w.from, w.to))
		a.gap()
		a.fact("it leaves at watermark", "%s", clock.Text(w.until))
		a.fact("watermark of this batch", "%s", clock.Mark(s.Timeline.Watermark()))
		a.fact("watermark of the next", "%s", clock.Mark(s.Timeline.NextWatermark()))
		a.fact("so", "%s", toGo(s, w))
		return a.figure("Why is this window open?"), nil
	}
	h, err := History(s, row, Ask{})
	return h, err
}

func whyClosed(s *Subject, rest string) (*viz.Figure, error) {
	parts := strings.Split(rest, ":")
	if len(parts) != 2 {
		return nil, fmt.Errorf("that window is not in the list any more")
	}
	to, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return nil, err
	}
	clock := s.Clock()
	a := newAnswer(s)
	a.say("The window is closed: a watermark reached its end, so it was written and forgotten.")
	a.fact("its end", "%s", clock.Text(to))
	a.fact("watermark now", "%s", clock.Mark(s.Timeline.Watermark()))
	return a.figure("Why is this window closed?"), nil
}
