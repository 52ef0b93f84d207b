package engine_test

import (
	"context"
	"fmt"
	"math/rand"
	"slices"
	"testing"
	"time"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// reportRows adds rows/s and ns a row to a benchmark that handled so many rows an iteration.
func reportRows(b *testing.B, rows int) {
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(rows)/float64(b.N), "ns/row")
	b.ReportMetric(0, "ns/op")
}

// batches runs a micro-batch an iteration of a benchmark, from the last of warmUp ones on, and counts the time of the
// engine alone: to stop and start the clock of the benchmark would stop the world each time. Beside the mean it
// reports the quarter that went fastest: on a machine that is shared, what a batch takes that nobody disturbs.
func batches(b *testing.B, tl *engine.Timeline, rows int, next func(n int64) *engine.Tick) {
	n := int64(0)
	for ; n < warmUp; n++ {
		must(tl.Forward(context.Background(), next(n)))(b)
	}
	var took []float64
	all := 0.0
	b.ReportAllocs()
	for b.Loop() {
		tick := next(n)
		n++
		begin := time.Now()
		must(tl.Forward(context.Background(), tick))(b)
		ns := float64(time.Since(begin).Nanoseconds()) / float64(rows)
		took, all = append(took, ns), all+ns
	}
	slices.Sort(took)
	mean := all / float64(len(took))
	b.ReportMetric(took[len(took)/4], "quarter-ns/row")
	b.ReportMetric(mean, "ns/row")
	b.ReportMetric(1e9/mean, "rows/s")
	b.ReportMetric(0, "ns/op")
}

const (
	benchRows = 1 << 20
	second    = int64(1_000_000)
)

// clicks makes rows spread over a span in near order, one in a hundred values null.
func clicks(n, distinct int, text bool, begin, span int64) *data.Batch {
	r := rand.New(rand.NewSource(7))
	ts := make([]int64, n)
	values := data.NewFixedBuilder[float64](data.Double, n)
	keys := data.NewFixedBuilder[int64](data.Long, n)
	names := data.NewBytesBuilder(data.String, n)
	for i := range ts {
		ts[i] = begin + int64(i)*span/int64(n) + int64(r.Intn(1000))
		k := r.Intn(distinct)
		keys.Add(int64(k))
		if text {
			names.AddString(fmt.Sprintf("user-%08d", k))
		}
		if r.Intn(100) == 0 {
			values.AppendNull()
		} else {
			values.Add(r.Float64())
		}
	}
	key, typ := keys.Finish(), data.Long
	if text {
		key, typ = names.Finish(), data.String
	}
	s := data.NewSchema(data.Field{Name: "ts", Type: data.Timestamp, Nullable: true}, data.Field{Name: "k", Type: typ, Nullable: true},
		data.Field{Name: "v", Type: data.Double, Nullable: true})
	return data.NewBatch(s, &data.Longs{T: data.Timestamp, Values: ts}, key, values.Finish())
}

// later is the same rows at later times.
func later(b *data.Batch, by int64) *data.Batch {
	old := b.Cols[0].(*data.Longs).Values
	ts := make([]int64, len(old))
	for i, v := range old {
		ts[i] = v + by
	}
	return data.NewBatch(b.Schema, &data.Longs{T: data.Timestamp, Values: ts}, b.Cols[1], b.Cols[2])
}

// warmUp is how many batches run before the clock does: until rows leave, the log gives back the room of old
// versions, and the heap is as large as the collector lets it become: new pages take a quarter of a batch.
const warmUp = 32

// windowed is a timeline of a windowed count and sum over one stream; history is how many versions it
// keeps, 0 for the default.
func windowed(b *testing.B, typ string, mode operator.OutputMode, history int) *engine.Timeline {
	w := newWorld()
	w.stream("s", "ts TIMESTAMP, k "+typ+", v DOUBLE")
	q := must(w.query("SELECT window(ts, '10 seconds') AS w, k, count(*) AS n, sum(v) AS total FROM s WATERMARK ts DELAY OF INTERVAL 10 SECONDS GROUP BY window(ts, '10 seconds'), k", mode))(b)
	q.Budget.History = history
	return must(engine.NewTimeline(q, newEnv()))(b)
}

// BenchmarkWindowCountSum runs whole micro-batches of a million rows in append mode: window,
// group, count and sum with nulls, undo log, eviction, output and fingerprint. Each batch opens
// five windows and evicts as many: with many keys there are as many groups that come and go as
// there are rows.
func BenchmarkWindowCountSum(b *testing.B) { windowCountSum(b, operator.Append, 50*second) }

// BenchmarkWindowCountSumWarm is the same in update mode with windows that live for ten batches:
// most rows meet a group that is there, and each changed group goes out.
func BenchmarkWindowCountSumWarm(b *testing.B) { windowCountSum(b, operator.Update, second) }

// BenchmarkWindowCountSumSlow is append mode with windows that live for ten batches and then go out.
func BenchmarkWindowCountSumSlow(b *testing.B) { windowCountSum(b, operator.Append, second) }

// windowCountSum runs batches that move on by a span of time.
func windowCountSum(b *testing.B, mode operator.OutputMode, span int64) {
	for _, typ := range []string{"BIGINT", "STRING"} {
		for _, distinct := range []int{100, 10_000, 100_000, 1_000_000} {
			for _, rows := range []int{100_000, benchRows} {
				b.Run(fmt.Sprintf("%s/keys=%d/rows=%d", typ, distinct, rows), func(b *testing.B) {
					countSum(b, windowed(b, typ, mode, 4), clicks(rows, distinct, typ == "STRING", 1000*second, span), span)
				})
			}
		}
	}
}

// countSum runs batches of the same rows, each later than the one before by span. The columns of times are used again
// once the history has let them go: columns that are in memory are what comes in, and leave nothing to collect.
func countSum(b *testing.B, tl *engine.Timeline, rows *data.Batch, span int64) {
	var ring [6]*data.Batch
	for i := range ring {
		ring[i] = later(rows, int64(i-len(ring))*span)
	}
	by := int64(len(ring)) * span
	batches(b, tl, rows.N, func(n int64) *engine.Tick {
		at := ring[n%int64(len(ring))]
		ts := at.Cols[0].(*data.Longs).Values
		at = data.NewBatch(at.Schema, &data.Longs{T: data.Timestamp, Values: ts}, at.Cols[1], at.Cols[2])
		for i := range ts {
			ts[i] += by
		}
		return tickOf(n, at)
	})
}

// BenchmarkSmallBatch is what one step of a thousand rows costs, and one step back. Making the rows
// counts too: to stop the clock for it would cost more and empty the caches. The engine's part stands beside it.
func BenchmarkSmallBatch(b *testing.B) {
	tl := windowed(b, "BIGINT", operator.Append, 4)
	rows := clicks(1000, 100, false, 1000*second, second)
	must(tl.Forward(context.Background(), tickOf(0, rows)))(b)
	b.Run("forward", func(b *testing.B) {
		n, took := int64(tl.Len()), time.Duration(0)
		b.ReportAllocs()
		for b.Loop() {
			rows = later(rows, second)
			tick, begin := tickOf(n, rows), time.Now()
			must(tl.Forward(context.Background(), tick))(b)
			took += time.Since(begin)
			n++
		}
		b.ReportMetric(float64(took.Nanoseconds())/float64(b.N), "engine-ns/op")
	})
	b.Run("back", func(b *testing.B) {
		for b.Loop() {
			if err := tl.Back(); err != nil {
				b.Fatal(err)
			}
			must(tl.Redo(context.Background()))(b)
		}
	})
}

// BenchmarkSessions runs micro-batches of 100,000 rows of 10,000 keys into session windows.
func BenchmarkSessions(b *testing.B) {
	w := newWorld()
	w.stream("s", "ts TIMESTAMP, k BIGINT, v DOUBLE")
	q := must(w.query("SELECT session_window(ts, '5 seconds') AS w, k, count(*) AS n, sum(v) AS total FROM s WATERMARK ts DELAY OF INTERVAL 10 SECONDS GROUP BY session_window(ts, '5 seconds'), k", operator.Append))(b)
	q.Budget.History = 4
	tl := must(engine.NewTimeline(q, newEnv()))(b)
	countSum(b, tl, clicks(100_000, 10_000, false, 1000*second, 10*second), 10*second)
}

// BenchmarkStreamJoin runs micro-batches of as many rows on each side as there are keys; a row meets about
// one.
func BenchmarkStreamJoin(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("keys=%d", n), func(b *testing.B) { streamJoin(b, n) })
	}
}

func streamJoin(b *testing.B, rows int) {
	w := newWorld()
	w.stream("l", "ts TIMESTAMP, k BIGINT, v DOUBLE")
	w.stream("r", "ts2 TIMESTAMP, k2 BIGINT, v2 DOUBLE")
	q := must(w.query("SELECT k, v, v2 FROM (FROM l WATERMARK ts DELAY OF INTERVAL 1 SECOND) JOIN (FROM r WATERMARK ts2 DELAY OF INTERVAL 1 SECOND) ON k = k2 AND ts2 >= ts AND ts2 <= ts + INTERVAL 5 SECONDS", operator.Append))(b)
	q.Budget.History = 4
	tl := must(engine.NewTimeline(q, newEnv()))(b)
	left, right := clicks(rows, rows, false, 1000*second, 10*second), clicks(rows, rows, false, 1001*second, 10*second)
	batches(b, tl, 2*rows, func(n int64) *engine.Tick {
		left, right = later(left, 10*second), later(right, 10*second)
		tick := tickOf(n, left)
		tick.Inputs = append(tick.Inputs, tickOf(n, right.WithSchema(w.inputs[1].Source.Schema())).Inputs[0])
		return tick
	})
}
