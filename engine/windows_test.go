package engine_test

import (
	"context"
	"fmt"
	"math/rand"
	"slices"
	"testing"

	"github.com/sparkrepl/sparkrepl/engine"
	"github.com/sparkrepl/sparkrepl/engine/data"
	"github.com/sparkrepl/sparkrepl/engine/operator"
)

// manyClicks makes rows out of order around a moment; with null a last one has no time.
func manyClicks(s *data.Schema, seed int64, n int, moment int64, null bool) *data.Batch {
	r := rand.New(rand.NewSource(seed))
	rows := make([][]any, n, n+1)
	for i := range rows {
		rows[i] = []any{moment + r.Int63n(40*second), fmt.Sprint("page", r.Intn(300)), float64(r.Intn(9))}
		if i%50 == 0 {
			rows[i][2] = nil
		}
	}
	if null {
		rows = append(rows, []any{nil, "page", 1.0})
	}
	return data.FromRows(s, rows)
}

// textsOf are the rows of a batch as text, sorted.
func textsOf(b *data.Batch) []string {
	out := make([]string, b.N)
	for i := range out {
		for _, c := range b.Cols {
			out[i] += fmt.Sprint(data.ValueAt(c, i), " ")
		}
	}
	slices.Sort(out)
	return out
}

// Batches of many rows find windows and groups together, where no time is null: they give the rows
// that the window column would, and its node its rows when they are asked for.
func TestWindowsOfManyRows(t *testing.T) {
	for _, mode := range []operator.OutputMode{operator.Append, operator.Update} {
		for _, w := range []string{"'10 seconds'", "'30 seconds', '10 seconds'", "'10 seconds', '5 seconds', '2 seconds'"} {
			world := newWorld()
			world.stream("s", "ts TIMESTAMP, page STRING, v DOUBLE")
			q, err := world.query("SELECT window(ts, "+w+") AS w, page, count(*) AS n, count(v) AS c, sum(v) AS total, first(v) AS f FROM s WATERMARK ts DELAY OF INTERVAL 5 SECONDS GROUP BY window(ts, "+w+"), page", mode)
			if err != nil {
				t.Fatal(err)
			}
			s := world.inputs[0].Source.Schema()
			var lines [2][]*engine.Step
			for k, null := range []bool{false, true} {
				tl, err := engine.NewTimeline(q, newEnv())
				if err != nil {
					t.Fatal(err)
				}
				for n := range int64(4) {
					step, err := tl.Forward(context.Background(), tickOf(n, manyClicks(s, n, 20_000, 1000*second+n*10*second, null)))
					if err != nil {
						t.Fatal(err)
					}
					lines[k] = append(lines[k], step)
				}
				for i := range lines[k] {
					if lines[k][i], err = tl.Detail(context.Background(), i); err != nil {
						t.Fatal(err)
					}
				}
			}
			for n, step := range lines[0] {
				other := lines[1][n]
				if got, want := textsOf(step.Output), textsOf(other.Output); !slices.Equal(got, want) {
					t.Fatalf("%v, window(ts, %s), batch %d: %d rows, %d by the window column; or others", mode, w, n, len(got), len(want))
				}
				for i, r := range step.Records {
					if r.Groups == nil {
						continue
					}
					if o := other.Records[i]; len(r.Groups) != r.In[0].N || len(r.Groups) != len(o.Groups) || r.DroppedLate != o.DroppedLate || len(r.Drops) != len(o.Drops) {
						t.Errorf("%v, window(ts, %s), batch %d: %d groups of %d rows, %d by the window column; %d late, %d by it", mode, w, n, len(r.Groups), r.In[0].N, len(o.Groups), r.DroppedLate, o.DroppedLate)
					}
				}
			}
		}
	}
}
