package engine_test

import (
	"context"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// TestThinSteps goes back to steps so old that only their ticks are kept, and looks at them.
func TestThinSteps(t *testing.T) {
	w := newWorld()
	tape := w.stream("s", "n INT")
	q := must(w.query("SELECT n, count(*) AS c FROM s GROUP BY n", operator.Update))(t)
	q.Budget.Rows = 4
	tl := must(engine.NewTimeline(q, newEnv()))(t)
	const batches = 12_000
	for i := range batches {
		rows := rowsOf(tape.schema, "1\n2\n")
		tape.batches = append(tape.batches, rows)
		must(tl.Forward(context.Background(), tickOf(int64(i), rows)))(t)
	}
	if s := tl.Step(3); s.Records != nil || s.Progress.NumInputRows != 2 {
		t.Fatalf("step 3 keeps %d records, %d rows in", len(s.Records), s.Progress.NumInputRows)
	}
	d := must(tl.Detail(context.Background(), 3))(t)
	if d.Output.N != 2 || len(d.Progress.StateOperators) != 1 || d.Fingerprint != tl.Step(3).Fingerprint || tl.At() != batches {
		t.Fatalf("%d rows, %+v", d.Output.N, d.Progress)
	}
	if err := tl.SeekTo(5); err != nil {
		t.Fatal(err)
	}
	if s := must(tl.Forward(context.Background(), tickOf(5, rowsOf(tape.schema, "2\n"))))(t); s.Output.N != 1 || tl.Len() != 6 {
		t.Errorf("%d rows, %d steps", s.Output.N, tl.Len())
	}
}

// TestForgetfulRun runs as `sparkrepl run` does: of old steps nothing stays, and nothing breaks.
func TestForgetfulRun(t *testing.T) {
	w := newWorld()
	tape := w.stream("s", "n INT")
	q := must(w.query("SELECT n, count(*) AS c FROM s GROUP BY n", operator.Update))(t)
	q.Budget.History, q.Budget.Rows = 2, 1
	tl := must(engine.NewTimeline(q, newEnv()))(t)
	for i := range 200 {
		rows := rowsOf(tape.schema, "1\n2\n")
		tape.batches = append(tape.batches, rows)
		must(tl.Forward(context.Background(), tickOf(int64(i), rows)))(t)
	}
	if s := tl.Step(3); s.Records != nil || s.Progress.NumInputRows != 0 || tl.Step(199).Progress.NumInputRows != 2 {
		t.Errorf("step 3 is kept: %+v", s)
	}
	if _, err := tl.Detail(context.Background(), 3); err == nil {
		t.Error("a step of which nothing is kept has detail")
	}
}
