package kernel

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
	"github.com/sparkrepl/sparkrepl/engine/source"
	"github.com/sparkrepl/sparkrepl/engine/sql"
)

// Vary makes a copy of the query on the screen with another watermark delay, output mode or
// trigger, brings it to the screen, and returns the request that runs it to the same batch. The
// notebook is not changed, and the copy writes nowhere.
func (k *Kernel) Vary(what, value string) (Request, error) {
	t, err := k.trackOf("")
	if err != nil {
		return Request{}, err
	}
	q := *t.q
	q.Sink, q.Checkpoint, q.Watch = nowhere{}, nil, nil
	switch strings.ToLower(what) {
	case "watermark":
		micros, err := parseDelay(value)
		if err != nil {
			return Request{}, &Failure{Message: fmt.Sprintf("%q is no delay", value), Hint: `a number and a unit, as in :set watermark "10 minutes"`}
		}
		node, found := withDelay(q.Plan, micros, value)
		if !found {
			return Request{}, &Failure{Message: t.name + " declares no watermark", Hint: "add WithWatermark to the stream, or WATERMARK to its FROM"}
		}
		q.Plan = node
	case "mode":
		if q.Mode, err = parseMode(value); err != nil {
			return Request{}, err
		}
		if q.Explained != nil && q.Explained.Analyzed != nil {
			if err := plan.CheckStreaming(q.Explained.Analyzed, q.Mode, k.exprContext()); err != nil {
				return Request{}, err
			}
		}
	case "trigger":
		if q.Trigger, err = parseTrigger(value); err != nil {
			return Request{}, err
		}
	default:
		return Request{}, fmt.Errorf(":set knows watermark, mode and trigger, not %q", what)
	}
	q.Name = k.freeName(strings.Split(t.name, "~")[0] + "~" + what)
	side, err := k.openTrack(&q, t.cell)
	if err != nil {
		return Request{}, err
	}
	side.side = true
	at := t.timeline().At()
	k.tracks = append(k.tracks, side)
	k.shown = side
	k.note("%s: %s is %s, over the same rows", side.name, what, value)
	k.message = fmt.Sprintf("a copy of %s over the same rows: %s is %s; %s changes query, :drop-track closes it", t.name, what, value, k.Key("next-query"))
	return Request{Op: OpGoto, Index: at, Query: side.name}, nil
}

func (k *Kernel) freeName(name string) string {
	for n := 1; ; n++ {
		try := name
		if n > 1 {
			try += strconv.Itoa(n)
		}
		if t, err := k.trackOf(try); err != nil || t == nil {
			return try
		}
	}
}

// DropSide closes the copy on the screen.
func (k *Kernel) DropSide() error {
	if k.shown == nil || !k.shown.side {
		return &Failure{Message: "the query on the screen is no copy", Hint: k.Key("next-query") + " brings the next query to the screen"}
	}
	drop := k.shown
	k.dropTracks(func(t *track) bool { return t == drop })
	return nil
}

// withDelay gives every watermark of a plan another delay.
func withDelay(n operator.Node, micros int64, text string) (operator.Node, bool) {
	found := false
	children := n.Children()
	if len(children) > 0 {
		next := make([]operator.Node, len(children))
		for i, c := range children {
			var has bool
			next[i], has = withDelay(c, micros, text)
			found = found || has
		}
		if found {
			n = n.With(next)
		}
	}
	w, ok := n.(*operator.Watermark)
	if !ok {
		return n, found
	}
	c := *w
	c.DelayMicros, c.DelayText = micros, text
	if w.Out != nil {
		fields := append([]data.Field{}, w.Out.Fields...)
		for i := range fields {
			if fields[i].EventTime {
				fields[i].DelayMs = micros / 1000
			}
		}
		c.Out = data.NewSchema(fields...)
	}
	return &c, true
}

// parseDelay reads "45 minutes" in microseconds.
func parseDelay(text string) (int64, error) {
	iv, err := sql.ParseInterval(text)
	if err != nil {
		return 0, err
	}
	return (int64(iv.Months)*31+int64(iv.Days))*86_400_000_000 + iv.Micros, nil // Spark counts 31 days a month here
}

func parseMode(text string) (operator.OutputMode, error) {
	for _, m := range []operator.OutputMode{operator.Append, operator.Update, operator.Complete} {
		if strings.EqualFold(m.String(), text) {
			return m, nil
		}
	}
	return 0, fmt.Errorf("%q is no output mode; they are append, update and complete", text)
}

func parseTrigger(text string) (engine.Trigger, error) {
	number, unit, _ := strings.Cut(strings.TrimSpace(text), " ")
	if n, err := strconv.ParseInt(number, 10, 64); err == nil && n > 0 && strings.HasPrefix(unit, "row") {
		return engine.Trigger{Kind: engine.EveryRows, Rows: n}, nil
	}
	switch strings.ToLower(text) {
	case "once":
		return engine.Trigger{Kind: engine.Once}, nil
	case "available", "availablenow":
		return engine.Trigger{Kind: engine.AvailableNow}, nil
	}
	if micros, err := parseDelay(strings.TrimPrefix(strings.ToLower(text), "every ")); err == nil && micros >= 0 {
		return engine.Trigger{Kind: engine.ProcessingTime, Interval: time.Duration(micros) * time.Microsecond}, nil
	}
	return engine.Trigger{}, fmt.Errorf("%q is no trigger; write \"5 seconds\", \"100 rows\", once or available", text)
}

// nowhere is the sink of copies and of results that are only shown.
type nowhere struct{}

// Write implements [source.Sink].
func (nowhere) Write(context.Context, int64, source.Mode, *data.Batch) error { return nil }

// Describe implements [source.Sink].
func (nowhere) Describe() string { return "shown only" }

// Close implements [source.Sink].
func (nowhere) Close() error { return nil }
