package engine_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/source"
)

// tally is a sink that keeps the sizes of what it received, one a batch.
type tally struct {
	sizes []string
	fail  bool
}

func (s *tally) Write(_ context.Context, batch int64, _ source.Mode, out *data.Batch) error {
	if s.fail {
		return errors.New("the sink is full")
	}
	s.sizes = append(s.sizes, fmt.Sprint(batch, ":", out.N))
	return nil
}
func (s *tally) Describe() string { return "Tally" }
func (s *tally) Close() error     { return nil }

// numbered is a runner over batches of these sizes.
func numbered(t *testing.T, trigger engine.Trigger, sizes ...int) (*engine.Runner, *tally, *tape) {
	w := newWorld()
	in := w.stream("s", "n INT")
	for _, n := range sizes {
		in.batches = append(in.batches, rowsOf(in.schema, strings.Repeat("1\n", n)))
	}
	q := must(w.query("SELECT n FROM s", operator.Append))(t)
	sink := &tally{}
	q.Trigger, q.Sink = trigger, sink
	return must(engine.NewRunner(q, newEnv()))(t), sink, in
}

func TestTriggers(t *testing.T) {
	for _, c := range []struct {
		trigger engine.Trigger
		want    string
		done    bool
	}{
		{engine.Trigger{}, "[0:2 1:3 2:1]", false},
		{engine.Trigger{Kind: engine.AvailableNow}, "[0:2 1:3 2:1]", true},
		{engine.Trigger{Kind: engine.Once}, "[0:2]", true},
		{engine.Trigger{Kind: engine.ProcessingTime, Interval: time.Hour}, "[0:2]", false},
		{engine.Trigger{Kind: engine.EveryRows, Rows: 2}, "[0:2 1:3]", false},
	} {
		r, sink, _ := numbered(t, c.trigger, 2, 3, 1)
		for range 6 {
			must(r.Next(context.Background()))(t)
		}
		if got := fmt.Sprint(sink.sizes); got != c.want || r.Done() != c.done {
			t.Errorf("%+v: %s done %v, want %s %v", c.trigger, got, r.Done(), c.want, c.done)
		}
	}
}

func TestSinkFailureLeavesTheTimeline(t *testing.T) {
	r, sink, _ := numbered(t, engine.Trigger{}, 2, 3)
	must(r.Next(context.Background()))(t)
	sink.fail = true
	if _, err := r.Next(context.Background()); err == nil || r.Timeline().Len() != 1 {
		t.Fatalf("%v, %d steps", err, r.Timeline().Len())
	}
	sink.fail = false
	must(r.Next(context.Background()))(t)
	if got := fmt.Sprint(sink.sizes); got != "[0:2 1:3]" {
		t.Error(got)
	}
}

func TestSteppingBackDoesNotWriteTwice(t *testing.T) {
	r, sink, _ := numbered(t, engine.Trigger{}, 2, 3)
	must(r.Next(context.Background()))(t)
	must(r.Next(context.Background()))(t)
	if err := r.Timeline().SeekTo(0); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		must(r.Next(context.Background()))(t)
	}
	if got := fmt.Sprint(sink.sizes, r.Timeline().At()); got != "[0:2 1:3] 2" {
		t.Error(got)
	}
}
