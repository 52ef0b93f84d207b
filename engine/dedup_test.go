package engine_test

import (
	"context"
	"fmt"
	"math/rand"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
	"github.com/sparkrepl/sparkrepl/engine/plan"
)

// pairRow is a row of a key of two words.
type pairRow struct{ ts, k int64 }

// Keys with a time are forgotten when the watermark passes them, a few of one second or all of several: what goes
// on is what a plain set says, done at once, taken back and done again.
func TestDedupOfPairs(t *testing.T) {
	for _, keys := range [][]int{{0, 1}, {1, 0}} {
		for _, step := range []int64{second / 50, second / 3, 4 * second} {
			t.Run(fmt.Sprint(keys, step), func(t *testing.T) { dedupPairs(t, keys, step) })
		}
	}
}

func dedupPairs(t *testing.T, keys []int, step int64) {
	w := newWorld()
	w.stream("s", "ts TIMESTAMP, k BIGINT")
	rel := must(w.analyzed("SELECT ts, k FROM s WATERMARK ts DELAY OF INTERVAL 1 SECOND"))(t)
	best, _ := plan.Optimize(&operator.Dedup{Keys: keys, Child: rel}, w.context())
	tl := must(engine.NewTimeline(&engine.Query{Name: "q", Plan: best, Inputs: w.inputs}, newEnv()))(t)
	r, seen := rand.New(rand.NewSource(step)), map[pairRow]bool{}
	newest, late := int64(0), int64(-1)
	for n := range int64(12) {
		rows, want := make([][]any, 900), 0
		most := newest
		for i := range rows {
			at := 1000*second + n*step + int64(i)*step/900
			if r.Intn(20) == 0 {
				at -= r.Int63n(3 * second)
			}
			p := pairRow{at / 1000 * 1000, r.Int63n(4)}
			rows[i] = []any{p.ts, p.k}
			most = max(most, p.ts)
			if p.ts > late && !seen[p] {
				seen[p] = true
				want++
			}
		}
		tick := tickOf(n, data.FromRows(w.inputs[0].Source.Schema(), rows))
		first := must(tl.Forward(context.Background(), tick))(t)
		if err := tl.Back(); err != nil {
			t.Fatal(err)
		}
		again := must(tl.Redo(context.Background()))(t)
		if first.Output.N != want || again.Fingerprint != first.Fingerprint {
			t.Fatalf("batch %d: %d rows go on, want %d; done again %d", n, first.Output.N, want, again.Output.N)
		}
		newest, late = most, newest-second
		for p := range seen {
			if p.ts <= late {
				delete(seen, p)
			}
		}
	}
}
