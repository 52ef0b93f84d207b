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

// BenchmarkSeek goes back over a thousand batches of a thousand rows, and forward again.
func BenchmarkSeek(b *testing.B) {
	tl := windowed(b, "BIGINT", operator.Append, 0)
	const batches = 1001
	rows := clicks(1000, 100, false, 1000*second, second)
	for n := range int64(batches) {
		rows = later(rows, second)
		must(tl.Forward(context.Background(), tickOf(n, rows)))(b)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, n := range []int{1, batches} {
			if err := tl.SeekTo(n); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2e6, "ms/seek")
}

// BenchmarkHistory runs ten thousand batches of a thousand rows and reports what each leaves behind.
func BenchmarkHistory(b *testing.B) {
	for b.Loop() {
		tl := windowed(b, "BIGINT", operator.Append, 0)
		rows := clicks(1000, 100, false, 1000*second, second)
		var early int64
		for n := range int64(10_000) {
			rows = later(rows, second)
			must(tl.Forward(context.Background(), tickOf(n, rows)))(b)
			if n == 2000 {
				early = heap()
			}
		}
		b.ReportMetric(float64(heap()-early)/8000, "B/batch")
		runtime.KeepAlive(tl)
	}
}

// BenchmarkUntouchedState runs batches of a thousand rows of a thousand keys over a state that has
// those groups and others, which no row touches.
func BenchmarkUntouchedState(b *testing.B) {
	for _, keys := range []int{1000, 1_000_000, 10_000_000} {
		b.Run(fmt.Sprintf("groups=%d", keys), func(b *testing.B) {
			w := newWorld()
			w.stream("s", "ts TIMESTAMP, k BIGINT, v DOUBLE")
			q := must(w.query("SELECT k, count(*) AS n, sum(v) AS total FROM s GROUP BY k", operator.Update))(b)
			q.Budget.History, q.Budget.Rows = 4, 1
			tl := must(engine.NewTimeline(q, newEnv()))(b)
			few := clicks(1000, 1000, false, 1000*second, second)
			n := int64(0)
			for from := 0; from < keys; from += min(keys, 1_000_000) {
				many := clicks(min(keys, 1_000_000), 1, false, 1000*second, second)
				ks := many.Cols[1].(*data.Longs).Values
				for i := range ks {
					ks[i] = int64(from + i)
				}
				must(tl.Forward(context.Background(), tickOf(n, many)))(b)
				n++
			}
			for range 8 { // what the large batches left is forgotten
				must(tl.Forward(context.Background(), tickOf(n, few)))(b)
				n++
			}
			heap()
			b.ReportAllocs()
			for b.Loop() {
				must(tl.Forward(context.Background(), tickOf(n, few)))(b)
				n++
			}
		})
	}
}
