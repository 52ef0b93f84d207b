package engine_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// heap is the live heap in bytes.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// strangers makes rows whose keys were never seen before.
func strangers(batch, n int) *data.Batch {
	s := data.NewSchema(data.Field{Name: "ts", Type: data.Timestamp, Nullable: true}, data.Field{Name: "k", Type: data.String, Nullable: true},
		data.Field{Name: "v", Type: data.Double, Nullable: true})
	ts, v, k := make([]int64, n), make([]float64, n), data.NewBytesBuilder(data.String, n)
	for i := range ts {
		ts[i] = int64(batch)*second + int64(i)
		k.AddString(fmt.Sprintf("user %d of batch %d", i, batch))
	}
	return data.NewBatch(s, &data.Longs{T: data.Timestamp, Values: ts}, k.Finish(), &data.Doubles{T: data.Double, Values: v})
}

// TestLongRun runs many batches of keys that are always new: what a batch leaves behind is
// bounded by the history that is kept.
func TestLongRun(t *testing.T) {
	w := newWorld()
	tape := w.stream("s", "ts TIMESTAMP, k STRING, v DOUBLE")
	q := must(w.query("SELECT window(ts, '2 seconds') AS w, k, count(*) AS n, sum(v) AS total FROM s WATERMARK ts DELAY OF INTERVAL 1 SECOND GROUP BY window(ts, '2 seconds'), k", operator.Append))(t)
	q.Budget.HistoryBytes = 1 << 20
	tl := must(engine.NewTimeline(q, newEnv()))(t)
	const batches, rows = 3000, 100
	var early int64
	for i := range batches {
		tape.batches = append(tape.batches, nil)
		must(tl.Forward(context.Background(), tickOf(int64(i), strangers(i, rows))))(t)
		if i == batches/3 {
			early = heap()
		}
	}
	grown := (heap() - early) / (batches * 2 / 3)
	t.Logf("%d bytes a batch stay", grown)
	if grown > 6<<10 {
		t.Errorf("a batch leaves %d bytes behind", grown)
	}
	runtime.KeepAlive(tl)
}

// TestRowsGoBeforeTheNextStep holds that a query that keeps nothing to step back to drops the rows of
// its last step when the next one begins, even one that fails, and can compute them again.
func TestRowsGoBeforeTheNextStep(t *testing.T) {
	w := newWorld()
	tape := w.stream("s", "ts TIMESTAMP, k STRING, v DOUBLE")
	q := must(w.query("SELECT k, v FROM s WHERE v >= 0", operator.Append))(t)
	q.Budget.History, q.Budget.Rows = 2, 1
	tl := must(engine.NewTimeline(q, newEnv()))(t)
	tape.batches = append(tape.batches, strangers(0, 10), nil)
	must(tl.Forward(context.Background(), tickOf(0, strangers(0, 10))))(t)
	if tl.Step(0).Output == nil {
		t.Error("the rows of the last step are gone at once")
	}
	ended, stop := context.WithCancel(context.Background())
	stop()
	if _, err := tl.Forward(ended, tickOf(1, strangers(1, 10))); err == nil {
		t.Fatal("a step ran although its time was over")
	}
	if tl.Step(0).Output != nil {
		t.Error("the rows of the step before stay while the next one runs")
	}
	if step := must(tl.Detail(context.Background(), 0))(t); step.Output.N != 10 {
		t.Errorf("computed again, the step has %d rows", step.Output.N)
	}
}
