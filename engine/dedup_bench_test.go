package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// BenchmarkDedup runs micro-batches of 100,000 rows through dropDuplicates; as many keys come as
// leave. The longer the watermark's delay, the more keys wait: 150,000 or two million.
func BenchmarkDedup(b *testing.B) {
	for _, keys := range [][]int{{0, 1}, {0}} {
		for _, delay := range []int{10, 400} {
			b.Run(fmt.Sprintf("keys=%d/delay=%ds", len(keys), delay), func(b *testing.B) {
				w := newWorld()
				w.stream("s", "ts TIMESTAMP, k BIGINT, v DOUBLE")
				rel := must(w.analyzed(fmt.Sprintf("SELECT ts, k FROM s WATERMARK ts DELAY OF INTERVAL %d SECONDS", delay)))(b)
				best, _ := plan.Optimize(&operator.Dedup{Keys: keys, Child: rel}, w.context())
				q := &engine.Query{Name: "q", Plan: best, Inputs: w.inputs}
				q.Budget.History = 4
				tl := must(engine.NewTimeline(q, newEnv()))(b)
				rows := clicks(100_000, 10_000, false, 1000*second, 20*second)
				n := int64(0)
				for ; n < int64(delay/20+3); n++ {
					must(tl.Forward(context.Background(), tickOf(n, rows)))(b)
					rows = later(rows, 20*second)
				}
				b.ReportAllocs()
				for b.Loop() {
					b.StopTimer()
					rows = later(rows, 20*second)
					b.StartTimer()
					must(tl.Forward(context.Background(), tickOf(n, rows)))(b)
					n++
				}
				reportRows(b, 100_000)
			})
		}
	}
}
