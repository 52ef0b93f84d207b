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

// manyClicks makes rows around a moment, in order or not; with null a last one has no time. Some of their numbers
// are far from the others.
func manyClicks(s *data.Schema, seed int64, n int, moment int64, inOrder, null bool) *data.Batch {
	r := rand.New(rand.NewSource(seed))
	rows := make([][]any, n, n+1)
	for i := range rows {
		k := r.Int63n(300)
		if rows[i] = []any{moment + r.Int63n(40*second), fmt.Sprint("page", k), float64(r.Intn(9)), k}; r.Intn(400) == 0 {
			rows[i][3] = k*1e12 - 7
		}
		if i%50 == 0 {
			rows[i][2] = nil
		}
	}
	if inOrder {
		slices.SortFunc(rows, func(a, b []any) int { return int(a[0].(int64) - b[0].(int64)) })
	}
	if null {
		rows = append(rows, []any{nil, "page", 1.0, int64(7)})
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
		for _, w := range []string{"'10 seconds'", "'1 hour'", "'30 seconds', '10 seconds'", "'10 seconds', '5 seconds', '2 seconds'"} {
			for _, key := range []string{"page", "k"} {
				for _, inOrder := range []bool{false, true} {
					t.Run(fmt.Sprint(mode, w, key, inOrder), func(t *testing.T) { windowsOfManyRows(t, mode, w, key, inOrder) })
				}
			}
		}
	}
}

func windowsOfManyRows(t *testing.T, mode operator.OutputMode, w, key string, inOrder bool) {
	world := newWorld()
	world.stream("s", "ts TIMESTAMP, page STRING, v DOUBLE, k BIGINT")
	q := must(world.query("SELECT window(ts, "+w+") AS w, "+key+", count(*) AS n, count(v) AS c, sum(v) AS total, first(v) AS f FROM s WATERMARK ts DELAY OF INTERVAL 5 SECONDS GROUP BY window(ts, "+w+"), "+key, mode))(t)
	s := world.inputs[0].Source.Schema()
	var lines [2][]*engine.Step
	for k, null := range []bool{false, true} {
		tl := must(engine.NewTimeline(q, newEnv()))(t)
		for n := range int64(4) {
			rows := manyClicks(s, n, 20_000, 1000*second+n*10*second, inOrder, null)
			step := must(tl.Forward(context.Background(), tickOf(n, rows)))(t)
			if err := tl.Back(); err != nil {
				t.Fatal(err)
			}
			if again := must(tl.Forward(context.Background(), tickOf(n, rows)))(t); again.Fingerprint != step.Fingerprint {
				t.Fatalf("batch %d differs when it is done again", n)
			}
			lines[k] = append(lines[k], step)
		}
		for i := range lines[k] {
			lines[k][i] = must(tl.Detail(context.Background(), i))(t)
		}
	}
	for n, step := range lines[0] {
		other := lines[1][n]
		if got, want := textsOf(step.Output), textsOf(other.Output); !slices.Equal(got, want) {
			t.Fatalf("batch %d: %d rows, %d by the window column; or others", n, len(got), len(want))
		}
		for i, r := range step.Records {
			if r.Groups == nil {
				continue
			}
			if o := other.Records[i]; r.Groups.Len() != r.In[0].N || r.Groups.Len() != o.Groups.Len() || r.DroppedLate != o.DroppedLate || len(r.Drops) != len(o.Drops) {
				t.Errorf("batch %d: %d groups of %d rows, %d by the window column; %d late, %d by it", n, r.Groups.Len(), r.In[0].N, o.Groups.Len(), r.DroppedLate, o.DroppedLate)
			}
		}
	}
}
