package engine_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/state"
)

// ledger is a checkpoint in memory that can be full.
type ledger struct {
	offsets []engine.OffsetRecord
	commits []engine.CommitRecord
	ready   engine.CommitRecord
	full    bool
}

var errFull = errors.New("no space left on device")

func (l *ledger) Begin(o engine.OffsetRecord) error {
	if o.Batch != int64(len(l.offsets)) {
		return fmt.Errorf("batch %d was begun before", o.Batch)
	}
	l.offsets = append(l.offsets, o)
	return nil
}
func (l *ledger) Foresee(engine.OffsetRecord) {}
func (l *ledger) Take(c engine.CommitRecord, _ []state.Versioned) error {
	l.ready = c
	return nil
}
func (l *ledger) Prepare() error { return nil }
func (l *ledger) Commit() error {
	if l.full {
		return errFull
	}
	l.commits = append(l.commits, l.ready)
	return nil
}
func (l *ledger) Last() (*engine.OffsetRecord, *engine.CommitRecord, error) { return nil, nil, nil }
func (l *ledger) Offsets(n int64) (*engine.OffsetRecord, error)             { return &l.offsets[n], nil }
func (l *ledger) Restore(int64, []state.Versioned) error                    { return nil }
func (l *ledger) ID() string                                                { return "id" }
func (l *ledger) Close() error                                              { return nil }

// TestFailedBatchRunsAgain fails a batch in its sink, then in its commit: the timeline stays where
// it was, and the next call runs the same batch again, whose offsets are stored already.
func TestFailedBatchRunsAgain(t *testing.T) {
	w := newWorld()
	in := w.stream("s", "n INT")
	in.batches = append(in.batches, rowsOf(in.schema, "1\n2\n"), rowsOf(in.schema, "2\n"))
	q := must(w.query("SELECT n, count(*) AS c FROM s GROUP BY n", operator.Update))(t)
	sink, l := &tally{}, &ledger{}
	q.Sink, q.Checkpoint, q.Trigger = sink, l, engine.Trigger{Kind: engine.AvailableNow}
	r := must(engine.NewRunner(q, newEnv()))(t)
	ctx := context.Background()
	must(r.Next(ctx))(t)
	sink.fail = true
	if _, err := r.Next(ctx); err == nil || r.Timeline().Len() != 1 {
		t.Fatalf("%v, %d steps", err, r.Timeline().Len())
	}
	sink.fail, l.full = false, true
	if _, err := r.Next(ctx); !errors.Is(err, errFull) || r.Timeline().Len() != 1 {
		t.Fatalf("%v, %d steps", err, r.Timeline().Len())
	}
	l.full = false
	step := must(r.Next(ctx))(t)
	if step.Tick.Batch != 1 || step.Output.N != 1 || len(l.offsets) != 2 || len(l.commits) != 2 {
		t.Errorf("batch %d, %d rows, %d offsets, %d commits", step.Tick.Batch, step.Output.N, len(l.offsets), len(l.commits))
	}
	if got := fmt.Sprint(sink.sizes); got != "[0:2 1:1 1:1]" {
		t.Error(got)
	}
}
